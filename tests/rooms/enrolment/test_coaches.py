"""Who coaches whom: named, replaced, transferred, and who may not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mourafaka.enrolment import services
from mourafaka.enrolment.models import CoachAssignment
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import Mandate
from mourafaka.registry.models import CooperativeContact
from mourafaka.selection.queries.ties import tied_pairs
from tests.factories.enrolment import (
    M0,
    CoachAssignmentFactory,
    CoachFactory,
    EnrolmentFactory,
    ProviderFactory,
)
from tests.factories.selection import AssignmentFactory, ConflictDeclarationFactory

pytestmark = pytest.mark.django_db
SPRING = date(2021, 4, 1)


@pytest.fixture
def delegate(users: Any) -> Any:
    return users("delegate", "09")


def refusal(act: Any) -> str:
    with pytest.raises(Refused) as refused:
        act()
    assert str(refused.value) != refused.value.code
    return refused.value.code


def test_a_new_coach_follows_the_eve_of_the_former(delegate):
    former = CoachAssignmentFactory()
    coach = CoachFactory()

    services.assign_coach(former.enrolment, actor=delegate, coach=coach, starts_on=SPRING, reason="Congé")

    assert list(former.enrolment.assignments.values_list("coach", "starts_on", "ends_on")) == [
        (former.coach_id, M0, date(2021, 3, 31)),
        (coach.pk, SPRING, None),
    ]


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("nobody", "not_a_coach"),
        ("elsewhere", "not_a_coach"),
        ("other firm", "coach_of_another_organisation"),
        ("no arabic", "coach_language"),
        ("marked", "coach_marked_it"),
        ("conflict", "coach_tied"),
        ("contact", "coach_tied"),
    ],
)
def test_not_everybody_may_coach(delegate, who, code):
    enrolment = EnrolmentFactory(application__language="ar")
    coach = CoachFactory()
    if who == "nobody":
        Mandate.objects.filter(user=coach).delete()
    elif who == "elsewhere":
        Mandate.objects.filter(user=coach).update(territory_code="01")
    elif who == "other firm":
        coach.organisation = ProviderFactory(name_fr="Un autre cabinet")
    elif who == "no arabic":
        coach.languages = ["fr"]
    elif who == "marked":
        AssignmentFactory(application=enrolment.application, reviewer=coach, state="submitted")
    elif who == "conflict":
        ConflictDeclarationFactory(application=enrolment.application, person=coach, nature="family")
    elif who == "contact":
        CooperativeContact.objects.create(user=coach, cooperative=enrolment.cooperative)

    assert (
        refusal(lambda: services.assign_coach(enrolment, actor=delegate, coach=coach, starts_on=M0)) == code
    )


def test_a_coach_in_charge_is_not_named_again(delegate):
    held = CoachAssignmentFactory()

    act = lambda: services.assign_coach(  # noqa: E731
        held.enrolment, actor=delegate, coach=held.coach, starts_on=SPRING
    )

    assert refusal(act) == "already_coach"


def test_a_coach_does_not_begin_before_the_former_did(delegate):
    held = CoachAssignmentFactory(starts_on=SPRING)

    act = lambda: services.assign_coach(  # noqa: E731
        held.enrolment, actor=delegate, coach=CoachFactory(), starts_on=SPRING
    )

    assert refusal(act) == "coach_overlap"


def test_nobody_coaches_after_the_service(delegate):
    enrolment = EnrolmentFactory()

    act = lambda: services.assign_coach(  # noqa: E731
        enrolment, actor=delegate, coach=CoachFactory(), starts_on=date(2022, 7, 1)
    )

    assert refusal(act) == "coach_after_service"


def test_nobody_coaches_who_left(delegate):
    enrolment = EnrolmentFactory(phase="abandoned")

    act = lambda: services.assign_coach(enrolment, actor=delegate, coach=CoachFactory(), starts_on=M0)  # noqa: E731

    assert refusal(act) == "not_under_way"


def test_a_caseload_is_transferred_with_its_history(delegate):
    coach, to = CoachFactory(), CoachFactory()
    held = [CoachAssignmentFactory(coach=coach).enrolment for _each in range(3)]

    services.transfer_caseload(
        coach, actor=delegate, to=to, enrolments=held[:2], on=SPRING, reason="Congé de maternité"
    )

    in_force = CoachAssignment.objects.in_force(SPRING)
    assert [in_force.filter(coach=each).count() for each in (to, coach)] == [2, 1]
    assert CoachAssignment.objects.filter(coach=coach, ends_on=date(2021, 3, 31)).count() == 2


def test_a_caseload_is_transferred_whole_or_not_at_all(delegate):
    coach, to = CoachFactory(), CoachFactory()
    held = [CoachAssignmentFactory(coach=coach).enrolment for _each in range(2)]
    ConflictDeclarationFactory(application=held[1].application, person=to, nature="family")

    code = refusal(
        lambda: services.transfer_caseload(
            coach, actor=delegate, to=to, enrolments=held, on=SPRING, reason="Congé"
        )
    )

    assert (code, CoachAssignment.objects.filter(coach=to).count()) == ("coach_tied", 0)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("oneself", "transfer_to_oneself"),
        ("nothing", "nothing_to_transfer"),
        ("no reason", "reason_missing"),
        ("another's", "not_in_the_caseload"),
    ],
)
def test_a_transfer_that_makes_no_sense_is_refused(delegate, fault, code):
    held = CoachAssignmentFactory()
    values = {"to": CoachFactory(), "enrolments": [held.enrolment], "on": SPRING, "reason": "Congé"}
    values |= {
        "oneself": {"to": held.coach},
        "nothing": {"enrolments": []},
        "no reason": {"reason": "  "},
        "another's": {"enrolments": [CoachAssignmentFactory().enrolment]},
    }[fault]

    assert refusal(lambda: services.transfer_caseload(held.coach, actor=delegate, **values)) == code


def test_whoever_coaches_a_cooperative_never_marks_it():
    held = CoachAssignmentFactory()

    pairs = tied_pairs([held.enrolment.application])

    assert (held.enrolment.application_id, held.coach_id) in pairs
