"""What the pages of a draft share."""

from __future__ import annotations

from typing import Any

import rules
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from mourafaka.applying.models import Draft


def draft_of(request: HttpRequest, code: str) -> Draft:
    seen = Draft.objects.visible_to(request.user).select_related("call__cohort", "application")
    return get_object_or_404(seen, code=code)


def rights_on(draft: Draft, user: Any) -> dict[str, bool]:
    """What this person may do with the draft: a helper may read it, fill it in or send documents."""
    names = {"fill": "fill_draft", "attach": "attach_documents", "lodge": "submit_draft"}
    return {name: rules.has_perm(f"applying.{rule}", user, draft) for name, rule in names.items()}
