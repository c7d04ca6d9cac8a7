"""A round: visit sources, keep what they announce, and write how each visit ended. Nothing that one source does
disturbs another."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from mourafaka.engine.press.signals import read_signals
from mourafaka.foundations import clock
from mourafaka.foundations.refusals import Refused
from mourafaka.people.services import machine
from mourafaka.press import services, understanding
from mourafaka.press.entries import Entry, Reading
from mourafaka.press.enums import Licence, Visit
from mourafaka.press.fetching.pace import after_failure, next_visit
from mourafaka.press.harvest import Harvest, entries_of, harvest
from mourafaka.press.models import Article, RawPage, Source, SourceVisit
from mourafaka.press.services.visiting import keep_raw, note_visit

logger = logging.getLogger(__name__)
SIGHTINGS = 3  # of a permanent redirect, before its address is adopted


def visit_all(sources: Sequence[Source]) -> list[SourceVisit]:
    """Visit sources at once; one line of health each."""
    sources = [source for source in sources if source.licence != Licence.NONE]
    known = Article.objects.filter(source__in=sources).values_list("url", flat=True)
    harvests = harvest(sources, known)
    return [_settled(source, made) for source, made in zip(sources, harvests, strict=True)]


def read_again(source: Source) -> int:
    """Parse and understand anew what was received last and is still kept; returns how many articles were gone over."""
    raw = RawPage.objects.filter(source=source, url=source.address).order_by("-fetched_at").first()
    if raw is not None:
        services.take_entries(
            source, actor=machine(), entries=entries_of(source, bytes(raw.body), url=raw.url)
        )
    return services.understand_again(source, actor=machine())


def _settled(source: Source, made: Harvest) -> SourceVisit:
    if made.problem is not None:
        return _failed(source, made.problem.code, made.problem.facts, made.problem.retry_after)
    try:
        return _kept(source, made)
    except (
        Exception
    ) as error:  # whatever a source makes us stumble on is its own line, and nobody else's trouble
        logger.exception("press: %s", source.code)
        return _failed(source, "stumbled", {"detail": type(error).__name__}, None)


def _failed(source: Source, code: str, facts: Any, retry_after: Any) -> SourceVisit:
    gone = code == "gone"
    due = None if gone else after_failure(source.failures + 1, clock.now(), retry_after=retry_after)
    told = {name: str(value)[:300] for name, value in facts.items()}
    more = {"enabled": False} if gone else {}
    return note_visit(source, Visit.FAILED, next_at=due, code=code, facts=told, **more)


def _kept(source: Source, made: Harvest) -> SourceVisit:
    answer = made.answer
    assert answer is not None  # noqa: S101  (no problem: there was an answer)
    learned: dict[str, Any] = {
        "etag": (answer.etag or source.etag)[:300],
        "last_modified": answer.last_modified or source.last_modified,
        **_moved(source, answer),
    }
    if answer.unchanged:
        due = next_visit(_rhythm(source), clock.now(), max_age=answer.max_age)
        return note_visit(source, Visit.UNCHANGED, next_at=due, **learned)
    for page in (answer, *made.pages):
        keep_raw(source, url=page.url, content_type=page.content_type, body=page.body)
    new = services.take_entries(source, actor=machine(), entries=made.entries)
    if source.official:
        _take_signals(source, made.entries)
    for article in new:
        _illustrate(article, made.images)
    due = next_visit(
        _rhythm(source), clock.now(), ttl=made.ttl, max_age=answer.max_age, skip_hours=made.skip_hours
    )
    minutes = int((due - clock.now()).total_seconds() // 60)
    code = "" if made.entries else "nothing_announced"
    return note_visit(
        source,
        Visit.TAKEN,
        next_at=due,
        code=code,
        found=len(made.entries),
        new=len(new),
        interval_minutes=max(minutes, 1),
        **learned,
    )


def _rhythm(source: Source) -> list[Any]:
    return list(source.articles.order_by("-published_at").values_list("published_at", flat=True)[:50])


def _moved(source: Source, answer: Any) -> dict[str, Any]:
    """A permanent redirect is adopted at its third sighting, unless another source has that address."""
    if not answer.moved_to or answer.moved_to == source.address:
        return {"moved_to": "", "moved_seen": 0}
    seen = source.moved_seen + 1 if answer.moved_to == source.moved_to else 1
    taken = Source.objects.filter(address=answer.moved_to).exists()
    if seen < SIGHTINGS or taken or len(answer.moved_to) > 500:
        return {"moved_to": answer.moved_to[:500], "moved_seen": seen}
    return {"address": answer.moved_to, "moved_to": "", "moved_seen": 0}


def _take_signals(source: Source, entries: Sequence[Entry]) -> None:
    """The figures in the official text of a rubric; never those of its headline."""
    readings = []
    for entry in entries:
        kind = understanding.rubric_of(entry.title)
        on = entry.published_at.date() if entry.published_at else None
        for found in read_signals(kind, f"{entry.summary}\n{entry.body}", on) if kind else ():
            if found.on is not None:
                readings.append(Reading(kind, found.subject, found.unit, found.on, found.value, entry.url))
    if readings:
        services.take_signals(source, actor=machine(), signals=readings)


def _illustrate(article: Article, images: dict[str, bytes]) -> None:
    content = images.get(article.image_url)
    if content is None:
        return
    try:
        services.keep_image(article, actor=machine(), content=content)
    except Refused:  # no picture after all: the article stands without one
        return
