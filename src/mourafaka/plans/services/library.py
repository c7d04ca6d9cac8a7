"""What a manager decides: the library of actions in a new version, the rules of a cohort's plans."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from mourafaka.calls.models import Cohort
from mourafaka.diagnosis.models import Instrument
from mourafaka.diagnosis.queries import questions_of
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.plans.library import problems
from mourafaka.plans.models import ActionLibrary, PlanRules
from mourafaka.plans.queries.library import library_in_force

PROBLEMS_SHOWN = 12


@act("plans.library.publish", rule="plans.manage_library")
def publish_library(
    previous: ActionLibrary | None, *, actor: User, data: Mapping[str, Any], note: str
) -> ActionLibrary:
    """Publish `data` as the next version of the library; plans already drafted keep their actions.

    Refuses `library_note_missing` and `library_refused`, which names every problem and its action.
    """
    if not note.strip():
        raise Refused("library_note_missing", field="note")
    instrument = Instrument.objects.in_force()
    asked = questions_of(instrument) if instrument else ()
    found = problems(
        data,
        questions={question.code for question in asked},
        critical=[question.code for question in asked if question.critical],
    )
    if found:
        shown = " · ".join(found[:PROBLEMS_SHOWN]) + (" …" if len(found) > PROBLEMS_SHOWN else "")
        raise Refused("library_refused", problems=shown, field="file")
    return ActionLibrary.objects.create(
        version=library_in_force().version + 1,
        data=dict(data),
        note=note.strip()[:300],
        published_by=actor,
    )


@act("plans.rules.set", rule="plans.manage_rules")
def set_plan_rules(
    cohort: Cohort,
    *,
    actor: User,
    max_actions: int = 12,
    at_once: int = 4,
    programme_ceiling_mad: Decimal | None = None,
) -> PlanRules:
    """How many actions (1 to 12) the plans of a cohort have at most, how many at once, and the programme's share
    per cooperative at most (None: no ceiling). Refuses `plan_rules_value`. Plans in force stay as they are.
    """
    found = PlanRules.objects.select_for_update(of=("self",)).filter(cohort=cohort).first()
    limits = found or PlanRules(cohort=cohort, version=0)
    limits.max_actions, limits.at_once = max_actions, at_once
    limits.programme_ceiling_mad = programme_ceiling_mad
    limits.version += 1
    try:
        limits.clean_fields()
    except ValidationError as wrong:
        name, reasons = next(iter(wrong.message_dict.items()))
        label = PlanRules._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        raise Refused("plan_rules_value", name=label, reason=" ".join(reasons), field=name) from wrong
    limits.save()
    return limits
