"""Who may do what with appeals. Asked about nothing in particular, a rule says who may enter the page."""

from __future__ import annotations

from typing import Any

import rules

from mourafaka.calls.rules import is_the_installation, keeps, sees_application
from mourafaka.instruction.rules import READERS, application_of, speaks_for


def _holds(user: Any, roles: tuple[str, ...]) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and any(user.has_role(role) for role in roles)


@rules.predicate
def watches(user: Any) -> bool:
    return _holds(user, READERS)


@rules.predicate
def handles(user: Any, subject: Any) -> bool:
    """Who keeps the territory of the cooperative and sees the application."""
    if subject is None:
        return bool(keeps(user, None))
    application = application_of(subject)
    return bool(keeps(user, application) and sees_application(user, application))


@rules.predicate
def is_independent(user: Any, subject: Any) -> bool:
    """Nobody examines what they had a part in."""
    from mourafaka.appeals.queries.independence import involvement

    return subject is None or not involvement(user, application_of(subject))


@rules.predicate
def examines(user: Any, appeal: Any) -> bool:
    return appeal is None or appeal.examiner_id == user.pk


@rules.predicate
def manages(user: Any) -> bool:
    return _holds(user, ("manager",))


rules.add_perm("appeals.enter_queue", watches)
rules.add_perm("appeals.lodge", speaks_for | handles)
rules.add_perm("appeals.enter_own", speaks_for | watches)
rules.add_perm("appeals.take", handles & is_independent)
rules.add_perm("appeals.give", manages & handles)
rules.add_perm("appeals.answer", handles & examines & is_independent)
rules.add_perm("appeals.conclude", handles & examines)
rules.add_perm("appeals.write_letter", handles | is_the_installation)
rules.add_perm("appeals.give_up", speaks_for)
