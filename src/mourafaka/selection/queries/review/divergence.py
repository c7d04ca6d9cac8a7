"""Where readings of one application differ too much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from mourafaka.calls.models import Application, RulesVersion
from mourafaka.engine import score
from mourafaka.selection.enums import AssignmentState
from mourafaka.selection.models import Assignment, Review
from mourafaka.selection.queries.grid import (
    grid_of,
    readings_due,
    rules_in_force,
    thresholds_of,
)


def submitted_marks(applications: Iterable[Application]) -> dict[int, dict[str, dict[str, Decimal]]]:
    """Application → assignment → marks of the submitted readings in force."""
    found: dict[int, dict[str, dict[str, Decimal]]] = defaultdict(dict)
    keys = [application.pk for application in applications]
    counted = Review.objects.counted().filter(assignment__application__in=keys, marks__isnull=False)
    columns = ("assignment__application", "assignment", "marks__criterion", "marks__value")
    for application, assignment, criterion, value in counted.order_by("assignment_id").values_list(*columns):
        found[application].setdefault(str(assignment), {})[criterion] = value
    return found


def third_reading_gaps(
    application: Application, in_force: RulesVersion | None = None
) -> tuple[score.Gap, ...]:
    """Where the readings of an application are too far apart and no third reading was opened yet."""
    held = list(Assignment.objects.in_force().filter(application=application).order_by("pk"))
    if any(assignment.third_reading for assignment in held):
        return ()
    version = in_force or rules_in_force(application.call)
    submitted = [assignment for assignment in held if assignment.state == AssignmentState.SUBMITTED]
    if len(submitted) < readings_due(version):
        return ()
    readings = list(submitted_marks([application])[application.pk].values())
    return score.divergence(readings, grid_of(version), thresholds_of(version)).gaps
