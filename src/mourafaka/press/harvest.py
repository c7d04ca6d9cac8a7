"""Going to sources and coming back with what they announce: network and parsing, no database.

One fetcher serves a whole round, so that hosts are spared and many sources are read at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from mourafaka.engine.press.addresses import canonical
from mourafaka.engine.press.articles import PageRules, ReadArticle, read_article, read_links, read_robots
from mourafaka.foundations import clock
from mourafaka.press.entries import Entry
from mourafaka.press.enums import Licence, SourceKind
from mourafaka.press.fetching import FEED, IMAGE, PAGE, SITEMAP, Answer, Fetcher, FetchProblem, Policy
from mourafaka.press.fetching.checks import allowance
from mourafaka.press.fetching.feeds import Entry as Announced
from mourafaka.press.fetching.feeds import read_feed, read_sitemap
from mourafaka.press.models import Source

logger = logging.getLogger(__name__)

PAGES_A_VISIT = 10  # pages and images asked for, each after a pause: the rest comes next time
KINDS = {SourceKind.FEED: FEED, SourceKind.SITEMAP: SITEMAP, SourceKind.PAGE: PAGE}


@dataclass
class Harvest:
    """What one visit brought: the answer, the entries, the pages and images read, or the problem."""

    answer: Answer | None = None
    entries: list[Entry] = field(default_factory=list)
    pages: list[Answer] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)  # address of the image → bytes
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    problem: FetchProblem | None = None


def harvest(sources: Sequence[Source], known: Collection[str]) -> list[Harvest]:
    """One harvest a source, in order. `known`: addresses of articles already kept, whose pages are not asked again."""
    return asyncio.run(_round(sources, frozenset(known)))


def policy() -> Policy:
    return Policy(
        contact=f"{settings.PUBLIC_URL.rstrip('/')}/press/sources/",
        pause=timedelta(seconds=settings.PRESS_PAUSE_SECONDS),
        allowance=allowance(),
    )


def entries_of(source: Source, body: bytes, *, url: str, charset: str | None = None) -> list[Entry]:
    """The entries of a stored answer, without going anywhere."""
    if source.kind == SourceKind.PAGE:
        return []
    if source.kind == SourceKind.SITEMAP:
        found = read_sitemap(body, url=url, now=clock.now()).entries
        return [_entry(each) for each in found if each.title]
    return [_entry(each) for each in read_feed(body, url=url, now=clock.now(), charset=charset).entries]


def stored_entries(
    source: Source, kept: Iterable[tuple[str, str, bytes]], known: Collection[str]
) -> list[Entry]:
    """The entries of what was received, without going anywhere: (address, content type, bytes) of announcements and
    of pages, in any order. `known`: addresses of articles already kept; a page that is none of them stays unread."""
    announced: dict[str, Entry] = {}
    pages: list[tuple[str, bytes]] = []
    for url, content_type, body in kept:
        if "html" in content_type and url != source.address:
            pages.append((url, body))
        else:
            announced |= {canonical(each.url): each for each in entries_of(source, body, url=url)}
    told = {address: entry for address, entry in announced.items() if entry.title}
    for url, body in pages:
        address = canonical(url)
        found = read_article(body, url=url, rules=_rules(source)) if address in {*known, *announced} else None
        if found is not None and found.robots.index:
            told[address] = _completed(announced.get(address, Entry(url=url, title="")), found)
    return list(told.values())


async def _round(sources: Sequence[Source], known: frozenset[str]) -> list[Harvest]:
    async with Fetcher(policy()) as fetcher:
        return list(await asyncio.gather(*(_visit(fetcher, source, known) for source in sources)))


async def _visit(fetcher: Fetcher, source: Source, known: frozenset[str]) -> Harvest:
    made = Harvest()
    try:
        kind = KINDS[SourceKind(source.kind)]
        made.answer = await fetcher.get(
            source.address, kind, etag=source.etag, last_modified=source.last_modified
        )
        if not made.answer.unchanged:
            await _read(fetcher, source, made, made.answer, known)
    except FetchProblem as problem:
        made.problem = problem
    except Exception as error:  # a page that brings out an error of ours is its own line, not the round's end
        logger.exception("press: %s", source.code)
        made.problem = FetchProblem("stumbled", detail=type(error).__name__)
    return made


async def _read(
    fetcher: Fetcher, source: Source, made: Harvest, answer: Answer, known: frozenset[str]
) -> None:
    if source.kind == SourceKind.FEED:
        feed = read_feed(answer.body, url=answer.url, now=clock.now(), charset=answer.charset)
        made.entries, made.ttl, made.skip_hours = [_entry(e) for e in feed.entries], feed.ttl, feed.skip_hours
    elif source.kind == SourceKind.SITEMAP:
        made.entries = [_entry(each) for each in await _pages_of_sitemap(fetcher, answer)]
    else:
        links = read_links(answer.body, url=answer.url, rules=_rules(source))
        made.entries = [Entry(url=url, title=text) for url, text in links]
    await _open_pages(fetcher, source, made, known)
    await _open_images(fetcher, source, made, known)
    robots = read_robots(answer.robots_tag)
    made.entries = [_limited(each, robots) for each in made.entries]


async def _pages_of_sitemap(fetcher: Fetcher, answer: Answer) -> tuple[Announced, ...]:
    """The pages of a sitemap, or of the first list of an index."""
    found = read_sitemap(answer.body, url=answer.url, now=clock.now())
    if not found.sitemaps:
        return found.entries
    inner = await fetcher.get(found.sitemaps[0], SITEMAP)
    return read_sitemap(inner.body, url=inner.url, now=clock.now()).entries


async def _open_pages(fetcher: Fetcher, source: Source, made: Harvest, known: frozenset[str]) -> None:
    """Ask for the page itself where the announcement does not suffice: lists, bare sitemaps, full texts."""
    wanted = source.kind == SourceKind.PAGE or source.licence == Licence.FULL
    opened = 0
    kept: list[Entry] = []
    for entry in made.entries:
        needs = (wanted or not entry.title) and canonical(entry.url) not in known
        if not needs:
            kept += [entry] if entry.title and source.kind != SourceKind.PAGE else []
            continue
        if opened == PAGES_A_VISIT:
            continue
        opened += 1
        try:
            page = await fetcher.get(entry.url, PAGE)
        except FetchProblem:  # one page that fails takes nothing from the others; it is asked again next time
            continue
        made.pages.append(page)
        found = read_article(page.body, url=page.url, rules=_rules(source), charset=page.charset)
        if found is not None and found.robots.index:
            kept.append(_limited(_completed(entry, found), read_robots(page.robots_tag)))
    made.entries = kept


async def _open_images(fetcher: Fetcher, source: Source, made: Harvest, known: frozenset[str]) -> None:
    if not source.with_images:
        return
    fresh = [
        each
        for each in made.entries
        if each.image_url and not each.no_image and canonical(each.url) not in known
    ]
    for entry in fresh[:PAGES_A_VISIT]:
        try:
            made.images[entry.image_url] = (await fetcher.get(entry.image_url, IMAGE)).body
        except FetchProblem:
            continue


def _rules(source: Source) -> PageRules:
    known = PageRules.__dataclass_fields__
    return PageRules(**{name: rule for name, rule in source.page_rules.items() if name in known})


def _entry(found: Announced) -> Entry:
    return Entry(
        url=found.url,
        title=found.title,
        summary=found.summary,
        author=found.author,
        published_at=found.published_at,
        language=found.lang or "",
        image_url=found.image_url,
    )


def _completed(entry: Entry, page: ReadArticle) -> Entry:
    """What the page says of itself; its own summary and moment stand after the feed's."""
    moment: datetime | None = entry.published_at or page.published_at
    told = replace(
        entry,
        url=page.canonical_url if _same_site(page.canonical_url, entry.url) else entry.url,
        title=page.title,
        summary=entry.summary or page.lede,
        author=entry.author or page.author,
        publisher=entry.publisher or (page.publisher if page.aggregated else ""),
        published_at=moment,
        language=entry.language or page.lang or "",
        image_url=entry.image_url or page.image_url,
        body="\n".join(page.paragraphs),
    )
    return _limited(told, page.robots)


def _same_site(one: str, other: str) -> bool:
    from urllib.parse import urlsplit

    return bool(one) and urlsplit(one).hostname == urlsplit(other).hostname


def _limited(entry: Entry, robots: Any) -> Entry:
    """What robots rules forbid, kept with the entry; of two limits, the lower."""
    limits = [each for each in (entry.max_snippet, robots.max_snippet) if each is not None]
    return replace(entry, max_snippet=min(limits, default=None), no_image=entry.no_image or not robots.image)
