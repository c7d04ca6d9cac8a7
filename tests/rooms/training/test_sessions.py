"""Sessions: planned, changed, convened, cancelled; and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mourafaka.foundations import clock
from mourafaka.foundations.models import OutboxMessage
from mourafaka.training import services
from mourafaka.training.models import HalfDay, Invitation, Module, Session
from tests.factories.calls import CohortFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.territory import ProvinceFactory
from tests.factories.training import AttendeeFactory, InvitationFactory, SessionFactory, TrainerFactory
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegate(users: Any) -> Any:
    return users("delegate", "09")


@pytest.fixture(autouse=True)
def february() -> Any:
    with clock.at(date(2021, 2, 1)):
        yield


def plan(actor: Any, **changes: Any) -> Session:
    given: dict[str, Any] = {
        "module": Module.objects.get(pk="F1"),
        "provinces": [ProvinceFactory(code="09.541")],
        "place": "Maison de la coopérative",
        "days": [date(2021, 3, 1), date(2021, 3, 2)],
        "trainer": TrainerFactory(),
        "cost_mad": Decimal("8000.00"),
    }
    return services.plan_session(CohortFactory(), actor=actor, **{**given, **changes})


def change(session: Session, actor: Any, **changes: Any) -> Session:
    given: dict[str, Any] = {
        "version": session.version,
        "place": session.place,
        "days": [date(2021, 3, 1), date(2021, 3, 2)],
        "language": "ar",
        "capacity": session.capacity,
        "trainer": session.trainer,
        "childcare": True,
        "transport": False,
    }
    return services.change_session(session, actor=actor, **{**given, **changes})


def test_the_six_modules_come_with_the_room():
    assert list(Module.objects.values_list("code", flat=True)) == ["F1", "F2", "F3", "F4", "F5", "F6"]


def test_the_four_first_modules_are_compulsory():
    assert list(Module.objects.compulsory().values_list("code", flat=True)) == ["F1", "F2", "F3", "F4"]


def test_a_planned_session_has_its_half_days(delegate):
    session = plan(delegate)

    assert list(session.half_days.values_list("on", "part")) == [
        (date(2021, 3, 1), "morning"),
        (date(2021, 3, 1), "afternoon"),
        (date(2021, 3, 2), "morning"),
        (date(2021, 3, 2), "afternoon"),
    ]


def test_sessions_are_numbered_by_module_and_year(delegate):
    plan(delegate)

    session = plan(delegate)

    assert session.number == "F1-2021-02"


def test_a_session_has_the_module_s_most_places_unless_told(delegate):
    assert plan(delegate).capacity == 25


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("session_without_province", {"provinces": []}),
        ("session_without_place", {"place": "  "}),
        ("session_days_wrong", {"days": [date(2021, 3, 1)]}),
        ("session_days_wrong", {"days": [date(2021, 3, 1), date(2021, 3, 1)]}),
        ("session_before_m0", {"days": [date(2020, 6, 29), date(2020, 6, 30)]}),
        ("session_after_end", {"days": [date(2022, 6, 30), date(2022, 7, 1)]}),
        ("session_capacity", {"capacity": 14}),
        ("session_capacity", {"capacity": 26}),
        ("session_language", {"language": "es"}),
        ("session_cost_negative", {"cost_mad": Decimal(-1)}),
    ],
)
def test_a_session_that_cannot_be_is_refused(delegate, code, changes):
    with refused_with(code):
        plan(delegate, **changes)


def test_a_delegate_plans_nothing_in_another_region(delegate):
    with refused_with("session_province_not_allowed"):
        plan(delegate, provinces=[ProvinceFactory(code="08.577")])


def test_only_a_trainer_gives_a_session(delegate):
    with refused_with("not_a_trainer"):
        plan(delegate, trainer=delegate)


def test_a_trainer_is_not_in_two_places(delegate):
    session = plan(delegate)

    with refused_with("trainer_busy"):
        plan(delegate, trainer=session.trainer, days=[date(2021, 3, 2), date(2021, 3, 3)])


def test_a_coach_plans_nothing(users):
    with refused_with("not_allowed"):
        plan(users("coach", "09"))


def test_a_change_by_two_people_overwrites_nothing(delegate):
    session = plan(delegate)
    change(session, delegate, place="Ailleurs")

    with refused_with("changed_meanwhile"):
        change(session, delegate, place="Encore ailleurs")


def test_new_days_make_new_half_days(delegate):
    session = plan(delegate)

    change(session, delegate, days=[date(2021, 4, 5), date(2021, 4, 6)])

    assert set(HalfDay.objects.filter(session=session).values_list("on", flat=True)) == {
        date(2021, 4, 5),
        date(2021, 4, 6),
    }


def test_places_already_given_stay(delegate):
    session = SessionFactory(capacity=25)
    InvitationFactory(session=session, seats=18)

    with refused_with("capacity_below_places"):
        change(session, delegate, capacity=15)


def test_days_where_somebody_was_present_do_not_move(delegate):
    session = SessionFactory()
    AttendeeFactory(invitation__session=session, present=1)

    with refused_with("session_already_attended"):
        change(session, delegate, days=[date(2021, 4, 5), date(2021, 4, 6)])


def test_more_places_promote_the_waiting_list(delegate):
    session = SessionFactory(capacity=15)
    InvitationFactory(session=session, seats=15)
    waiting = InvitationFactory(session=session, seats=2, state="waiting")

    change(session, delegate, capacity=17)

    assert Invitation.objects.get(pk=waiting.pk).state == "invited"


def test_convening_writes_one_convocation_in_the_cooperative_s_language(delegate):
    session = plan(delegate)
    enrolment = EnrolmentFactory(application__language="ar", phase="training")
    services.invite(session, actor=delegate, enrolment=enrolment, seats=2)

    services.convene_session(session, actor=delegate)

    message = OutboxMessage.objects.get()
    assert (message.language, message.state) == ("ar", "held")
    assert message.attachment.read().startswith(b"%PDF")


def test_convening_again_writes_to_nobody_twice(delegate):
    session = plan(delegate)
    services.invite(session, actor=delegate, enrolment=EnrolmentFactory(phase="training"))
    services.convene_session(session, actor=delegate)

    services.convene_session(session, actor=delegate)

    assert OutboxMessage.objects.count() == 1


def test_a_change_once_convened_convokes_anew(delegate):
    session = plan(delegate)
    services.invite(session, actor=delegate, enrolment=EnrolmentFactory(phase="training"))
    services.convene_session(session, actor=delegate)

    change(session, delegate, place="Ailleurs")

    assert OutboxMessage.objects.count() == 2


def test_a_session_without_trainer_is_not_convened(delegate):
    session = plan(delegate, trainer=None)
    services.invite(session, actor=delegate, enrolment=EnrolmentFactory(phase="training"))

    with refused_with("session_without_trainer"):
        services.convene_session(session, actor=delegate)


def test_a_session_without_invitation_is_not_convened(delegate):
    with refused_with("session_without_invitation"):
        services.convene_session(plan(delegate), actor=delegate)


def test_a_session_that_began_is_not_convened(delegate):
    session = plan(delegate)
    services.invite(session, actor=delegate, enrolment=EnrolmentFactory(phase="training"))

    with clock.at(date(2021, 3, 2)), refused_with("session_days_over"):
        services.convene_session(session, actor=delegate)


def test_a_cancellation_says_why(delegate):
    with refused_with("cancel_without_reason"):
        services.cancel_session(plan(delegate), actor=delegate, reason=" ")


def test_those_convoked_are_told_of_a_cancellation(delegate):
    session = plan(delegate)
    services.invite(session, actor=delegate, enrolment=EnrolmentFactory(phase="training"))
    services.convene_session(session, actor=delegate)

    services.cancel_session(session, actor=delegate, reason="Route coupée par la neige.")

    assert (
        "Route coupée par la neige."
        in OutboxMessage.objects.get(dedup_key__startswith="training.cancel").body
    )


def test_a_held_session_is_not_cancelled(delegate):
    with refused_with("training_session_state"):
        services.cancel_session(SessionFactory(state="held"), actor=delegate, reason="Trop tard.")


def test_a_module_is_edited_by_headquarters(users):
    module = Module.objects.get(pk="F5")

    services.edit_module(module, actor=users("manager"), version=1, **as_it_is(module, seats_max=30))

    assert Module.objects.get(pk="F5").seats_max == 30


def test_a_module_answers_questions_of_the_diagnosis_only(users):
    module = Module.objects.get(pk="F5")

    with refused_with("module_question_unknown"):
        services.edit_module(
            module, actor=users("manager"), version=1, **as_it_is(module, questions=["GOV9"])
        )


def test_a_delegate_edits_no_module(delegate):
    module = Module.objects.get(pk="F5")

    with refused_with("not_allowed"):
        services.edit_module(module, actor=delegate, version=1, **as_it_is(module))


def as_it_is(module: Module, **changes: Any) -> dict[str, Any]:
    names = (
        "title_fr title_ar title_en objectives_fr objectives_ar objectives_en hours half_days compulsory languages "
        "questions seats_min seats_max presence_percent offered"
    )
    return {**{name: getattr(module, name) for name in names.split()}, **changes}
