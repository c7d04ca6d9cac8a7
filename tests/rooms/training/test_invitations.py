"""Invitations, answers, the waiting list and the persons named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mourafaka.enrolment import services as enrolment_services
from mourafaka.foundations import clock
from mourafaka.foundations.models import JournalEntry, OutboxMessage
from mourafaka.registry.models import CooperativeContact
from mourafaka.training import services
from mourafaka.training.models import Attendee, Invitation, Participant
from tests.factories.calls import ApplicationFactory, CallFactory, CohortFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.training import AttendeeFactory, InvitationFactory, ParticipantFactory, SessionFactory
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegate(users: Any) -> Any:
    return users("delegate", "09")


@pytest.fixture(autouse=True)
def february() -> Any:
    with clock.at(date(2021, 2, 1)):
        yield


def somebody(**changes: str) -> dict[str, str]:
    given = {"name": "Khadija Synthétique", "function": "president", "sex": "F", "age_band": "36-50"}
    return {**given, "phone": "", "consents": "yes", **changes}


def test_an_invitation_takes_places(delegate):
    session = SessionFactory(capacity=20)

    services.invite(session, actor=delegate, enrolment=EnrolmentFactory(phase="training"), seats=3)

    assert session.seats_taken() == 3


def test_without_free_places_a_cooperative_waits(delegate):
    session = SessionFactory(capacity=15)
    InvitationFactory(session=session, seats=14)

    found = services.invite(session, actor=delegate, enrolment=EnrolmentFactory(phase="training"), seats=2)

    assert found.state == "waiting"


def test_a_cooperative_invited_after_the_convening_is_convoked_at_once(delegate):
    services.invite(SessionFactory(), actor=delegate, enrolment=EnrolmentFactory(phase="training"))

    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(("code", "seats"), [("seats_not_positive", 0), ("seats_above_capacity", 21)])
def test_places_that_cannot_be_are_refused(delegate, code, seats):
    with refused_with(code):
        services.invite(
            SessionFactory(capacity=20), actor=delegate, enrolment=EnrolmentFactory(), seats=seats
        )


def test_a_cooperative_is_invited_once(delegate):
    invitation = InvitationFactory()

    with refused_with("already_invited"):
        services.invite(invitation.session, actor=delegate, enrolment=invitation.enrolment)


def test_a_cooperative_that_left_is_not_invited(delegate):
    with refused_with("enrolment_not_under_way"):
        services.invite(SessionFactory(), actor=delegate, enrolment=EnrolmentFactory(phase="abandoned"))


def test_a_cooperative_of_another_cohort_is_not_invited(delegate):
    call = CallFactory(code="T4-09", cohort=CohortFactory(code="autre", number=4))
    enrolment = EnrolmentFactory(application=ApplicationFactory(call=call, state="enrolled"), contract=None)

    with refused_with("enrolment_of_other_cohort"):
        services.invite(SessionFactory(), actor=delegate, enrolment=enrolment)


def test_a_cooperative_of_a_province_not_served_is_not_invited(delegate):
    enrolment = EnrolmentFactory(application__cooperative__province__code="09.551")

    with refused_with("enrolment_out_of_provinces"):
        services.invite(SessionFactory(), actor=delegate, enrolment=enrolment)


def test_no_session_comes_before_the_cooperative_s_m0(delegate):
    enrolment = EnrolmentFactory(service_starts_on=date(2021, 4, 1))

    with refused_with("enrolment_before_m0"):
        services.invite(SessionFactory(), actor=delegate, enrolment=enrolment)


def test_nobody_is_invited_to_a_cancelled_session(delegate):
    session = SessionFactory(state="cancelled", cancel_reason="Neige")

    with refused_with("training_session_state"):
        services.invite(session, actor=delegate, enrolment=EnrolmentFactory())


def test_a_cooperative_answers_for_itself(users):
    invitation = InvitationFactory(state="invited")
    president = users("cooperative")
    CooperativeContact.objects.create(user=president, cooperative=invitation.enrolment.cooperative)

    found = services.answer_invitation(invitation, actor=president, accepts=True)

    assert (found.state, found.answered_by) == ("accepted", president)


def test_a_cooperative_does_not_answer_for_another(users):
    with refused_with("not_allowed"):
        services.answer_invitation(
            InvitationFactory(state="invited"), actor=users("cooperative"), accepts=True
        )


def test_who_declines_gives_its_places_to_the_first_who_waits(delegate):
    session = SessionFactory(capacity=15)
    leaving = InvitationFactory(session=session, seats=15)
    first = InvitationFactory(session=session, seats=2, state="waiting")
    InvitationFactory(session=session, seats=14, state="waiting")

    services.answer_invitation(leaving, actor=delegate, accepts=False)

    promoted = Invitation.objects.filter(session=session, state="invited")
    assert list(promoted) == [first]


def test_who_is_promoted_is_convoked(delegate):
    session = SessionFactory(capacity=15)
    leaving = InvitationFactory(session=session, seats=15)
    InvitationFactory(session=session, seats=2, state="waiting")

    services.answer_invitation(leaving, actor=delegate, accepts=False)

    assert OutboxMessage.objects.count() == 1


def test_the_greatest_need_comes_first_where_the_session_says_so(delegate):
    session = SessionFactory(capacity=15, waiting_order="need")
    leaving = InvitationFactory(session=session, seats=15)
    InvitationFactory(session=session, seats=15, state="waiting", need="0.2000")
    needing = InvitationFactory(session=session, seats=15, state="waiting", need="0.8000")

    services.answer_invitation(leaving, actor=delegate, accepts=False)

    assert list(Invitation.objects.filter(session=session, state="invited")) == [needing]


def test_accepting_again_a_full_session_means_waiting(delegate):
    session = SessionFactory(capacity=15)
    InvitationFactory(session=session, seats=15)
    declined = InvitationFactory(session=session, seats=2, state="declined")

    assert services.answer_invitation(declined, actor=delegate, accepts=True).state == "waiting"


def test_who_waits_cannot_accept(delegate):
    with refused_with("invitation_not_answerable"):
        services.answer_invitation(InvitationFactory(state="waiting"), actor=delegate, accepts=True)


def test_an_answer_comes_before_the_second_day(delegate):
    with clock.at(date(2021, 3, 2)), refused_with("answer_too_late"):
        services.answer_invitation(InvitationFactory(state="invited"), actor=delegate, accepts=True)


def test_naming_somebody_accepts_the_invitation(delegate):
    invitation = InvitationFactory(state="invited")

    services.name_participants(invitation, actor=delegate, people=[somebody()])

    assert Invitation.objects.get(pk=invitation.pk).state == "accepted"


def test_only_the_least_is_kept_of_a_person(delegate):
    services.name_participants(InvitationFactory(), actor=delegate, people=[somebody(phone="06 12 34 56 78")])

    person = Participant.objects.values("name", "function", "sex", "age_band", "phone", "consented_on").get()
    assert person == {
        "name": "Khadija Synthétique",
        "function": "president",
        "sex": "F",
        "age_band": "36-50",
        "phone": "+212612345678",
        "consented_on": date(2021, 2, 1),
    }


def test_names_stay_out_of_the_journal(delegate):
    services.name_participants(InvitationFactory(), actor=delegate, people=[somebody()])

    entry = JournalEntry.objects.get(verb="training.participant.name")
    assert "Khadija" not in str(entry.facts)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("participant_incomplete", {"name": "  "}),
        ("participant_incomplete", {"function": "queen"}),
        ("participant_incomplete", {"sex": ""}),
        ("participant_incomplete", {"age_band": "12"}),
        ("consent_missing", {"consents": ""}),
        ("participant_phone", {"phone": "12"}),
    ],
)
def test_a_person_badly_described_is_refused(delegate, code, changes):
    with refused_with(code):
        services.name_participants(InvitationFactory(), actor=delegate, people=[somebody(**changes)])


def test_no_more_persons_than_places(delegate):
    people = [somebody(name=f"Personne {letter}") for letter in "ABC"]

    with refused_with("too_many_participants"):
        services.name_participants(InvitationFactory(seats=2), actor=delegate, people=people)


def test_one_person_takes_one_place(delegate):
    invitation = InvitationFactory()
    services.name_participants(invitation, actor=delegate, people=[somebody()])

    with refused_with("participant_already_named"):
        services.name_participants(invitation, actor=delegate, people=[somebody(name="KHADIJA synthetique")])


def test_a_person_is_not_in_two_rooms_on_one_half_day(delegate):
    invitation = InvitationFactory()
    services.name_participants(invitation, actor=delegate, people=[somebody()])
    other = InvitationFactory(session__starts_on=date(2021, 3, 2), enrolment=invitation.enrolment)

    with refused_with("participant_busy"):
        services.name_participants(other, actor=delegate, people=[somebody()])


def test_a_person_known_by_name_is_the_same_in_the_next_session(delegate):
    invitation = InvitationFactory()
    services.name_participants(invitation, actor=delegate, people=[somebody()])
    later = InvitationFactory(session__starts_on=date(2021, 4, 5), enrolment=invitation.enrolment)

    services.name_participants(later, actor=delegate, people=[somebody()])

    assert (Participant.objects.count(), Attendee.objects.count()) == (1, 2)


def test_a_person_taken_off_leaves_her_place(delegate):
    attendee = AttendeeFactory()

    services.withdraw_participant(attendee, actor=delegate)

    assert list(attendee.invitation.attendees.coming()) == []


def test_a_person_already_recorded_stays(delegate):
    with refused_with("participant_already_present"):
        services.withdraw_participant(AttendeeFactory(present=1), actor=delegate)


def test_fewer_places_than_persons_named_are_refused(delegate):
    invitation = InvitationFactory(seats=2)
    for name in ("Un", "Deux"):
        AttendeeFactory(
            invitation=invitation,
            participant=ParticipantFactory(name=name, enrolment=invitation.enrolment),
        )

    with refused_with("too_many_participants"):
        services.answer_invitation(invitation, actor=delegate, accepts=True, seats=1)


def test_the_personal_number_of_a_place_never_changes():
    invitation = InvitationFactory()

    assert invitation.personal_number(1) == Invitation.objects.get().personal_number(1)


def test_who_leaves_the_programme_gives_its_places_to_the_waiting_list(delegate):
    session = SessionFactory(capacity=15)
    leaving = InvitationFactory(session=session, seats=14)
    attendee = AttendeeFactory(invitation=leaving)
    waiting = InvitationFactory(session=session, seats=2, state="waiting")

    enrolment_services.leave(
        leaving.enrolment, actor=delegate, verb="exclude", reason="unreachable", on=date(2021, 2, 1)
    )

    for each in (leaving, waiting, attendee):
        each.refresh_from_db()
    assert (leaving.state, waiting.state, attendee.withdrawn_at is None) == ("declined", "invited", False)
