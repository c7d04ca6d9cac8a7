"""Feeds and news sitemaps as entries: RSS, Atom, RDF, JSON Feed by fastfeedparser, feedparser where it fails.

An entry's texts are plain: tags taken out, entities read. Its moment is aware; one in the future by more than a day
is left out, for the source was wrong. At most 200 entries a visit.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urljoin

from lxml import etree

from mourafaka.engine.press.charsets import decode
from mourafaka.engine.press.dates import believable, read_moment
from mourafaka.press.fetching.bodies import refuse_doctype
from mourafaka.press.fetching.problems import FetchProblem

MOST_ENTRIES = 200
_TAG = re.compile(r"<[^>]*>")
_HIDES = re.compile(r"<(?:script|style|!--)", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s/?#\\@]+\.?[^\s]*$", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PICTURES = ("media_content", "media_thumbnail", "enclosures")
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly)\s*<")
_TIMES = re.compile(rb"<sy:updateFrequency>\s*(\d{1,4})\s*<")
_SKIPPED = re.compile(rb"<skipHours>(.*?)</skipHours>", re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>")
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


class Entry(NamedTuple):
    url: str
    title: str
    guid: str = ""
    summary: str = ""
    author: str = ""
    published_at: datetime | None = None
    image_url: str = ""
    lang: str | None = None  # as declared


@dataclass(frozen=True)
class Feed:
    """`ttl` and `skip_hours`: what the source asks of those who come back."""

    title: str
    lang: str | None
    entries: tuple[Entry, ...]
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sitemap:
    """`entries` of a list of pages, or `sitemaps` of an index of lists."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[str, ...] = ()


def read_feed(body: bytes, *, url: str, now: datetime, charset: str | None = None) -> Feed:
    """The feed that `body` is. Raises `FetchProblem("not_readable")` for anything else."""
    refuse_doctype(body)
    if not body.strip():
        raise FetchProblem("not_readable")
    whole = body if _is_utf8(body) else _mended(body, charset)
    raw = (
        _by_fastfeedparser(whole) or _by_fastfeedparser(_mended(body, charset)) or _by_feedparser(whole, url)
    )
    if raw is None:
        raise FetchProblem("not_readable")
    about = raw.get("feed") or {}
    lang = _text(about.get("language")) or _language(whole)
    home = _text(about.get("link"))
    base = home if _is_web(home) else url
    entries = [_entry(row, base, lang, now) for row in raw.get("entries", [])[:MOST_ENTRIES]]
    ttl, skipped = _asked(body)
    return Feed(plain(about.get("title")), lang, _once_each(entries), ttl, skipped)


