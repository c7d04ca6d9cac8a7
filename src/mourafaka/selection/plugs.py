"""What the selection plugs into earlier rooms."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mourafaka.calls.sockets import call_links, visibility
from mourafaka.foundations import sockets


def withhold_conflicts(seen: Q, user: Any) -> Q:
    """Whoever declared a conflict on an application sees it nowhere: no role is above that.

    An application one owes a blind reading of is withheld too: it is read on the reading page, without names.
    """
    from mourafaka.selection.models import Assignment, ConflictDeclaration

    declared = ConflictDeclaration.objects.conflicts().filter(person=user).values("application")
    owed = Assignment.objects.owed().filter(reviewer=user).values("application")
    return seen & ~Q(pk__in=declared) & ~Q(pk__in=owed)


def readings_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("selection.enter_readings", user):
        return None
    return {"label": _("Readings"), "url": reverse("selection:readings")}


def what_awaits(user: Any) -> SafeString | None:
    """On the home page of a reader: the next reading, one press away."""
    from mourafaka.selection.queries import review

    if not rules.has_perm("selection.review_application", user):
        return None
    queues = [queue for queue in review.queues(user) if queue.owed or queue.undeclared]
    return render_to_string("selection/review/home.html", {"queues": queues}) if queues else None


def readings_of_call(call: Any, user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("selection.view_progress", user):
        return None
    return {
        "label": _("Readings"),
        "url": reverse("selection:progress", args=[call.code]),
        "text": _("Who reads what, how far they are, and how severe each reader is."),
    }


def plug_review() -> None:
    sockets.navigation.plug("readings", readings_link, order=50)
    sockets.home.plug("readings", what_awaits, order=10)
    call_links.plug("readings", readings_of_call, order=20)
    visibility.plug("selection conflicts", withhold_conflicts, order=900)
