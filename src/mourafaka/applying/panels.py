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


def lodged(application: Any, user: Any) -> SafeString | None:
    """For who checks applications: who typed this one, how it was confirmed, who helped, why it came late."""
    from mourafaka.applying.models import Draft

    if not rules.has_perm("calls.check_application", user, application):
        return None
    draft = Draft.objects.filter(application=application).select_related("entered_by", "excepted_by").first()
    helpers = list(draft.helpers.select_related("user")) if draft else []
    if draft is None or not (draft.on_behalf or helpers or draft.late_reason):
        return None
    return render_to_string("applying/lodged.html", {"draft": draft, "helpers": helpers})


def twins(application: Any, user: Any) -> SafeString | None:
    """For who checks applications: which cooperatives may be this one, and why."""
    if not rules.has_perm("calls.check_application", user, application):
        return None
    found = queries.twins(application, user)
    return render_to_string("applying/twins.html", {"twins": found}) if found else None
