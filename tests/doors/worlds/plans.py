"""The own enrolment has a plan in force and a revision being drafted; so has the one far away, with its canary."""

from __future__ import annotations

from typing import Any

from mourafaka.diagnosis.models import Assessment
from mourafaka.foundations import files
from mourafaka.plans.models import ActionProgress
from tests.doors.access_world import FOREIGN
from tests.doors.worlds.enrolment import enrolment_of
from tests.factories.diagnosis import AssessmentFactory, answered, validated
from tests.factories.plans import PlanFactory


def build(world: Any, users: Any) -> None:
    for target in ("own", "foreign"):
        enrolment = enrolment_of(world, target)
        assessment = Assessment.objects.filter(enrolment=enrolment, round="M0").first() or validated(
            answered(AssessmentFactory(enrolment=enrolment), 3, but={"FIN1": 0})
        )
        word = FOREIGN if target == "foreign" else "PLAIN"
        action = {"title_fr": f"{word} action", "title_ar": f"{word} action", "owner": word}
        minutes = files.store(b"%PDF-1.7 pv", name="pv.pdf", content_type="application/pdf")
        for revision, state in ((1, "approved"), (2, "draft")):
            plan = PlanFactory(
                enrolment=enrolment,
                assessment=assessment,
                revision=revision,
                state=state,
                minutes=minutes,
                reason=word,
                actions=[{**action, "questions": ["FIN1"]}],
            )
            said = ActionProgress.objects.create(
                action=plan.actions.get(),
                on=enrolment.service_starts_on,
                before=0,
                after=10,
                state_before="planned",
                state="in_progress",
                note=word,
                file=minutes,
                by=assessment.assessor,
            )
            world.rooms.setdefault(("plans:evidence", target), said.pk)


def value(world: Any, page: str, key: str, target: str) -> Any:
    enrolment = enrolment_of(world, target)
    said = world.rooms["plans:evidence", "foreign" if target == "foreign" else "own"]
    return {
        "number": enrolment.number,
        "pk": said,
        "code": world.call.cohort.code if page == "plans:rules" else "A1",
        "revision": 1,
        "language": "fr",
        "kind": "csv",
    }.get(key)
