"""Those who decide, pay or administer must have a second factor before they see anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

# Where somebody without a second factor can still go: to set one up, sign out, or change language. The API
# asks for itself and answers 401 instead of a redirect.
OPEN_PREFIXES = ("account_", "mfa_", "set_language", "people:switch", "people:link", "api-1:")


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not user.needs_second_factor:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(OPEN_PREFIXES) or _exempt(request) or is_mfa_enabled(user):
            return None
        messages.info(request, _("Your role needs a second factor: choose an application or a passkey."))
        return redirect("mfa_index")


def _exempt(request: HttpRequest) -> bool:
    """The demonstration's one-time links stand for both factors; nothing in it is real."""
    return settings.DEMO and bool(request.session.get("demonstration"))
