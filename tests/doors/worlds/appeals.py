"""An appeal of each application with a document and a letter that left; the foreign and the conflicted ones carry
their canary in every text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mourafaka.appeals.models import Appeal, AppealDocument, Letter
from mourafaka.foundations import clock, files
from mourafaka.foundations.models import OutboxMessage
from mourafaka.selection.models import Letter as DecisionLetter
from tests.doors.access_world import CONFLICTED, FOREIGN

WORDS = {"own": "PLAIN", "foreign": FOREIGN, "conflicted": CONFLICTED}


def build(world: Any, users: Any) -> None:
    for target, word in WORDS.items():
        world.rooms["appeals", target] = _objects(getattr(world, target), word)


def _objects(application: Any, word: str) -> dict[str, Any]:
    decision = DecisionLetter.objects.get(application=application)
    OutboxMessage.objects.filter(pk=decision.message_id).update(state="released")
    author = application.entered_by
    appeal = Appeal.objects.create(
        application=application,
        against="decision",
        text=word,
        reason=word,
        received_on=clock.today(),
        answer_due_on=clock.today() + timedelta(days=15),
        lodged_by=author,
        lodged_at=clock.now(),
        state="examined",
    )
    paper = files.store(b"%PDF-1.7", name=f"{word}.pdf", content_type="application/pdf")
    letter = Letter.objects.create(
        application=application,
        appeal=appeal,
        kind="answer",
        language="fr",
        reasons=[[word, [word]]],
        file=paper,
        message=OutboxMessage.objects.get(pk=decision.message_id),
        issued_by=author,
        issued_at=clock.now(),
    )
    document = AppealDocument.objects.create(appeal=appeal, file=paper, added_by=author, added_at=clock.now())
    return {
        "appeal": appeal.pk,
        "letter": letter.pk,
        "decision_letter": decision.pk,
        "document": document.pk,
        "number": application.number,
    }


def value(world: Any, page: str, key: str, target: str) -> Any:
    objects = world.rooms["appeals", target]
    name = page.partition(":")[2]
    return objects["number"] if key == "number" else objects.get(name, objects["appeal"])
