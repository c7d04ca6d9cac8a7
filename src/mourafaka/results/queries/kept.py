"""Sums over many rows, kept until the next act of anybody: the journal's head tells that nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from mourafaka.foundations import clock
from mourafaka.foundations.models import JournalHead

KEPT_SECONDS = 3600


def kept(name: str, user: Any, compute: Callable[[], Any], *asked: Any) -> Any:
    """What `compute` gives for this person today (nobody in particular: None), in their language."""
    head = JournalHead.objects.values_list("sequence", flat=True).first() or 0
    who = (user.pk, get_language()) if user is not None else ()
    key = ":".join(map(str, (name, *who, clock.today(), head, *asked)))
    found = cache.get(key)
    if found is None:
        found = compute()
        cache.set(key, found, KEPT_SECONDS)
    return found
