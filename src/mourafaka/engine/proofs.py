"""Whether a visit is proved, and what deserves a second look.

A proof is something somebody else than the coach alone can answer for. Two of different sources prove a visit;
otherwise a person looks. Hints are reasons to look, never accusations: each says what was found.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mourafaka.engine.text import fold

# Each kind of proof and whom it comes from: two proofs of one source are not independent.
SOURCES: Mapping[str, str] = {
    "confirmation": "cooperative",  # by code or link, from the cooperative itself
    "sheet": "members",  # attendance sheet signed by those present
    "photo": "device",  # dated that day, never used before
    "place": "device",  # given by the coach's phone, near the cooperative
    "call_log": "operator",  # extract of the call of a remote visit
}
PROOFS_NEEDED = 2

EARTH_KM = 6371.0088
FAR_APART_KM = 150.0
NEAR_KM = 10.0
VISITS_PER_DAY = 3
COPIED_FROM = 0.9
SHINGLE = 3
WORDS_TO_COMPARE = 12  # shorter reports say the same things without being copied


def independent(kinds: Iterable[str]) -> int:
    """How many different sources stand behind these proofs."""
    return len({SOURCES[kind] for kind in kinds})


def is_proved(kinds: Iterable[str]) -> bool:
    return independent(kinds) >= PROOFS_NEEDED


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two (latitude, longitude), haversine formula."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(lat), math.radians(lon)) for lat, lon in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


@dataclass(frozen=True)
class Claim:
    """A visit as its report tells it."""

    id: int
    coach: int
    cooperative: int
    held_on: date
    remote: bool = False
    position: tuple[float, float] | None = None
    text: str = ""
    photos: tuple[str, ...] = ()  # SHA-256 of each


@dataclass(frozen=True)
class Hint:
    """`code`: far_apart, many_in_a_day, alike or photo_again; `others` are the visits it is about."""

    code: str
    others: tuple[int, ...]
    figure: float


def hints(claim: Claim, others: Sequence[Claim]) -> list[Hint]:
    """What deserves a look in `claim`, compared with visits of the same coach and reports made before."""
    others = [other for other in others if other.id != claim.id]
    found = [
        _far_apart(claim, others),
        _many_in_a_day(claim, others),
        _alike(claim, others),
        _photo_again(claim, others),
    ]
    return [hint for hint in found if hint is not None]


def _same_day(claim: Claim, others: Iterable[Claim]) -> list[Claim]:
    return [
        other
        for other in others
        if other.coach == claim.coach
        and other.held_on == claim.held_on
        and not (other.remote or claim.remote)
    ]


def _far_apart(claim: Claim, others: Iterable[Claim]) -> Hint | None:
    if claim.position is None:
        return None
    distances = {
        other.id: kilometres(claim.position, other.position)
        for other in _same_day(claim, others)
        if other.position is not None and other.cooperative != claim.cooperative
    }
    far = {key: km for key, km in distances.items() if km > FAR_APART_KM}
    return Hint("far_apart", tuple(sorted(far)), round(max(far.values()), 1)) if far else None


def _many_in_a_day(claim: Claim, others: Iterable[Claim]) -> Hint | None:
    same = _same_day(claim, others)
    if claim.remote or len(same) + 1 <= VISITS_PER_DAY:
        return None
    return Hint("many_in_a_day", tuple(sorted(other.id for other in same)), len(same) + 1)


def _alike(claim: Claim, others: Iterable[Claim]) -> Hint | None:
    """The earlier report most like this one, by the words they share three at a time (Jaccard)."""
    mine = shingles(claim.text)
    if len(mine) < WORDS_TO_COMPARE:
        return None
    scores = {
        other.id: _jaccard(mine, shingles(other.text)) for other in others if other.held_on <= claim.held_on
    }
    if not scores:
        return None
    closest = max(sorted(scores), key=lambda key: scores[key])
    return Hint("alike", (closest,), round(scores[closest], 2)) if scores[closest] >= COPIED_FROM else None


def _photo_again(claim: Claim, others: Iterable[Claim]) -> Hint | None:
    again = [other.id for other in others if set(other.photos) & set(claim.photos)]
    return Hint("photo_again", tuple(sorted(again)), len(again)) if again else None


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of three words, folded, numbers left out: a copied report often differs by its figures only."""
    words = re.sub(r"\d+", " ", fold(text)).split()
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def _jaccard(a: frozenset[tuple[str, ...]], b: frozenset[tuple[str, ...]]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def sample(population: Iterable[str], seed: str, percent: int) -> list[str]:
    """`percent` of the population, rounded up, drawn by the rank of SHA-256(seed + "/" + name).

    Nobody chooses: whoever knows the seed draws the same names again, in the same order.
    """
    names = sorted(set(population))
    wanted = -(-len(names) * percent // 100)
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}/{name}".encode()).hexdigest())[:wanted]
