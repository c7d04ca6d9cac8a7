"""Who may do what with cooperatives. Asked about no cooperative in particular, a rule says who may enter."""

from __future__ import annotations

from typing import Any

import rules

# Who sees cooperatives only through a room that gives a reason to (`registry.sockets.visibility`).
LENT_TO = ("coach",)
READERS = ("manager", "delegate", "admin", "evaluator", "finance")
KEEPERS = ("manager", "delegate")
PAYERS = ("manager", "finance")


def _holds(user: Any, roles: tuple[str, ...], subject: Any) -> bool:
    """One of the roles, over the subject's province when there is a subject."""
    if not getattr(user, "is_authenticated", False):
        return False
    place = None if subject is None else getattr(subject, "province_id", None) or subject.code
    return any(user.has_role(role, place) for role in roles)


@rules.predicate
def reads(user: Any, subject: Any) -> bool:
    return _holds(user, READERS, subject)


@rules.predicate
def speaks_for(user: Any, cooperative: Any) -> bool:
    if cooperative is None:
        return bool(getattr(user, "is_authenticated", False) and user.has_role("cooperative"))
    return bool(cooperative.contacts.filter(user=user).exists()) if user.is_authenticated else False


@rules.predicate
def lent(user: Any, cooperative: Any) -> bool:
    """Somebody a later room gives a reason to see it: asked of the same query as lists are."""
    if not getattr(user, "is_authenticated", False) or not any(user.has_role(role) for role in LENT_TO):
        return False
    if cooperative is None:
        return True
    return bool(type(cooperative).objects.visible_to(user).filter(pk=cooperative.pk).exists())


@rules.predicate
def keeps(user: Any, subject: Any) -> bool:
    return _holds(user, KEEPERS, subject)


@rules.predicate
def pays(user: Any, subject: Any) -> bool:
    return _holds(user, PAYERS, subject)


@rules.predicate
def is_the_installation(user: Any) -> bool:
    """The account of the machine itself, which registers a cooperative that applies for the first time."""
    return getattr(user, "email", "") == "machine@localhost"


rules.add_perm("registry.view_cooperative", reads | speaks_for | lent)
rules.add_perm("registry.register_cooperative", keeps | is_the_installation)
rules.add_perm("registry.change_cooperative", keeps | is_the_installation)
rules.add_perm("registry.import_cooperatives", keeps)
rules.add_perm("registry.export_cooperatives", reads)
rules.add_perm("registry.view_rib", pays)
