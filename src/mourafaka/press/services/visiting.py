"""How a visit to a source ended: a line of its health page, and when to come again. What the machine notes of its own
visits is no act; what a visit brings is (`take_round`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.writing import write
from mourafaka.people.models import User
from mourafaka.press.enums import RAW_DAYS, Visit
from mourafaka.press.fetching import Answer
from mourafaka.press.models import RawPage, Source, SourceVisit

LINES_KEPT = timedelta(days=90)


@act("press.raw.purge", rule="press.fetch")
def purge_raw_pages(like: None = None, *, actor: User) -> int:
    """Erase raw pages older than thirty days, and visits older than ninety; returns how many pages."""
    gone, _details = RawPage.objects.filter(fetched_at__lt=clock.now() - timedelta(days=RAW_DAYS)).delete()
    SourceVisit.objects.filter(at__lt=clock.now() - LINES_KEPT).delete()
    return int(gone)


@dataclass(frozen=True)
class Line:
    """How a visit ended. `learned`: what it taught of the source (`etag`, `last_modified`, `address`, …)."""

    source: Source
    outcome: Visit
    next_at: datetime | None
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    found: int = 0
    new: int = 0
    learned: Mapping[str, Any] = field(default_factory=dict)


def keep_raw(pages: Iterable[tuple[Source, Answer]]) -> None:
    """Keep what was received, once, so that every step after the fetch can be done again."""
    now = clock.now()
    RawPage.objects.bulk_create(
        (
            RawPage(
                source=source,
                url=page.url[:700],
                sha256=hashlib.sha256(page.body).hexdigest(),
                content_type=page.content_type[:100],
                body=page.body,
                fetched_at=now,
            )
            for source, page in pages
        ),
        ignore_conflicts=True,
    )


def note_visits(lines: Sequence[Line]) -> list[SourceVisit]:
    """Write the lines, and in the sources what the visits taught."""
    now = clock.now()
    learning: dict[tuple[str, ...], list[Source]] = {}
    for line in lines:
        changes = _changes(line, now)
        for name, value in changes.items():
            setattr(line.source, name, value)
        learning.setdefault(tuple(changes), []).append(line.source)
    for names, sources in learning.items():  # only what was learned: staff may have edited the rest meanwhile
        write(sources, *names)
    return SourceVisit.objects.bulk_create(
        SourceVisit(
            source=line.source,
            at=now,
            outcome=line.outcome,
            code=line.code,
            facts=dict(line.facts),
            found=line.found,
            new=line.new,
        )
        for line in lines
    )


def _changes(line: Line, now: datetime) -> dict[str, Any]:
    failed = line.outcome == Visit.FAILED
    return {
        "last_visit_at": now,
        "next_visit_at": line.next_at,
        "failures": line.source.failures + 1 if failed else 0,
        **({} if failed else {"last_success_at": now}),
        **line.learned,
    }
