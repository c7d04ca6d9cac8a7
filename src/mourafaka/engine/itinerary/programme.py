"""The programme behind a plan: each row needs so many visits, tours cover rows, cells have so many days.

Minimise the length of the tours chosen. Its relaxation, tours in fractions, is solved by column generation with
exact pricing: the value found is a bound no plan can pass. Then the tours whose reduced length is within the gap
are all listed and HiGHS chooses whole ones.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import highspy
import numpy as np
import numpy.typing as npt

from mourafaka.engine.itinerary.model import STOPS_PER_TOUR
from mourafaka.engine.itinerary.pricing import Cell, Tours, joined, tours_under
from mourafaka.engine.solver import quiet_solver

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
INF = highspy.kHighsInf
_TINY = 1e-7
_LARGE = 3000  # rows times cells
_NEAREST = 6
_SIZES = np.arange(STOPS_PER_TOUR + 1)


@dataclass(frozen=True, eq=False)
class Programme:
    """`need[r]` visits of row r; a tour takes ceil(stops / visits_per_day) days."""

    need: Floats
    cells: tuple[Cell, ...]
    visits_per_day: int
    metric: bool

    @property
    def days(self) -> Ints:
        """The days of a tour, by its number of stops."""
        return np.asarray(-(-_SIZES // self.visits_per_day), np.int64)

    @property
    def paired(self) -> bool:
        """Whether tours last one or two days, so that days and doubles say all there is to pack them."""
        return int(self.days[-1]) == 2

    def charge(self, prices: Prices, number: int) -> Floats:
        """What a tour of each number of stops pays for its days in this cell."""
        paid = self.days * prices.room[number] + (self.days == 2) * prices.doubles[number]
        return np.where(self.days <= self.cells[number].longest, paid, np.inf)

    def value(self, prices: Prices, least: Floats) -> float:
        """The bound that prices prove, when the least reduced length in each cell is `least`."""
        room = np.array([cell.room for cell in self.cells], float)
        doubles = np.array([cell.doubles for cell in self.cells], float)
        worth = float(self.need @ prices.gain - room @ prices.room - doubles @ prices.doubles)
        under = np.minimum(least, 0.0)
        return worth + max(float(room @ under), float(under.min(initial=0.0) * self.need.sum()))


@dataclass(frozen=True, eq=False)
class Prices:
    """What a visit of each row is worth, and what a day, or a tour of two days, costs in each cell."""

    gain: Floats
    room: Floats
    doubles: Floats


@dataclass(eq=False)
class Relaxed:
    """The relaxation: its bound, its prices, the tours met and how much of each is used."""

    bound: float
    prices: Prices
    tours: Tours
    used: Floats
    complete: bool


class _Master:
    """The relaxation restricted to the tours added so far."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.rows, self.cells = len(programme.need), len(programme.cells)
        self.solver = quiet_solver()
        low, high = row_bounds(programme)
        self.solver.passModel(_empty(low, high))
        self.tours = Tours()
        self.dear = self._missing()

    def _missing(self) -> float:
        """Columns that stand for visits not made, dear enough to vanish."""
        dear = 10.0 * max(
            [float((cell.out + cell.back).max(initial=1.0)) for cell in self.programme.cells], default=1.0
        )
        count = self.rows
        self.solver.addCols(
            count, np.full(count, dear), np.zeros(count), np.full(count, INF), count,
            np.arange(count, dtype=np.int32), np.arange(count, dtype=np.int32), np.ones(count),
        )  # fmt: skip
        return dear

    def add(self, tours: Tours) -> None:
        starts, index, value = matrix(self.programme, tours)
        count = len(tours)
        self.solver.addCols(
            count, tours.km, np.zeros(count), np.full(count, INF), len(index), starts, index, value
        )
        self.tours = joined([self.tours, tours])

    def solve(self) -> tuple[Prices, Floats, float]:
        """Prices, how much of each tour is used, and the length of it all."""
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS ended with {self.solver.getModelStatus()}")
        solution = self.solver.getSolution()
        dual, used = np.array(solution.row_dual), np.array(solution.col_value)[self.rows :]
        gain = dual[: self.rows]
        gain = np.maximum(gain, 0.0) if self.programme.metric else gain
        room = np.maximum(-dual[self.rows : self.rows + self.cells], 0.0)
        doubles = np.maximum(-dual[self.rows + self.cells :], 0.0)
        prices = Prices(gain, room, doubles if len(doubles) else np.zeros(self.cells))
        return prices, used, float(self.solver.getInfo().objective_function_value)


