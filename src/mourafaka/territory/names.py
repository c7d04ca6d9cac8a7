"""Names of places and sectors in any spelling: recognised for certain, or proposed, never guessed.

A text is *certain* when, folded, it equals a name, a code or a recorded other spelling of exactly one entry.
Otherwise the entries that read alike are proposed, the likeliest first, and a person answers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from mourafaka.engine.text import fold, fold_key, similarity

from .enums import Division
from .models import Commune, Province, Region, Sector, ValueChain
from .services import reference

ALIKE = 0.45  # below this, two names have nothing to propose to each other
PROPOSED_AT_MOST = 5
KINDS = ("region", "region_1997", "province", "commune", "sector", "branch", "value_chain")

# Words that say what a place is, not which one.
_PLACE_WORDS = re.compile(
    r"^(?:(?:prefecture|province|region|commune|اقليم|عماله|جهه|جماعه)\b(?: (?:de|d|du|des|l))*)+ "
)


@dataclass(frozen=True)
class Recognised:
    """`code` only when certain; `candidates` are (code, name), the likeliest first."""

    code: str = ""
    candidates: tuple[tuple[str, str], ...] = ()

    @property
    def certain(self) -> bool:
        return bool(self.code)


@dataclass
class Gazetteer:
    """The names of one kind, read once: keep one for as long as a file is read.

    `within` narrows communes to a province, provinces to a region, branches to a sector.
    """

    kind: str
    within: str | None = None
    _names: dict[str, list[str]] = field(default_factory=dict)
    _codes_by_key: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _answers: dict[str, Recognised] = field(default_factory=dict)

    def __post_init__(self) -> None:
        others = reference()["aliases"].get(self.kind, {})
        for row in _rows(self.kind, self.within):
            names = [*_names(row), *others.get(row.pk, ())]
            self._names[row.pk] = names
            for text in (row.pk, row.pk.replace(".", ""), *names):
                self._codes_by_key[_key(text)].add(row.pk)

    def recognise(self, text: str) -> Recognised:
        key = _key(text)
        if not key:
            return Recognised()
        if key not in self._answers:
            self._answers[key] = self._certain(key) or self._alike(text)
        return self._answers[key]

    def name(self, code: str) -> str:
        return self._names[code][0]

    def __contains__(self, code: str) -> bool:
        return code in self._names

    def choices(self) -> list[tuple[str, str]]:
        return [(code, names[0]) for code, names in self._names.items()]

    def _certain(self, key: str) -> Recognised | None:
        codes = self._codes_by_key.get(key, set())
        if len(codes) == 1:
            return Recognised(code=next(iter(codes)))
        return Recognised(candidates=self._pairs(sorted(codes))) if codes else None

    def _alike(self, text: str) -> Recognised:
        bare = _bare(text)
        scores = {code: max(_likeness(bare, name) for name in names) for code, names in self._names.items()}
        ranked = sorted(scores, key=lambda code: (-scores[code], code))
        return Recognised(candidates=self._pairs(code for code in ranked if scores[code] >= ALIKE))

    def _pairs(self, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple((code, self.name(code)) for code in codes)[:PROPOSED_AT_MOST]


def recognise(text: str, kind: str, within: str | None = None) -> Recognised:
    """Recognise one name; to read many, keep a `Gazetteer`.

    >>> recognise("Taroudant", "province")
    Recognised(code='09.541', candidates=())
    """
    return Gazetteer(kind, within).recognise(text)


def _rows(kind: str, within: str | None) -> QuerySet[Any]:
    match kind:
        case "region":
            return Region.objects.filter(division=Division.Y2015)
        case "region_1997":
            return Region.objects.filter(division=Division.Y1997)
        case "province":
            return _narrow(Province.objects.all(), "region", within)
        case "commune":
            return _narrow(Commune.objects.all(), "province", within)
        case "sector":
            return Sector.objects.active().sectors()
        case "branch":
            return _narrow(Sector.objects.active().branches(), "parent", within)
        case "value_chain":
            return ValueChain.objects.filter(active=True)
    raise ValueError(f"unknown kind of name: {kind}")


def _narrow(rows: QuerySet[Any], to: str, within: str | None) -> QuerySet[Any]:
    return rows.filter(**{f"{to}_id": within}) if within else rows


def _names(row: Any) -> list[str]:
    stem = "label" if hasattr(row, "label_fr") else "name"
    texts = (getattr(row, f"{stem}_{language}", "") for language in ("fr", "ar", "en"))
    return [text for text in texts if text]


def _likeness(text: str, name: str) -> float:
    """As `similarity`; a name of which the text is a part ("El Kelaa") is like it too."""
    part, whole = fold_key(text), fold_key(name)
    contained = 0.75 if len(part) >= 4 and part in whole else 0.0
    return max(contained, similarity(text, name))


def _bare(text: str) -> str:
    return _PLACE_WORDS.sub("", fold(text))


def _key(text: str) -> str:
    return fold_key(_bare(text))
