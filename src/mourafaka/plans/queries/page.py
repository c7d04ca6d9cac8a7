"""A plan as its page and its PDF show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mourafaka.diagnosis.queries import questions_of
from mourafaka.engine.planning import Advancement
from mourafaka.foundations import clock
from mourafaka.foundations.refusals import Refused
from mourafaka.plans.enums import MONTHS, ActionState, Axis, Source
from mourafaka.plans.models import Plan, PlanAction, PlanRules
from mourafaka.plans.queries.library import library_of
from mourafaka.plans.queries.plan import AnswerLine, answer_line, obstacles, progress_of, rules_of

WHY_LEFT_OUT = {
    "no_template": gettext_lazy("no action of the library answers it"),
    "no_place": gettext_lazy("the actions at most were reached"),
    "over_ceiling": gettext_lazy("the programme’s ceiling would be passed"),
    "no_time": gettext_lazy("no month was free"),
}


@dataclass(frozen=True)
class Bar:
    """An action on the months: where it starts (from 0), how long, and how much of it is done."""

    start: int
    length: int
    done: Decimal
    kind: str  # a class of the marks: fill, low (late), other


@dataclass(frozen=True)
class ActionCard:
    action: PlanAction
    answers: list[AnswerLine]
    late: bool
    bar: Bar
    owner: str  # a function left as the library names it is told in the active language


@dataclass(frozen=True)
class AxisGroup:
    label: Any
    cards: list[ActionCard]


@dataclass(frozen=True)
class LeftOutLine:
    code: str
    text: str
    score: int
    why: Any


@dataclass(frozen=True)
class PlanPage:
    plan: Plan
    groups: list[AxisGroup]
    cards: list[ActionCard]
    costs: list[tuple[Any, Decimal]]
    total_mad: Decimal
    limits: PlanRules
    obstacles: list[str]
    left_out: list[LeftOutLine]
    advancement: Advancement
    month: int  # of the service, today; 0 outside of it

    @property
    def free_places(self) -> int:
        return max(self.limits.max_actions - len(self.cards), 0)


def page_of(plan: Plan, on: date | None = None) -> PlanPage:
    """Everything about a revision, in a handful of queries."""
    on = on or clock.today()
    actions = list(plan.actions.select_related("continues"))
    questions = {question.code: question for question in questions_of(plan.assessment.instrument)}
    owners = _owners(plan)
    cards = []
    for action in actions:
        action.plan = plan
        answers = [answer_line(plan, questions[code]) for code in action.questions if code in questions]
        late = plan.is_in_force and action.is_late(on)
        owner = owners.get(action.owner, action.owner)
        cards.append(ActionCard(action, answers, late, _bar(action, late), owner))
    refused = obstacles(plan, actions) if plan.is_editable else []
    costs = _costs(actions)
    month = plan.enrolment.month(on)
    return PlanPage(
        plan=plan,
        groups=_groups(cards),
        cards=cards,
        costs=costs,
        total_mad=sum((amount for _label, amount in costs), Decimal(0)),
        limits=rules_of(plan.enrolment.cohort),
        obstacles=[str(Refused(code, **facts)) for code, facts in refused],
        left_out=[
            LeftOutLine(
                line["question"],
                questions[line["question"]].text if line["question"] in questions else "",
                line["score"],
                WHY_LEFT_OUT.get(line["why"], ""),
            )
            for line in plan.left_out
        ],
        advancement=progress_of(actions),
        month=month if 1 <= month <= MONTHS else 0,
    )


def _owners(plan: Plan) -> dict[str, str]:
    """How the library names who is in charge, in any language → in the active one."""
    return {
        name: template.owner
        for template in library_of(plan.library_version).templates
        for name in template.owners.values()
    }


def _bar(action: PlanAction, late: bool) -> Bar:
    kind = "low" if late else "fill" if action.state == ActionState.DONE else "other"
    done = Decimal(action.months * action.progress) / 100
    return Bar(action.starts_month - 1, action.months, done, kind)


def _groups(cards: Iterable[ActionCard]) -> list[AxisGroup]:
    by_axis: dict[str, list[ActionCard]] = {axis: [] for axis in Axis.values}
    for card in cards:
        by_axis[card.action.axis].append(card)
    return [AxisGroup(Axis(axis).label, found) for axis, found in by_axis.items() if found]


def _costs(actions: Iterable[PlanAction]) -> list[tuple[Any, Decimal]]:
    kept = [action for action in actions if action.state != ActionState.CANCELLED]
    return [
        (source.label, sum((getattr(action, f"{source.value}_mad") for action in kept), Decimal(0)))
        for source in Source
    ]


# --- Revisions ---

_NAMES = {
    "title_fr": gettext_lazy("title"),
    "title_ar": gettext_lazy("title (Arabic)"),
    "axis": gettext_lazy("axis"),
    "questions": gettext_lazy("questions"),
    "starts_month": gettext_lazy("starts in month"),
    "due_month": gettext_lazy("due in month"),
    "owner": gettext_lazy("owner"),
    "baseline": gettext_lazy("baseline"),
    "target": gettext_lazy("target"),
    "own_cash_mad": Source.OWN_CASH.label,
    "own_kind_mad": Source.OWN_KIND.label,
    "programme_mad": Source.PROGRAMME.label,
    "other_mad": Source.OTHER.label,
}


@dataclass(frozen=True)
class Difference:
    """What a revision changes: an action added, left out, or a field from one value to another."""

    code: str
    title: str
    what: Any
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class RevisionLine:
    plan: Plan
    differences: list[Difference]


def revisions_of(plans: Iterable[Plan]) -> list[RevisionLine]:
    """The revisions a person sees, the last first, each with what it changed in the one before."""
    ordered = sorted(plans, key=lambda plan: plan.revision)
    lines = []
    for index, plan in enumerate(ordered):
        before = ordered[index - 1] if index else None
        lines.append(RevisionLine(plan, differences(before, plan) if before else []))
    return lines[::-1]


def differences(before: Plan, after: Plan) -> list[Difference]:
    """By code: an action keeps its code from revision to revision."""
    old = {action.code: action for action in before.actions.all()}
    new = {action.code: action for action in after.actions.all()}
    found = [Difference(code, new[code].title, _("added")) for code in new if code not in old]
    found += [Difference(code, old[code].title, _("taken out")) for code in old if code not in new]
    for code in new:
        if code in old:
            found += _changes(old[code], new[code])
    return found


def _changes(old: PlanAction, new: PlanAction) -> list[Difference]:
    return [
        Difference(new.code, new.title, label, _shown(old, name), _shown(new, name))
        for name, label in _NAMES.items()
        if getattr(old, name) != getattr(new, name)
    ]


def _shown(action: PlanAction, name: str) -> str:
    value = action.get_axis_display() if name == "axis" else getattr(action, name)
    if isinstance(value, list):
        return ", ".join(value)
    return "–" if value in (None, "") else str(value)
