"""A stored page of an aggregator, as plain text or HTML: its river of headlines, its article, its image notice.

    page = read_page(content)

What is assumed of the plain text:

- the river comes before the image notice; its headlines are set apart by two blanks or more, by a tab, or by the
  end of a line. Blanks are spaces, non-breaking and thin ones included. A run of blanks before « : ; ! ? » or after
  an opening quote is typography, not a border;
- the notice is one or two lines; then come the title, a line «Publié dans PAPER le DAY», the paragraphs, one a
  line, and a closing line «Cliquez ici pour lire l'article depuis sa source.», in any of the four languages;
- without notice, the line just before «Publié dans…» is the title and everything before it is the river;
- a page flattened into one line is unfolded at those three marks first;
- what follows the closing line is no part of the article: there, lines of several headlines belong to the river.

Of HTML the blocks are read in their order, one a line, without scripts, menus and footers; the river is what
lies outside the article and is a link. A page without «Publié dans…» is an ordinary newspaper's, for `articles`.
Texts are kept letter for letter; only the blanks around them go, and runs of blanks inside a headline's own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mourafaka.engine.press.charsets import decode
from mourafaka.engine.press.dates import plain_digits
from mourafaka.engine.press.html_blocks import Block, read_blocks
from mourafaka.engine.press.language import UNDECIDED, detect_language
from mourafaka.engine.press.marks import (
    BYLINE,
    CLOSING,
    NOTICE,
    THANKS,
    Byline,
    begins_byline,
    looks_like_notice,
    read_byline,
)

MOST_CHARACTERS = 5_000_000
MOST_HEADLINES = 5_000


@dataclass(frozen=True)
class Headline:
    text: str
    lang: str  # fr, es, en, ar or und


@dataclass(frozen=True)
class Article:
    title: str
    publisher: str  # empty when the page does not name it
    published_on: date | None  # None when the page's date is missing or no day of the calendar
    paragraphs: tuple[str, ...]
    source_label: str | None  # the closing line that leads to the source
    lang: str = UNDECIDED


@dataclass(frozen=True)
class Page:
    headlines: tuple[Headline, ...]
    article: Article | None
    image_notice: str | None


class PageError(ValueError):
    """`code`: empty, too_large, not_text, or not_a_page when neither river nor article is found."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


BLANK = r"[^\S\n]"
_RUN = re.compile(rf"(?:{BLANK}{{2,}}|\t)")  # two blanks or a tab
_CLINGS_BEFORE = frozenset(":;!?»”›)]%…")  # a run of blanks before these, or after those, is typography
_CLINGS_AFTER = frozenset("«“‹([")


def read_page(content: str | bytes) -> Page:
    """What a stored page of an aggregator says. Raises `PageError` for what is no such page."""
    if len(content) > MOST_CHARACTERS:
        raise PageError("too_large", f"the page is larger than {MOST_CHARACTERS // 10**6} million characters")
    text = decode(content) if isinstance(content, bytes) else content
    text = _normalised(text)
    if not text.strip():
        raise PageError("empty", "the page is empty")
    if _hostile(text):
        raise PageError("not_text", "the file is no text: it holds control characters or unreadable bytes")
    page = _read_html(text) if _is_html(text) else _read_text(text)
    if page is None:
        raise PageError("not_a_page", "neither a river of headlines nor an article is found in this page")
    return page


# ---- Plain text ------------------------------------------------------------------------------------------------


def _read_text(text: str) -> Page | None:
    return read_lines(_joined(_unfolded(text)), split=True)


