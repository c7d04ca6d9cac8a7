"""An HTML page as its blocks of text in reading order: what a reader sees, without scripts and forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

_SKIPPED_TEXT = """
    script style noscript template head svg math iframe object embed select textarea button form video audio
    canvas input
"""
_SKIPPED = frozenset(_SKIPPED_TEXT.split())
_INLINE_TEXT = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp
    small span strike strong sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_TEXT.split())
_MENU = frozenset(["nav", "footer", "menu"])
_MENU_WORDS = re.compile(
    r"\b(?:nav|navbar|menu|tabs|foot|footer|breadcrumbs?|cookie\w*|copyright|social|share)\b", re.I
)
_HEADINGS = frozenset(("h1", "h2", "h3"))
MOST_DEEP = 200
_INDENTATION = re.compile(r"[ \t]*[\r\n]\s*")
_ORDINARY_BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # not the non-breaking space, which is written on purpose


@dataclass
class Block:
    text: str
    path: tuple[int, ...]  # the place of each ancestor among its fellows, from the root
    links: list[str] = field(default_factory=list)
    only_links: bool = False
    heading: bool = False
    menu: bool = False
    typed: bool = False  # inside <pre>: its line ends are its own
    spaced: str = ""  # its text with the runs of blanks that stand inside a line of the source


class _Reader:
    """Gathers words until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self.linked: list[str] | None = None  # the words of the link being read
        self.outside = ""  # words of this block that are in no link

    def say(self, text: str | None) -> None:
        if not text:
            return
        self.words.append(text)
        if self.linked is None:
            self.outside += text.strip()
        else:
            self.linked.append(text)

    def end_link(self) -> None:
        if self.linked is not None:
            text = _clean("".join(self.linked), typed=False)
            if text:
                self.links.append(text)
        self.linked = None

    def end_block(self, path: tuple[int, ...], *, heading: bool, menu: bool, typed: bool) -> None:
        text = _clean("".join(self.words), typed=typed)
        if self.linked is not None:  # a link that holds blocks: each is a link of its own
            self.linked = []
            self.links = [text] if text else []
        if text:
            spaced = _INDENTATION.sub(" ", "".join(self.words)).strip()
            only_links = not self.outside
            self.blocks.append(Block(text, path, self.links, only_links, heading, menu, typed, spaced))
        self.words, self.links, self.outside = [], [], ""


def read_blocks(text: str) -> list[Block]:
    """The blocks of an HTML text. Broken markup is read as browsers would; no entity reaches outside the page."""
    if not text.strip():
        return []
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    reader = _Reader()
    _walk(root, reader)
    return reader.blocks


def _walk(root: html.HtmlElement, reader: _Reader) -> None:
    """Depth first, without recursion: a page may be nested as deep as it likes."""
    State = tuple[bool, bool, bool]  # heading, menu, typed
    plain: State = (False, False, False)
    stack: list[tuple[str, html.HtmlElement, tuple[int, ...], State]] = [("open", root, (), plain)]
    while stack:
        step, element, path, state = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        inline = tag in _INLINE
        if step == "close":
            if tag == "a":
                reader.end_link()
            if not inline:
                _end(reader, path, state)
            continue
        if step == "tail":
            reader.say(element.tail)
            continue
        if tag == "br":
            _end(reader, path, state)
            continue
        if tag in _SKIPPED or not tag:
            continue
        if not inline:
            _end(reader, path[:-1], state)
            state = _state(element, tag, state)
        if tag == "a":
            reader.linked = []
        reader.say(element.text)
        stack.append(("close", element, path, state))
        for place, child in reversed(list(enumerate(element))):
            below = (*path, place) if len(path) < MOST_DEEP else path
            stack.append(("tail", child, path, state))
            stack.append(("open", child, below, state))


def _end(reader: _Reader, path: tuple[int, ...], state: tuple[bool, bool, bool]) -> None:
    heading, menu, typed = state
    reader.end_block(path, heading=heading, menu=menu, typed=typed)


def _state(element: html.HtmlElement, tag: str, state: tuple[bool, bool, bool]) -> tuple[bool, bool, bool]:
    heading, menu, typed = state
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    menu = (
        menu
        or tag in _MENU
        or (tag not in ("body", "html", "main", "article") and bool(_MENU_WORDS.search(named)))
    )
    return heading or tag in _HEADINGS, menu, typed or tag == "pre"


def _clean(text: str, *, typed: bool) -> str:
    return text.strip() if typed else _ORDINARY_BLANKS.sub(" ", text).strip()
