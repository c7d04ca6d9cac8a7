"""Sectors and value chains, the programme, and cooperatives named in a text, each with its evidence span.

    topics = Topics(cooperatives=[("COOP-0012", "Coopérative Tifaouine"), …])
    topics.tags(text)

The words of sectors are in `data/topics.toml`; codes are those of the registry's sectors and branches. A cooperative
is named only by its whole name, and a name of one ordinary word counts only after «coopérative» or تعاونية.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from mourafaka.engine.press.places import SURE, Tag
from mourafaka.engine.press.scanning import Folded, Hit, Scanner, fold_in_place, fold_name

SECTOR, VALUE_CHAIN, PROGRAMME, COOPERATIVE = "sector", "value_chain", "programme", "cooperative"
Meaning = tuple[str, str]  # kind, code

_LEGAL_TEXT = """
    cooperative cooperatives coop coope تعاونيه تعاونيات التعاونيه التعاونيات union gie
"""
_LEGAL = frozenset(_LEGAL_TEXT.split())
_WORDS_BEFORE = 3


class Topics:
    def __init__(
        self,
        cooperatives: Iterable[tuple[str, str]] = (),
        lexicon: Iterable[tuple[str, Meaning]] | None = None,
    ) -> None:
        """`cooperatives`: (code, name) of the registry, one row per name and script."""
        self._topics: Scanner[Meaning] = Scanner(packaged_lexicon() if lexicon is None else lexicon)
        self._cooperatives: Scanner[Meaning] = Scanner(
            (bare, (COOPERATIVE, code)) for code, name in cooperatives if len(bare := _bare(name)) >= 3
        )

    def tags(self, text: str | Folded) -> tuple[Tag, ...]:
        """Every topic of `text` in its order."""
        folded = fold_in_place(text) if isinstance(text, str) else text
        found = [_tag(hit, kind, code) for hit in self._topics.hits(folded) for kind, code in hit.payloads]
        for hit in self._cooperatives.hits(folded):
            if len(hit.payloads) == 1 and self._is_named(folded.source, hit):
                found.append(_tag(hit, *hit.payloads[0]))
        return tuple(sorted(found, key=lambda tag: (tag.start, tag.kind, tag.code)))

    def _is_named(self, text: str, hit: Hit[Meaning]) -> bool:
        before = fold_name(text[max(0, hit.start - 40) : hit.start]).split()[-_WORDS_BEFORE:]
        announced = any(word in _LEGAL for word in before)
        return announced or len(hit.name.split()) >= 3


def _bare(name: str) -> str:
    """A cooperative's name without its legal words."""
    return " ".join(word for word in fold_name(name).split() if word not in _LEGAL)


def _tag(hit: Hit[Meaning], kind: str, code: str) -> Tag:
    return Tag(kind, code, hit.start, hit.end, hit.text, SURE)


@cache
def packaged_lexicon() -> tuple[tuple[str, Meaning], ...]:
    data: dict[str, Any] = tomllib.loads(
        (resources.files(__package__) / "data" / "topics.toml").read_text(encoding="utf-8")
    )
    return tuple(
        (name, (kind, code))
        for kind, codes in data.items()
        for code, names in codes.items()
        for name in names
    )
