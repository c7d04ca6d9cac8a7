"""What the navigation shows of personal data."""

from __future__ import annotations

from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext as _


def link(user: Any) -> dict[str, Any] | None:
    """Requests and accesses for whoever answers for them; everybody else finds their data at the foot of a page."""
    if not rules.has_perm("privacy.manage", user):
        return None
    return {"label": _("Personal data"), "url": reverse("privacy:people")}
