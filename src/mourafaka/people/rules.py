"""Who may do what with accounts."""

from __future__ import annotations

import rules
from django.conf import settings


@rules.predicate
def administers(user: object) -> bool:
    has_role = getattr(user, "has_role", None)
    return bool(has_role and has_role("admin"))


@rules.predicate
def may_sign_in_as(user: object) -> bool:
    return bool(settings.DEMO)


@rules.predicate
def is_self(user: object, subject: object) -> bool:
    return subject is not None and user == subject


@rules.predicate
def is_signed_in(user: object) -> bool:
    return bool(getattr(user, "is_authenticated", False))


@rules.predicate
def runs_the_programme(user: object) -> bool:
    """Headquarters, which signs contracts with organisations."""
    has_role = getattr(user, "has_role", None)
    return bool(has_role and has_role("manager", ""))


rules.add_perm("people.manage_organisations", administers | runs_the_programme)
rules.add_perm("people.view_accounts", administers)
rules.add_perm("people.manage_accounts", administers)
rules.add_perm("people.create_token", is_signed_in & is_self)
rules.add_perm("people.switch_role", may_sign_in_as)
