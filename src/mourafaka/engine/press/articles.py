"""A newspaper's own page: title, author, date, lede, image, paragraphs.

    found = read_article(html, url="https://paper.example/1", rules=PageRules(body=".article-body p"))

What a paper's rules say comes first, then what the page says of itself (JSON-LD, Open Graph), then trafilatura.
The page's own wishes are told too: canonical address, and what robots may quote (`nosnippet`, `max-snippet`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag, urljoin

from lxml import etree, html

from mourafaka.engine.press.charsets import decode
from mourafaka.engine.press.dates import read_moment
from mourafaka.engine.press.html_blocks import read_blocks
from mourafaka.engine.press.marks import may_be_aggregated
from mourafaka.engine.press.page_lines import Article

MOST_PARAGRAPHS = 400
ARTICLE_TYPES = frozenset(
    [
        "NewsArticle",
        "Article",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BlogPosting",
    ]
)


@dataclass(frozen=True)
class PageRules:
    """A paper's own rules, as CSS selectors; an empty one leaves that field to the general reading."""

    title: str = ""
    body: str = ""  # its paragraphs, or the element that holds them
    author: str = ""
    date: str = ""
    image: str = ""
    drop: str = ""  # what is taken out of the body first
    links: str = ""  # on a page that lists articles: the links to them


@dataclass(frozen=True)
class Robots:
    """What the page allows robots: `max_snippet` in characters (None: no limit; 0: no snippet at all)."""

    index: bool = True
    image: bool = True
    max_snippet: int | None = None


@dataclass(frozen=True)
class ReadArticle:
    title: str
    publisher: str = ""
    author: str = ""
    published_at: datetime | None = None
    lede: str = ""
    image_url: str = ""
    canonical_url: str = ""
    lang: str | None = None  # as the page declares it
    paragraphs: tuple[str, ...] = ()
    robots: Robots = field(default_factory=Robots)
    aggregated: bool = False  # an aggregator's page: `publisher` is the paper it names, not the site


def read_article(
    content: str | bytes, *, url: str = "", rules: PageRules | None = None, charset: str | None = None
) -> ReadArticle | None:
    """The article of a page; None when there is no title or no text to read. Never raises on a broken page."""
    text = decode(content, charset) if isinstance(content, bytes) else content
    root = _tree(text)
    if root is None:
        return None
    rules = rules or PageRules()
    said = _said(root)
    if not (rules.title or rules.body) and may_be_aggregated(text) and (found := _aggregated(text)):
        said |= {"title": found.title, "publisher": found.publisher, "author": "", "lede": ""}
        if found.published_on:
            said["date"] = found.published_on.isoformat()
    else:
        found = None
    title = _first(root, rules.title) or said.get("title", "") or _first(root, "h1") or _first(root, "title")
    if not title:
        return None
    dated = _first(root, rules.date, "datetime", "content")
    author, image = _first(root, rules.author), _first(root, rules.image, "src", "content")
    paragraphs = (
        list(found.paragraphs) if found else _ruled_paragraphs(root, rules) or _general_paragraphs(root)
    )
    if paragraphs and paragraphs[0] == title:
        del paragraphs[0]
    return ReadArticle(
        title=title,
        publisher=said.get("publisher", ""),
        author=author or said.get("author", ""),
        published_at=read_moment(dated) or read_moment(said.get("date", "")),
        lede=said.get("lede", ""),
        image_url=urljoin(url, image or said.get("image", "")),
        canonical_url=urljoin(url, said.get("canonical", "")),
        lang=said.get("lang") or None,
        paragraphs=tuple(paragraphs[:MOST_PARAGRAPHS]),
        robots=read_robots(said.get("robots", "")),
        aggregated=found is not None,
    )


def _aggregated(text: str) -> Article | None:
    """The article of an aggregator's page, without the river around it; None for any other page."""
    from mourafaka.engine.press.page_html import read_aggregated

    page = read_aggregated(text)
    return page.article if page and page.article and page.article.source_label else None


def read_links(content: str | bytes, *, url: str, rules: PageRules) -> list[tuple[str, str]]:
    """(address, text) of the links that a paper's rules point at on a page that lists articles, once each."""
    root = _tree(decode(content) if isinstance(content, bytes) else content)
    found: dict[str, str] = {}
    for element in _select(root, rules.links) if root is not None and rules.links else ():
        anchor = element if element.tag == "a" else next(iter(element.iter("a")), None)
        href = anchor.get("href") if anchor is not None else None
        if href and anchor is not None:
            found.setdefault(urldefrag(urljoin(url, href)).url, _text(anchor))
    return list(found.items())


