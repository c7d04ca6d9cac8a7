"""Actions of a draft: added, changed, removed; what is not possible is said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mourafaka.plans.models import Plan, PlanAction
from mourafaka.plans.services import (
    add_action,
    add_own_action,
    edit_action,
    propose_plan,
    remove_action,
    set_plan_rules,
)
from tests.factories.plans import PlanFactory
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db

OWN = {"title_fr": "Ouvrir un point de vente", "axis": "marketing", "questions": ["MAR1"]}


def first(plan: Plan) -> PlanAction:
    return plan.actions.get(code="A1")


def test_an_action_of_the_library_comes_with_its_words_and_its_costs(plan: Plan, coach: Any) -> None:
    action = add_action(plan, actor=coach, template="GOV-STAT", starts_month=5)

    assert (action.code, action.questions, action.starts_month, action.due_month, action.programme_mad) == (
        "A3",
        ["GOV3"],
        5,
        7,
        Decimal(1500),
    )


def test_an_action_of_the_library_stands_once(plan: Plan, coach: Any) -> None:
    add_action(plan, actor=coach, template="GOV-STAT")

    with refused_with("template_already_there"):
        add_action(plan, actor=coach, template="GOV-STAT")


def test_an_unknown_template_is_refused(plan: Plan, coach: Any) -> None:
    with refused_with("unknown_template"):
        add_action(plan, actor=coach, template="UNKNOWN")


def test_an_action_of_ones_own_says_which_question_it_answers(plan: Plan, coach: Any) -> None:
    action = add_own_action(plan, actor=coach, values={**OWN, "starts_month": 2, "due_month": 4})

    assert (action.code, action.title, action.questions) == ("A3", "Ouvrir un point de vente", ["MAR1"])


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"questions": []}, "action_without_question"),
        ({"questions": ["XYZ9"]}, "action_question_unknown"),
        ({"due_month": 25}, "action_months_outside"),
        ({"starts_month": 0}, "action_months_outside"),
        ({"starts_month": 9, "due_month": 8}, "action_due_before_start"),
        ({"programme_mad": "-1"}, "action_cost_negative"),
        ({"own_cash_mad": "beaucoup"}, "action_cost_not_a_number"),
        ({"axis": "sport"}, "action_axis_unknown"),
        ({"title_fr": "", "title_ar": " "}, "action_title_missing"),
        ({"owner": "x" * 121}, "action_value"),
        ({"state": "done"}, "action_field_unknown"),
    ],
)
def test_what_cannot_be_is_refused(plan: Plan, coach: Any, values: dict[str, Any], code: str) -> None:
    with refused_with(code):
        edit_action(first(plan), actor=coach, values=values)


def test_two_people_editing_overwrite_nothing(plan: Plan, coach: Any) -> None:
    edit_action(first(plan), actor=coach, values={"owner": "Fatima"}, version=1)

    with refused_with("changed_meanwhile"):
        edit_action(first(plan), actor=coach, values={"owner": "Aïcha"}, version=1)


def test_the_thirteenth_action_is_refused(coach: Any, plan: Plan) -> None:
    for number in range(3, 13):
        add_own_action(plan, actor=coach, values={**OWN, "title_fr": f"Action {number}"})

    with refused_with("too_many_actions"):
        add_own_action(plan, actor=coach, values=OWN)


def test_a_removed_action_leaves(plan: Plan, coach: Any) -> None:
    remove_action(first(plan), actor=coach)

    assert [action.code for action in plan.actions.all()] == ["A2"]


def test_a_plan_in_force_is_not_edited() -> None:
    frozen = PlanFactory(state="approved")

    with refused_with("plan_state"):
        edit_action(first(frozen), actor=frozen.drafted_by, values={"owner": "Fatima"})


# --- What is refused when it is proposed ---


def test_a_critical_point_without_action_is_refused_by_name(plan: Plan, coach: Any) -> None:
    remove_action(first(plan), actor=coach)

    with refused_with("red_flags_without_action") as refused:
        propose_plan(plan, actor=coach)
    assert refused.value.facts == {"questions": "FIN1"}


def test_an_owner_missing_is_named(plan: Plan, coach: Any) -> None:
    edit_action(first(plan), actor=coach, values={"owner": ""})

    with refused_with("owner_missing") as refused:
        propose_plan(plan, actor=coach)
    assert refused.value.facts == {"actions": "A1"}


def test_a_plan_over_budget_names_the_excess(plan: Plan, coach: Any, users: Any) -> None:
    set_plan_rules(plan.enrolment.cohort, actor=users("manager"), programme_ceiling_mad=Decimal("5000.00"))

    with refused_with("over_budget") as refused:
        propose_plan(plan, actor=coach)
    assert refused.value.facts["excess"].replace("\xa0", " ").replace("\u202f", " ") == "1 000,00 MAD"


def test_an_empty_plan_is_not_proposed(coach: Any) -> None:
    plan = PlanFactory(actions=[])

    with refused_with("plan_empty"):
        propose_plan(plan, actor=plan.drafted_by)


def test_the_rules_of_a_cohort_stay_within_reason(plan: Plan, users: Any) -> None:
    with refused_with("plan_rules_value"):
        set_plan_rules(plan.enrolment.cohort, actor=users("manager"), max_actions=13)
