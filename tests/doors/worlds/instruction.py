"""A case of each application with a correction, an opinion and messages; the foreign and the conflicted ones carry
their canary in every text."""

from __future__ import annotations

from datetime import date
from typing import Any

from mourafaka.foundations import clock, files
from mourafaka.instruction.models import Batch, Team
from mourafaka.people.enums import Role
from tests.doors.access_world import CONFLICTED, FOREIGN
from tests.factories.instruction import CaseFactory, CorrectionFactory, MessageFactory, OpinionFactory

WORDS = {"own": "PLAIN", "foreign": FOREIGN, "conflicted": CONFLICTED}


def build(world: Any, users: Any) -> None:
    for target, word in WORDS.items():
        world.rooms["instruction", target] = _objects(world, target, word)


def _objects(world: Any, target: str, word: str) -> dict[str, Any]:
    application = getattr(world, target)
    case = CaseFactory(application=application)
    paper = files.store(b"%PDF-1.7", name=f"{word}.pdf", content_type="application/pdf")
    correction = CorrectionFactory(case=case, asked=word, answer=word, state="answered", file=paper)
    CorrectionFactory(case=case, asked=word, target="sections:products", due_on=date(2099, 1, 1))
    message = MessageFactory(case=case, text=word, file=paper)
    team, _ = Team.objects.get_or_create(name="Souss")
    return {
        "case": case,
        "correction": correction,
        "message": message,
        "team": team,
        "opinion": 0,
        "word": word,
    }


def person(world: Any, role: str, user: Any) -> None:
    """Opinions asked of the trainer, on the conflicted case too, and of a stranger else; a batch of this person."""
    for target in WORDS:
        objects = world.rooms["instruction", target]
        stranger = objects["case"].application.entered_by
        asked_of = user if role == Role.TRAINER and target != "foreign" else stranger
        objects["opinion"] = OpinionFactory(
            case=objects["case"], asked_of=asked_of, question=objects["word"]
        ).pk
    batch = Batch.objects.create(kind="assign", started_by=user, started_at=clock.now(), state="done")
    foreign = Batch.objects.create(
        kind="assign",
        started_by=world.foreign.entered_by,
        started_at=clock.now(),
        rows=[{"number": FOREIGN, "problem": FOREIGN, "case": 0}],
        done=1,
        state="done",
    )
    for target in WORDS:
        world.rooms["instruction", target]["batch"] = (batch if target == "own" else foreign).pk


def value(world: Any, page: str, key: str, target: str) -> Any:
    objects = world.rooms["instruction", target]
    if key == "pk":
        kind = {
            "batch": "batch",
            "undo": "batch",
            "team": "team",
            "opinion": "opinion",
            "opinion_file": "opinion",
            "cancel_opinion": "opinion",
            "message_file": "message",
        }.get(page.partition(":")[2], "correction")
        found = objects.get(kind, 0)
        return getattr(found, "pk", found)
    application = objects["case"].application
    return {
        "number": application.number,
        "code": world.call.code,
        "kind": "registration",
        "verb": "admit",
    }.get(key)
