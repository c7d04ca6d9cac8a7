"""Who may do what with results. Asked about nothing in particular, a rule says who may enter."""

from __future__ import annotations

from typing import Any

import rules

from mourafaka.people.enums import Role

IMPORTERS = (Role.MANAGER, Role.DELEGATE)
WITH_TODOS = (
    Role.COACH,
    Role.TRAINER,
    Role.DELEGATE,
    Role.MANAGER,
    Role.COOPERATIVE,
    Role.FINANCE,
)
WORKBOOK_READERS = (*IMPORTERS, Role.EVALUATOR, Role.ADMIN)


def _holds(user: Any, roles: tuple[str, ...]) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and any(user.has_role(role) for role in roles)


@rules.predicate
def sends_workbooks(user: Any, subject: Any) -> bool:
    """Headquarters and delegates; a workbook sent is continued by who sent it, or by headquarters."""
    if not _holds(user, IMPORTERS):
        return False
    own = not hasattr(subject, "sent_by_id") or subject.sent_by_id == user.pk
    return own or user.has_role(Role.MANAGER, "")


@rules.predicate
def reads_workbooks(user: Any, _subject: Any) -> bool:
    return _holds(user, WORKBOOK_READERS)


rules.add_perm("results.import_workbook", sends_workbooks)
rules.add_perm("results.view_workbook", reads_workbooks)


@rules.predicate
def reads_cockpits(user: Any, _subject: Any) -> bool:
    """Headquarters, delegates and auditors; each sees the enrolments of the own territory."""
    return _holds(user, WORKBOOK_READERS)


rules.add_perm("results.view_cockpit", reads_cockpits)


@rules.predicate
def has_todos(user: Any, _subject: Any) -> bool:
    """Those whose home lists what awaits them; each list is of one role."""
    return _holds(user, WITH_TODOS)


rules.add_perm("results.view_todos", has_todos)
