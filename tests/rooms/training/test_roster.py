"""The roster: recorded, corrected, checked in by oneself, closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from mourafaka.foundations import clock
from mourafaka.foundations.models import JournalEntry
from mourafaka.people.services import machine
from mourafaka.training import services
from mourafaka.training.codes import check_in_code
from mourafaka.training.models import Attendance, SelfCheck, Session
from mourafaka.training.queries.presence import missed, modules_attended, roster
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.training import (
    AttendeeFactory,
    InvitationFactory,
    ParticipantFactory,
    SessionFactory,
    presences,
)
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def march() -> Any:
    with clock.at(date(2021, 3, 2)):
        yield


@contextmanager
def standing_at(hour: int, minute: int = 0, day: date = date(2021, 3, 1)) -> Iterator[None]:
    """It is this hour of this day, by the real clock."""
    moment = timezone.make_aware(datetime.combine(day, time(hour, minute)))
    with time_machine.travel(moment, tick=False), clock.at(day):
        yield


def first_half_day(session: Session) -> Any:
    return session.half_days.first()


# --- Recorded by the trainer ---


def test_the_trainer_records_her_roster():
    attendee = AttendeeFactory()
    session = attendee.session

    services.record_attendance(session, actor=session.trainer, presences=presences(session, [attendee]))

    assert roster(session).rows[0].percent == 100


def test_another_trainer_does_not():
    session = SessionFactory()

    with refused_with("not_allowed"):
        services.record_attendance(session, actor=SessionFactory().trainer, presences={})


def test_a_correction_is_journalled():
    attendee = AttendeeFactory(present=4)
    session = attendee.session
    half_day = first_half_day(session)

    services.record_attendance(
        session, actor=session.trainer, presences={str(half_day.pk): {str(attendee.pk): False}}
    )

    entry = JournalEntry.objects.get(verb="training.attendance.record")
    assert entry.facts == {"presences": {str(half_day.pk): {str(attendee.pk): False}}}


def test_what_is_not_named_stays():
    one, _other = two_people(present=4)
    session = one.session

    changed = services.record_attendance(
        session, actor=session.trainer, presences={first_half_day(session).pk: {one.pk: False}}
    )

    assert [each.attendee for each in changed] == [one]


def test_a_half_day_of_another_session_is_refused():
    attendee = AttendeeFactory()
    elsewhere = first_half_day(SessionFactory())

    with refused_with("half_day_not_of_session"):
        services.record_attendance(
            attendee.session, actor=attendee.session.trainer, presences={elsewhere.pk: {attendee.pk: True}}
        )


def test_a_person_of_another_session_is_refused():
    session = SessionFactory()
    stranger = AttendeeFactory()

    with refused_with("attendee_not_of_session"):
        services.record_attendance(
            session, actor=session.trainer, presences={first_half_day(session).pk: {stranger.pk: True}}
        )


def test_nobody_attends_a_cancelled_session():
    session = SessionFactory(state="cancelled", cancel_reason="Neige")

    with refused_with("training_session_state"):
        services.record_attendance(session, actor=session.trainer, presences={})


def test_nobody_is_present_tomorrow():
    attendee = AttendeeFactory()
    session = attendee.session

    with clock.at(date(2021, 3, 1)), refused_with("half_day_to_come"):
        services.record_attendance(session, actor=session.trainer, presences=presences(session, [attendee]))


def test_present_or_absent_and_nothing_else():
    attendee = AttendeeFactory()
    session = attendee.session

    with refused_with("presence_unclear"):
        services.record_attendance(
            session, actor=session.trainer, presences={first_half_day(session).pk: {attendee.pk: "perhaps"}}
        )


# --- Checked in by oneself ---


def check(attendee: Any, digits: str, *, at: time = time(9, 5), code: str = "") -> SelfCheck:
    half_day = first_half_day(attendee.session)
    with standing_at(at.hour, at.minute):
        code = code or check_in_code(half_day.pk, clock.now())
        return services.self_check(half_day, actor=machine(), attendee=attendee, digits=digits, code=code)


def test_the_personal_number_checks_in_and_waits_for_the_trainer():
    attendee = AttendeeFactory()

    check(attendee, attendee.personal_number)

    assert Attendance.objects.get().presence == "to_confirm"


def test_the_last_digits_of_the_phone_check_in_too():
    attendee = AttendeeFactory()
    attendee.participant.phone = "+212612345678"
    attendee.participant.save()

    assert check(attendee, "5678").accepted


def test_wrong_digits_note_nobody():
    attendee = AttendeeFactory()

    assert not check(attendee, "0").accepted
    assert Attendance.objects.count() == 0


def test_no_digits_are_not_the_digits_of_who_has_no_phone():
    assert not check(AttendeeFactory(), "").accepted


def test_after_five_wrong_tries_only_the_trainer_can():
    attendee = AttendeeFactory()
    for _try in range(5):
        check(attendee, "0")

    with refused_with("self_check_locked"):
        check(attendee, attendee.personal_number)


def test_a_code_of_another_half_day_is_refused():
    attendee = AttendeeFactory()

    with refused_with("self_check_expired"):
        check(attendee, attendee.personal_number, code="0" * 16)


def test_a_code_shown_half_an_hour_ago_has_expired():
    attendee = AttendeeFactory()
    with standing_at(9, 0):
        old = check_in_code(first_half_day(attendee.session).pk, clock.now())

    with refused_with("self_check_expired"):
        check(attendee, attendee.personal_number, code=old, at=time(9, 30))


def test_a_code_shown_ten_minutes_ago_is_still_taken():
    attendee = AttendeeFactory()
    with standing_at(9, 0):
        shown = check_in_code(first_half_day(attendee.session).pk, clock.now())

    assert check(attendee, attendee.personal_number, code=shown, at=time(9, 10)).accepted


@pytest.mark.parametrize("at", [time(8, 29), time(12, 1)])
def test_checking_in_is_closed_outside_hours(at):
    attendee = AttendeeFactory()

    with refused_with("self_check_closed"):
        check(attendee, attendee.personal_number, at=at)


def test_only_the_installation_notes_self_checks():
    attendee = AttendeeFactory()

    with refused_with("not_allowed"):
        services.self_check(
            first_half_day(attendee.session),
            actor=attendee.session.trainer,
            attendee=attendee,
            digits="",
            code="",
        )


def test_the_digits_stay_out_of_the_journal():
    attendee = AttendeeFactory()
    check(attendee, attendee.personal_number)

    facts = JournalEntry.objects.get(verb="training.attendance.self_check").facts

    assert list(facts) == ["attendee"]


def test_the_trainer_confirms_all_self_checks_at_once():
    attendee = AttendeeFactory()
    check(attendee, attendee.personal_number)

    services.confirm_self_checks(attendee.session, actor=attendee.session.trainer)

    assert Attendance.objects.get().presence == "present"


# --- Closed ---


def two_people(present: int | None = None) -> list[Any]:
    invitation = InvitationFactory()
    return [AttendeeFactory(invitation=invitation, present=present) for _ in range(2)]


def test_a_whole_roster_closes_the_session():
    session = two_people(present=4)[0].session

    services.hold_session(session, actor=session.trainer)

    assert Session.objects.get(pk=session.pk).state == "held"


def test_a_roster_with_a_hole_does_not():
    session = two_people()[0].session

    with refused_with("roster_incomplete"):
        services.hold_session(session, actor=session.trainer)


def test_a_session_is_not_closed_before_its_last_day():
    session = two_people(present=4)[0].session

    with clock.at(date(2021, 3, 1)), refused_with("session_not_over"):
        services.hold_session(session, actor=session.trainer)


def test_self_checks_are_confirmed_before_closing():
    attendee = AttendeeFactory(present=4)
    Attendance.objects.filter(half_day=first_half_day(attendee.session)).update(presence="to_confirm")

    with refused_with("self_checks_waiting"):
        services.hold_session(attendee.session, actor=attendee.session.trainer)


# --- Modules attended ---


def test_a_cooperative_attended_through_one_manager():
    attendee = AttendeeFactory(present=4, invitation__session__state="held")
    enrolment = attendee.invitation.enrolment

    assert modules_attended([enrolment]) == {enrolment.pk: {"F1": True}}


def test_three_half_days_of_four_are_not_enough():
    attendee = AttendeeFactory(present=3, invitation__session__state="held")
    enrolment = attendee.invitation.enrolment

    assert modules_attended([enrolment]) == {enrolment.pk: {"F1": False}}


def test_members_who_do_not_manage_do_not_count():
    invitation = InvitationFactory(session__state="held")
    member = ParticipantFactory(enrolment=invitation.enrolment, function="member")
    AttendeeFactory(invitation=invitation, participant=member, present=4)
    enrolment = invitation.enrolment

    assert modules_attended([enrolment]) == {enrolment.pk: {"F1": False}}


def test_a_session_not_held_yet_tells_nothing():
    enrolment = AttendeeFactory(present=4).invitation.enrolment

    assert modules_attended([enrolment]) == {enrolment.pk: {}}


def test_a_cooperative_never_invited_has_no_module():
    enrolment = EnrolmentFactory()

    assert modules_attended([enrolment]) == {enrolment.pk: {}}


def test_modules_attended_takes_the_same_queries_for_many(django_assert_num_queries):
    session = SessionFactory(state="held")
    many = [AttendeeFactory(invitation__session=session, present=4).invitation.enrolment for _ in range(4)]

    with django_assert_num_queries(3):
        modules_attended(many)


def test_a_compulsory_module_missed_twice_is_told():
    enrolment = EnrolmentFactory(phase="training")
    for start in (date(2021, 1, 4), date(2021, 2, 1)):
        session = SessionFactory(state="held", starts_on=start)
        AttendeeFactory(invitation=InvitationFactory(session=session, enrolment=enrolment), present=1)

    assert missed([enrolment]) == {enrolment.pk: {"F1": [date(2021, 1, 5), date(2021, 2, 2)]}}


def test_a_module_attended_in_the_end_is_not_missed():
    enrolment = EnrolmentFactory(phase="training")
    for start, present in ((date(2021, 1, 4), 0), (date(2021, 2, 1), 4)):
        session = SessionFactory(state="held", starts_on=start)
        AttendeeFactory(invitation=InvitationFactory(session=session, enrolment=enrolment), present=present)

    assert missed([enrolment]) == {enrolment.pk: {}}
