"""Who may import: whoever may do, row by row, what the file asks; and only the person who sent it sees it."""

from __future__ import annotations

from typing import Any

import rules


@rules.predicate
def may_import(user: Any, subject: Any) -> bool:
    from .columns import SPECS

    if not getattr(user, "is_authenticated", False):
        return False
    if subject is None:
        return any(rules.has_perm(spec.permission, user) for spec in SPECS.values())
    name = subject if isinstance(subject, str) else subject.spec_name
    own = isinstance(subject, str) or subject.created_by_id == user.pk
    return own and name in SPECS and rules.has_perm(SPECS[name].permission, user)


rules.add_perm("imports.use", may_import)
