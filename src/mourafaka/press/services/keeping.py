"""Entries become rows of articles, many at once: canonical address, within the licence, in a language, once each."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.text import Truncator

from mourafaka.engine.press.addresses import canonical
from mourafaka.foundations import clock
from mourafaka.press import understanding
from mourafaka.press.entries import Entry
from mourafaka.press.enums import EXCERPT_CHARACTERS, Licence
from mourafaka.press.models import Article, Source

LATEST = timedelta(hours=24)  # a paper's clock may be wrong by so much; a later date is not believed
ATTEMPTS = 3  # at keeping what another worker may be keeping at this moment
ASKED = 500  # addresses in one question to the database
Address = tuple[int, str]  # source and canonical address: what an article is known by


@dataclass(frozen=True)
class Told:
    """What an entry says once it is cleaned and cut to its source's licence."""

    source: Source
    url: str
    title: str
    publisher: str
    author: str
    excerpt: str
    body: str
    image_url: str
    published_at: datetime | None
    language: str
    content_hash: str

    @property
    def address(self) -> Address:
        return self.source.pk, self.url


def keep(announced: Iterable[tuple[Source, Sequence[Entry]]]) -> tuple[list[Article], list[Article]]:
    """(articles that are new, articles whose words changed). Nothing of a source without licence."""
    told = {
        each.address: each
        for source, entries in announced
        if source.licence != Licence.NONE
        for entry in entries
        if (each := _told(source, entry)) is not None
    }
    now = clock.now()
    for attempt in range(ATTEMPTS):
        known = _known(told)
        try:
            with transaction.atomic():
                made = Article.objects.bulk_create(
                    [_article(each, now) for address, each in told.items() if address not in known]
                )
            break
        except IntegrityError:  # another worker kept one of them meanwhile
            if attempt == ATTEMPTS - 1:
                raise
    stale = {
        pk: told[address] for address, (pk, hashed) in known.items() if told[address].content_hash != hashed
    }
    return made, _corrected(stale, now)


def _known(told: Mapping[Address, Told]) -> dict[Address, tuple[int, str]]:
    """Of these addresses, those already kept: their article and its fingerprint."""
    sources = {source for source, _ in told}
    urls = sorted({url for _, url in told})
    found: dict[Address, tuple[int, str]] = {}
    for start in range(0, len(urls), ASKED):
        rows = Article.objects.filter(source__in=sources, url__in=urls[start : start + ASKED])
        for pk, source, url, hashed in rows.values_list("pk", "source", "url", "content_hash"):
            found[source, url] = (pk, hashed)
    return {address: row for address, row in found.items() if address in told}


def _corrected(stale: Mapping[int, Told], now: datetime) -> list[Article]:
    """The articles told otherwise than before, written as they are told now."""
    articles = list(Article.objects.select_related("copy_of").filter(pk__in=stale))
    for article in articles:
        each = stale[article.pk]
        for name, value in _columns(each, now).items():
            if name != "published_at" or each.published_at is not None:
                setattr(article, name, value)
        article.save()
    return articles


def _article(told: Told, now: datetime) -> Article:
    return Article(source=told.source, url=told.url, first_seen_at=now, **_columns(told, now))


def _columns(told: Told, now: datetime) -> dict[str, object]:
    return {
        "title": told.title,
        "publisher": told.publisher,
        "author": told.author,
        "published_at": _believed(told.published_at, now),
        "language": understanding.language_of(f"{told.title} {told.excerpt}", told.language),
        "excerpt": told.excerpt,
        "body": told.body,
        "image_url": told.image_url,
        "rubric": understanding.rubric_of(told.title),
        "content_hash": told.content_hash,
    }


def _told(source: Source, entry: Entry) -> Told | None:
    url = canonical(entry.url, source.home_url)[:700]
    title = _line(entry.title)[:300]
    if not url or not title:
        return None
    excerpt = _excerpt(entry) if source.shows_excerpts else ""
    body = (
        _UNWRITABLE.sub("", entry.body)
        if source.licence == Licence.FULL and entry.max_snippet is None
        else ""
    )
    author = _line(entry.author)[:200]
    image = canonical(entry.image_url, entry.url) if source.with_images and not entry.no_image else ""
    hashed = hashlib.sha256("\x1f".join((title, excerpt, body, author, image)).encode()).hexdigest()
    return Told(
        source=source,
        url=url,
        title=title,
        publisher=(_line(entry.publisher) or source.name)[:120],
        author=author,
        excerpt=excerpt,
        body=body,
        image_url=image[:700],
        published_at=entry.published_at,
        language=entry.language or source.language,
        content_hash=hashed,
    )


def _excerpt(entry: Entry) -> str:
    """At most 280 characters of the source's own summary, or fewer where its robots rules say so."""
    most = EXCERPT_CHARACTERS if entry.max_snippet is None else min(entry.max_snippet, EXCERPT_CHARACTERS)
    text = unicodedata.normalize("NFC", _line(entry.summary))
    return text if len(text) <= most else Truncator(text).chars(most, truncate="…") if most else ""


# What no feed in XML can say again, and what no database keeps: control characters, halves of a pair, no characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")


def _line(text: str) -> str:
    return " ".join(_UNWRITABLE.sub("", text).split())


def _believed(moment: datetime | None, now: datetime) -> datetime:
    """The date told; now when there is none or when it lies more than a day ahead."""
    return moment if moment is not None and moment <= now + LATEST else now