def read_robots(content: str) -> Robots:
    """What a robots meta element or an X-Robots-Tag header says."""
    words = [word.strip().casefold() for word in content.split(",")]
    limit: int | None = None
    for word in words:
        match = re.fullmatch(r"max-snippet\s*:\s*(-?\d+)", word)
        if match and int(match[1]) >= 0:
            limit = int(match[1])
    if {"nosnippet", "none"} & set(words):
        limit = 0
    return Robots(not {"noindex", "none"} & set(words), not {"noimageindex", "none"} & set(words), limit)


def _tree(text: str) -> html.HtmlElement | None:
    if not text.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, huge_tree=False)
    try:
        return html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _select(root: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    try:
        return list(root.cssselect(selector))
    except (
        Exception
    ):  # a selector that staff typed wrong finds nothing; `check_rules` says so when it is typed
        return []


def check_rules(rules: PageRules) -> list[str]:
    """The selectors that cannot be read, by the name of their field."""
    from lxml.cssselect import CSSSelector

    wrong = []
    for name, selector in vars(rules).items():
        try:
            CSSSelector(selector or "p")
        except Exception:
            wrong.append(name)
    return wrong


def _first(root: html.HtmlElement, selector: str, *attributes: str) -> str:
    for element in _select(root, selector) if selector else ():
        for name in attributes:
            if element.get(name):
                return str(element.get(name)).strip()
        if text := _text(element):
            return text
    return ""


def _text(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def _ruled_paragraphs(root: html.HtmlElement, rules: PageRules) -> list[str]:
    if not rules.body:
        return []
    for unwanted in _select(root, rules.drop) if rules.drop else ():
        unwanted.drop_tree()
    found: list[str] = []
    for element in _select(root, rules.body):
        if element.tag in ("p", "li", "blockquote", "h2", "h3"):
            found.append(_text(element))
        else:
            found += [block.text for block in read_blocks(html.tostring(element, encoding="unicode"))]
    return [text for text in found if text]


def _general_paragraphs(root: html.HtmlElement) -> list[str]:
    """trafilatura's reading of the tree, which is no longer whole after it: ask everything else before."""
    from trafilatura import extract

    try:
        found = extract(root, fast=True, include_comments=False, include_tables=False)
    except Exception:  # trafilatura on a page made to break it: no text rather than no service
        found = None
    return [line.strip() for line in (found or "").split("\n") if line.strip()]


# ---- What the page says of itself ------------------------------------------------------------------------------


def _said(root: html.HtmlElement) -> dict[str, str]:
    """title, publisher, author, date, lede, image, canonical, lang, robots: JSON-LD over meta elements."""
    metas: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").casefold()
        if name and element.get("content"):
            metas.setdefault(name, str(element.get("content")).strip())
    canonical = next(
        (link.get("href") for link in root.iter("link") if (link.get("rel") or "").casefold() == "canonical"),
        "",
    )
    said = {
        "title": metas.get("og:title") or metas.get("twitter:title", ""),
        "publisher": metas.get("og:site_name") or metas.get("application-name", ""),
        "author": metas.get("author") or metas.get("article:author", ""),
        "date": metas.get("article:published_time")
        or metas.get("datepublished")
        or metas.get("dc.date")
        or metas.get("date", ""),
        "lede": metas.get("og:description") or metas.get("description", ""),
        "image": metas.get("og:image") or metas.get("twitter:image", ""),
        "canonical": canonical or metas.get("og:url", ""),
        "lang": root.get("lang") or metas.get("og:locale", ""),
        "robots": metas.get("robots", ""),
    }
    said.update({key: value for key, value in _linked_data(root).items() if value})
    if not said["date"]:
        said["date"] = next((str(t.get("datetime")) for t in root.iter("time") if t.get("datetime")), "")
    return said


def _linked_data(root: html.HtmlElement) -> dict[str, str]:
    for script in root.iter("script"):
        if (script.get("type") or "").casefold() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            if ARTICLE_TYPES & set(kinds if isinstance(kinds, list) else [kinds]):
                return {
                    "title": _word(node.get("headline")),
                    "publisher": _word(node.get("publisher")),
                    "author": _word(node.get("author")),
                    "date": _word(node.get("datePublished")),
                    "image": _word(node.get("image")),
                    "lang": _word(node.get("inLanguage")),
                }
    return {}


def _nodes(data: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > 5:
        return
    if isinstance(data, list):
        for row in data[:50]:
            yield from _nodes(row, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _nodes(data.get("@graph", []), depth + 1)


def _word(value: Any) -> str:
    """The words of a JSON-LD value: a text, an object's name or address, or the first of a list."""
    if isinstance(value, list):
        named = isinstance(value[0], dict) if value else False
        return ", ".join(filter(None, map(_word, value[: 5 if named else 1])))
    if isinstance(value, dict):
        return _word(value.get("name") or value.get("url") or "")
    return " ".join(value.split()) if isinstance(value, str) else ""