def read_sitemap(body: bytes, *, url: str, now: datetime) -> Sitemap:
    """A sitemap (its newest pages first, news titles where given) or an index of sitemaps."""
    refuse_doctype(body)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False
    )
    try:
        root = etree.fromstring(_mended(body, None), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if (
        root is None
        or not isinstance(root.tag, str)
        or etree.QName(root).localname not in ("urlset", "sitemapindex")
    ):
        raise FetchProblem("not_readable")
    if etree.QName(root).localname == "sitemapindex":
        places = (_text(node.findtext(f"{_SITEMAP}loc")) for node in root.iter(f"{_SITEMAP}sitemap"))
        return Sitemap(sitemaps=tuple(place for place in places if _is_web(place))[:MOST_ENTRIES])
    entries = []
    for node in root.iter(f"{_SITEMAP}url"):
        place = urljoin(url, _text(node.findtext(f"{_SITEMAP}loc")))
        news = node.find(f"{_NEWS}news")
        title = plain(news.findtext(f"{_NEWS}title")) if news is not None else ""
        said = (
            news.findtext(f"{_NEWS}publication_date")
            if news is not None
            else node.findtext(f"{_SITEMAP}lastmod")
        )
        lang = news.findtext(f"{_NEWS}publication/{_NEWS}language") if news is not None else None
        if _is_web(place):
            entries.append(Entry(place, title, published_at=_moment(said, now), lang=_text(lang) or None))
    entries.sort(key=lambda entry: entry.published_at or datetime(1990, 1, 1, tzinfo=UTC), reverse=True)
    return Sitemap(_once_each(entries[:MOST_ENTRIES]))


def plain(value: Any) -> str:
    """Markup as one line of plain text. Entities are read twice: feeds write &amp;eacute; for é."""
    if not value or not isinstance(value, str):
        return ""
    text = value
    if text.isprintable() and "<" not in text and "&" not in text:
        return " ".join(text.split())
    for _ in range(2):
        if "<" in text:
            text = (_HIDDEN if _HIDES.search(text) else _TAG).sub(" ", text)
        if "&" not in text:
            break
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join((text if text.isprintable() else _CONTROL.sub("", text)).split())


def _by_fastfeedparser(body: bytes) -> dict[str, Any] | None:
    import fastfeedparser

    try:
        found = fastfeedparser.parse(body, include_tags=False, include_content=False)
    except Exception:  # whatever a broken feed makes it raise, the other parser is asked
        return None
    raw = dict(found)
    return raw if raw.get("entries") else None


def _by_feedparser(body: bytes, url: str) -> dict[str, Any] | None:
    import feedparser

    try:
        found = feedparser.parse(
            io.BytesIO(body), response_headers={"content-location": url}, sanitize_html=False
        )
    except Exception:  # as above: this source fails, no other
        return None
    if not found.get("version") and not found.get("entries"):
        return None
    return {"feed": dict(found.get("feed", {})), "entries": list(found.get("entries", []))}


def _entry(row: dict[str, Any], base: str, lang: str | None, now: datetime) -> Entry | None:
    told = row.get
    place = _text(told("link")) or _text(told("id"))
    if not _is_web(place) and not _is_web(place := urljoin(base, place)):
        return None
    title, written = plain(told("title")), told("description") or told("summary")
    if not title and not written:
        return None
    summary = plain(written)
    return Entry(
        place,
        title or summary[:120],
        _text(told("id") or told("guid"))[:500],
        summary,
        plain(told("author"))[:200],
        _moment(told("published") or told("updated"), now),
        _image(row, base),
        _text(told("language")) or lang,
    )


def _image(row: dict[str, Any], base: str) -> str:
    """The first picture that the entry carries: media elements, then enclosures."""
    if row.keys().isdisjoint(_PICTURES):
        return ""
    for media in (media for key in _PICTURES for media in row.get(key) or ()):
        place = media.get("url") or media.get("href") if isinstance(media, dict) else None
        kind = _text(media.get("type") or media.get("medium") or "image") if place else ""
        if place and "image" in kind and _is_web(found := _absolute(base, _text(place))):
            return found
    return ""


def _moment(value: Any, now: datetime) -> datetime | None:
    moment = read_moment(_text(value)) if value else None
    return moment if moment is not None and believable(moment, now) else None


def _asked(body: bytes) -> tuple[timedelta | None, frozenset[int]]:
    """The ttl and the hours to skip of an RSS channel, and the period of the syndication module."""
    head = body[:20_000]
    ttl = _TTL.search(head)
    pause = timedelta(minutes=int(ttl[1])) if ttl else None
    period = _PERIOD.search(head) if b"<sy:" in head else None
    if period and pause is None:
        every = {b"hourly": 1, b"daily": 24, b"weekly": 168}[period[1]]
        times = _TIMES.search(head)
        pause = timedelta(hours=every / max(int(times[1]) if times else 1, 1))
    hours = _SKIPPED.search(head) if b"<skipHours>" in head else None
    skipped = {int(hour) % 24 for hour in _HOUR.findall(hours[1])} if hours else set()
    return pause, frozenset(skipped)


def _language(body: bytes) -> str | None:
    """The language of an RSS channel, which fastfeedparser leaves out."""
    found = re.search(rb"<(?:dc:)?language>\s*([A-Za-z_-]{2,12})\s*</", body[:20_000])
    return found[1].decode("ascii") if found else None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mended(body: bytes, charset: str | None) -> bytes:
    """The same text in UTF-8 without what precedes its first element: wrong charsets, stray bytes."""
    text = _CONTROL.sub("", decode(body, charset))
    text = re.sub(r"^.*?(?=<)", "", text, count=1, flags=re.DOTALL) if "<" in text[:2000] else text
    return re.sub(r"^<\?xml[^>]*\?>", '<?xml version="1.0" encoding="utf-8"?>', text).encode()


def _once_each(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            found.setdefault(entry.url, entry)
    return tuple(found.values())


def _is_web(url: str) -> bool:
    return _WEB.match(url) is not None and len(url) <= 2000


def _absolute(base: str, url: str) -> str:
    return url if _WEB.match(url) else urljoin(base, url)


def _text(value: Any) -> str:
    return value.strip() if value and isinstance(value, str) else ""
