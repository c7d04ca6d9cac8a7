"""The cooperative contests, adds documents, changes its mind; or an agent writes it for her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse

from mourafaka.appeals.enums import ANSWER_DAYS, CHARACTERS_AT_MOST, FILES_AT_MOST
from mourafaka.appeals.models import Appeal, AppealDocument
from mourafaka.appeals.notices import RECEIVED, WAITING
from mourafaka.appeals.queries.contest import contest
from mourafaka.appeals.queries.independence import examiners_for
from mourafaka.appeals.services.keeping import locked, refuse_unless_under_way, step
from mourafaka.calls.keeping import locked as locked_application
from mourafaka.calls.models import Application
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.notices.services import notify
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.registry.models import CooperativeContact
from mourafaka.selection.services.letters import recipients


@act("appeals.appeal.lodge", rule="appeals.lodge", secret=("text",))
def lodge_appeal(
    application: Application,
    *,
    actor: User,
    text: str,
    files: Sequence[StoredFile] = (),
    received_on: date | None = None,
) -> Appeal:
    """Contest what was decided. It must be received within the days of the call from the proven notification;
    `received_on`: the day a paper reached the delegation, told by the agent who types it.

    Refuses `appeal_nothing_to_contest`, `appeal_already_lodged`, `appeal_without_words`, `appeal_too_late`,
    `appeal_received_in_future`, `appeal_too_many_files`.
    """
    current = locked_application(application)
    found = contest(current)
    if not found.against:
        raise Refused("appeal_nothing_to_contest", number=current.number)
    if found.appeal is not None:
        raise Refused("appeal_already_lodged", day=format_date(found.appeal.received_on))
    if not text.strip():
        raise Refused("appeal_without_words", field="text")
    day = _day_received(current, actor, received_on)
    if found.last_day is not None and day > found.last_day:
        raise Refused("appeal_too_late", day=format_date(found.last_day))
    appeal = Appeal.objects.create(
        application=current,
        against=found.against,
        text=text.strip()[:CHARACTERS_AT_MOST],
        received_on=day,
        notified_on=found.notified_on,
        last_day=found.last_day,
        answer_due_on=day + timedelta(days=ANSWER_DAYS),
        lodged_by=actor,
        lodged_at=clock.now(),
    )
    _attach(appeal, actor, files)
    _tell(appeal)
    return appeal


@act("appeals.document.add", rule="appeals.lodge")
def add_document(appeal: Appeal, *, actor: User, file: StoredFile) -> Appeal:
    """Add a document while the appeal is examined. Refuses `appeal_closed`, `appeal_too_many_files`."""
    current = locked(appeal)
    refuse_unless_under_way(current)
    _attach(current, actor, [file])
    return current


@act("appeals.appeal.take_back", rule="appeals.lodge")
def take_back(appeal: Appeal, *, actor: User) -> Appeal:
    """The cooperative no longer contests; what was decided stands. Refuses `appeal_closed` once answered."""
    current = locked(appeal)
    step(current, "withdraw")
    current.save(update_fields=["state"])
    return current


def _day_received(application: Application, actor: User, received_on: date | None) -> date:
    """Today for the cooperative itself; an agent says when the paper came."""
    own = CooperativeContact.objects.filter(user=actor, cooperative=application.cooperative_id).exists()
    day = clock.today() if own or received_on is None else received_on
    if day > clock.today():
        raise Refused("appeal_received_in_future", field="received_on")
    return day


def _attach(appeal: Appeal, actor: User, files: Sequence[StoredFile]) -> None:
    if AppealDocument.objects.filter(appeal=appeal).count() + len(files) > FILES_AT_MOST:
        raise Refused("appeal_too_many_files", most=FILES_AT_MOST, field="file")
    AppealDocument.objects.bulk_create(
        AppealDocument(appeal=appeal, file=file, added_by=actor, added_at=clock.now()) for file in files
    )


def _tell(appeal: Appeal) -> None:
    """The cooperative gets its receipt; those who may examine it know that it waits."""
    number = appeal.application.number
    facts = {
        "number": number,
        "day": format_date(appeal.received_on),
        "due": format_date(appeal.answer_due_on),
    }
    notify(
        RECEIVED,
        to=recipients(appeal.application),
        about=appeal,
        facts=facts,
        dedup_key=f"appeals.received:{appeal.pk}",
        url=reverse("appeals:own", args=[number]),
    )
    notify(
        WAITING,
        to=examiners_for(appeal.application),
        about=appeal,
        facts=facts,
        dedup_key=f"appeals.waiting:{appeal.pk}",
        url=reverse("appeals:appeal", args=[appeal.pk]),
    )
