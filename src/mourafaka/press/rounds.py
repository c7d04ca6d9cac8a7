"""A round: visit sources, keep what they announce, and write how each visit ended. Nothing that one source does
disturbs another."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mourafaka.engine.press.signals import read_signals
from mourafaka.foundations import clock
from mourafaka.foundations.refusals import Refused
from mourafaka.people.services import machine
from mourafaka.press import services, understanding
from mourafaka.press.entries import Entry, Reading
from mourafaka.press.enums import Licence, Visit
from mourafaka.press.fetching.pace import LOOKED_AT, after_failure, next_visit
from mourafaka.press.harvest import Harvest, harvest, stored_entries
from mourafaka.press.models import Article, RawPage, Source, SourceVisit
from mourafaka.press.services.visiting import Line, keep_raw, note_visits

logger = logging.getLogger(__name__)
Visited = tuple[Source, Harvest]
TOGETHER = 2_000  # entries kept in one transaction
SIGHTINGS = 3  # of a permanent redirect, before its address is adopted


def visit_all(sources: Sequence[Source]) -> list[SourceVisit]:
    """Visit sources at once; one line of health each."""
    sources = [source for source in sources if source.licence != Licence.NONE]
    known = Article.objects.filter(source__in=sources).values_list("url", flat=True)
    visits = list(zip(sources, harvest(sources, known), strict=True))
    return [line for some in _parts(visits) for line in _settled(some)]


def read_again(source: Source) -> int:
    """Parse and understand anew what was received last and is still kept; returns how many articles were gone over."""
    last = dict(RawPage.objects.filter(source=source).order_by("fetched_at", "pk").values_list("url", "pk"))
    pages = RawPage.objects.filter(pk__in=last.values()).order_by("pk").iterator(chunk_size=20)
    known = set(source.articles.values_list("url", flat=True))
    entries = stored_entries(source, ((raw.url, raw.content_type, bytes(raw.body)) for raw in pages), known)
    services.take_entries(source, actor=machine(), entries=entries)
    return services.understand_again(source, actor=machine())


def _parts(visits: Sequence[Visited]) -> Iterator[list[Visited]]:
    """Visits that bring together no more than `TOGETHER` entries, or one that does: what is kept in one go."""
    some: list[Visited] = []
    entries = 0
    for visit in visits:
        if some and entries + len(visit[1].entries) > TOGETHER:
            yield some
            some, entries = [], 0
        some.append(visit)
        entries += len(visit[1].entries)
    if some:
        yield some


def _settled(visits: Sequence[Visited]) -> list[SourceVisit]:
    """Keep what several visits brought at once; where one makes us stumble, each by itself, and that one fails."""
    try:
        with transaction.atomic():
            new, lines = _kept(visits)
    except (
        Exception
    ) as error:  # whatever a source makes us stumble on is its own line, and nobody else's trouble
        if len(visits) > 1:
            return [line for visit in visits for line in _settled([visit])]
        source = visits[0][0]
        logger.exception("press: %s", source.code)
        return note_visits([_failed(source, "stumbled", {"detail": type(error).__name__}, None)])
    _illustrate(new, {address: image for _, made in visits for address, image in made.images.items()})
    return lines


def _kept(visits: Sequence[Visited]) -> tuple[list[Article], list[SourceVisit]]:
    """(the new articles, a line for each visit)."""
    good = [(source, made) for source, made in visits if made.problem is None]
    taken = [(source, made) for source, made in good if made.answer is not None and not made.answer.unchanged]
    new: list[Article] = []
    if taken:
        keep_raw((source, page) for source, made in taken for page in (made.answer, *made.pages) if page)
        new = services.take_round(
            None,
            actor=machine(),
            sources=[source for source, _ in taken],
            entries=[made.entries for _, made in taken],
        )
    for source, made in taken:
        if source.official:
            _take_signals(source, made.entries)
    counts = Counter(article.source_id for article in new)
    return new, note_visits([_line(each, counts) for each in visits])


def _line(visit: Visited, new: Mapping[int, int]) -> Line:
    source, made = visit
    if made.problem is not None:
        return _failed(source, made.problem.code, made.problem.facts, made.problem.retry_after)
    answer, rhythm = made.answer, _rhythm(source)
    assert answer is not None  # noqa: S101  (no problem: there was an answer)
    learned: dict[str, Any] = {
        "etag": (answer.etag or source.etag)[:300],
        "last_modified": answer.last_modified or source.last_modified,
        **_moved(source, answer),
    }
    if answer.unchanged:
        due = next_visit(rhythm, clock.now(), max_age=answer.max_age)
        return Line(source, Visit.UNCHANGED, due, learned=learned)
    due = next_visit(rhythm, clock.now(), ttl=made.ttl, max_age=answer.max_age, skip_hours=made.skip_hours)
    learned["interval_minutes"] = max(int((due - clock.now()).total_seconds() // 60), 1)
    return Line(
        source,
        Visit.TAKEN,
        due,
        code="" if made.entries else "nothing_announced",
        found=len(made.entries),
        new=new.get(source.pk, 0),
        learned=learned,
    )


def _failed(source: Source, code: str, facts: Any, retry_after: Any) -> Line:
    gone = code == "gone"
    due = None if gone else after_failure(source.failures + 1, clock.now(), retry_after=retry_after)
    told = {name: str(value)[:300] for name, value in facts.items()}
    return Line(source, Visit.FAILED, due, code, told, learned={"enabled": False} if gone else {})


def _rhythm(source: Source) -> list[datetime]:
    """When a source published its latest articles."""
    latest = source.articles.order_by("-published_at").values_list("published_at", flat=True)
    return list(latest[:LOOKED_AT])


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


def _illustrate(articles: Sequence[Article], images: Mapping[str, bytes]) -> None:
    for article in articles:
        content = images.get(article.image_url)
        if content is None:
            continue
        try:
            services.keep_image(article, actor=machine(), content=content)
        except Refused:  # no picture after all: the article stands without one
            continue
        except Exception:  # nor does one that makes us stumble stop those after it
            logger.exception("press: picture of article %s", article.pk)
