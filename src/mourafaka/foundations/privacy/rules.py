"""Who may do what with personal data. Asked about nothing in particular, a rule says who may enter."""

from __future__ import annotations

from typing import Any

import rules
from django.conf import settings


@rules.predicate
def manages(user: Any, subject: Any = None) -> bool:
    """Who answers for personal data: the administrator and auditor."""
    return bool(getattr(user, "is_authenticated", False) and user.has_role("admin"))


@rules.predicate
def is_self(user: Any, subject: Any) -> bool:
    if not getattr(user, "is_authenticated", False):
        return False
    return subject is None or (subject._meta.label == settings.AUTH_USER_MODEL and subject.pk == user.pk)


@rules.predicate
def speaks_for(user: Any, subject: Any) -> bool:
    """A cooperative's own people take its data away too."""
    contacts = getattr(subject, "contacts", None)
    return contacts is not None and bool(contacts.filter(user_id=user.pk).exists())


@rules.predicate
def is_the_installation(user: Any, subject: Any = None) -> bool:
    return getattr(user, "email", "") == "machine@localhost"


rules.add_perm("privacy.manage", manages)
rules.add_perm("privacy.audit", manages)
rules.add_perm("privacy.ask", is_self)
rules.add_perm("privacy.export_person", manages | is_self | speaks_for)
rules.add_perm("privacy.erase_person", manages | is_the_installation)
rules.add_perm("privacy.retain", manages | is_the_installation)
