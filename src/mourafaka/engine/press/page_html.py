"""The same page stored as HTML: its blocks in reading order, and its river, which is what lies outside the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import groupby

from mourafaka.engine.press.html_blocks import Block, read_blocks
from mourafaka.engine.press.language import detect_language
from mourafaka.engine.press.marks import (
    CLOSING,
    NOTICE,
    REPORT_LINK,
    THANKS,
    begins_byline,
    read_byline,
    signs,
)
from mourafaka.engine.press.page_lines import (
    Article,
    Page,
    headlines_of,
    joined,
    parts_of,
    read_lines,
    read_text,
)

MENU_WORDS = 2.5  # a link, on average: fewer is a menu, more a list of headlines


def read_html(text: str) -> Page | None:
    blocks = read_blocks(text)
    return _aggregated_page(text, blocks) or _ordinary_page(text, blocks)


def read_aggregated(text: str) -> Page | None:
    """The page of an aggregator; None for any other, which only `articles` reads: the two never call in a circle."""
    return _aggregated_page(text, read_blocks(text))


def _aggregated_page(text: str, blocks: Sequence[Block]) -> Page | None:
    typed = max((block.text for block in blocks if block.typed), key=len, default="")
    if len(typed) * 2 > sum(len(block.text) for block in blocks):  # a plain text inside <pre>
        return read_text(typed)
    at, length = _byline(blocks)
    if at is None:
        return None
    start, end = _title_at(blocks, at, text), _end(blocks, at)
    inside = _inside(blocks, range(start, end), at + length)
    page = read_lines(joined([blocks[n].text for n in inside]), split=False, title=blocks[start].text)
    if page is None or page.article is None:
        return None
    strays = set(range(start, end)).difference(inside)
    if len(strays) > 3:  # a river inside the article; fewer are links between its paragraphs
        end = start + 1
    outside = [block for n, block in enumerate(blocks) if not (start <= n < end or n in inside or block.menu)]
    river = _river(outside, before=sum(not block.menu for block in blocks[:start]))
    notices = [b.text for b in outside if NOTICE.fullmatch(b.text) or THANKS.fullmatch(b.text)]
    river = [text for text in river if text not in notices]
    notice = page.image_notice or " ".join(dict.fromkeys(notices)) or None
    return Page(headlines_of(river, page.article.lang), page.article, notice)


def _inside(blocks: Sequence[Block], span: range, byline_end: int) -> list[int]:
    """The article's blocks: without links to others, and without the headings of what follows it."""
    inside = [n for n in span if n <= byline_end or not _stray(blocks[n])]
    while inside[-1] > byline_end and blocks[inside[-1]].heading:
        inside.pop()
    return inside


def _river(outside: Sequence[Block], before: int) -> list[str]:
    """The headlines outside the article: its links, unless what stands before it is mostly no link."""
    links = [
        link for block, listed in _listed(outside) for link in block.links if listed or _is_headline(link)
    ]
    plain = [text for block in outside[:before] if not block.links for text in _plain(block)]
    plain = [text for text in plain if not NOTICE.fullmatch(text) and not THANKS.fullmatch(text)]
    return links if len(links) >= len(plain) else plain + links


def _plain(block: Block) -> list[str]:
    """The headlines of a block without links; among four or more, one of a single word is one too."""
    parts = parts_of(block.spaced)
    return parts if len(parts) > 3 else [part for part in parts if _is_headline(part)]


def _listed(outside: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """Each block, and whether it stands in a list of headlines; menus, lists of two words a link or so, go."""
    for blocks in _lists(outside):
        links = [link for block in blocks for link in block.links]
        words = sum(len(link.split()) for link in links)
        if len(links) < 2 or words >= MENU_WORDS * len(links):
            yield from ((block, len(links) > 3) for block in blocks)


def _lists(outside: Sequence[Block]) -> list[list[Block]]:
    """Blocks of one parent together; those that are alone in theirs, with the others alone under one grandparent."""
    fellows = [list(group) for _, group in groupby(outside, key=lambda block: block.path[:-1])]
    lists: list[list[Block]] = []
    for alone, group in groupby(
        fellows, key=lambda blocks: blocks[0].path[:-2] if len(blocks) == 1 else None
    ):
        together = list(group)
        lists += together if alone is None else [[block for blocks in together for block in blocks]]
    return lists


def _byline(blocks: Sequence[Block]) -> tuple[int | None, int]:
    """Where «Publié dans…» begins, and over how many blocks more it is cut."""
    for at, block in enumerate(blocks):
        if not block.only_links and read_byline(block.text):
            return at, 0
        if begins_byline(block.text):
            for more in (1, 2):
                if read_byline(" ".join(each.text for each in blocks[at : at + more + 1])):
                    return at, more
    return None, 0


def _title_at(blocks: Sequence[Block], at: int, text: str) -> int:
    """The block of the title among the six above the byline: a heading, what <title> says, or the nearest."""
    above = range(max(at - 1, 0), max(at - 7, -1), -1)
    named = re.search(r"<title[^>]*>(.*?)</title>", text[:100_000], re.IGNORECASE | re.DOTALL)
    page_title = " ".join(unescape(named[1]).split()) if named else ""
    for is_title in (
        lambda block: block.heading,
        lambda block: len(block.text.split()) > 1 and block.text in page_title,
        lambda block: not (signs(block.text) or NOTICE.fullmatch(block.text)),
    ):
        found = next((n for n in above if is_title(blocks[n])), None)
        if found is not None:
            return found
    return max(at - 1, 0)


def _end(blocks: Sequence[Block], at: int) -> int:
    """The block after the article's last: after its closing line, else where its part of the page ends."""
    end = next((n + 1 for n in range(at, len(blocks)) if CLOSING.fullmatch(blocks[n].text)), None)
    if end is None:
        end = next((n for n in range(at + 1, len(blocks)) if not _same_part(blocks, at, n)), len(blocks))
    return end


def _stray(block: Block) -> bool:
    """Whether a block inside the article is none of it: buttons that share it, links to other articles."""
    return block.menu or (block.only_links and not CLOSING.fullmatch(block.text))


def _same_part(blocks: Sequence[Block], at: int, n: int) -> bool:
    """Whether block n stands under the nearest ancestor of the byline that holds other words too."""
    first = next((b for b in blocks[at + 1 :] if not b.menu and not b.only_links), None)
    shared = _shared(blocks[at].path, first.path) if first else blocks[at].path
    return not blocks[n].menu and blocks[n].path[: len(shared)] == shared and not blocks[n].only_links


def _shared(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    count = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one[:count]


def _is_headline(text: str) -> bool:
    return len(text.split()) > 1 and not (
        CLOSING.fullmatch(text) or read_byline(text) or REPORT_LINK.match(text)
    )


def _ordinary_page(text: str, blocks: Sequence[Block]) -> Page | None:
    from mourafaka.engine.press.articles import read_article

    found = read_article(text)
    paragraphs = found.paragraphs if found else ()
    article = None
    if found and found.title and paragraphs:
        day = found.published_at.date() if found.published_at else None
        lang = detect_language(" ".join([found.title, *paragraphs])[:2000], found.lang)
        article = Article(found.title, found.publisher, day, paragraphs, None, lang)
    inside = " ".join(paragraphs)
    links = [link for block in blocks if not block.menu and block.only_links for link in block.links]
    river = [link for link in links if _is_headline(link) and link not in inside]
    return Page(headlines_of(river), article, None) if article or len(river) > 1 else None
