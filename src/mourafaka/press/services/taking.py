"""What a source announced becomes articles: canonical, in a language, with copies, tags and a story, findable.

Every step is idempotent: the same entry taken twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import Truncator

from mourafaka.engine.press.addresses import canonical
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.people.models import User
from mourafaka.press import index, understanding
from mourafaka.press.entries import Entry, Reading
from mourafaka.press.enums import EXCERPT_CHARACTERS, Licence
from mourafaka.press.models import Article, Signal, SignalSeries, Source, Tag
from mourafaka.press.services import grouping

LATEST = timedelta(hours=24)  # a paper's clock may be wrong by so much; a later date is not believed


@act("press.entries.take", rule="press.fetch", secret=("entries",))
def take_entries(source: Source, *, actor: User, entries: Sequence[Entry]) -> list[Article]:
    """Keep what `source` announced; returns the articles that are new. Nothing of a source without licence."""
    if source.licence == Licence.NONE:
        return []
    touched: dict[Article, bool] = {}
    for entry in entries:
        article, new = _kept(source, entry)
        if article is not None:
            touched[article] = touched.get(article, False) or new
    _understand(list(touched))
    return [article for article, new in touched.items() if new]


@act("press.signals.take", rule="press.fetch", secret=("signals",))
def take_signals(source: Source, *, actor: User, signals: Sequence[Reading]) -> list[Signal]:
    """Keep the figures an official source gave, one a series, source and day; the last one told stands."""
    return [
        Signal.objects.update_or_create(
            series=SignalSeries.objects.get_or_create(
                kind=reading.kind, subject=reading.subject, unit=reading.unit
            )[0],
            source=source,
            on=reading.on,
            defaults={"value": reading.value, "url": reading.url[:700]},
        )[0]
        for reading in signals
    ]


@act("press.articles.again", rule="press.fetch")
def understand_again(source: Source, *, actor: User) -> int:
    """Do every step after the parse again on the articles of a source; returns how many."""
    articles = list(source.articles.shown().order_by("published_at", "pk"))
    _understand(articles)
    return len(articles)


def _understand(articles: Sequence[Article]) -> None:
    """Every step after the parse, again or for the first time: tags, copies, stories, index."""
    understanding.window.refresh()
    for article in articles:
        _tag(article)
        _compare(article)
        index.put(article)
    grouping.place(articles)


def _kept(source: Source, entry: Entry) -> tuple[Article | None, bool]:
    """(the article when it is new or changed, whether it is new)."""
    url = canonical(entry.url, source.home_url)[:700]
    title = _line(entry.title)[:300]
    if not url or not title:
        return None, False
    values = _values(source, entry, title)
    existing = Article.objects.filter(source=source, url=url).first()
    if existing is not None:
        if existing.content_hash == values["content_hash"]:
            return None, False
        moved = values.pop("published_at")
        if entry.published_at is not None:
            existing.published_at = moved
        for name, value in values.items():
            setattr(existing, name, value)
        existing.save()
        return existing, False
    try:
        with transaction.atomic():
            made = Article.objects.create(source=source, url=url, first_seen_at=clock.now(), **values)
    except IntegrityError:  # another worker kept it meanwhile
        return None, False
    return made, True


def _values(source: Source, entry: Entry, title: str) -> dict[str, Any]:
    excerpt = _excerpt(entry) if source.shows_excerpts else ""
    body = entry.body if source.licence == Licence.FULL and entry.max_snippet is None else ""
    image = canonical(entry.image_url, entry.url) if source.with_images and not entry.no_image else ""
    author = _line(entry.author)[:200]
    told = (title, excerpt, body, author, image)
    return {
        "title": title,
        "publisher": (_line(entry.publisher) or source.name)[:120],
        "author": author,
        "published_at": _believed(entry.published_at),
        "language": understanding.language_of(f"{title} {excerpt}", entry.language or source.language),
        "excerpt": excerpt,
        "body": body,
        "image_url": image[:700],
        "rubric": understanding.rubric_of(title),
        "content_hash": hashlib.sha256("\x1f".join(told).encode()).hexdigest(),
    }


def _excerpt(entry: Entry) -> str:
    """At most 280 characters of the source's own summary, or fewer where its robots rules say so."""
    most = EXCERPT_CHARACTERS if entry.max_snippet is None else min(entry.max_snippet, EXCERPT_CHARACTERS)
    return Truncator(_line(entry.summary)).chars(most, truncate="…") if most else ""


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _believed(moment: datetime | None) -> datetime:
    """The date told; this moment when there is none or when it lies more than a day ahead."""
    now = clock.now()
    return moment if moment is not None and moment <= now + LATEST else now


def _tag(article: Article) -> None:
    """Tags found anew; what a reader disputed or an editor decided stays as it is."""
    settled = {(tag.kind, tag.code) for tag in article.tags.all() if tag.state != "found"}
    article.tags.filter(state="found").delete()
    found = understanding.tags_of(article.title, article.excerpt, article.lang)
    Tag.objects.bulk_create(
        Tag(article=article, **vars(tag)) for tag in found if (tag.kind, tag.code) not in settled
    )


def _compare(article: Article) -> None:
    """An article that repeats an earlier one of the last fourteen days is its copy."""
    original = understanding.window.original_of(article)
    understanding.window.add(article)
    if original is not None and original.pk != article.copy_of_id:
        article.copy_of = original
        article.save(update_fields=["copy_of"])
