"""Who asks: a person signed in on the site (with a CSRF token for writing) or the bearer of their key.

Nobody is redirected: who is unknown gets 401. Those who decide, pay or administer need their second factor
here too.
"""

from __future__ import annotations

from typing import Any

import rules
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.session import SessionAuth

from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.people.services import user_of_token


class Request(HttpRequest):
    """A request whose sender is known."""

    auth: User


class Session(SessionAuth):
    """The site's session cookie."""

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        user: Any = request.user
        if not user.is_authenticated or not user.is_active:
            return None
        demonstration = settings.DEMO and bool(request.session.get("demonstration"))
        if not demonstration:
            _need_second_factor(user)
        return user


class Key(HttpBearer):
    """A key made by the person on the site, shown once."""

    openapi_bearerFormat = "key"

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        user = user_of_token(token)
        if user is not None:
            _need_second_factor(user)
            request.user = user
        return user


def _need_second_factor(user: User) -> None:
    if user.needs_second_factor and not is_mfa_enabled(user):
        raise Refused("second_factor_missing")


def enter(user: User, rule: str) -> None:
    """The page's policy asked at this door: may this person come here at all?"""
    if not rules.has_perm(rule, user):
        raise Refused("not_allowed")
