"""What this room shows on the pages of others."""

from __future__ import annotations

from typing import Any

import rules
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from mourafaka.applying.queries import applications as queries


def link(user: Any) -> dict[str, Any] | None:
    if not user.is_authenticated or not user.has_role("cooperative"):
        return None
    return {"label": gettext("My applications"), "url": reverse("applying:landing")}


def twins(application: Any, user: Any) -> SafeString | None:
    """For who checks applications: which cooperatives may be this one, and why."""
    if not rules.has_perm("calls.check_application", user, application):
        return None
    found = queries.twins(application, user)
    return render_to_string("applying/twins.html", {"twins": found}) if found else None
