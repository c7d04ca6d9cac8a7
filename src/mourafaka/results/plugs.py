"""What the results plug into earlier rooms."""

from __future__ import annotations

from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.foundations import sockets


def workbook_link(user: Any) -> dict[str, Any] | None:
    """In the navigation once there is something to see; a first workbook is sent from the same page."""
    if not rules.has_perm("results.view_workbook", user):
        return None
    return {"label": _("Today's figures"), "url": reverse("results:workbook")}


def plug_workbook() -> None:
    sockets.navigation.plug("workbook", workbook_link, order=70)
