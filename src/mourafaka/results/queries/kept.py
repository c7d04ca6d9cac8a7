"""Sums over many rows, kept by the process until the next act of anybody: the journal's head tells that nothing
changed. What is kept is shared by all who ask, so it is never written to."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from mourafaka.foundations import clock
from mourafaka.foundations.models import JournalHead

KEPT_SECONDS = 3600
AT_MOST = 64
_held: OrderedDict[str, tuple[str, Any]] = OrderedDict()


def kept(name: str, user: Any, compute: Callable[[], Any], *asked: Any) -> Any:
    """What `compute` gives for this person today (nobody in particular: None), in their language.

    The cache holds a mark, the process the value itself: reading thousands of lines back from text would take
    longer than most pages. Emptying the cache empties this too.
    """
    head = JournalHead.objects.values_list("sequence", flat=True).first() or 0
    who = (user.pk, get_language()) if user is not None else ()
    key = ":".join(map(str, (name, *who, clock.today(), head, *asked)))
    mark, found = cache.get(key), _held.get(key)
    if mark is not None and found is not None and found[0] == mark:
        return found[1]
    mark, value = uuid.uuid4().hex, compute()
    cache.set(key, mark, KEPT_SECONDS)
    _held[key] = (mark, value)
    while len(_held) > AT_MOST:
        _held.popitem(last=False)
    return value
