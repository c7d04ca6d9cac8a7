"""The weather that an official bulletin gives, place by place: lowest and highest temperature, rain.

    read_weather("Températures minimales et maximales prévues : - Agadir : 14 - 27 - Taroudannt : 12 - 31")

A pair of figures is read only in a text that says which is the lowest and which the highest, rain only with its mm
beside it, a place only when its name is that of one town or province. What cannot be (low above high, 70 °C) is no
figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mourafaka.engine.press.dates import plain_digits
from mourafaka.engine.press.places import gazetteer

LOWEST, HIGHEST, RAIN = "°C min", "°C max", "mm"
COLDEST, HOTTEST, MOST_RAIN = -25, 55, 500

_DEGREES = r"\s*(?:°\s*C?|degrés|درجات|درجة)?"
_PLACE = r"(?P<place>[^\W\d_]+(?:[\s'’-]+[^\W\d_]+){0,3}?)"  # one to four words
_BETWEEN = r"(?:-|–|—|/|à|a|et|y|إلى|و|to)"
_PAIR = re.compile(
    rf"(?<!\w){_PLACE}\s*[:،(]?\s*(?P<first>-?\d{{1,2}}){_DEGREES}\s*{_BETWEEN}\s*(?P<second>-?\d{{1,2}})(?!\d){_DEGREES}",
    re.IGNORECASE,
)
_RAIN = re.compile(
    rf"(?<!\w){_PLACE}\s*[:،(]?\s*(?P<rain>\d{{1,3}}(?:[.,]\d)?)\s*(?:mm|millimètres|ملمترا?|ملم|مم|ميليمترا?)(?!\w)",
    re.IGNORECASE,
)
_LOW_FIRST = re.compile(
    r"(?:minim\w*|basses)\W+(?:et|y|and|/)?\W*(?:les )?(?:maxim\w*|hautes)|الدنيا\s+والعليا|lowest and highest",
    re.IGNORECASE,
)
_HIGH_FIRST = re.compile(r"maxim\w*\W+(?:et|y|and|/)?\W*(?:les )?minim\w*|العليا\s+والدنيا", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    place: str  # the code of a province or a commune
    value: Decimal
    unit: str  # LOWEST, HIGHEST or RAIN
    start: int
    end: int  # of the evidence in `plain_digits(text)`


def read_weather(text: str) -> tuple[Reading, ...]:
    """The figures of a bulletin in its order, each place and unit once."""
    plain = plain_digits(text)
    found: dict[tuple[str, str], Reading] = {}
    for reading in sorted((*_temperatures(plain), *_rains(plain)), key=lambda reading: reading.start):
        found.setdefault((reading.place, reading.unit), reading)
    return tuple(found.values())


def _temperatures(text: str) -> Iterator[Reading]:
    low_first, high_first = _LOW_FIRST.search(text), _HIGH_FIRST.search(text)
    if bool(low_first) == bool(high_first):  # neither said, or both: no knowing
        return
    for match in _PAIR.finditer(text):
        figures = int(match["first"]), int(match["second"])
        low, high = figures if low_first else figures[::-1]
        place = _named(match["place"])
        if place and COLDEST <= low <= high <= HOTTEST:
            yield Reading(place, Decimal(low), LOWEST, match.start("place"), match.end())
            yield Reading(place, Decimal(high), HIGHEST, match.start("place"), match.end())


def _rains(text: str) -> Iterator[Reading]:
    for match in _RAIN.finditer(text):
        value, place = Decimal(match["rain"].replace(",", ".")), _named(match["place"])
        if place and value <= MOST_RAIN:
            yield Reading(place, value, RAIN, match.start("place"), match.end())


def _named(words: str) -> str:
    """The place that these words, or the last of them, name: «et Beni Mellal» is Beni Mellal."""
    parts = words.split()
    codes = (gazetteer().named(" ".join(parts[at:])) for at in range(len(parts)))
    return next((code for code in codes if code), "")
