"""What the frame of every page shows: where this person may go, light or dark."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from mourafaka.foundations.sockets import navigation as socket


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Items `{label, url, current}`; a room plugs its own and answers None where a person may not go."""
    user = getattr(request, "user", None)
    items = socket.collect(user) if user is not None else []
    for item in items:
        item["current"] = request.path.startswith(item["url"])
    theme = request.COOKIES.get("theme", "")
    return {"navigation": items, "theme": theme if theme in ("light", "dark") else ""}
