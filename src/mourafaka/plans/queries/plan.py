"""A plan as its page shows it: its rules, what keeps it from being proposed, its answers and its progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.calls.models import Cohort
from mourafaka.diagnosis.models import Assessment, Instrument
from mourafaka.diagnosis.queries import Question, answers_of, questions_of
from mourafaka.engine import planning
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.formats import format_money
from mourafaka.plans.enums import MONTHS, ActionState
from mourafaka.plans.models import Plan, PlanAction, PlanRules
from mourafaka.plans.queries.library import library_in_force

Obstacle = tuple[str, dict[str, Any]]  # a refusal code and its facts


def rules_of(cohort: Cohort) -> PlanRules:
    """The rules a manager set for the cohort, or the usual ones."""
    return PlanRules.objects.filter(cohort=cohort).first() or PlanRules(cohort=cohort)


def assessment_to_plan(enrolment: Enrolment) -> Assessment | None:
    """The latest validated diagnosis, else the one submitted."""
    validated = Assessment.objects.latest_of(enrolment)
    if validated is not None:
        return validated
    submitted = Assessment.objects.filter(enrolment=enrolment, state="submitted")
    return submitted.select_related("instrument").order_by("held_on").last()


def questions_by_code(instrument: Instrument) -> dict[str, Question]:
    return {question.code: question for question in questions_of(instrument)}


def draft_for(enrolment: Enrolment, assessment: Assessment) -> planning.Draft:
    """What the rules propose for these answers, from next month on."""
    limits = rules_of(enrolment.cohort)
    first = min(max(enrolment.month(clock.today()) + 1, 1), MONTHS)
    return planning.draft(
        engine_questions(assessment.instrument),
        answers_of(assessment),
        library_in_force().for_engine(),
        planning.Rules(
            max_actions=limits.max_actions,
            at_once=limits.at_once,
            first_month=first,
            last_month=MONTHS,
            programme_ceiling_mad=limits.programme_ceiling_mad,
        ),
    )


def engine_questions(instrument: Instrument) -> tuple[planning.Question, ...]:
    return tuple(
        planning.Question(question.code, question.weight, question.critical)
        for question in questions_of(instrument)
    )


# --- What keeps a plan from being proposed ---


def red_flags(plan: Plan) -> list[str]:
    """Critical questions answered 0 or 1, highest priority first."""
    gaps = planning.rank(engine_questions(plan.assessment.instrument), plan.answers)
    return [gap.question for gap in gaps if gap.red_flag]


def obstacles(plan: Plan, actions: Iterable[PlanAction] | None = None) -> list[Obstacle]:
    """Every reason to refuse the proposal, as refusals word them; empty when it can be proposed."""
    limits = rules_of(plan.enrolment.cohort)
    all_actions = list(plan.actions.all() if actions is None else actions)
    kept = [action for action in all_actions if action.state != ActionState.CANCELLED]
    found: list[Obstacle] = []
    if not kept:
        found.append(("plan_empty", {}))
    if len(kept) > limits.max_actions:
        found.append(("too_many_actions_proposed", {"count": len(kept), "most": limits.max_actions}))
    found += [("action_without_question", {"action": a.code}) for a in kept if not a.questions]
    if ownerless := [action.code for action in kept if not action.owner.strip()]:
        found.append(("owner_missing", {"actions": ", ".join(ownerless)}))
    answered = {question for action in kept for question in action.questions}
    if forgotten := [question for question in red_flags(plan) if question not in answered]:
        found.append(("red_flags_without_action", {"questions": ", ".join(forgotten)}))
    if over := _over_budget(kept, limits.programme_ceiling_mad):
        found.append(("over_budget", over))
    return found


def _over_budget(actions: Iterable[PlanAction], ceiling: Decimal | None) -> dict[str, Any] | None:
    asked = sum((action.programme_mad for action in actions), Decimal(0))
    if ceiling is None or asked <= ceiling:
        return None
    return {
        "asked": format_money(asked),
        "ceiling": format_money(ceiling),
        "excess": format_money(asked - ceiling),
    }


# --- Answers and progress ---


@dataclass(frozen=True)
class AnswerLine:
    """A question an action answers, and what was answered."""

    code: str
    text: str
    score: int | None
    anchor: str
    critical: bool

    @property
    def red_flag(self) -> bool:
        return self.critical and self.score is not None and self.score <= planning.RED_FLAG


def answer_line(plan: Plan, question: Question) -> AnswerLine:
    score = plan.answers.get(question.code)
    anchor = question.anchor(score) if score is not None else _("does not apply")
    return AnswerLine(question.code, question.text, score, anchor, question.critical)


def answers_of_action(action: PlanAction) -> list[AnswerLine]:
    """The questions of an action with their scores on the day of the draft."""
    questions = questions_by_code(action.plan.assessment.instrument)
    return [answer_line(action.plan, questions[code]) for code in action.questions if code in questions]


def progress_of(actions: Iterable[PlanAction]) -> planning.Advancement:
    """Mean progress and share done; a cancelled action counts for nothing."""
    return planning.advancement((action.state, action.progress) for action in actions)
