"""Every URL has a declared policy; what has none is closed.

`@public` opens a page to everybody, `@policy(SIGNED_IN)` to any account, `@policy("room.rule")` to those for
whom the rule says yes when asked about no object in particular. Which *objects* a person sees is another
question: views fetch through `visible_to(user)` and answer 404.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import rules
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PUBLIC = "public"
SIGNED_IN = "signed in"

View = TypeVar("View", bound=Callable[..., Any])

# Pages of libraries, which cannot carry a decorator of ours. A trailing * covers a family of names.
VENDOR_POLICIES: dict[str, str] = {
    "account_login": PUBLIC,
    "account_request_login_code": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_signup": PUBLIC,  # answers that sign-up is closed
    "account_logout": PUBLIC,
    "account_reset_password*": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_email": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "mfa_*": SIGNED_IN,
    "api-1:*": PUBLIC,  # the API asks for itself and answers 401 instead of a redirect
}


def policy(rule: str) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.policy = rule  # type: ignore[attr-defined]
        return view

    return declare


public = policy(PUBLIC)


def policy_of(view: Callable[..., Any], name: str | None) -> str | None:
    """The policy of a view: its own, or the one declared for the library's URL name; None when undeclared."""
    declared: str | None = getattr(view, "policy", None)
    if declared is not None or name is None:
        return declared
    if name in VENDOR_POLICIES:
        return VENDOR_POLICIES[name]
    families = [key for key in VENDOR_POLICIES if key.endswith("*") and name.startswith(key[:-1])]
    return VENDOR_POLICIES[max(families, key=len)] if families else None


class ClosedByDefault(LoginRequiredMiddleware):
    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        declared = policy_of(view_func, match.view_name if match else None)
        if declared == PUBLIC:
            return None
        if declared is None:
            raise PermissionDenied
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if declared != SIGNED_IN and not rules.has_perm(declared, request.user):
            raise PermissionDenied
        return None
