"""The pages: what a press does, in French and Arabic, without scripts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from mourafaka.enrolment.models import Enrolment
from mourafaka.enrolment.services import set_alert_rule
from mourafaka.enrolment.sockets import alerts, next_steps, panels
from mourafaka.foundations import clock
from mourafaka.foundations.sockets import navigation
from mourafaka.registry.models import CooperativeContact
from mourafaka.registry.sockets import moments
from mourafaka.training import services
from mourafaka.training.codes import ballot_code, check_in_code
from mourafaka.training.models import (
    Attendance,
    Attendee,
    Invitation,
    Module,
    Satisfaction,
    Session,
    TestResult,
)
from mourafaka.training.queries import mine
from mourafaka.training.services.sheets import ballot_slips, roster_sheet
from tests.factories.diagnosis import AssessmentFactory, answered, validated
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.training import AttendeeFactory, InvitationFactory, SessionFactory, TrainerFactory
from tests.pdf import text_of
from tests.rooms.training.test_roster import standing_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def march() -> Any:
    with clock.at(date(2021, 3, 2)):
        yield


@pytest.fixture
def delegate(users: Any) -> Any:
    return users("delegate", "09")


@pytest.fixture
def president(users: Any) -> Any:
    return users("cooperative")


def url(name: str, *args: Any) -> str:
    return reverse(f"training:{name}", args=args)


def of_president(president: Any, **fields: Any) -> Invitation:
    invitation = InvitationFactory(session__starts_on=date(2021, 4, 5), **fields)
    CooperativeContact.objects.create(user=president, cooperative=invitation.enrolment.cooperative)
    return invitation


def test_a_session_is_planned_from_the_form(client_as, delegate):
    enrolment = EnrolmentFactory(phase="training")
    trainer = TrainerFactory()
    given = {
        "module": "F2",
        "provinces": [enrolment.cooperative.province_id],
        "place": "Tata",
        "trainer": trainer.pk,
        "language": "ar",
        "capacity": 20,
        "waiting_order": "need",
        "day_1": "2021-05-03",
        "day_2": "2021-05-04",
        "transport": "on",
    }

    answer = client_as(delegate).post(url("plan", enrolment.cohort.code), given)

    session = Session.objects.get()
    assert answer["Location"] == url("session", session.number)
    assert (session.module_id, session.transport, session.childcare) == ("F2", True, False)


def test_a_refusal_stands_beside_its_field_and_nothing_is_lost(client_as, delegate):
    enrolment = EnrolmentFactory(phase="training")
    given = {
        "module": "F2",
        "provinces": [enrolment.cooperative.province_id],
        "place": "Tata",
        "language": "ar",
        "capacity": 40,
        "waiting_order": "need",
        "day_1": "2021-05-03",
        "day_2": "2021-05-04",
    }

    answer = client_as(delegate).post(url("plan", enrolment.cohort.code), given)

    assert (answer.status_code, "capacity" in answer.context["form"].errors) == (422, True)
    assert 'value="Tata"' in answer.content.decode()


def test_the_need_s_button_fills_the_form(client_as, delegate):
    enrolment = EnrolmentFactory(phase="training")

    page = client_as(delegate).get(url("plan", enrolment.cohort.code), {"module": "F3", "province": "09.541"})

    assert '<option value="F3" selected>' in page.content.decode()


def test_a_cooperative_accepts_and_names_who_comes(client_as, president):
    invitation = of_president(president, state="invited")
    client = client_as(president)
    client.post(url("answer", invitation.pk), {"answer": "accept", "seats": 2})

    client.post(
        url("name", invitation.pk),
        {
            "name": "Fadma Synthétique",
            "function": "treasurer",
            "sex": "F",
            "age_band": "26-35",
            "phone": "",
            "consents": "on",
        },
    )

    assert Invitation.objects.get().state == "accepted"
    assert [attendee.participant.name for attendee in Attendee.objects.all()] == ["Fadma Synthétique"]


def test_a_person_badly_described_is_not_lost(client_as, president):
    invitation = of_president(president)

    answer = client_as(president).post(url("name", invitation.pk), {"name": "Fadma Synthétique"})

    assert (answer.status_code, "Fadma Synthétique" in answer.content.decode()) == (422, True)


def test_a_cooperative_does_not_see_another_s_invitation(client_as, president):
    assert client_as(president).get(url("invitation", InvitationFactory().pk)).status_code == 404


def test_a_cooperative_sees_nothing_of_a_session_only_planned(client_as, president):
    invitation = of_president(president, session__state="planned")

    assert client_as(president).get(url("invitation", invitation.pk)).status_code == 404


def test_the_trainer_notes_everybody_present_at_once(client_as):
    attendee = AttendeeFactory()
    session = attendee.session
    half_day = session.half_days.first()
    given = {f"presence-{half_day.pk}-{attendee.pk}": "", f"all-{half_day.pk}": "present"}

    client_as(session.trainer).post(url("roster", session.number), given)

    assert Attendance.objects.get().presence == "present"


def test_what_is_chosen_in_the_table_wins_over_all_present(client_as):
    attendee = AttendeeFactory()
    session = attendee.session
    half_day = session.half_days.first()
    given = {f"presence-{half_day.pk}-{attendee.pk}": "absent", f"all-{half_day.pk}": "present"}

    client_as(session.trainer).post(url("roster", session.number), given)

    assert Attendance.objects.get().presence == "absent"


def test_marks_are_typed_with_commas_too(client_as):
    attendee = AttendeeFactory()

    client_as(attendee.session.trainer).post(
        url("tests", attendee.session.number), {"kind": "before", f"before-{attendee.pk}": "12,5"}
    )

    assert str(TestResult.objects.get().mark) == "12.50"


def test_a_mark_that_is_no_number_loses_nothing(client_as):
    attendee = AttendeeFactory()

    answer = client_as(attendee.session.trainer).post(
        url("tests", attendee.session.number), {"kind": "before", f"before-{attendee.pk}": "douze"}
    )

    assert (answer.status_code, 'value="douze"' in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("page", ["session", "roster", "tests", "change", "cancel"])
def test_every_page_of_a_session_reads_in_both_languages(client_as, delegate, page, language):
    attendee = AttendeeFactory(present=2)
    client = client_as(delegate)
    client.cookies["django_language"] = language

    answer = client.get(url(page, attendee.session.number))

    assert (answer.status_code, f'lang="{language}"' in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("page", ["needs", "effect", "plan"])
def test_every_page_of_a_cohort_opens(client_as, delegate, page):
    enrolment = EnrolmentFactory(phase="training")
    validated(answered(AssessmentFactory(enrolment=enrolment), 1))

    assert client_as(delegate).get(url(page, enrolment.cohort.code)).status_code == 200


def test_the_list_takes_the_same_queries_for_many(client_as, delegate, django_assert_max_num_queries):
    for _number in range(6):
        SessionFactory()
    client = client_as(delegate)
    client.get(url("sessions"))

    with django_assert_max_num_queries(16):
        client.get(url("sessions"))


# --- Public pages ---


def test_a_participant_checks_in_on_her_phone():
    attendee = AttendeeFactory()
    half_day = attendee.session.half_days.first()
    with standing_at(9, 5):
        address = url("self_check", half_day.pk, check_in_code(half_day.pk, clock.now()))
        answer = Client().post(address, {"attendee": attendee.pk, "digits": attendee.personal_number})

    assert (answer.status_code, Attendance.objects.get().presence) == (200, "to_confirm")


def test_wrong_digits_are_told():
    attendee = AttendeeFactory()
    half_day = attendee.session.half_days.first()
    with standing_at(9, 5):
        address = url("self_check", half_day.pk, check_in_code(half_day.pk, clock.now()))
        answer = Client().post(address, {"attendee": attendee.pk, "digits": "00"})

    assert answer.status_code == 422


def test_an_old_code_shows_no_name():
    attendee = AttendeeFactory()
    half_day = attendee.session.half_days.first()
    with standing_at(9, 5):
        answer = Client().get(url("self_check", half_day.pk, "0" * 16))

    assert (answer.status_code, attendee.participant.name in answer.content.decode()) == (404, False)


def test_the_trainer_shows_a_code(client_as):
    session = SessionFactory()
    half_day = session.half_days.first()
    with standing_at(9, 5):
        page = client_as(session.trainer).get(url("check_in", session.number, half_day.pk)).content.decode()
        code = check_in_code(half_day.pk, clock.now())

    assert (code in page, "<svg" in page) == (True, True)


def test_a_ballot_is_cast_without_an_account():
    session = SessionFactory()
    faces = {"content": 5, "trainer": 4, "language_level": 3, "logistics": 2, "usefulness": 1}

    Client().post(url("ballot", ballot_code(session.pk, 1)), faces)

    assert Satisfaction.objects.values("content", "usefulness").get() == {"content": 5, "usefulness": 1}


def test_a_ballot_with_a_question_left_keeps_the_faces_chosen():
    session = SessionFactory()

    answer = Client().post(url("ballot", ballot_code(session.pk, 1)), {"content": 5})

    assert (answer.status_code, " checked" in answer.content.decode()) == (422, True)


# --- Papers ---


def test_the_sheet_names_everybody(tmp_path):
    attendee = AttendeeFactory()

    assert attendee.participant.name in text_of(roster_sheet(attendee.session, "fr"), tmp_path)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_papers_print_in_both_languages(language):
    session = AttendeeFactory(present=2).session

    printed = [roster_sheet(session, language), ballot_slips(session, language)]

    assert [paper[:5] for paper in printed] == [b"%PDF-", b"%PDF-"]


# --- Sockets ---


def test_the_enrolment_shows_its_modules(delegate):
    attendee = AttendeeFactory(present=4, invitation__session__state="held")

    panel = next(
        each for each in panels.collect(attendee.invitation.enrolment, delegate) if "attended" in each.context
    )

    assert (panel.context["attended"].count, panel.context["attended"].total) == (1, 6)


def test_the_next_step_is_the_nearest_session(president):
    invitation = of_president(president, state="invited")

    steps = next_steps.collect(invitation.enrolment, president)

    assert url("invitation", invitation.pk) in [step["url"] for step in steps]


def missed_sessions_of(enrolment):
    found = [each for plug in alerts for each in plug.build(Enrolment.objects.all(), date(2021, 3, 2))]
    return [
        (each.since, str(each.sentence))
        for each in found
        if each.code == "missed_sessions" and each.enrolment_id == enrolment.pk
    ]


@pytest.fixture
def absent_twice():
    """At a session of F1, then at one of F5, which is not compulsory."""
    enrolment = EnrolmentFactory(phase="training")
    for module, start in (("F1", date(2021, 1, 4)), ("F5", date(2021, 2, 1))):
        session = SessionFactory(state="held", starts_on=start, module=Module.objects.get(pk=module))
        AttendeeFactory(invitation=InvitationFactory(session=session, enrolment=enrolment), present=1)
    return enrolment


def test_two_missed_sessions_alert_whatever_their_modules(absent_twice):
    with override("en"):
        found = missed_sessions_of(absent_twice)

    assert found == [(date(2021, 2, 2), "Training sessions missed: 2 (F1, F5).")]


def test_a_module_attended_since_is_no_longer_missed(absent_twice):
    session = SessionFactory(state="held", starts_on=date(2021, 2, 15))
    AttendeeFactory(invitation=InvitationFactory(session=session, enrolment=absent_twice), present=4)

    assert missed_sessions_of(absent_twice) == []


def test_from_how_many_missed_sessions_on_is_for_the_manager_to_say(absent_twice, users):
    set_alert_rule("missed_sessions", actor=users("manager"), threshold=3)

    assert missed_sessions_of(absent_twice) == []


def test_the_timeline_tells_the_sessions(delegate):
    invitation = InvitationFactory()

    told = [m for each in moments.collect(invitation.enrolment.cooperative, delegate) for m in each]

    assert date(2021, 3, 1) in [moment.on for moment in told]


def test_a_cooperative_s_menu_leads_to_its_invitations(president):
    assert url("invitations") in [item["url"] for item in navigation.collect(president)]


def test_the_trainer_s_sessions_wait_for_her():
    session = SessionFactory()
    SessionFactory(trainer=session.trainer, state="held")

    assert list(mine.sessions_of_trainer(session.trainer)) == [session]


def test_the_cooperative_s_certificates_are_hers(delegate, president):
    attendee = AttendeeFactory(present=4, invitation__session__state="held")
    CooperativeContact.objects.create(user=president, cooperative=attendee.invitation.enrolment.cooperative)
    issued = services.issue_certificates(attendee.session, actor=delegate)

    assert list(mine.certificates_of(president)) == issued
