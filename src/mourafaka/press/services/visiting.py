"""How a visit to a source ended: a line of its health page, and when to come again. What the machine notes of its own
visits is no act; what a visit brings is (`take_entries`)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.people.models import User
from mourafaka.press.enums import RAW_DAYS, Visit
from mourafaka.press.models import RawPage, Source, SourceVisit

LINES_KEPT = timedelta(days=90)


@act("press.raw.purge", rule="press.fetch")
def purge_raw_pages(like: None = None, *, actor: User) -> int:
    """Erase raw pages older than thirty days, and visits older than ninety; returns how many pages."""
    gone, _details = RawPage.objects.filter(fetched_at__lt=clock.now() - timedelta(days=RAW_DAYS)).delete()
    SourceVisit.objects.filter(at__lt=clock.now() - LINES_KEPT).delete()
    return int(gone)


def keep_raw(source: Source, *, url: str, content_type: str, body: bytes) -> None:
    """Keep what was received, once, so that every step after the fetch can be done again."""
    digest = hashlib.sha256(body).hexdigest()
    _raw(
        source,
        url[:700],
        digest,
        {"content_type": content_type[:100], "body": body, "fetched_at": clock.now()},
    )


def note_visit(
    source: Source,
    outcome: Visit,
    *,
    next_at: datetime | None,
    code: str = "",
    facts: Mapping[str, Any] | None = None,
    found: int = 0,
    new: int = 0,
    **learned: Any,
) -> SourceVisit:
    """Write the line, and what the visit taught of the source (`etag`, `last_modified`, `address`, …)."""
    now = clock.now()
    failed = outcome == Visit.FAILED
    changes = {
        "last_visit_at": now,
        "next_visit_at": next_at,
        "failures": source.failures + 1 if failed else 0,
        **({} if failed else {"last_success_at": now}),
        **learned,
    }
    return _line(
        source,
        changes,
        {"outcome": outcome, "code": code, "facts": dict(facts or {}), "found": found, "new": new},
    )


def _raw(source: Source, url: str, digest: str, defaults: Mapping[str, Any]) -> None:
    RawPage.objects.get_or_create(source=source, url=url, sha256=digest, defaults=dict(defaults))


def _line(source: Source, changes: Mapping[str, Any], told: Mapping[str, Any]) -> SourceVisit:
    for name, value in changes.items():
        setattr(source, name, value)
    source.save(update_fields=list(changes))
    return SourceVisit.objects.create(source=source, at=changes["last_visit_at"], **told)
