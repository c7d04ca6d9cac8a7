"""The lines of an aggregator's page: which are its river, its notice, its article. What is assumed: see `pages`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mourafaka.engine.press.dates import plain_digits
from mourafaka.engine.press.language import UNDECIDED, detect_language
from mourafaka.engine.press.marks import (
    BYLINE,
    CLOSING,
    NOTICE,
    REPORT_LINK,
    THANKS,
    Byline,
    begins_byline,
    looks_like_notice,
    read_bare_byline,
    read_byline,
    signs,
)

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


BLANK = r"[^\S\n]"
_RUN = re.compile(rf"(?:{BLANK}{{2,}}|\t)")  # two blanks or a tab
_CLINGS_BEFORE = frozenset(":;!?»”›)]%…")  # a run of blanks before these, or after those, is typography
_CLINGS_AFTER = frozenset("«“‹([")


def read_text(text: str) -> Page | None:
    return read_lines(joined(_unfolded(text)), split=True)


def read_lines(lines: Sequence[str], *, split: bool, title: str | None = None) -> Page | None:
    """The page made of these lines. `split`: whether a line may hold several headlines set apart by blanks."""
    notice, notice_at, lines = _take_notice(list(lines))
    byline_at, byline = _find_byline(lines, notice_at)
    if (
        byline_at is not None
        and byline_at > 1
        and notice_at is None
        and looks_like_notice(lines[byline_at - 2])
    ):
        notice, notice_at = lines.pop(byline_at - 2), byline_at - 2
        byline_at -= 1
    if byline_at is not None:
        before, head = _before(lines[:byline_at], notice_at, split)
        body = lines[byline_at + 1 :]
    elif notice_at is not None:
        before, head, body = lines[:notice_at], lines[notice_at : notice_at + 1], lines[notice_at + 1 :]
    else:
        before, head, body = _before_closing(lines, split)
    paragraphs, label, after = _body(body, split)
    river = [part for line in before for part in (parts_of(line) if split else [line])]
    river += [part for line in after if len(parts := parts_of(line)) > 1 for part in parts] if split else []
    article, lang = None, UNDECIDED
    if head or paragraphs:
        name = title or _title(head)
        lang = detect_language(" ".join([name, *paragraphs])[:2000])
        article = Article(name, byline.publisher, byline.published_on, tuple(paragraphs), label, lang)
    return Page(headlines_of(river, lang), article, notice) if article or (len(river) > 1 and split) else None


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
            lines += parts_of(rest)
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
        elif not REPORT_LINK.match(line):
            kept.append(line)
    return (" ".join(found) or None), at, kept


def joined(lines: list[str]) -> list[str]:
    """The lines, a byline cut over two or three of them made one again; a whole one is no piece of another.

    Otherwise a title that begins with «Publié dans» swallows the byline below it.
    """
    for at, line in enumerate(lines):
        if begins_byline(line) and not read_byline(line):
            for end in (at + 2, at + 3):
                whole = " ".join(lines[at:end])
                if read_byline(whole) and not any(map(read_byline, lines[at + 1 : end])):
                    return [*lines[:at], whole, *lines[end:]]
    return lines


def _find_byline(lines: Sequence[str], notice_at: int | None) -> tuple[int | None, Byline]:
    """Where «Publié dans PAPER le DAY» is, and what it says: the first one after the notice, else the first.

    Without any, a «Publié dans PAPER» that lost its day, just below the title.
    """
    since = min(notice_at or 0, len(lines))
    for at in [*range(since, len(lines)), *range(since)]:
        found = read_byline(lines[at])
        if found:
            return at, found
    for at in range(since + 1, len(lines) if notice_at is None else min(since + 4, len(lines))):
        found = read_bare_byline(lines[at])
        if found:
            return at, found
    return None, Byline("", None)


def _before(lines: list[str], notice_at: int | None, split: bool) -> tuple[list[str], list[str]]:
    """(lines of the river, lines of the title) among those before the byline."""
    if notice_at is not None and notice_at <= len(lines):
        head = lines[notice_at:]
        while len(head) > 1 and signs(head[-1]):
            head.pop()
        rivers = [line for line in head[:-1] if split and len(parts_of(line)) > 1]
        return lines[:notice_at] + rivers, [line for line in head if line not in rivers]
    if not lines:
        return [], []
    parts = parts_of(lines[-1]) if split else []
    if len(lines) == 1 and len(parts) > 2:  # river and title on one line
        return ["  ".join(parts[:-1])], parts[-1:]
    if len(lines) > 1 and signs(lines[-1]) and len(parts_of(lines[-2])) == 1:
        return lines[:-2], lines[-2:]
    return lines[:-1], lines[-1:]


def _before_closing(lines: list[str], split: bool) -> tuple[list[str], list[str], list[str]]:
    """(river, title, the rest) of a page whose closing line alone is left: the title follows the river."""
    if not any(CLOSING.fullmatch(line) for line in lines):
        return lines, [], []
    at = next((n for n, line in enumerate(lines) if not split or len(parts_of(line)) == 1), len(lines))
    return lines[:at], lines[at : at + 1], lines[at + 1 :]


def _title(head: Sequence[str]) -> str:
    """The title without the line below it that names who wrote the article."""
    return " ".join(line for at, line in enumerate(head) if at == 0 or not signs(line))


def _body(lines: Sequence[str], split: bool) -> tuple[list[str], str | None, list[str]]:
    """(paragraphs, the closing line, the lines after it); without one, rivers at the end are no paragraphs."""
    for at, line in enumerate(lines):
        if CLOSING.fullmatch(line):
            return list(lines[:at]), line, list(lines[at + 1 :])
    end = len(lines)
    while split and end > 1 and _is_river(lines[end - 1]):
        end -= 1
    return list(lines[:end]), None, list(lines[end:])


def _is_river(line: str) -> bool:
    """Whether a line is four headlines or more, rather than sentences with blanks between them."""
    parts = parts_of(line)
    return len(parts) > 3 and sum(part.endswith((".", "…", ",", ";")) for part in parts) * 4 <= len(parts)


def parts_of(line: str) -> list[str]:
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


def headlines_of(texts: Iterable[str], around: str = UNDECIDED) -> tuple[Headline, ...]:
    """Each with its language; the river's main one, or that `around` it, decides for those too short to tell."""
    texts = list(texts)[:MOST_HEADLINES]
    alone = [detect_language(text) for text in texts]
    known = Counter(lang for lang in alone if lang != UNDECIDED)
    prior, count = known.most_common(1)[0] if known else (UNDECIDED, 0)
    prior = prior if count * 2 > len(texts) else around
    return tuple(
        Headline(text, detect_language(text, prior) if lang == UNDECIDED else lang)
        for text, lang in zip(texts, alone, strict=True)
    )
