"""The allowance that tests have, refused in production."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from mourafaka.press.fetching.guard import NOTHING_MORE, Allowance


def allowance() -> Allowance:
    """What the settings allow beyond the public Internet: nothing, unless PRESS_REACHES_LOOPBACK, for tests only."""
    return Allowance(loopback=True) if getattr(settings, "PRESS_REACHES_LOOPBACK", False) else NOTHING_MORE


@register
def loopback_is_for_tests(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if allowance() == NOTHING_MORE:
        return []
    return [
        Error(
            "PRESS_REACHES_LOOPBACK lets feeds read this machine: it is for tests only", id="mourafaka.E010"
        )
    ]