def read_lines(lines: Sequence[str], *, split: bool, title: str | None = None) -> Page | None:
    """The page made of these lines. `split`: whether a line may hold several headlines set apart by blanks."""
    notice, notice_at, lines = _take_notice(list(lines))
    byline_at, byline = _find_byline(lines, notice_at or 0)
    if (
        byline_at is not None
        and notice_at is None
        and byline_at > 1
        and looks_like_notice(lines[byline_at - 2])
    ):
        notice, notice_at = lines.pop(byline_at - 2), byline_at - 2
        byline_at -= 1
    if byline_at is None and notice_at is None:
        river = [part for line in lines for part in (_parts(line) if split else [line])]
        return Page(_headlines(river), None, None) if len(river) > 1 and split else None
    if byline_at is None:
        head_at = notice_at or 0
        before, head, body = lines[:head_at], lines[head_at : head_at + 1], lines[head_at + 1 :]
    else:
        before, head = _before(lines[:byline_at], notice_at, split)
        body = lines[byline_at + 1 :]
    paragraphs, label, after = _body(body)
    river = [part for line in before for part in (_parts(line) if split else [line])]
    river += [part for line in after if len(parts := _parts(line)) > 1 for part in parts] if split else []
    article = None
    if head or paragraphs:
        name = title or " ".join(head)
        lang = detect_language(" ".join([name, *paragraphs])[:2000])
        article = Article(name, byline.publisher, byline.published_on, tuple(paragraphs), label, lang)
    return Page(_headlines(river), article, notice) if article or river else None


def _unfolded(text: str) -> list[str]:
    """The lines that are not blank; notice, byline and closing line set apart from what shares their line."""
    text = NOTICE.sub(lambda match: f"\n{' '.join(match[0].split())}\n", text)
    text = re.sub(rf"({CLOSING.pattern})(?=\s*$|{BLANK}{{2,}})", r"\n\1\n", text, flags=re.I | re.M)
    lines: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        folded = re.search(
            rf"(?:^|{BLANK}{{2,}}|\t)({BYLINE})(?=$|{BLANK}{{2,}}|\t)", plain_digits(line), re.I
        )
        if folded and folded[1] != plain_digits(line) and len(plain_digits(line)) == len(line):
            rest = line[folded.end(1) :].strip()
            lines += [line[: folded.start(1)].strip(), line[folded.start(1) : folded.end(1)].strip()]
            lines += _parts(rest)
        else:
            lines.append(line)
    return [line for line in lines if line]


def _take_notice(lines: list[str]) -> tuple[str | None, int | None, list[str]]:
    """The notice, the place where it stood, and the lines without it. One or two lines; any repetition goes too."""
    found: list[str] = []
    at: int | None = None
    kept: list[str] = []
    for line in lines:
        if NOTICE.fullmatch(line) or THANKS.fullmatch(line):
            at = len(kept) if at is None else at
            if line not in found:
                found.append(line)
        else:
            kept.append(line)
    return (" ".join(found) or None), at, kept


def _joined(lines: list[str]) -> list[str]:
    """The lines, a byline cut over two or three of them made one again."""
    for at, line in enumerate(lines):
        if begins_byline(line) and not read_byline(line):
            for end in (at + 2, at + 3):
                whole = " ".join(lines[at:end])
                if read_byline(whole):
                    return [*lines[:at], whole, *lines[end:]]
    return lines


def _find_byline(lines: Sequence[str], since: int) -> tuple[int | None, Byline]:
    """Where «Publié dans PAPER le DAY» is, and what it says: the first one after the notice, else the first."""
    since = min(since, len(lines))
    for at in [*range(since, len(lines)), *range(since)]:
        found = read_byline(lines[at])
        if found:
            return at, found
    return None, Byline("", None)


def _before(lines: list[str], notice_at: int | None, split: bool) -> tuple[list[str], list[str]]:
    """(lines of the river, lines of the title) among those before the byline."""
    if notice_at is not None and notice_at <= len(lines):
        head = lines[notice_at:]
        rivers = [line for line in head[:-1] if split and len(_parts(line)) > 2]
        return lines[:notice_at] + rivers, [line for line in head if line not in rivers]
    if not lines:
        return [], []
    parts = _parts(lines[-1]) if split else []
    if len(lines) == 1 and len(parts) > 2:  # river and title on one line
        return ["  ".join(parts[:-1])], parts[-1:]
    return lines[:-1], lines[-1:]


def _body(lines: Sequence[str]) -> tuple[list[str], str | None, list[str]]:
    """(paragraphs, the closing line, the lines after it)."""
    for at, line in enumerate(lines):
        if CLOSING.fullmatch(line):
            return list(lines[:at]), line, list(lines[at + 1 :])
    return list(lines), None, []


