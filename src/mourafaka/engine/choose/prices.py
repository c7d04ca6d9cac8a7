"""A price for each rule, and from the prices an exact upper bound and a verdict on nearly every candidate.

For any prices y (per seat, per quota) and λ ≥ 0 (per unit of cost), weak duality gives

    total ≤ y₀·seats + Σ_q (y_q·high_q if y_q > 0 else y_q·low_q) + λ·budget + Σ_i max(0, r_i)
    r_i = s_i - y(cell_i) - λ·c_i

A choice that leaves out somebody with r_i > 0, or takes one with r_i < 0, loses at least |r_i| against the
bound. Hence, once a choice within `gap` of the bound is known, whoever has |r_i| > gap is settled. Prices come
from a linear program in floating point, but are rounded to integers (of 2^-shift score units) and everything
after that is integer arithmetic, so the bound and the verdicts are proofs.

Source: Lagrangian bound and reduced-cost fixing, Nemhauser & Wolsey, Integer and Combinatorial Optimization,
II.3.6 and II.5.2; column sifting, Bixby et al., Operations Research 40 (1992) 885-897.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from mourafaka.engine.choose.highs import INF, Floats, Model, sparse
from mourafaka.engine.choose.model import Ints
from mourafaka.engine.choose.pool import Classes, Demand, Pool, Rows

Mask = npt.NDArray[np.bool_]
_SMALL = 3_000
_ROUNDS = 40


@dataclass(frozen=True, eq=False)
class Prices:
    shift: int
    seats: int
    quotas: Ints
    cost: int

    def of_cells(self, pool: Pool) -> Ints:
        return self.seats + self.quotas @ pool.member

    def reduced(self, pool: Pool) -> Ints:
        result = (pool.score << self.shift) - self.of_cells(pool)[pool.cell]
        if pool.cost is not None and self.cost:
            result -= pool.cost * self.cost
        return result

    def of_demand(self, demand: Demand) -> int:
        """The price of filling the demand; add the positive reduced scores to have the bound."""
        quotas = zip(self.quotas.tolist(), demand.low.tolist(), demand.high.tolist(), strict=True)
        places = sum(price * (high if price > 0 else low) for price, low, high in quotas)
        return int(self.seats * demand.seats + places + self.cost * (demand.budget or 0))

    def packed(self) -> tuple[int, ...]:
        return (self.shift, self.seats, *self.quotas.tolist(), self.cost)

    @classmethod
    def unpacked(cls, packed: tuple[int, ...]) -> Prices:
        return cls(packed[0], packed[1], np.array(packed[2:-1], np.int64), packed[-1])


def find_prices(pool: Pool, demand: Demand) -> Prices:
    """Near-optimal prices, by a linear program on a few thousand classes that grows by whom it underrates."""
    sheet = _Sheet(pool, demand)
    inside = _first_guess(pool, demand)
    fresh = inside.copy()
    caps = pool.caps(demand)
    for _ in range(_ROUNDS):
        sheet.add(pool.classes(np.flatnonzero(fresh), caps))
        prices = sheet.prices()
        if inside.all():
            break
        reduced = prices.reduced(pool)
        fresh = (reduced > (1 << prices.shift) // 4) & ~inside & (caps > 0)[pool.cell]
        if not fresh.any():
            break
        fresh = _best_of(fresh, reduced, 2 * demand.seats + 500)
        inside |= fresh
    return prices


class _Sheet:
    """The linear program. Every rule may be broken at a high price, so it has a solution from the start."""

    def __init__(self, pool: Pool, demand: Demand) -> None:
        self.pool = pool
        top = int(np.abs(pool.score).max()) if len(pool.score) else 1
        self.top = 4 * top + 1
        self.shift = max(0, min(20, 57 - (len(pool.score) * self.top).bit_length()))
        low = [float(demand.seats), *demand.low.astype(float)]
        high = [float(demand.seats), *demand.high.astype(float)]
        if pool.cost is not None:
            low, high = [*low, -INF], [*high, (demand.budget or 0) / pool.cost_scale]
        model = Model([np.array(low)], [np.array(high)])
        rows = len(low)
        places = np.eye(rows)[:, : len(pool.quotas) + 1]
        breaking = np.full(places.shape[1], float(self.top))
        model.columns(places, breaking, 0.0, INF, whole=False)
        model.columns(-places, breaking, 0.0, INF, whole=False)
        self.solver = model.highs()

    def add(self, classes: Classes) -> None:
        matrix = self.pool.matrix(classes)
        starts, index, value = sparse(matrix)
        count = len(classes)
        self.solver.addCols(
            count, -classes.score.astype(float), np.zeros(count), classes.size.astype(float),
            len(index), starts, index, value,
        )  # fmt: skip

    def prices(self) -> Prices:
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            # Only a spent budget leaves no solution; any prices are valid, the exact check follows.
            return Prices(self.shift, 0, np.zeros(len(self.pool.quotas), np.int64), 0)
        dual: Floats = -np.array(self.solver.getSolution().row_dual) * (1 << self.shift)
        limit = float(2 * self.top << self.shift)
        scaled = np.rint(np.clip(dual, -limit, limit)).astype(np.int64)
        quotas = len(self.pool.quotas)
        cost = 0
        if self.pool.cost is not None:
            highest = 2**61 // max(1, int(self.pool.cost.max()))
            cost = min(max(0, round(float(dual[-1]) / self.pool.cost_scale)), highest)
        return Prices(self.shift, int(scaled[0]), scaled[1 : quotas + 1], cost)


def _first_guess(pool: Pool, demand: Demand) -> Mask:
    """The best overall and the best of each cell; with a budget, also the best value for several prices."""
    seats = max(demand.seats, 1)
    if len(pool.score) <= _SMALL:
        return np.ones(len(pool.score), bool)
    everyone = np.ones(len(pool.score), bool)
    inside = _best_of(everyone, pool.score, 2 * seats + 50)
    each = 3 * seats // pool.cells + 4
    if pool.cost is None:
        return inside | _best_of_cells(pool, pool.score, each)
    spread = float(np.ptp(pool.score)) / max(1.0, float(np.ptp(pool.cost)))
    for share in (0.1, 0.3, 1.0, 3.0):
        value = pool.score - (share * spread * pool.cost).astype(np.int64)
        inside |= _best_of(everyone, value, seats + 50)
    return inside | _best_of_cells(pool, value, each)


def _best_of(among: Mask, value: Ints, count: int) -> Mask:
    """Those of `among` with the `count` highest values, and all who equal the last of them."""
    values = value if among.all() else value[among]
    if len(values) <= count:
        return among
    least = int(np.partition(values, len(values) - count)[len(values) - count])
    best: Mask = among & (value >= least)
    return best


def _best_of_cells(pool: Pool, value: Ints, count: int) -> Mask:
    order, starts = pool.by_cell
    inside = np.zeros(len(value), bool)
    sorted_values = value[order]
    for cell in range(pool.cells):
        begin, end = int(starts[cell]), int(starts[cell + 1])
        part = sorted_values[begin:end]
        last = max(0, end - begin - count)
        least = np.partition(part, last)[last] if last else part.min(initial=0)
        inside[order[begin:end][part >= least]] = True
    return inside


class Priced:
    """A pool under prices: who is settled, and who is within reach of changing sides."""

    def __init__(self, pool: Pool, prices: Prices, demand: Demand) -> None:
        self.pool, self.prices = pool, prices
        self.caps = pool.caps(demand)
        self.reduced = prices.reduced(pool)
        self.distance = np.abs(self.reduced)
        self.surplus = int(np.maximum(self.reduced, 0).sum())
        self.farthest = int(self.distance.max(initial=0))
        self._windows: dict[int, Window] = {}

    def bound(self, demand: Demand) -> int:
        """Upper bound on the total, in 2^-shift score units."""
        return self.prices.of_demand(demand) + self.surplus

    def near(self, count: int) -> int:
        """The distance within which the `count` least settled candidates stand."""
        if len(self.distance) <= count:
            return self.farthest
        return int(np.partition(self.distance, count)[count])

    def window(self, reach: int) -> Window:
        if reach not in self._windows:
            within = self.distance <= reach
            settled = np.flatnonzero(~within & (self.reduced > 0))
            self._windows[reach] = Window(
                reach, settled, self.pool.classes(np.flatnonzero(within), self.caps), self.pool.counts(settled),
                int(self.pool.score[settled].sum()), self.pool.spent(settled), reach >= self.farthest,
            )  # fmt: skip
        return self._windows[reach]


@dataclass(frozen=True, eq=False)
class Window:
    """Who is in for certain, and the classes still open."""

    reach: int
    settled: Rows
    open: Classes
    counts: Ints
    score: int
    spent: int
    complete: bool
