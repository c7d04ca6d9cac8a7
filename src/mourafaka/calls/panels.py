"""What this room shows in the navigation and on a cooperative's page."""

from __future__ import annotations

from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.calls import queries
from mourafaka.registry.models import Cooperative
from mourafaka.registry.sockets import Panel


def calls_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("calls.view_call", user):
        return {"label": _("Calls for applications"), "url": reverse("public_calls:calls")}
    return {"label": _("Cohorts and calls"), "url": reverse("calls:cohorts")}


def applications_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("calls.view_application", user):
        return None
    return {"label": _("Applications"), "url": reverse("calls:applications")}


def applications_of_cooperative(cooperative: Cooperative, user: Any) -> Panel | None:
    applications = queries.applications_of_cooperative(cooperative, user)
    if not applications:
        return None
    return Panel(_("Applications"), "calls/cooperative_panel.html", {"applications": applications})
