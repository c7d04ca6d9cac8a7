"""Drafts in what is exported and erased of a person."""

from __future__ import annotations

from typing import Any

from mourafaka.applying.enums import DraftState
from mourafaka.applying.models import Draft
from mourafaka.calls.enums import ApplicationState, CallState
from mourafaka.calls.models import Application
from mourafaka.people.models import User
from mourafaka.registry.models import Cooperative


def her_drafts(record: Any) -> list[Draft]:
    """What a person wrote and did not lodge; what was lodged is the cooperative's."""
    if not isinstance(record, User):
        return []
    return list(Draft.objects.filter(owner=record).exclude(state=DraftState.SUBMITTED))


def names_in_drafts(record: Any) -> list[str]:
    """Whoever applies by phone has no name but the one written in the draft."""
    if not isinstance(record, User) or record.full_name:
        return []
    told = Draft.objects.filter(owner=record).values_list("answers", "typed")
    return [name for answers in told for source in answers if (name := source.get("leader_name"))]


def obstacle(record: Any) -> str | None:
    """A cooperative whose application is under way is not erased: it withdraws first, or waits for the decision."""
    if not isinstance(record, Cooperative):
        return None
    over = (ApplicationState.INADMISSIBLE, ApplicationState.WITHDRAWN)
    under_way = Application.objects.filter(cooperative=record).exclude(state__in=over)
    pending = under_way.exclude(call__state=CallState.PUBLISHED).exists()
    return "erasure_while_applying" if pending else None


def end_draft(record: Any, addresses: tuple[str, ...]) -> None:
    for draft in [record] if isinstance(record, Draft) else her_drafts(record):
        Draft.objects.filter(pk=draft.pk).open().update(state=DraftState.EXPIRED)


def own_records(user: Any) -> list[tuple[str, str]]:
    drafts = Draft.objects.visible_to(user).filter(owner=user).values_list("code", flat=True)
    lodged = Application.objects.filter(cooperative__contacts__user=user).values_list("number", flat=True)
    return [("applying.draft", code) for code in drafts] + [
        ("calls.application", number) for number in lodged
    ]
