"""Who may do what with reference data: everybody signed in reads it, administrators reload it."""

from __future__ import annotations

import rules


@rules.predicate
def is_signed_in(user: object) -> bool:
    return bool(getattr(user, "is_authenticated", False))


@rules.predicate
def administers(user: object) -> bool:
    has_role = getattr(user, "has_role", None)
    return bool(has_role and has_role("admin"))


rules.add_perm("territory.view", is_signed_in)
rules.add_perm("territory.load_reference", administers)
