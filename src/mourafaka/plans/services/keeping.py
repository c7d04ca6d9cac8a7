"""What several acts share: the plan locked, moved, an action made from the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mourafaka.engine.flows import FlowError
from mourafaka.foundations.i18n import in_active_language
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.refusals import Refused
from mourafaka.plans.enums import PLAN_FLOW, Source
from mourafaka.plans.library import ActionTemplate
from mourafaka.plans.models import Plan, PlanAction

locked = Locked(
    Plan, "enrolment__cooperative", "enrolment__cohort", "enrolment__application", "assessment__instrument"
)


def moved(plan: Plan, verb: str) -> Plan:
    """The plan as it is now, in the state `verb` leads to; not saved."""
    current = locked(plan)
    try:
        current.state = PLAN_FLOW.target(verb, current.state)
    except FlowError as wrong:
        raise Refused("plan_state", state=current.get_state_display()) from wrong
    return current


def to_edit(plan: Plan) -> Plan:
    """The plan locked, provided it can be edited."""
    current = locked(plan)
    if not current.is_editable:
        raise Refused("plan_state", state=current.get_state_display())
    return current


def next_code(plan: Plan, beside: Sequence[str] = ()) -> str:
    """A1, A2 …: a code of an earlier revision is not given to another action."""
    earlier = PlanAction.objects.filter(plan__enrolment=plan.enrolment_id).values_list("code", flat=True)
    taken = {*earlier, *beside}
    return next(f"A{number}" for number in range(1, 1000) if f"A{number}" not in taken)


def from_template(plan: Plan, template: ActionTemplate, **fields: Any) -> PlanAction:
    """An action as the library describes it, in both languages; the owner is a function, to be named later."""
    costs = {f"{source}_mad": template.costs_mad[source] for source in Source.values}
    return PlanAction(
        plan=plan,
        template=template.code,
        axis=template.axis,
        title_fr=template.titles["fr"],
        title_ar=template.titles["ar"],
        indicator_fr=template.indicators["fr"],
        indicator_ar=template.indicators["ar"],
        unit_fr=template.units.get("fr", ""),
        unit_ar=template.units.get("ar", ""),
        target=template.target,
        evidence_fr=template.evidences["fr"],
        evidence_ar=template.evidences["ar"],
        module=template.module,
        owner=_in_language_of(plan, template),
        **{**costs, **fields},
    )


def _in_language_of(plan: Plan, template: ActionTemplate) -> str:
    language = plan.enrolment.application.language
    return template.owners.get(language) or template.owners["fr"]


def label_of(action: PlanAction) -> str:
    return f"{action.code} {in_active_language(action, 'title')}".strip()
