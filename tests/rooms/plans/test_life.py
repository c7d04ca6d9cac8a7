"""From the proposal to the plan in force, and its revisions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from mourafaka.foundations import clock, journal
from mourafaka.foundations.models import OutboxMessage
from mourafaka.plans.models import ActionProgress, AgreementCode, Plan, PlanAction
from mourafaka.plans.services import (
    agree_plan,
    approve_plan,
    edit_action,
    present_code,
    propose_plan,
    record_progress,
    return_plan,
    revise_plan,
)
from tests.factories.diagnosis import AssessmentFactory, answered
from tests.factories.plans import PlanFactory
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


def proposed(plan: Plan, coach: Any) -> str:
    """The code that was sent."""
    propose_plan(plan, actor=coach)
    body = OutboxMessage.objects.get(about=f"plans.plan:{plan.pk}").body
    return re.findall(r"\b\d{6}\b", body)[-1]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def in_force(plan: Plan, delegate: Any, president: Any) -> Plan:
    code = proposed(plan, plan.drafted_by)
    present_code(plan, actor=president, code=code)
    return approve_plan(plan, actor=delegate)


def state(plan: Plan) -> str:
    return Plan.objects.get(pk=plan.pk).state


# --- Agreement ---


def test_the_code_sent_to_the_cooperative_agrees_the_plan(plan: Plan, coach: Any, president: Any) -> None:
    code = proposed(plan, coach)

    accepted = present_code(plan, actor=president, code=code)

    assert (state(plan), accepted.used_at is not None, accepted.sent_to) == ("agreed", True, president.email)


def test_a_wrong_code_costs_a_try_and_agrees_nothing(plan: Plan, coach: Any, president: Any) -> None:
    code = proposed(plan, coach)

    tried = present_code(plan, actor=president, code=wrong(code))

    assert (state(plan), tried.used_at, AgreementCode.objects.get().tries_left) == ("proposed", None, 4)


def test_after_five_wrong_tries_even_the_right_code_is_refused(
    plan: Plan, coach: Any, president: Any
) -> None:
    code = proposed(plan, coach)
    for _try in range(5):
        present_code(plan, actor=president, code=wrong(code))

    with refused_with("code_exhausted"):
        present_code(plan, actor=president, code=code)


def test_a_code_expires(plan: Plan, coach: Any, president: Any) -> None:
    code = proposed(plan, coach)

    with clock.at(clock.today() + timedelta(days=31)), refused_with("code_expired"):
        present_code(plan, actor=president, code=code)


def test_a_plan_proposed_again_has_a_new_code_only(plan: Plan, coach: Any, president: Any) -> None:
    old = proposed(plan, coach)
    return_plan(plan, actor=president, reason="Le mois ne convient pas")
    propose_plan(plan, actor=coach)

    assert present_code(plan, actor=president, code=old).used_at is None


def test_the_code_is_kept_nowhere_in_the_journal(plan: Plan, coach: Any, president: Any) -> None:
    code = proposed(plan, coach)
    present_code(plan, actor=president, code=code)

    facts = journal.JournalEntry.objects.get(verb="plans.plan.present_code").facts

    assert facts == {}


def test_the_delegate_does_not_agree_in_the_name_of_the_cooperative_by_code(
    plan: Plan, coach: Any, delegate: Any
) -> None:
    code = proposed(plan, coach)

    with refused_with("not_allowed"):
        present_code(plan, actor=delegate, code=code)


def test_the_minutes_of_the_assembly_agree_the_plan(plan: Plan, coach: Any, minutes: Any) -> None:
    propose_plan(plan, actor=coach)

    agreed = agree_plan(plan, actor=coach, how="assembly", held_on=clock.today(), minutes=minutes)

    assert (agreed.state, agreed.agreed_how, agreed.minutes) == ("agreed", "assembly", minutes)


def test_an_agreement_in_an_assembly_needs_its_minutes(plan: Plan, coach: Any) -> None:
    propose_plan(plan, actor=coach)

    with refused_with("minutes_missing"):
        agree_plan(plan, actor=coach, how="assembly", held_on=clock.today())


@pytest.mark.parametrize(("days", "code"), [(1, "agreed_in_the_future"), (-400, "agreed_before_the_plan")])
def test_an_assembly_is_neither_to_come_nor_before_the_draft(
    plan: Plan, coach: Any, minutes: Any, days: int, code: str
) -> None:
    propose_plan(plan, actor=coach)

    with refused_with(code):
        agree_plan(
            plan,
            actor=coach,
            how="bureau",
            held_on=clock.today() + timedelta(days=days),
            minutes=minutes,
        )


# --- Decision ---


def test_an_approved_plan_is_in_force_and_takes_the_enrolment_to_training(
    plan: Plan, delegate: Any, president: Any
) -> None:
    in_force(plan, delegate, president)

    plan.enrolment.refresh_from_db()
    assert (Plan.objects.in_force(plan.enrolment), plan.enrolment.phase) == (plan, "training")


def test_nobody_approves_what_they_proposed(users: Any, plan: Plan, president: Any) -> None:
    delegate = users("delegate", "09")
    code = proposed(plan, delegate)
    present_code(plan, actor=president, code=code)

    with refused_with("own_plan"):
        approve_plan(plan, actor=delegate)


def test_a_plan_is_not_approved_before_its_diagnosis_is_validated(delegate: Any, minutes: Any) -> None:
    assessment = answered(AssessmentFactory(state="submitted"), 3, but={"FIN1": 0})
    plan = PlanFactory(assessment=assessment, state="agreed")

    with refused_with("diagnosis_not_validated"):
        approve_plan(plan, actor=delegate)


def test_a_plan_not_agreed_is_not_approved(plan: Plan, coach: Any, delegate: Any) -> None:
    propose_plan(plan, actor=coach)

    with refused_with("plan_state"):
        approve_plan(plan, actor=delegate)


def test_a_returned_plan_says_why_and_is_edited_again(plan: Plan, coach: Any, delegate: Any) -> None:
    propose_plan(plan, actor=coach)
    returned = return_plan(plan, actor=delegate, reason="Coût du local à justifier")

    edit_action(plan.actions.get(code="A1"), actor=coach, values={"owner": "Bureau"})

    assert (returned.state, returned.return_reason) == ("returned", "Coût du local à justifier")


def test_a_plan_is_not_returned_without_a_reason(plan: Plan, coach: Any, delegate: Any) -> None:
    propose_plan(plan, actor=coach)

    with refused_with("plan_return_without_reason"):
        return_plan(plan, actor=delegate, reason=" ")


def test_an_altered_plan_in_force_is_named(plan: Plan, delegate: Any, president: Any) -> None:
    in_force(plan, delegate, president)
    PlanAction.objects.filter(plan=plan, code="A1").update(programme_mad=90000)

    altered = journal.altered_records()

    assert [(each.record, each.field) for each in altered] == [(f"plans.plan:{plan.pk}", "A1")]


# --- Revisions ---


def test_a_revision_keeps_the_original_in_force_until_it_is_approved(
    plan: Plan, coach: Any, delegate: Any, president: Any
) -> None:
    in_force(plan, delegate, president)

    revision = revise_plan(plan, actor=coach, reason="Sécheresse")

    assert (revision.revision, state(plan), [a.code for a in revision.actions.all()]) == (
        2,
        "approved",
        ["A1", "A2"],
    )


def test_an_approved_revision_replaces_the_original_and_keeps_it(
    plan: Plan, coach: Any, delegate: Any, president: Any
) -> None:
    in_force(plan, delegate, president)
    revision = revise_plan(plan, actor=coach, reason="Sécheresse")
    in_force(revision, delegate, president)

    assert (state(plan), Plan.objects.in_force(plan.enrolment), plan.actions.count()) == (
        "superseded",
        revision,
        2,
    )
    assert journal.altered_records() == []


def test_progress_recorded_while_a_revision_is_discussed_is_carried_on(
    plan: Plan, coach: Any, delegate: Any, president: Any
) -> None:
    in_force(plan, delegate, president)
    revision = revise_plan(plan, actor=coach, reason="Sécheresse")
    told(plan, coach, progress=40, state="in_progress")
    in_force(revision, delegate, president)

    assert revision.actions.get(code="A1").progress == 40


def test_a_revision_says_why(plan: Plan, coach: Any, delegate: Any, president: Any) -> None:
    in_force(plan, delegate, president)

    with refused_with("revision_without_reason"):
        revise_plan(plan, actor=coach, reason="")


def test_two_revisions_are_not_open_at_once(plan: Plan, coach: Any, delegate: Any, president: Any) -> None:
    in_force(plan, delegate, president)
    revise_plan(plan, actor=coach, reason="Sécheresse")

    with refused_with("plan_in_work"):
        revise_plan(plan, actor=coach, reason="Encore")


# --- Progress ---


def told(plan: Plan, actor: Any, **said: Any) -> ActionProgress:
    said = {"on": date(2021, 3, 1), "progress": 30, "state": "in_progress", **said}
    return record_progress(plan.actions.get(code="A1"), actor=actor, **said)


@pytest.fixture
def running(plan: Plan) -> Plan:
    Plan.objects.filter(pk=plan.pk).update(state="approved")
    return plan


def test_progress_says_before_and_after(running: Plan, coach: Any) -> None:
    told(running, coach, progress=30)
    second = told(running, coach, on=date(2021, 4, 1), progress=60, source="visit 3")

    assert (second.before, second.after, second.source) == (30, 60, "visit 3")


def test_an_older_visit_said_late_does_not_turn_the_action_back(running: Plan, coach: Any) -> None:
    told(running, coach, on=date(2021, 4, 1), progress=60)
    told(running, coach, on=date(2021, 3, 1), progress=30)

    assert running.actions.get(code="A1").progress == 60


def test_done_counts_a_hundred(running: Plan, coach: Any) -> None:
    told(running, coach, state="done", progress=80, evidence="Bilan 2020 signé")

    action = running.actions.get(code="A1")
    assert (action.state, action.progress) == ("done", 100)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"progress": 101}, "progress_outside"),
        ({"progress": -1}, "progress_outside"),
        ({"state": "finie"}, "progress_state_unknown"),
        ({"state": "planned", "progress": 10}, "planned_without_progress"),
        ({"state": "blocked"}, "progress_without_reason"),
        ({"state": "cancelled"}, "progress_without_reason"),
        ({"state": "done"}, "done_without_evidence"),
        ({"on": date(2020, 6, 30)}, "progress_before_service"),
        ({"on": date(2999, 1, 1)}, "progress_in_the_future"),
    ],
)
def test_progress_that_cannot_be_is_refused(
    running: Plan, coach: Any, said: dict[str, Any], code: str
) -> None:
    with refused_with(code):
        told(running, coach, **said)


def test_a_cancelled_action_stays_cancelled(running: Plan, coach: Any) -> None:
    told(running, coach, state="cancelled", note="Sans objet")

    with refused_with("progress_not_from_there"):
        told(running, coach, on=date(2021, 4, 1))


def test_progress_is_recorded_on_a_plan_in_force_only(plan: Plan, coach: Any) -> None:
    with refused_with("plan_not_in_force"):
        told(plan, coach)


def test_what_was_said_of_progress_is_never_changed(running: Plan, coach: Any) -> None:
    told(running, coach)

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        ActionProgress.objects.update(after=100)


def test_an_action_is_late_once_its_last_month_is_over(running: Plan) -> None:
    action = running.actions.get(
        code="A1"
    )  # month 8 of a service begun on 1 July 2020 ends on 28 February 2021

    assert (action.is_late(date(2021, 2, 28)), action.is_late(date(2021, 3, 1))) == (False, True)


def test_late_actions_are_those_of_plans_in_force_left_open(running: Plan, coach: Any) -> None:
    told(running, coach, state="done", evidence="Bilan")

    assert [a.code for a in PlanAction.objects.late(date(2022, 1, 1))] == ["A2"]
