"""Who may do what in the press watch. Reading is open to everybody; sources are added by staff only."""

from __future__ import annotations

from typing import Any

import rules

from mourafaka.people.enums import Role

KEEPERS = (Role.MANAGER,)
EDITORS = (Role.MANAGER, Role.DELEGATE, Role.EVALUATOR)
MODERATORS = (*EDITORS, Role.ADMIN)
# The people of the programme start with a track record, so that the first reports count for something.
STAFF = (*MODERATORS, Role.COACH, Role.TRAINER)


def _holds(user: Any, roles: tuple[str, ...]) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and any(user.has_role(role) for role in roles)


@rules.predicate
def keeps_sources(user: Any, _subject: Any) -> bool:
    """Headquarters."""
    return _holds(user, KEEPERS)


@rules.predicate
def edits_stories(user: Any, _subject: Any) -> bool:
    return _holds(user, EDITORS)


@rules.predicate
def moderates(user: Any, _subject: Any) -> bool:
    return _holds(user, MODERATORS)


@rules.predicate
def is_the_installation(user: Any, _subject: Any) -> bool:
    """What no person does: fetching, and what a reader without account asks for on a public page."""
    return bool(getattr(user, "is_authenticated", False)) and user.email == "machine@localhost"


@rules.predicate
def has_an_account(user: Any, _subject: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False))


@rules.predicate
def owns(user: Any, subject: Any) -> bool:
    return subject is None or getattr(subject, "owner_id", None) == getattr(user, "pk", 0)


rules.add_perm("press.manage_sources", keeps_sources)
rules.add_perm("press.fetch", is_the_installation | keeps_sources)
rules.add_perm("press.edit_stories", edits_stories)
rules.add_perm("press.moderate", moderates)
rules.add_perm("press.answer_takedown", edits_stories)
rules.add_perm("press.save_search", has_an_account)
rules.add_perm("press.drop_search", has_an_account & owns)
# A reader has no account: the page acts for them, and keeps what the rule of reports needs to know.
rules.add_perm("press.read", is_the_installation | has_an_account)
