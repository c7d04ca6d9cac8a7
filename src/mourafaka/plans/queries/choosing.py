"""The library as people choose from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mourafaka.engine import planning
from mourafaka.plans.enums import Axis
from mourafaka.plans.library import ActionTemplate, Library
from mourafaka.plans.models import Plan
from mourafaka.plans.queries.library import library_in_force
from mourafaka.plans.queries.plan import engine_questions


@dataclass(frozen=True)
class Choice:
    """An action of the library against this diagnosis: the gaps it answers, what it is worth, if it is there."""

    template: ActionTemplate
    gaps: tuple[planning.Gap, ...]
    worth: Decimal
    there: bool


def choices_for(plan: Plan) -> list[Choice]:
    """The actions that answer a gap of this diagnosis, the worthiest first; those already in the plan last."""
    gaps = planning.rank(engine_questions(plan.assessment.instrument), plan.answers)
    present = set(plan.actions.exclude(state="cancelled").values_list("template", flat=True))
    found = []
    for template in library_in_force().templates:
        mine = tuple(gap for gap in gaps if template.for_engine().answers(gap))
        if mine:
            worth = sum((gap.priority for gap in mine), Decimal(0))
            found.append(Choice(template, mine, worth, template.code in present))
    return sorted(found, key=lambda choice: (choice.there, -choice.worth, choice.template.code))


def library_by_axis(library: Library) -> list[tuple[Any, list[ActionTemplate]]]:
    return [
        (axis.label, [template for template in library.templates if template.axis == axis.value])
        for axis in Axis
    ]
