"""One press: a draft whose every action names its answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mourafaka.diagnosis.models import Assessment
from mourafaka.foundations import clock
from mourafaka.plans.models import Plan
from mourafaka.plans.queries import answers_of_action
from mourafaka.plans.services import draft_plan, set_plan_rules
from tests.factories.diagnosis import AssessmentFactory, answered
from tests.factories.plans import PlanFactory, diagnosed
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


def drafted(assessment: Assessment, on: date = date(2020, 9, 10)) -> Plan:
    with clock.at(on):
        return draft_plan(assessment.enrolment, actor=assessment.assessor)


def test_the_draft_answers_each_gap_and_nothing_else() -> None:
    plan = drafted(diagnosed({"FIN1": 0, "MAR1": 1, "GOV3": 2}))

    assert {action.template: action.questions for action in plan.actions.all()} == {
        "FIN-COMPTA": ["FIN1"],
        "MAR-CLIENT": ["MAR1"],
        "GOV-STAT": ["GOV3"],
    }


def test_every_action_names_its_answers_in_words() -> None:
    plan = drafted(diagnosed({"FIN1": 0}))

    (line,) = answers_of_action(plan.actions.get())

    assert (line.code, line.score, line.red_flag, line.anchor) == ("FIN1", 0, True, "Rien n’est tenu")


def test_a_submitted_diagnosis_is_enough_to_draft() -> None:
    assessment = answered(AssessmentFactory(state="submitted"), 3, but={"GOV4": 0})

    assert [action.template for action in drafted(assessment).actions.all()] == ["GOV-REG"]


def test_without_a_diagnosis_there_is_no_draft() -> None:
    assessment = AssessmentFactory()

    with refused_with("no_diagnosis_yet"):
        drafted(assessment)


def test_a_draft_under_way_is_not_doubled() -> None:
    plan = PlanFactory()

    with refused_with("plan_in_work"):
        draft_plan(plan.enrolment, actor=plan.drafted_by)


def test_a_plan_in_force_is_revised_and_not_drafted_again() -> None:
    plan = PlanFactory(state="approved")

    with refused_with("plan_exists_revise"):
        draft_plan(plan.enrolment, actor=plan.drafted_by)


def test_actions_start_the_month_after_the_draft() -> None:
    plan = drafted(diagnosed({"FIN1": 0}), on=date(2020, 9, 10))  # month 3 of the service

    action = plan.actions.get()

    assert (action.starts_month, action.due_month, action.due_on) == (4, 9, date(2021, 3, 31))


def test_the_rules_of_the_cohort_bound_the_draft(users: Any) -> None:
    assessment = diagnosed({"GOV3": 0, "GES1": 0, "FIN3": 0, "MAR2": 0})
    set_plan_rules(assessment.enrolment.cohort, actor=users("manager"), max_actions=2)

    plan = drafted(assessment)

    assert [action.template for action in plan.actions.all()] == ["FIN-MARGE", "GOV-STAT"]
    assert plan.left_out == [{"question": "GES1", "score": 0, "why": "no_place"}]


def test_a_ceiling_leaves_out_what_it_cannot_pay(users: Any) -> None:
    assessment = diagnosed({"PRO3": 0, "GES2": 1})
    set_plan_rules(assessment.enrolment.cohort, actor=users("manager"), programme_ceiling_mad=Decimal(20000))

    plan = drafted(assessment)

    assert [action.template for action in plan.actions.all()] == ["GES-ARCH"]
    assert plan.left_out == [{"question": "PRO3", "score": 0, "why": "over_ceiling"}]


def test_who_does_not_coach_the_cooperative_drafts_nothing(users: Any) -> None:
    with refused_with("not_allowed"):
        draft_plan(diagnosed().enrolment, actor=users("coach", "09"))