def relax(programme: Programme, start: Tours, until: float, prices: Prices | None = None) -> Relaxed:
    """Solve the relaxation from the tours `start`, or as far as time allows: the bound holds in any case.

    When it is large and no `prices` are known, with the nearest coaches only at first: their tours and prices are
    a good beginning.
    """
    best = Relaxed(-np.inf, Prices(np.zeros(0), np.zeros(0), np.zeros(0)), Tours(), np.zeros(0), False)
    if prices is not None:
        _, least = _priced(programme, prices)
        best.bound, best.prices = programme.value(prices, least), prices
    elif len(programme.cells) * len(programme.need) > _LARGE:
        near = _generate(_near(programme), start, until - 0.4 * (until - time.monotonic()), best)
        start = near.tours
        best = Relaxed(-np.inf, near.prices, Tours(), np.zeros(0), False)
    return _generate(programme, start, until, best)


def _near(programme: Programme) -> Programme:
    """Each row in the cells of the nearest coaches only."""
    far = np.full((len(programme.need), len(programme.cells)), np.inf)
    for number, cell in enumerate(programme.cells):
        far[cell.row, number] = cell.out + cell.back
    limit = np.sort(far, axis=1)[:, min(_NEAREST, len(programme.cells)) - 1]
    cells = [cell.only(np.flatnonzero(cell.out + cell.back <= limit[cell.row])) for cell in programme.cells]
    return replace(programme, cells=tuple(cells))


def _generate(
    programme: Programme, start: Tours, until: float, best: Relaxed, steady: float = 0.5
) -> Relaxed:
    """Column generation, with prices steadied by the best so far."""
    master = _Master(programme)
    master.add(joined([_singles(programme), start]).shortest())
    rounds = 0
    while True:
        rounds += 1
        prices, used, worth = master.solve()
        if worth - best.bound <= 1e-8 * worth:  # the best prices so far already prove it
            best.complete = True
            break
        asked = prices if not len(best.prices.gain) else _between(best.prices, prices, steady)
        new, least = _priced(programme, asked)
        bound = programme.value(asked, least)
        if bound > best.bound:
            best.bound, best.prices = bound, asked
        fresh = _worth(programme, prices, new)
        if not len(fresh):
            if asked is not prices:
                new, least = _priced(programme, prices)
                bound = programme.value(prices, least)
                if bound >= best.bound:
                    best.bound, best.prices = bound, prices
                fresh = new
            if not len(fresh):
                best.complete = True
                best.prices = prices
                break
        if time.monotonic() > until:
            break
        master.add(fresh)
    best.tours, best.used = master.tours, used
    return best


def _between(old: Prices, new: Prices, weight: float) -> Prices:
    """Prices part of the way from the best so far: they swing less (Wentges, 1997)."""
    return Prices(
        weight * old.gain + (1 - weight) * new.gain,
        weight * old.room + (1 - weight) * new.room,
        weight * old.doubles + (1 - weight) * new.doubles,
    )


def _priced(programme: Programme, prices: Prices) -> tuple[Tours, Floats]:
    """New tours with a negative reduced length, and the least of them in each cell."""
    parts, least = [], np.zeros(len(programme.cells))
    for number, cell in enumerate(programme.cells):
        most = max(20, 2 * len(cell.row))
        tours, reduced, _ = tours_under(
            cell, number, prices.gain, programme.charge(prices, number), -_TINY, most
        )
        parts.append(tours)
        least[number] = reduced.min(initial=0.0)
    return joined(parts), least


def _worth(programme: Programme, prices: Prices, tours: Tours) -> Tours:
    """Those of the tours that these prices find worth adding."""
    return tours.take(reduced_length(programme, prices, tours) < -_TINY)


def reduced_length(programme: Programme, prices: Prices, tours: Tours) -> Floats:
    gains = np.where(tours.stops >= 0, np.append(prices.gain, 0.0)[tours.stops], 0.0).sum(axis=1)
    days = programme.days[tours.sizes]
    paid = days * prices.room[tours.cell] + (days == 2) * prices.doubles[tours.cell]
    return np.asarray(tours.km + paid - gains, float)


