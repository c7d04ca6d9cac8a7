"""Contesting: until when, by whom, and who examines it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mourafaka.appeals import services
from mourafaka.appeals.models import Appeal
from mourafaka.appeals.queries.contest import contest
from mourafaka.appeals.queries.independence import involvement
from mourafaka.foundations import clock
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import OutboxMessage
from mourafaka.foundations.notices.models import Notice
from mourafaka.foundations.notices.services import open_notice
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.sockets import Plug
from mourafaka.instruction.models import Case
from mourafaka.selection.sockets import ties
from tests.factories.appeals import application, examined, notify, speaker
from tests.factories.committee import Sitting, person
from tests.factories.instruction import CaseFactory
from tests.factories.selection import AssignmentFactory, ConflictDeclarationFactory

pytestmark = pytest.mark.django_db


def lodged(dossier: Any, actor: Any, **more: Any) -> Appeal:
    return services.lodge_appeal(dossier, actor=actor, text="Nous contestons.", **more)


def code(refusal: Any) -> str:
    return str(refusal.value.code)


def test_the_days_run_from_the_proven_notification_to_the_end_of_the_last(found: Sitting) -> None:
    dossier, now = application(found, 8), clock.now()
    notify(dossier, found.manager, now - timedelta(days=15))
    on_the_last_day = contest(dossier)

    appeal = lodged(dossier, speaker(dossier))

    assert (on_the_last_day.last_day, on_the_last_day.open) == (clock.today(), True)
    assert (appeal.last_day, appeal.answer_due_on) == (clock.today(), clock.today() + timedelta(days=15))


def test_the_day_after_is_too_late(found: Sitting) -> None:
    dossier = application(found, 8)
    notify(dossier, found.manager, clock.now() - timedelta(days=16))

    with pytest.raises(Refused) as refusal:
        lodged(dossier, speaker(dossier))

    assert code(refusal) == "appeal_too_late"


def test_a_paper_received_in_time_and_typed_later_is_in_time(found: Sitting) -> None:
    dossier = application(found, 8)
    notify(dossier, found.manager, clock.now() - timedelta(days=20))

    appeal = lodged(dossier, found.manager, received_on=clock.today() - timedelta(days=6))

    assert appeal.received_on == clock.today() - timedelta(days=6)


def test_as_long_as_nothing_proves_the_notification_no_day_runs(found: Sitting) -> None:
    dossier = application(found, 8)
    woman = speaker(dossier)

    with clock.at(clock.today() + timedelta(days=90)):
        late = lodged(dossier, woman)

    assert late.last_day is None


def test_opening_the_signed_link_of_the_letter_starts_the_days(found: Sitting) -> None:
    dossier = application(found, 8)
    notice = Notice.objects.get(event="selection.decision", text__contains="A-008")

    open_notice(notice, actor=found.manager)

    assert contest(dossier).notified_on == clock.today()


def test_a_decision_whose_letter_has_not_left_cannot_be_contested_yet(found: Sitting) -> None:
    OutboxMessage.objects.update(state="held")
    dossier = application(found, 8)

    with pytest.raises(Refused) as refusal:
        lodged(dossier, speaker(dossier))

    assert code(refusal) == "appeal_nothing_to_contest"


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [(8, "  ", "appeal_without_words"), (1, "Non", "appeal_nothing_to_contest")],
)
def test_what_cannot_be_lodged_says_why(found: Sitting, place: int, text: str, expected: str) -> None:
    dossier = application(found, place)

    with pytest.raises(Refused) as refusal:
        services.lodge_appeal(dossier, actor=speaker(dossier), text=text)

    assert code(refusal) == expected


def test_a_decision_is_contested_once(found: Sitting) -> None:
    dossier = application(found, 8)
    woman = speaker(dossier)
    lodged(dossier, woman)

    with pytest.raises(Refused) as refusal:
        lodged(dossier, woman)

    assert code(refusal) == "appeal_already_lodged"


def test_another_cooperative_contests_nothing_here(found: Sitting) -> None:
    stranger = speaker(application(found, 7))

    with pytest.raises(Refused) as refusal:
        lodged(application(found, 8), stranger)

    assert code(refusal) == "not_allowed"


def test_whoever_had_a_part_in_the_decision_does_not_examine(found: Sitting, monkeypatch: Any) -> None:
    dossier = application(found, 8)
    officer, reader, coach, tied = (
        person("delegate", name, "09") for name in ("Un", "Deux", "Trois", "Quatre")
    )
    free = person("delegate", "Libre", "09")
    Case.objects.filter(pk=CaseFactory(application=dossier).pk).update(officer=officer)
    AssignmentFactory(application=dossier, reviewer=reader, state="submitted")
    ConflictDeclarationFactory(application=dossier, person=tied, nature="family")
    monkeypatch.setitem(ties._plugs, "test", ties_of(coach, dossier))

    parts = [involvement(each, dossier) for each in (officer, reader, coach, tied, found.members[0], free)]

    assert [bool(why) for why in parts] == [True, True, True, True, True, False]
    assert len(set(parts)) == 6


def ties_of(coach: Any, dossier: Any) -> Any:
    return Plug(1, "test", lambda cooperatives: {(coach.pk, dossier.cooperative_id)})


def test_it_is_given_to_somebody_free_and_to_nobody_else(found: Sitting) -> None:
    dossier = application(found, 8)
    appeal = lodged(dossier, speaker(dossier))
    free, member = person("delegate", "Libre", "09"), found.members[0]

    with pytest.raises(Refused) as refusal:
        services.give_appeal(appeal, actor=found.manager, examiner=member)
    given = services.give_appeal(appeal, actor=found.manager, examiner=free)

    assert code(refusal) == "appeal_examiner_involved"
    assert (given.state, given.examiner) == ("examined", free)
    assert Notice.objects.filter(event="appeals.given", user=free).count() == 1


def test_the_cooperative_is_told_that_it_is_received_and_until_when_it_is_answered(found: Sitting) -> None:
    appeal = examined(found, 8)

    notice = Notice.objects.get(event="appeals.received")
    assert format_date(appeal.answer_due_on, "fr") in notice.text


def test_an_appeal_taken_back_is_answered_no_more(found: Sitting) -> None:
    appeal = examined(found, 8)

    services.take_back(appeal, actor=appeal.lodged_by)

    with pytest.raises(Refused) as refusal:
        services.reject_appeal(appeal, actor=appeal.examiner, reason="Non")
    assert code(refusal) == "appeal_closed"


def test_the_cooperative_gives_up_its_place_and_the_reserve_is_asked(found: Sitting) -> None:
    dossier = application(found, 1)

    services.give_up(dossier, actor=speaker(dossier), reason="Nous cessons notre activité.")

    assert [application(found, place).state for place in (1, 4)] == ["withdrawn", "selected"]
