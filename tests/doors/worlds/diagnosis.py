"""A diagnosis being filled at M0 and a validated one at M12, of the own cooperative and of one far away."""

from __future__ import annotations

from typing import Any

from mourafaka.foundations.files import store
from tests.doors.access_world import FOREIGN
from tests.factories.diagnosis import AssessmentFactory, answered, validated

# What is only shown of a diagnosis being filled, or only of a submitted or validated one.
FILLED = ("diagnosis:edit", "diagnosis:questions", "diagnosis:question", "diagnosis:sheet", "diagnosis:swot")


def build(world: Any, users: Any) -> None:
    coach = users("coach", "09")
    for target in ("own", "foreign"):
        word = FOREIGN if target == "foreign" else "PLAIN"
        enrolment = world.rooms["enrolment", target]
        AssessmentFactory(enrolment=enrolment, assessor=coach, summary=word)
        later = AssessmentFactory(enrolment=enrolment, assessor=coach, round="M12", summary=word)
        photo = store(b"\x89PNG\r\n\x1a\n" + word.encode(), name=f"{word}.png", content_type="image/png")
        validated(answered(later, 3, comment=word, file=photo))


def value(world: Any, page: str, key: str, target: str) -> Any:
    enrolment = world.rooms["enrolment", "foreign" if target == "foreign" else "own"]
    return {
        "number": enrolment.number,
        "round": "M0" if page in FILLED else "M12",
        "question": "GOV1",
        "language": "fr",
        "version": 1,
    }.get(key)
