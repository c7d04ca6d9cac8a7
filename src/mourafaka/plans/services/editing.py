"""The actions of a plan, while it is a draft or was returned."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError

from mourafaka.engine import planning
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.plans.enums import MONTHS, Axis, Source
from mourafaka.plans.models import Plan, PlanAction
from mourafaka.plans.queries.library import library_in_force
from mourafaka.plans.queries.plan import engine_questions, rules_of
from mourafaka.plans.services.keeping import from_template, label_of, next_code, to_edit

TEXTS = (
    "title_fr",
    "title_ar",
    "indicator_fr",
    "indicator_ar",
    "unit_fr",
    "unit_ar",
    "owner",
    "evidence_fr",
    "evidence_ar",
    "module",
)
COSTS = tuple(f"{source}_mad" for source in Source.values)
# What a person may say of an action.
EDITABLE_FIELDS = (
    *TEXTS,
    *COSTS,
    "axis",
    "questions",
    "baseline",
    "target",
    "starts_month",
    "due_month",
    "priority",
)


@act("plans.action.add", rule="plans.edit_plan")
def add_action(plan: Plan, *, actor: User, template: str, starts_month: int | None = None) -> PlanAction:
    """Add an action of the library; it answers those of its questions that this diagnosis has below the top,
    and starts in the month said, else in the first one.

    Refuses `plan_state`, `too_many_actions`, `unknown_template`, `template_already_there`,
    `template_answers_nothing`.
    """
    current = to_edit(plan)
    _refuse_one_more(current)
    found = library_in_force().get(template)
    if found is None:
        raise Refused("unknown_template", template=template, field="template")
    if current.actions.filter(template=template).exclude(state="cancelled").exists():
        raise Refused("template_already_there", title=found.title, field="template")
    gaps = planning.rank(engine_questions(current.assessment.instrument), current.answers)
    mine = [gap for gap in gaps if gap.question in found.questions]
    if not mine:
        raise Refused(
            "template_answers_nothing",
            title=found.title,
            questions=", ".join(found.questions),
            field="template",
        )
    start = 1 if starts_month is None else starts_month
    _refuse_months(start, start)
    action = from_template(
        current,
        found,
        code=next_code(current),
        questions=[gap.question for gap in mine],
        starts_month=start,
        due_month=min(start + found.months - 1, MONTHS),
        priority=_priority(tuple(mine)),
    )
    action.save()
    current.keep()
    return action


@act("plans.action.add_own", rule="plans.edit_plan")
def add_own_action(plan: Plan, *, actor: User, values: Mapping[str, Any]) -> PlanAction:
    """Add an action that is not of the library. `values`: any of `EDITABLE_FIELDS`; a title, an axis, the months
    and at least one question are needed.

    Refuses `plan_state`, `too_many_actions` and whatever `edit_action` refuses.
    """
    current = to_edit(plan)
    _refuse_one_more(current)
    action = PlanAction(plan=current, code=next_code(current), starts_month=1, due_month=1, axis="")
    _write(action, values)
    action.save()
    current.keep()
    return action


@act("plans.action.edit", rule="plans.edit_plan")
def edit_action(
    action: PlanAction, *, actor: User, values: Mapping[str, Any], version: int | None = None
) -> PlanAction:
    """Change what is said of an action, provided nobody did since `version` (None: whatever it is).

    Refuses `plan_state`, `changed_meanwhile`, months outside 1-24 or ending before they start, a negative cost,
    a question that is not of the diagnosis, no question, no title.
    """
    current = to_edit(action.plan)
    found = PlanAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    found.plan = current
    if version is not None and found.version != version:
        raise Refused("changed_meanwhile", what=label_of(found))
    _write(found, values)
    found.version += 1
    found.save()
    current.keep()
    return found


@act("plans.action.remove", rule="plans.edit_plan")
def remove_action(action: PlanAction, *, actor: User) -> Plan:
    """Take an action out of a draft; one that other revisions know stays in them. Refuses `plan_state`."""
    current = to_edit(action.plan)
    PlanAction.objects.filter(pk=action.pk).delete()
    return current.keep()


def _refuse_one_more(plan: Plan) -> None:
    most = rules_of(plan.enrolment.cohort).max_actions
    if plan.actions.exclude(state="cancelled").count() >= most:
        raise Refused("too_many_actions", most=most)


def _priority(gaps: tuple[planning.Gap, ...]) -> int:
    return planning.Action("", "", gaps, Decimal(0), Decimal(0), 1).priority


def _write(action: PlanAction, values: Mapping[str, Any]) -> None:
    """Set what is given and check the whole action."""
    for name, value in values.items():
        if name not in EDITABLE_FIELDS:
            raise Refused("action_field_unknown", name=name)
        setattr(action, name, _clean(name, value))
    _check(action)


def _clean(name: str, value: Any) -> Any:
    if name in TEXTS:
        return str(value or "").strip()
    if name in COSTS:
        return _amount(name, value)
    if name == "questions":
        return list(dict.fromkeys(str(code).strip() for code in value or () if str(code).strip()))
    return value


def _amount(name: str, value: Any) -> Decimal:
    try:
        amount = Decimal(str(value or 0)).quantize(Decimal("0.01"))
    except InvalidOperation as wrong:
        raise Refused("action_cost_not_a_number", amount=value, field=name) from wrong
    if amount < 0:
        raise Refused("action_cost_negative", amount=amount, field=name)
    return amount


def _check(action: PlanAction) -> None:
    if not (action.title_fr or action.title_ar):
        raise Refused("action_title_missing", field="title_fr")
    if action.axis not in Axis.values:
        raise Refused("action_axis_unknown", axis=action.axis, field="axis")
    _refuse_months(action.starts_month, action.due_month)
    known = {question.code for question in engine_questions(action.plan.assessment.instrument)}
    for question in action.questions:
        if question not in known:
            raise Refused("action_question_unknown", question=question, field="questions")
    if not action.questions:
        raise Refused("action_without_question", action=action.code, field="questions")
    try:
        action.clean_fields(exclude=["plan", "due_on", "questions", "continues"])
    except ValidationError as wrong:
        name, reasons = next(iter(wrong.message_dict.items()))
        label = PlanAction._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        raise Refused("action_value", name=label, reason=" ".join(reasons), field=name) from wrong


def _refuse_months(start: Any, due: Any) -> None:
    for name, month in (("starts_month", start), ("due_month", due)):
        if not isinstance(month, int) or not 1 <= month <= MONTHS:
            raise Refused("action_months_outside", month=month, field=name)
    if due < start:
        raise Refused("action_due_before_start", start=start, due=due, field="due_month")
