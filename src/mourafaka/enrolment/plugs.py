"""What the enrolment plugs into earlier rooms."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mourafaka.registry import sockets as registry
from mourafaka.selection import sockets as selection


def own_cooperatives(seen: Q, user: Any) -> Q:
    """A coach sees the cooperatives of her assignments in force."""
    from mourafaka.enrolment.models import CoachAssignment

    if "coach" not in user.roles():
        return seen
    mine = CoachAssignment.objects.in_force().filter(coach=user).values("enrolment__cooperative")
    return seen | Q(pk__in=mine)


def who_advises(cooperatives: list[int]) -> list[tuple[int, int]]:
    """Whoever coaches or coached a cooperative never marks it."""
    from mourafaka.enrolment.models import CoachAssignment

    rows = CoachAssignment.objects.filter(enrolment__cooperative__in=cooperatives)
    return list(rows.values_list("coach_id", "enrolment__cooperative_id").distinct())


def plug_all() -> None:
    registry.visibility.plug("coaches", own_cooperatives, order=10)
    selection.ties.plug("coaches", who_advises)
