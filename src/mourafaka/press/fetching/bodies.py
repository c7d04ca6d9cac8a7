"""How much of an answer is read, and as what."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

import aiohttp

from mourafaka.press.fetching.problems import FetchProblem

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    wire_bytes: int = 5 * MEGABYTE
    inflated_bytes: int = 20 * MEGABYTE
    connect_seconds: float = 10
    total_seconds: float = 20
    redirects: int = 5


@dataclass(frozen=True)
class Kind:
    """What is asked for: the content types it may have, and whether it is XML."""

    name: str
    types: tuple[str, ...]
    accept: str
    xml: bool = field(default=False)


_XML_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
)
FEED = Kind(
    "feed",
    # papers serve feeds as almost any text: what is not a feed is found out by reading it
    (
        *_XML_TYPES,
        "application/feed+json",
        "application/json",
        "text/plain",
        "text/html",
        "application/octet-stream",
    ),
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    xml=True,
)
SITEMAP = Kind(
    "sitemap",
    (*_XML_TYPES, "text/plain", "application/x-gzip", "application/gzip"),
    "application/xml",
    xml=True,
)
PAGE = Kind("page", ("text/html", "application/xhtml+xml", "text/plain"), "text/html, application/xhtml+xml")
ROBOTS = Kind("robots", ("text/plain", "text/html", "application/octet-stream"), "text/plain")
IMAGE = Kind(
    "image",
    ("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"),
    "image/webp, image/jpeg, image/png",
)

_WIDE = [
    sign.encode(encoding)
    for sign in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le")
]
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_INFLATERS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


async def read_body(response: aiohttp.ClientResponse, kind: Kind, limits: Limits) -> bytes:
    """The inflated body, never more of it in memory than the limits say. The session must not inflate by itself."""
    announced = response.content_length
    if announced is not None and announced > limits.wire_bytes:
        raise FetchProblem("too_large", bytes=announced)
    encoding = response.headers.get("Content-Encoding", "identity").strip().casefold()
    if encoding not in ("identity", "", *_INFLATERS):
        raise FetchProblem("encoding_refused", encoding=encoding[:40])
    inflater = _Inflater(encoding, limits.inflated_bytes)
    parts: list[bytes] = []
    received = 0
    async for chunk in response.content.iter_any():
        received += len(chunk)
        if received > limits.wire_bytes:
            raise FetchProblem("too_large", bytes=received)
        parts.append(inflater.feed(chunk))
    body = b"".join(parts)
    if body[:2] == b"\x1f\x8b" and kind is SITEMAP:  # sitemap.xml.gz, compressed whatever the headers say
        body = _Inflater("gzip", limits.inflated_bytes).feed(body)
    if kind.xml:
        refuse_doctype(body)
    return body


def check_type(content_type: str, kind: Kind) -> None:
    """Refuse a content type that this kind never has. None at all is accepted: many servers say nothing."""
    base = content_type.partition(";")[0].strip().casefold()
    if base and base not in kind.types:
        raise FetchProblem("wrong_type", type=base[:80])


def refuse_doctype(body: bytes) -> None:
    """XML that declares a document type or entities is refused before any parser sees it, in any encoding.

    HTML, which a feed's address may answer instead, is refused too: it begins with a document type and is no feed.
    """
    head = body[:200_000]
    if b"\x00" in head and any(sign in head for sign in _WIDE):
        raise FetchProblem("doctype_refused")
    if b"<!" in body and _DOCTYPE.search(_without_sections(body)):
        raise FetchProblem("doctype_refused")


def _without_sections(body: bytes) -> bytes:
    """`body` without CDATA sections and comments, where a DOCTYPE is a word like another."""
    return re.sub(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", b"", body, flags=re.DOTALL)


class _Inflater:
    """Decompresses piece by piece and stops at the limit: a bomb never unfolds."""

    def __init__(self, encoding: str, most: int) -> None:
        self._most, self._made = most, 0
        self._object = zlib.decompressobj(_INFLATERS[encoding]) if encoding in _INFLATERS else None
        self._raw_tried = encoding != "deflate"

    def feed(self, chunk: bytes) -> bytes:
        made = chunk if self._object is None else self._inflated(chunk)
        self._made += len(made)
        if self._made > self._most:
            raise FetchProblem("too_large", inflated=self._made)
        return made

    def _inflated(self, chunk: bytes) -> bytes:
        room = self._most - self._made + 1
        try:
            made = self._object.decompress(chunk, room)  # type: ignore[union-attr]
        except zlib.error:
            if self._raw_tried:
                raise FetchProblem("encoding_refused", encoding="broken") from None
            self._object = zlib.decompressobj(-zlib.MAX_WBITS)  # some servers send deflate without its header
            self._raw_tried = True
            return self._inflated(chunk)
        self._raw_tried = True
        return made
