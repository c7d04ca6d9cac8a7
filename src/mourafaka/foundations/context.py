"""What every page knows of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from mourafaka.foundations.i18n import spoken_on


def site(request: HttpRequest) -> dict[str, Any]:
    match, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
    visitor = not getattr(user, "is_authenticated", False)
    spoken = spoken_on(match.view_name if match else "", by_a_visitor=visitor)
    return {
        "DEMO": settings.DEMO,
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": [(code, name) for code, name in settings.LANGUAGES if code in spoken],
    }
