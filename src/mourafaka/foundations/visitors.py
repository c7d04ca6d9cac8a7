"""Public pages, kept rendered for visitors who have no session: for them a page depends on nothing but what it
shows, the language and light or dark."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

SECONDS_KEPT = 60


def kept_page(request: HttpRequest, version: str, render: Callable[[], HttpResponse]) -> HttpResponse:
    """The page `render` makes, or the one it made under the same `version` less than a minute ago.

    `version` changes with everything the page shows, so that no visitor reads what is no longer true.
    """
    if not _is_plain(request):
        return render()
    asked = (request.path, version, get_language(), request.COOKIES.get("theme", ""), settings.DEMO)
    key = hashlib.sha256(repr(asked).encode()).hexdigest()
    content = cache.get(key)
    if content is None:
        response = render()
        if response.status_code != 200:
            return response
        content = response.content
        cache.set(key, content, SECONDS_KEPT)
    response = HttpResponse(content, headers={"ETag": f'W/"{key}"'})
    patch_vary_headers(response, ["Cookie"])
    return response


def _is_plain(request: HttpRequest) -> bool:
    """Nobody signed in, no message waiting to be shown, nothing asked beyond the address."""
    personal = {settings.SESSION_COOKIE_NAME, "messages"}
    return not request.GET and personal.isdisjoint(request.COOKIES)
