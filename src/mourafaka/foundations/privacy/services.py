"""The acts on personal data: export, erase, keep no longer than said, ask and answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import Erasure
from mourafaka.foundations.privacy import accesses, sockets
from mourafaka.foundations.privacy.exporting import archive
from mourafaka.foundations.privacy.models import DataRequest, Way
from mourafaka.foundations.privacy.people import held, recognised, subject_of, with_others
from mourafaka.foundations.privacy.wiping import Wiping, forget_sent
from mourafaka.foundations.refusals import Refused


@dataclass(frozen=True)
class Export:
    """The archive of a person's data, which nothing keeps."""

    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Erased:
    erasure: Erasure
    sealed_objects: tuple[Any, ...] = ()


@act("privacy.person.export", rule="privacy.export_person")
def export_person(record: Model, *, actor: Any) -> Export:
    """All that is held of a person, as a ZIP of JSON and files. Written in the log of accesses. Refuses nothing."""
    content = archive(record)
    about = subject_of(record)
    key = str(getattr(record, about.key))
    accesses.record(
        by=actor, how=Way.EXPORTED, kind=record._meta.label_lower, keys=[key], page="privacy:export"
    )
    return Export(content)


@act("privacy.person.erase", rule="privacy.erase_person", secret=("reason",))
def erase_person(record: Model, *, actor: Any, reason: str = "") -> Erased:
    """Empty every personal field of this record's person, everywhere, with files, messages, sessions and codes.

    Rows, counts, amounts and states stay. Refuses, with the room's reason, whom the programme still works with.
    """
    for code in sockets.obstacles.collect(record):
        raise Refused(code)
    wiping = Wiping(reference(record))
    known = recognised(record)
    refs = {reference(record)}
    for each in (one for hers in with_others(record) for one in held(hers)):
        rows = list(each.rows)
        refs |= {reference(row) for row in rows}
        wiping.empty(each.group, rows)
    wiping.forget_messages(known, refs)
    wiping.sweep(known, record)
    wiping.forget_told(known, refs)
    sockets.forgetting.collect(record, known.addresses)
    forget_sent(known)
    erasure = wiping.finish()
    return Erased(erasure, tuple(wiping.sealed()))


@act("privacy.request.ask", rule="privacy.ask", secret=("words",))
def ask(person: Any, *, actor: Any, kind: str, words: str = "") -> DataRequest:
    """Ask that one's data be erased, corrected or no longer used; once until it is answered."""
    open_one = DataRequest.objects.filter(person=person, kind=kind, answered_at=None).first()
    return open_one or DataRequest.objects.create(person=person, kind=kind, words=words[:500])


@act("privacy.request.answer", rule="privacy.manage", secret=("answer",))
def answer_request(request: DataRequest, *, actor: Any, answer: str) -> DataRequest:
    """Say what was done of a request. Refuses one already answered, and an empty answer."""
    current = DataRequest.objects.select_for_update().get(pk=request.pk)
    if current.answered_at is not None:
        raise Refused("request_answered")
    if not answer.strip():
        raise Refused("request_answer_empty", field="answer")
    current.answer, current.answered_at = answer.strip()[:500], clock.now()
    current.save(update_fields=["answer", "answered_at"])
    return current
