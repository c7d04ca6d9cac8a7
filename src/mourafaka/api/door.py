"""Acts through this door: one Idempotency-Key, one act."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest

from mourafaka.foundations import journal
from mourafaka.foundations.acts import door
from mourafaka.foundations.models import JournalEntry
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User


@contextmanager
def acting(request: HttpRequest, subject: Any, actor: User, facts: Mapping[str, Any]) -> Iterator[bool]:
    """Acts done inside come through the API; tells whether this request was already acted on.

    A key that served another request is refused.
    """
    key = _key(request)
    already = key is not None and _served(key, subject, actor, facts)
    with door("api", act_id=key):
        yield already


def _key(request: HttpRequest) -> uuid.UUID | None:
    text = request.headers.get("Idempotency-Key", "")
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Refused("idempotency_key_not_a_uuid") from error


def _served(key: uuid.UUID, subject: Any, actor: User, facts: Mapping[str, Any]) -> bool:
    entry = JournalEntry.objects.filter(act_id=key).first()
    if entry is None:
        return False
    same = (entry.actor, entry.subject) == (journal.reference(actor), journal.reference(subject))
    told, known = journal.jsonable(facts), journal.facts_of([entry])[entry.sequence]
    if not same or any(known.get(name) != value for name, value in told.items()):
        raise Refused("idempotency_key_reused")
    return True
