"""What the frame of every page shows: where this person may go, light or dark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.sockets import navigation as socket

# The journey, as the menu tells it: a section and the plugs in it. A plug named nowhere is in the last one.
SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Register"), ("registry", "territory")),
    (_("Call and choice"), ("calls", "applications", "applying", "instruction", "readings", "appeals")),
    (_("Accompaniment"), ("enrolment", "diagnoses", "plans", "training", "visits", "plannings")),
    (_("Follow-up"), ("cockpit", "visit checks", "statements", "workbook")),
    (_("Press watch"), ("press", "press desk")),
    (_("Administration"), ("people", "outbox", "privacy")),
)
FEW = 7  # as many fit on one line: no section is needed


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Items `{label, url, current}`, flat and, when they are many, by section."""
    user = getattr(request, "user", None)
    named = {plug.name: plug.build(user) for plug in socket} if user is not None else {}
    seen = {name: item for name, item in named.items() if item is not None}
    _mark_current(seen.values(), request.path)
    sections = _by_section(seen)
    items = [item for section in sections for item in section["items"]]
    theme = request.COOKIES.get("theme", "")
    return {
        "navigation": items,
        "sections": sections if len(items) > FEW else [],
        "theme": theme if theme in ("light", "dark") else "",
    }


def _mark_current(items: Iterable[dict[str, Any]], path: str) -> None:
    """The item whose address is the longest beginning of this page's."""
    inside = [item for item in items if path.startswith(item["url"])]
    nearest = max((len(item["url"]) for item in inside), default=0)
    for item in items:
        item["current"] = item in inside and len(item["url"]) == nearest


def _by_section(items: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    placed = {name for _label, names in SECTIONS for name in names}
    left = tuple(name for name in items if name not in placed)
    last = SECTIONS[-1][0]
    found = []
    for label, names in SECTIONS:
        here = [items[name] for name in (*names, *(left if label is last else ())) if name in items]
        if here:
            found.append({"label": label, "items": here, "current": any(item["current"] for item in here)})
    return found
