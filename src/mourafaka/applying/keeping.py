"""What every act on a draft begins and ends with."""

from __future__ import annotations

from mourafaka.applying.enums import DraftState
from mourafaka.applying.models import Draft, end_of_life
from mourafaka.foundations import clock, files
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User


def locked_draft(draft: Draft) -> Draft:
    """The draft, locked; refuses one that is no longer open."""
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    if current.state != DraftState.OPEN:
        raise Refused("draft_not_open", state=current.get_state_display())
    return current


def touched(draft: Draft, actor: User) -> Draft:
    """Saved once more: it lives sixty days from now, and what was confirmed before is to be confirmed again."""
    paper = draft.confirmed_paper
    draft.version += 1
    draft.saved_at, draft.saved_by, draft.expires_at = clock.now(), actor, end_of_life()
    draft.warned_at = None
    draft.confirmed_at, draft.confirmed_by, draft.confirmed_how, draft.confirmed_paper = None, None, "", None
    draft.save()
    if paper is not None:
        files.discard(paper)
    return draft
