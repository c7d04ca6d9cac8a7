"""What the selection plugs into earlier rooms."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mourafaka.calls.sockets import visibility


def withhold_conflicts(seen: Q, user: Any) -> Q:
    """Whoever declared a conflict on an application sees it nowhere: no role is above that.

    An application one owes a blind reading of is withheld too: it is read on the reading page, without names.
    """
    from mourafaka.selection.models import Assignment, ConflictDeclaration

    declared = ConflictDeclaration.objects.conflicts().filter(person=user).values("application")
    owed = Assignment.objects.owed().filter(reviewer=user).values("application")
    return seen & ~Q(pk__in=declared) & ~Q(pk__in=owed)


def plug_review() -> None:
    visibility.plug("selection conflicts", withhold_conflicts, order=900)
