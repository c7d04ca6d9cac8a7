"""Many names sought in one pass over a text, whatever the case, accents, hyphens or Arabic spelling.

The text is folded letter for letter, so that what is found keeps its place in the text as written. A name is found
only as whole words; in Arabic the proclitics (و ف ب ك ل) and the article may be glued before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import ahocorasick

Payload = TypeVar("Payload")

_ARABIC_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه",
    "گ": "ك", "ڭ": "ك", "ݣ": "ك", "ک": "ك", "پ": "ب", "ڤ": "ف", "ڨ": "ق",
}  # fmt: skip
# What may be glued before an Arabic name, up to the beginning of the word.
_PROCLITICS = frozenset(
    conjunction + preposition for conjunction in ("", "و", "ف") for preposition in ("", "ب", "ل", "ك")
)
_BEFORE_ARTICLE = frozenset(f"{glued}ال" for glued in _PROCLITICS) | {"لل", "ولل", "فلل"}


def _letter(code: int) -> str:
    """One character for one character: folded, or a blank for what no word is made of."""
    character = chr(code)
    if character in _ARABIC_LETTERS:
        return _ARABIC_LETTERS[character]
    base = unicodedata.normalize("NFKD", character).casefold()
    letters = [c for c in base if unicodedata.category(c)[0] in "LN"]
    if not letters:
        return " "
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    return letters[0]  # œ and the like never tell two names apart


# Characters up to the end of Arabic and its supplement; others are folded when met.
_TABLE = {code: _letter(code) for code in (*range(0x250), *range(0x600, 0x780), *range(0x2000, 0x2070))}
_VANISHING = set(range(0x300, 0x370)) | {
    0x640,
    *range(0x64B, 0x660),
    0x670,
    0x200E,
    0x200F,
    0xAD,
}


_BLANKS = re.compile(" {2,}")
_VANISHES = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670\u200e\u200f\u00ad]")


@dataclass(frozen=True)
class Folded:
    """A text ready for scanning: a blank, its folded letters, a blank."""

    text: str
    source: str  # the text as written
    offsets: tuple[int, ...] | None = (
        None  # folded place → place in the written text; None when they are the same
    )

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded span [start, end) of the inner text stands in the text as written."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1

    @cached_property
    def squeezed(self) -> str:
        """`text` with runs of blanks reduced to one."""
        return _BLANKS.sub(" ", self.text)

    @cached_property
    def places(self) -> list[int] | None:
        """Where each character of `squeezed` stood (None: nothing moved)."""
        text = self.text
        if len(self.squeezed) == len(text):
            return None
        return [at for at, c in enumerate(text) if c != " " or at == 0 or text[at - 1] != " "]


def fold_in_place(text: str) -> Folded:
    if not _VANISHES.search(text):
        return Folded(f" {text.translate(_TABLE)} ", text)
    kept = [(at, c) for at, c in enumerate(text) if ord(c) not in _VANISHING]
    return Folded(f" {''.join(c for _, c in kept).translate(_TABLE)} ", text, tuple(at for at, _ in kept))


def fold_name(name: str) -> str:
    """A name as it is sought: folded, blanks reduced to one."""
    return " ".join(fold_in_place(name).text.split())


@dataclass(frozen=True)
class Hit(Generic[Payload]):
    start: int
    end: int  # of the name in the text as written
    text: str  # as written
    name: str  # folded
    payloads: tuple[Payload, ...]
    glued: str = ""  # the proclitics before it


class Scanner(Generic[Payload]):
    """Names to payloads; one name may mean several things."""

    def __init__(self, names: Iterable[tuple[str, Payload]]) -> None:
        meanings: dict[str, list[Payload]] = {}
        for name, payload in names:
            folded = fold_name(name)
            if folded and payload not in meanings.setdefault(folded, []):
                meanings[folded].append(payload)
        self._automaton: Any = ahocorasick.Automaton()
        for folded, payloads in meanings.items():
            arabic = "\u0600" <= folded[0] <= "\u077f"
            bare = folded[2:] if arabic and folded.startswith("ال") and len(folded) > 4 else None
            sought = (bare or folded) if arabic else f" {folded}"
            existing = self._automaton.get(f"{sought} ", [])
            existing.append((folded, tuple(payloads), bare is not None))
            self._automaton.add_word(f"{sought} ", existing)
        if meanings:
            self._automaton.make_automaton()
        self.empty = not meanings

    def hits(self, text: str | Folded) -> list[Hit[Payload]]:
        """Names found, the longest where several overlap, in the order of the text."""
        if self.empty:
            return []
        folded = fold_in_place(text) if isinstance(text, str) else text
        found = [
            hit
            for end, entries in self._automaton.iter(folded.squeezed)
            for entry in entries
            if (hit := self._hit(end, entry, folded)) is not None
        ]
        return list(_longest(found)) if found else found

    def _hit(
        self,
        end: int,
        entry: tuple[str, tuple[Payload, ...], bool],
        folded: Folded,
    ) -> Hit[Payload] | None:
        name, payloads, bare = entry
        squeezed, places = folded.squeezed, folded.places
        arabic = "\u0600" <= name[0] <= "\u077f"
        length = len(name) - 2 if bare else len(name)
        start = end - length  # of the name in the squeezed text; its last blank stands at `end`
        glued = ""
        if arabic:
            word = squeezed.rfind(" ", 0, start) + 1
            glued = squeezed[word:start]
            if glued not in (_BEFORE_ARTICLE if bare else _PROCLITICS):
                return None
            start = word if bare else start
        first, last = (places[start], places[end - 1]) if places is not None else (start, end - 1)
        begin, stop = folded.written(first - 1, last)  # the folded text has one blank before it
        return Hit(begin, stop, folded.source[begin:stop], name, payloads, glued)


def _longest(hits: list[Hit[Payload]]) -> Iterator[Hit[Payload]]:
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end:
            yield hit
            end = hit.end
