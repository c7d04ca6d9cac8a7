"""Who may do what with the foundations' own records."""

from __future__ import annotations

import rules
from django.conf import settings


@rules.predicate
def is_signed_in(user: object) -> bool:
    return bool(getattr(user, "is_authenticated", False))


@rules.predicate
def runs_the_programme(user: object) -> bool:
    has_role = getattr(user, "has_role", None)
    return bool(has_role and (has_role("manager") or has_role("delegate")))


@rules.predicate
def audits(user: object) -> bool:
    has_role = getattr(user, "has_role", None)
    return bool(has_role and has_role("admin"))


@rules.predicate
def is_demonstration(user: object) -> bool:
    return bool(settings.DEMO)


rules.add_perm("foundations.view_outbox", runs_the_programme)
rules.add_perm("foundations.release_message", runs_the_programme)
rules.add_perm("foundations.view_journal", audits)
