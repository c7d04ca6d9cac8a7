"""What headquarters finds of this room on the page of a call."""

from __future__ import annotations

from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext

from mourafaka.calls.enums import CallState
from mourafaka.foundations import clock


def late_link(call: Any, user: Any) -> dict[str, str] | None:
    """Where headquarters takes an application after the closing."""
    closed = call.state in (CallState.OPEN, CallState.CLOSED) and clock.now() > call.closes_at
    if not closed or not rules.has_perm("calls.manage_call", user, call):
        return None
    return {
        "label": gettext("Application taken after the closing"),
        "url": reverse("applying:late", args=[call.code]),
        "text": gettext("By exception only, with its reason."),
    }
