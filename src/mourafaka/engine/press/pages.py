"""A stored page of an aggregator, as plain text or HTML: its river of headlines, its article, its image notice.

    page = read_page(content)

What is assumed of the plain text:

- the river comes before the image notice; its headlines are set apart by two blanks or more, by a tab, or by the
  end of a line. Blanks are spaces, non-breaking and thin ones included. A run of blanks before « : ; ! ? » or after
  an opening quote is typography, not a border;
- the notice is one or two lines; then come the title, a line «Publié dans PAPER le DAY», the paragraphs, one a
  line, and a closing line «Cliquez ici pour lire l'article depuis sa source.», in any of the four languages;
- without notice, the line just before «Publié dans…» is the title and everything before it is the river; a line
  that names the author, between the two, is neither; without either, the title is the first line of one headline;
- a page flattened into one line is unfolded at those three marks first;
- what follows the closing line is no part of the article: there, lines of several headlines belong to the river,
  and so do lines of four headlines or more that end a page without closing line.

Of HTML the blocks are read in their order, one a line, without scripts, menus and footers; the title is a heading,
or what <title> says; the river is what lies outside the article and is a link; of lines inside it that are a link
and nothing else, four or more are a river too. A page without «Publié dans…» is an ordinary newspaper's, for
`articles`. A plain text may quote tags: it is HTML when it says so, or when half of its lines hold one.
Texts are kept letter for letter; only the blanks around them go, and runs of blanks inside a headline's own words.
"""

from __future__ import annotations

import re

from mourafaka.engine.press.charsets import decode
from mourafaka.engine.press.page_html import read_html
from mourafaka.engine.press.page_lines import Article, Headline, Page, read_text

__all__ = ["Article", "Headline", "Page", "PageError", "read_page"]

MOST_CHARACTERS = 5_000_000


class PageError(ValueError):
    """`code`: empty, too_large, not_text, or not_a_page when neither river nor article is found."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


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
    page = read_html(text) if _is_html(text) else read_text(text)
    if page is None:
        raise PageError("not_a_page", "neither a river of headlines nor an article is found in this page")
    return page


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
    """Whether it says so, or is a piece of a page: half of its lines hold a tag. A plain text may quote a few."""
    if re.search(r"<(?:!doctype\s+html|html|head|body)\b", text[:2000], re.I):
        return True
    if len(re.findall(r"</(?:p|div|li|ul|a|h[1-6]|span|article|section|td)>", text, re.I)) < 2:
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    return sum(bool(re.search(r"<[/a-z]", line, re.I)) for line in lines) * 2 >= len(lines)
