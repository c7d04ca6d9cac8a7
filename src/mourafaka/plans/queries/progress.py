"""What was said of an action, in this revision and in those it continues."""

from __future__ import annotations

from mourafaka.plans.models import ActionProgress, PlanAction
from mourafaka.plans.models.actions import ActionProgressQuerySet


def lineage_of(action: PlanAction) -> list[int]:
    """The action and those it continues, from revision to revision."""
    found, before = [action.pk], action.continues_id
    while before is not None:
        found.append(before)
        before = PlanAction.objects.filter(pk=before).values_list("continues", flat=True).first()
    return found


def history_of(action: PlanAction) -> ActionProgressQuerySet:
    """By day, then in the order it was said."""
    return ActionProgress.objects.filter(action__in=lineage_of(action)).order_by("on", "pk")
