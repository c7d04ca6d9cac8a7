"""Who may do what with drafts. Asked about nothing in particular, a rule says who may enter."""

from __future__ import annotations

from typing import Any

import rules

KEEPERS = ("manager", "delegate")


def _holds(user: Any, roles: tuple[str, ...]) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and any(user.has_role(role) for role in roles)


def _helps(user: Any, draft: Any, *rights: str) -> bool:
    return bool(draft.helpers.filter(user=user, ended_at=None, rights__in=rights).exists())


@rules.predicate
def may_apply(user: Any, subject: Any) -> bool:
    return _holds(user, ("cooperative", *KEEPERS))


@rules.predicate
def types_for_others(user: Any, subject: Any) -> bool:
    return _holds(user, KEEPERS)


@rules.predicate
def sees(user: Any, draft: Any) -> bool:
    if draft is None:
        return bool(may_apply(user, None))
    return bool(type(draft).objects.visible_to(user).filter(pk=draft.pk).exists())


@rules.predicate
def is_hers(user: Any, draft: Any) -> bool:
    """She who applies, or the agent who types for her."""
    if draft is None:
        return bool(may_apply(user, None))
    return draft.owner_id == user.pk or bool(draft.on_behalf and draft.entered_by_id == user.pk)


@rules.predicate
def fills(user: Any, draft: Any) -> bool:
    return bool(is_hers(user, draft)) or (draft is not None and _helps(user, draft, "write"))


@rules.predicate
def sends_documents(user: Any, draft: Any) -> bool:
    return bool(is_hers(user, draft)) or (draft is not None and _helps(user, draft, "write", "documents"))


@rules.predicate
def sends_documents_of(user: Any, document: Any) -> bool:
    return bool(may_apply(user, None)) if document is None else bool(sends_documents(user, document.draft))


@rules.predicate
def ends_help(user: Any, helper: Any) -> bool:
    """She who invited, or she who helps."""
    if helper is None:
        return bool(may_apply(user, None))
    return helper.user_id == user.pk or bool(is_hers(user, helper.draft))


@rules.predicate
def is_the_installation(user: Any) -> bool:
    return getattr(user, "email", "") == "machine@localhost"


rules.add_perm("applying.open_draft", may_apply)
rules.add_perm("applying.type_for_others", types_for_others)
rules.add_perm("applying.view_draft", sees)
rules.add_perm("applying.fill_draft", fills)
rules.add_perm("applying.attach_documents", sends_documents)
rules.add_perm("applying.attach_documents_of", sends_documents_of)
rules.add_perm("applying.end_help", ends_help)
rules.add_perm("applying.submit_draft", is_hers)
rules.add_perm("applying.manage_helpers", is_hers)
rules.add_perm("applying.expire_drafts", is_the_installation)