def within(programme: Programme, prices: Prices, gap: float, most: int) -> tuple[Tours, float]:
    """Every tour whose reduced length is under `gap`; when they are more than `most`, under the gap answered."""
    share = max(50, most // max(len(programme.cells), 1))
    while True:
        parts, reached = [], gap
        for number, cell in enumerate(programme.cells):
            charge = programme.charge(prices, number)
            tours, _, limit = tours_under(cell, number, prices.gain, charge, reached, 4 * share)
            parts.append(tours)
            reached = min(reached, limit)
        tours = joined(parts)
        lengths = reduced_length(programme, prices, tours)
        if len(tours) > most:
            reached = min(reached, float(np.partition(lengths, most)[most]))
        return tours.take(lengths < reached), reached


def _singles(programme: Programme) -> Tours:
    parts = []
    for number, cell in enumerate(programme.cells):
        if cell.longest < 1:
            continue
        stops = np.full((len(cell.row), STOPS_PER_TOUR), -1, np.int64)
        stops[:, 0] = cell.row
        parts.append(Tours(stops, cell.out + cell.back, np.full(len(cell.row), number, np.int64)))
    return joined(parts)


def row_bounds(programme: Programme) -> tuple[Floats, Floats]:
    """Rows: the visits needed, then the days of each cell, then its tours of two days."""
    cells = programme.cells
    room = np.array([cell.room for cell in cells], float)
    doubles = np.array([cell.doubles for cell in cells] if programme.paired else [], float)
    low = np.concatenate([programme.need, np.full(len(room) + len(doubles), -INF)])
    most = np.full(len(programme.need), INF) if programme.metric else programme.need
    return low, np.concatenate([most, room, doubles])


def matrix(programme: Programme, tours: Tours) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Floats]:
    """The columns of the tours: starts, rows and values."""
    rows, cells = len(programme.need), len(programme.cells)
    days = programme.days[tours.sizes].astype(float)
    index = np.concatenate([tours.stops, (rows + tours.cell)[:, None]], axis=1)
    value = np.concatenate([np.ones_like(tours.stops, float), days[:, None]], axis=1)
    present = index >= 0
    if programme.paired:
        index = np.concatenate([index, (rows + cells + tours.cell)[:, None]], axis=1)
        value = np.concatenate([value, np.ones((len(tours), 1))], axis=1)
        present = np.concatenate([present, (days == 2)[:, None]], axis=1)
    counts = present.sum(axis=1)
    starts = (np.cumsum(counts) - counts).astype(np.int32)
    return starts, index[present].astype(np.int32), value[present]


def _empty(low: Floats, high: Floats) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = 0, len(low)
    model.row_lower_, model.row_upper_ = low, high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.zeros(1, np.int32)
    return model


@dataclass(eq=False)
class Chosen:
    """Whole tours, and the bound proven over the tours listed."""

    tours: Tours
    km: float
    bound: float
    counts: Ints = field(default_factory=lambda: np.zeros(0, np.int64))


def choose_whole(
    programme: Programme, tours: Tours, start: Tours | None, seconds: float, nodes: int, gap: float = 0.0
) -> Chosen | None:
    """The best whole tours among those listed, within limits; None when none were found."""
    if start is not None:
        tours = joined([tours, start]).shortest()
    count = len(tours)
    starts, index, value = matrix(programme, tours)
    low, high = row_bounds(programme)
    solver = quiet_solver()
    solver.passModel(
        count, len(low), len(index), 1, 1, 0.0, tours.km, np.zeros(count), np.full(count, programme.need.max()),
        low, high, starts, index, value, np.ones(count, np.int32),
    )  # fmt: skip
    solver.setOptionValue("time_limit", max(seconds, 0.05))
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_abs_gap", 1e-6)
    if start is not None:
        places = _places(tours, start)
        solver.setSolution(len(places), places.astype(np.int32), np.ones(len(places)))
    solver.run()
    info = solver.getInfo()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible or info.primal_solution_status != 2:
        return None
    counts = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
    used = np.flatnonzero(counts)
    return Chosen(
        tours.take(used), float(tours.km[used] @ counts[used]), float(info.mip_dual_bound), counts[used]
    )


def _places(tours: Tours, start: Tours) -> Ints:
    known = {key: place for place, key in enumerate(_keys(tours))}
    return np.array([known[key] for key in _keys(start)], np.int64)


def _keys(tours: Tours) -> list[tuple[int, ...]]:
    sets = np.sort(tours.stops, axis=1)
    return [
        (cell, *stops) for cell, stops in zip(tours.cell.tolist(), map(tuple, sets.tolist()), strict=True)
    ]