def _parts(line: str) -> list[str]:
    """The headlines of one line, blanks inside each reduced to one."""
    parts: list[str] = []
    start = 0
    for run in _RUN.finditer(line):
        before, after = line[: run.start()][-1:], line[run.end() : run.end() + 1]
        if before not in _CLINGS_AFTER and after not in _CLINGS_BEFORE:
            parts.append(line[start : run.start()])
            start = run.end()
    parts.append(line[start:])
    return [text for part in parts if (text := _RUN.sub(" ", part).strip())]


def _headlines(texts: Iterable[str]) -> tuple[Headline, ...]:
    """Each with its language; the river's main language decides for those too short to tell."""
    texts = list(texts)[:MOST_HEADLINES]
    alone = [detect_language(text) for text in texts]
    known = Counter(lang for lang in alone if lang != UNDECIDED)
    prior, count = known.most_common(1)[0] if known else (None, 0)
    prior = prior if count * 2 > len(texts) else None
    return tuple(
        Headline(text, detect_language(text, prior) if lang == UNDECIDED and prior else lang)
        for text, lang in zip(texts, alone, strict=True)
    )


def _normalised(text: str) -> str:
    """`text` with one kind of line end, without byte order mark and null characters."""
    text = re.sub("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    return text.replace("\ufeff", "").replace("\u200b", "").replace("\x00", "")


def _hostile(text: str) -> bool:
    """Whether this is no text: one character in fifty is a control character or was unreadable."""
    sample = text[:100_000]
    odd = sum(c == "\ufffd" or (c < " " and c not in "\n\t") or "\x7f" <= c < "\xa0" for c in sample)
    return odd * 50 > len(sample)


def _is_html(text: str) -> bool:
    head = text[:2000]
    return re.search(r"<(?:!doctype\s+html|html|head|body)\b", head, re.I) is not None or (
        len(re.findall(r"</(?:p|div|li|ul|a|h[1-6]|span|article|section|td)>", text, re.I)) >= 2
    )


# ---- HTML ------------------------------------------------------------------------------------------------------


def _read_html(text: str) -> Page | None:
    blocks = read_blocks(text)
    typed = max((block.text for block in blocks if block.typed), key=len, default="")
    if len(typed) * 2 > sum(len(block.text) for block in blocks):  # a plain text inside <pre>
        return _read_text(typed)
    start, end = _article_span(blocks)
    if start is None:
        return _ordinary_page(text, blocks)
    outside = [block for block in (*blocks[:start], *blocks[end:]) if not block.menu]
    river = _river(outside, before=sum(not block.menu for block in blocks[:start]))
    notices = [b.text for b in outside if NOTICE.fullmatch(b.text) or THANKS.fullmatch(b.text)]
    page = read_lines([block.text for block in blocks[start:end]], split=False)
    if page is None or page.article is None:
        return None
    river = [text for text in river if text not in notices]
    return Page(
        _headlines(river), page.article, page.image_notice or " ".join(dict.fromkeys(notices)) or None
    )


def _river(outside: Sequence[Block], before: int) -> list[str]:
    """The headlines outside the article: its links, unless what stands before it is mostly no link."""
    links = [link for block in outside for link in block.links if _is_headline(link)]
    ahead = [block for block in outside[:before] if not block.links]
    plain = [part for block in ahead for part in _parts(block.spaced) if _is_headline(part)]
    plain = [text for text in plain if not NOTICE.fullmatch(text) and not THANKS.fullmatch(text)]
    return links if len(links) >= len(plain) else plain + links


def _article_span(blocks: Sequence[Block]) -> tuple[int | None, int]:
    """From the title to the closing line, as places among the blocks; (None, 0) without «Publié dans…»."""
    at = next((n for n, block in enumerate(blocks) if read_byline(block.text)), None)
    if at is None:
        return None, 0
    heads = [n for n in range(max(at - 6, 0), at) if blocks[n].heading]
    start = heads[-1] if heads else max(at - 1, 0)
    end = next((n + 1 for n in range(at, len(blocks)) if CLOSING.fullmatch(blocks[n].text)), None)
    if end is None:  # without closing line, what stands in the same part of the page
        end = next((n for n in range(at + 1, len(blocks)) if not _same_part(blocks, at, n)), len(blocks))
    return start, end


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
    return len(text.split()) > 1 and not CLOSING.fullmatch(text) and not read_byline(text)


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
    return Page(_headlines(river), article, None) if article or len(river) > 1 else None
