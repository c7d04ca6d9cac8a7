"""Kilometres between places: along great circles, or as a travel matrix says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np
import numpy.typing as npt

from mourafaka.engine.itinerary.model import STOPS_PER_TOUR, Coach, Cooperative, ItineraryError, Travel

Floats = npt.NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, eq=False)
class Roads:
    """`out[c, i]` from the base of coach c to cooperative i, `back[c, i]` home, `between[i, j]` from i to j.

    `metric`: no detour is shorter than the straight way, which holds of great circles only.
    """

    out: Floats
    back: Floats
    between: Floats
    metric: bool

    def km(self, coach: int, stops: Sequence[int]) -> float:
        """The length of a tour through `stops` in this order."""
        legs = sum(float(self.between[a, b]) for a, b in pairwise(stops))
        return float(self.out[coach, stops[0]]) + legs + float(self.back[coach, stops[-1]])

    def shortest(self, coach: int, stops: Sequence[int]) -> tuple[tuple[int, ...], float]:
        """The best order of at most four stops (a longer tour stays as it was entered), and its length."""
        if len(stops) > STOPS_PER_TOUR:
            return tuple(stops), self.km(coach, stops)
        orders = permutations(sorted(stops))
        km, order = min((self.km(coach, order), order) for order in orders)
        return order, km

    def single(self, coach: int, stop: int) -> float:
        return float(self.out[coach, stop] + self.back[coach, stop])


def roads(cooperatives: Sequence[Cooperative], coaches: Sequence[Coach], travel: Travel | None) -> Roads:
    """Raises ItineraryError when the matrix lacks a pair, or gives one id to a coach and a cooperative."""
    if travel is None:
        there = np.array([(c.lat, c.lon) for c in cooperatives], float).reshape(-1, 2)
        home = np.array([(c.lat, c.lon) for c in coaches], float).reshape(-1, 2)
        out = great_circle_km(home, there)
        return Roads(out, out, great_circle_km(there, there), metric=True)
    stops, bases = [c.id for c in cooperatives], [c.id for c in coaches]
    if both := sorted(set(stops) & set(bases)):
        raise ItineraryError("coach_and_cooperative", id=both[0])

    def table(starts: Sequence[str], ends: Sequence[str]) -> Floats:
        rows = [[0.0 if a == b else _given(travel, a, b) for b in ends] for a in starts]
        return np.array(rows, float).reshape(len(starts), len(ends))

    return Roads(table(bases, stops), table(stops, bases).T, table(stops, stops), metric=False)


def great_circle_km(starts: Floats, ends: Floats) -> Floats:
    """Haversine distances between points given as latitude and longitude in degrees."""
    a, b = np.radians(starts)[:, None, :], np.radians(ends)[None, :, :]
    half = np.sin((b - a) / 2) ** 2
    chord = half[..., 0] + np.cos(a[..., 0]) * np.cos(b[..., 0]) * half[..., 1]
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))), float)


def _given(travel: Travel, start: str, end: str) -> float:
    try:
        return float(travel[start, end])
    except KeyError:
        raise ItineraryError("pair_missing", start=start, end=end) from None
