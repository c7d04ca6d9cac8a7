"""Every tour of at most four stops worth its price, found exactly.

A tour of four stops i, j, k, m is two halves, base-i-j and k-m-base, and the leg j-k. For each j the best first
half, and for each k the best second half, bound every tour that passes from j to k; only pairs whose bound is
under the limit are opened. Nothing is left out by distance: the answer is exact over all tours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from mourafaka.engine.itinerary.model import STOPS_PER_TOUR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SMALL = 60  # stops in a cell beyond which the hopeless ones are set aside first
_CHUNK = 400_000  # halves joined at a time


@dataclass(frozen=True, eq=False)
class Cell:
    """What one coach may do in months that are alike: her stops, each with its row of the programme.

    `place` is the cooperative of each stop; two stops of one cooperative never share a tour. `room` is her days,
    `doubles` how many tours of two days fit into the months, `longest` the most days of one tour.
    """

    coach: int
    months: tuple[int, ...]
    row: Ints
    place: Ints
    out: Floats
    back: Floats
    between: Floats
    room: int
    doubles: int
    longest: int
    metric: bool

    def only(self, kept: Ints) -> Cell:
        """The cell without its other stops."""
        between = self.between[np.ix_(kept, kept)]
        return replace(
            self,
            row=self.row[kept],
            place=self.place[kept],
            out=self.out[kept],
            back=self.back[kept],
            between=between,
        )


@dataclass(eq=False)
class Tours:
    """Tours of one or several cells: stops as rows of the programme in order (-1: none), length and cell."""

    stops: Ints = field(default_factory=lambda: np.full((0, STOPS_PER_TOUR), -1, np.int64))
    km: Floats = field(default_factory=lambda: np.zeros(0))
    cell: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.km)

    def take(self, chosen: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> Tours:
        return Tours(self.stops[chosen], self.km[chosen], self.cell[chosen])

    def plus(self, other: Tours) -> Tours:
        """Both, each set of stops once per cell, in its shortest order."""
        return Tours(
            np.concatenate([self.stops, other.stops]),
            np.concatenate([self.km, other.km]),
            np.concatenate([self.cell, other.cell]),
        ).shortest()

    def shortest(self) -> Tours:
        if not len(self):
            return self
        sets = np.sort(self.stops, axis=1)
        order = np.lexsort((*self.stops.T, self.km, *sets.T, self.cell))
        sets, cell = sets[order], self.cell[order]
        first = np.ones(len(order), bool)
        first[1:] = (sets[1:] != sets[:-1]).any(axis=1) | (cell[1:] != cell[:-1])
        return self.take(order[first])

    @property
    def sizes(self) -> Ints:
        return np.asarray((self.stops >= 0).sum(axis=1), np.int64)


def joined(parts: list[Tours]) -> Tours:
    """Tours of different cells, side by side."""
    if not parts:
        return Tours()
    return Tours(
        np.concatenate([part.stops for part in parts]),
        np.concatenate([part.km for part in parts]),
        np.concatenate([part.cell for part in parts]),
    )


def tours_under(
    cell: Cell, number: int, gain: Floats, charge: Floats, limit: float, most: int
) -> tuple[Tours, Floats, float]:
    """Tours of the cell whose length + charge[stops] - gains is under `limit`: at most the `most` best.

    `gain` is per row of the programme, `charge` per number of stops (infinite: not allowed). Answers the tours,
    their reduced lengths, and the limit under which none is missing.
    """
    if cell.metric and len(cell.row) > _SMALL:
        cell = cell.only(_promising(cell, gain[cell.row], charge, limit))
    search = _Search(cell, gain[cell.row], charge, limit, most)
    for stops, reduced in search.found():
        search.keep(stops, reduced)
    stops, reduced = search.best()
    place = np.where(stops >= 0, stops, 0)
    length = (
        reduced + np.where(stops >= 0, search.gain[place], 0.0).sum(axis=1) - charge[(stops >= 0).sum(axis=1)]
    )
    rows = np.where(stops >= 0, cell.row[place], -1)
    tours = Tours(rows, length, np.full(len(rows), number, np.int64))
    return tours, reduced, search.limit


def _promising(cell: Cell, gain: Floats, charge: Floats, limit: float) -> Ints:
    """Stops that some tour under the limit may have: on straight roads, a tour through i and others j is no shorter
    than the mean of base-i-j-base over them."""
    worth = charge[1] + cell.out + cell.back - gain < limit
    legs = cell.out[:, None] + cell.between + cell.back[None, :]
    for others in range(1, min(STOPS_PER_TOUR, len(gain))):
        parts = legs / others - gain[None, :]
        np.fill_diagonal(parts, np.inf)
        least = np.partition(parts, others - 1, axis=1)[:, :others].sum(axis=1)
        worth |= charge[others + 1] - gain + least < limit
    return np.flatnonzero(worth)


class _Search:
    def __init__(self, cell: Cell, gain: Floats, charge: Floats, limit: float, most: int) -> None:
        self.cell, self.gain, self.charge = cell, gain, charge
        self.limit, self.most = limit, most
        self.stops: list[Ints] = []
        self.reduced: list[Floats] = []
        self.count = 0
        apart = cell.place[:, None] == cell.place[None, :]
        self.leg = np.where(apart, np.inf, cell.between)
        self.first = cell.out[:, None] - gain[:, None] - gain[None, :] + self.leg
        self.second = cell.back[None, :] - gain[:, None] - gain[None, :] + self.leg

    def keep(self, stops: Ints, reduced: Floats) -> None:
        inside = reduced < self.limit
        if not inside.any():
            return
        self.stops.append(stops[inside])
        self.reduced.append(reduced[inside])
        self.count += int(inside.sum())
        if self.count > 3 * self.most:
            self._shrink()

    def best(self) -> tuple[Ints, Floats]:
        if self.count:
            self._shrink()
            return self.stops[0], self.reduced[0]
        return np.full((0, STOPS_PER_TOUR), -1, np.int64), np.zeros(0)

    def _shrink(self) -> None:
        """One order per set of stops; when there are too many, the best, and the limit comes down to them."""
        stops, reduced = np.concatenate(self.stops), np.concatenate(self.reduced)
        sets = np.sort(stops, axis=1)
        order = np.lexsort((*stops.T, reduced, *sets.T))
        sets = sets[order]
        fresh = np.ones(len(order), bool)
        fresh[1:] = (sets[1:] != sets[:-1]).any(axis=1)
        order = order[fresh]
        if len(order) > self.most:
            order = order[np.argsort(reduced[order], kind="stable")]
            self.limit = float(reduced[order[self.most]])
            order = order[: self.most]
        self.stops, self.reduced, self.count = [stops[order]], [reduced[order]], len(order)

    def found(self) -> Iterator[tuple[Ints, Floats]]:
        size = len(self.gain)
        if not size:
            return
        alone = self.cell.out + self.cell.back - self.gain + self.charge[1]
        yield _padded(np.arange(size)), alone
        if np.isfinite(self.charge[2]):
            i, j = np.nonzero(self.first + self.cell.back[None, :] + self.charge[2] < self.limit)
            yield _padded(i, j), self.first[i, j] + self.cell.back[j] + self.charge[2]
        if np.isfinite(self.charge[3]):
            yield from self._three()
        if np.isfinite(self.charge[4]):
            yield from self._four()

    def _three(self) -> Iterator[tuple[Ints, Floats]]:
        end = self.leg + (self.cell.back - self.gain)[None, :] + self.charge[3]
        bound = _without(self.first.T) + end
        one = np.zeros((len(self.gain), 1))
        for i, j, k, _ in self._opened(bound, end, one):
            fits = self.cell.place[i] != self.cell.place[k]
            i, j, k = i[fits], j[fits], k[fits]
            yield _padded(i, j, k), self.first[i, j] + end[j, k]

    def _four(self) -> Iterator[tuple[Ints, Floats]]:
        middle = self.leg + self.charge[4]
        bound = _without(self.first.T) + middle + _without(self.second).T
        place = self.cell.place
        for i, j, k, m in self._opened(bound, middle, self.second):
            fits = (place[i] != place[k]) & (place[j] != place[m]) & (place[i] != place[m])
            i, j, k, m = i[fits], j[fits], k[fits], m[fits]
            yield _padded(i, j, k, m), self.first[i, j] + middle[j, k] + self.second[k, m]

    def _opened(self, bound: Floats, middle: Floats, ends: Floats) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
        """i, j, k, m with first[i, j] + middle[j, k] + ends[k, m] under the limit, the best pairs j, k first."""
        j, k = np.nonzero(bound < self.limit)
        order = np.argsort(bound[j, k], kind="stable")
        j, k = j[order], k[order]
        value = bound[j, k]
        starts = np.sort(self.first, axis=0)
        start_of = np.argsort(self.first, axis=0, kind="stable")
        finish = np.sort(ends, axis=1)
        finish_of = np.argsort(ends, axis=1, kind="stable")
        at, step = 0, 64
        while at < len(j) and value[at] < self.limit:
            a, b = j[at : at + step], k[at : at + step]
            slack = self.limit - middle[a, b]
            heads = (starts[:, a] < (slack - finish[b, 0])[None, :]).sum(axis=0)
            tails = (finish[b] < (slack - starts[0, a])[:, None]).sum(axis=1)
            total = np.cumsum(heads * tails)
            taken = max(1, int(np.searchsorted(total, _CHUNK)))
            a, b, heads, tails = a[:taken], b[:taken], heads[:taken], tails[:taken]
            at += taken
            step = min(2 * step, 4096)
            counts = heads * tails
            pair = np.repeat(np.arange(len(a)), counts)
            rank = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts)
            head, tail = rank // tails[pair], rank % tails[pair]
            jj, kk = a[pair], b[pair]
            ii, mm = start_of[head, jj], finish_of[kk, tail]
            under = self.first[ii, jj] + middle[jj, kk] + ends[kk, mm] < self.limit
            yield ii[under], jj[under], kk[under], mm[under]


def _without(table: Floats) -> Floats:
    """best[j, k]: the least of row j of `table` when column k is not used."""
    size = len(table)
    place = np.argmin(table, axis=1)
    rows = np.arange(size)
    least = table[rows, place]
    rest = table.copy()
    rest[rows, place] = np.inf
    result = np.repeat(least[:, None], size, axis=1)
    result[rows, place] = rest.min(axis=1)
    return result


def _padded(*stops: Ints) -> Ints:
    table = np.full((len(stops[0]), STOPS_PER_TOUR), -1, np.int64)
    for place, column in enumerate(stops):
        table[:, place] = column
    return table
