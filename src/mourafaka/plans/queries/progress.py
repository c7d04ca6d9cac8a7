"""What was said of an action, in this revision and in those it continues."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.apps import apps

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


def with_sources(said: Iterable[ActionProgress]) -> list[ActionProgress]:
    """Each with what it was recorded from in words (`source_words`), one query for each kind of record."""
    told = list(said)
    wanted: dict[str, list[str]] = {}
    for each in told:
        kind, _colon, key = each.source.partition(":")
        if key:
            wanted.setdefault(kind, []).append(key)
    words = {
        f"{kind}:{record.pk}": f"{record._meta.verbose_name} {record}"
        for kind, keys in wanted.items()
        for record in apps.get_model(kind)._default_manager.filter(pk__in=keys).select_related()
    }
    for each in told:
        each.source_words = words.get(each.source, each.source)  # type: ignore[attr-defined]
    return told


def histories_of(actions: Iterable[PlanAction]) -> dict[int, list[ActionProgress]]:
    """The history of each action of a revision, with its sources in words."""
    found = said_of(actions, ActionProgress.objects.select_related("by", "file"))
    with_sources(chain.from_iterable(found.values()))
    return found


def said_of(
    actions: Iterable[PlanAction], said: ActionProgressQuerySet | None = None
) -> dict[int, list[ActionProgress]]:
    """The history of each action, by day and then as it was said: one query, and one more for each revision behind."""
    roots = {action.pk: action.pk for action in actions}
    frontier = {action.pk: action.continues_id for action in actions if action.continues_id}
    while frontier:
        for pk, before in frontier.items():
            roots[before] = roots[pk]
        earlier = PlanAction.objects.filter(pk__in=frontier.values(), continues__isnull=False)
        frontier = {pk: before for pk, before in earlier.values_list("pk", "continues") if before}
    found: dict[int, list[ActionProgress]] = {action.pk: [] for action in actions}
    rows = ActionProgress.objects.all() if said is None else said
    for each in rows.filter(action__in=roots).order_by("on", "pk"):
        found[roots[each.action_id]].append(each)
    return found
