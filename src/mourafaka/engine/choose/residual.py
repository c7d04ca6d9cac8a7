"""The small exact programme on those whom the prices do not settle, and its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mourafaka.engine.choose.highs import INF, Floats, Model, solve_whole
from mourafaka.engine.choose.model import Ints
from mourafaka.engine.choose.pool import Demand
from mourafaka.engine.choose.prices import Priced, Window

FIRST = 60


@dataclass(frozen=True, eq=False)
class Best:
    """A proven best filling of a demand: how many of each open class, and the exact total in score units."""

    window: Window
    taken: Ints
    total: int
    reach: int


def best(priced: Priced, demand: Demand, lower: Callable[[], int | None], first: int = FIRST) -> Best | None:
    """The best filling, or None when there is none.

    Widens the window of open classes until it holds everybody who could improve on the filling found.
    The first window holds about `first` candidates. When a window has no filling, `lower` is asked, once, for
    the total of any filling (None: there is none).
    """
    if demand.impossible:
        return None
    shift = priced.prices.shift
    bound = priced.bound(demand)
    reach = max(priced.near(first), 1 << shift)
    asked = False
    while True:
        window = priced.window(reach)
        taken = fill(priced, window, demand, reach)
        if taken is None:
            if window.complete:
                return None
            wider = 8 * reach
            if not asked:
                asked, total = True, lower()
                if total is None:
                    return None
                least = bound - (total << shift)
            reach = min(max(wider, reach + 1), max(least, reach + 1)) if least > reach else wider
            continue
        total = window.score + int(taken @ window.open.score)
        gap = bound - (total << shift)
        if gap <= reach:
            return Best(window, taken, total, max(gap, 0))
        reach = gap


def loss_of(priced: Priced, window: Window, demand: Demand, total: int) -> float:
    """What the objective of `residual` is for fillings with this total, in score units."""
    prices = priced.prices
    left = demand.after(window.counts, len(window.settled), window.spent)
    scaled = prices.of_demand(left) - ((total - window.score) << prices.shift)
    return scaled / (1 << prices.shift)


def fill(priced: Priced, window: Window, demand: Demand, reach: int) -> Ints | None:
    """The best filling inside a window among those that lose at most `reach`; None when there is none."""
    model = residual(priced, window, demand, reach)
    count = len(window.open)
    budget = None if demand.budget is None else demand.budget - window.spent
    while True:
        point = solve_whole(model)
        if point is None:
            return None
        taken = np.rint(point[:count]).astype(np.int64)
        if budget is None or int(taken @ window.open.cost) <= budget:
            return taken
        forbid(model, taken, window.open.size)


def residual(priced: Priced, window: Window, demand: Demand, reach: int) -> Model:
    """Minimise the loss against the bound; every coefficient is within `reach`, so floats are ample."""
    prices, pool = priced.prices, priced.pool
    unit = float(1 << prices.shift)
    left = demand.after(window.counts, len(window.settled), window.spent)
    kind = np.sign(prices.quotas)
    low, high = left.low.astype(float), left.high.astype(float)
    room = np.where(kind == 0, INF, reach // np.maximum(np.abs(prices.quotas), 1)).astype(float)
    if window.complete:
        room[:] = INF
    # A rule with a price is filled to its bound but for a slack that costs its price.
    low = np.where(kind > 0, np.maximum(low, high - room), low)
    high = np.where(kind < 0, np.minimum(high, low + room), high)
    row_low, row_high = [float(left.seats), *low], [float(left.seats), *high]
    priced_rows = np.flatnonzero(kind)
    if left.budget is not None:
        row_low, row_high = [*row_low, -INF], [*row_high, left.budget / pool.cost_scale]
    model = Model([np.array(row_low)], [np.array(row_high)])
    matrix = pool.matrix(window.open)
    low, high = spans(priced, window, demand, reach)
    cost = -priced_of(priced, window).astype(float) / unit
    model.columns(matrix, cost, low.astype(float), high.astype(float), whole=True)
    _add_slacks(model, priced_rows, kind, left, prices.quotas / unit, room)
    if left.budget is not None and prices.cost:
        slack = np.zeros((matrix.shape[0], 1))
        slack[-1] = 1.0
        model.row_low[0][-1] = left.budget / pool.cost_scale
        price = prices.cost * pool.cost_scale
        most = INF if window.complete else reach / price + 1.0
        model.columns(slack, np.array([price / unit]), 0.0, most, whole=False)
    return model


def spans(priced: Priced, window: Window, demand: Demand, reach: int) -> tuple[Ints, Ints]:
    """The least and the most of each open class in a filling that loses at most `reach`."""
    size = window.open.size
    high = np.minimum(size, max(demand.seats, 0))
    low = np.zeros(len(size), np.int64)
    if window.complete:
        return low, high
    reduced = priced_of(priced, window)
    changes = reach // np.maximum(np.abs(reduced), 1)
    high = np.where(reduced < 0, np.minimum(high, changes), high)
    return np.where(reduced > 0, np.maximum(size - changes, 0), low), high


def priced_of(priced: Priced, window: Window) -> Ints:
    """Reduced score of each open class, in 2^-shift score units."""
    prices, classes = priced.prices, window.open
    reduced = (classes.score << prices.shift) - prices.of_cells(priced.pool)[classes.cell]
    return reduced - prices.cost * classes.cost


def _add_slacks(model: Model, rows: Ints, kind: Ints, left: Demand, price: Floats, room: Floats) -> None:
    """Per priced rule: places short of the maximum, or beyond the minimum, at the rule's price."""
    if not len(rows):
        return
    matrix = np.zeros((len(model.row_low[0]), len(rows)))
    matrix[1 + rows, np.arange(len(rows))] = kind[rows]
    target = np.where(kind > 0, left.high, left.low).astype(float)[rows]
    most = np.minimum(room, (left.high - left.low).astype(float))[rows]
    model.row_low[0][1 + rows] = target
    model.row_high[0][1 + rows] = target
    model.columns(matrix, np.abs(price[rows]), 0.0, np.maximum(most, 0.0), whole=False)


def forbid(model: Model, taken: Ints, size: Ints) -> None:
    """Exclude a point that floating point let over the budget: one of its classes must be taken less."""
    used = np.flatnonzero(taken)
    before = sum(block.shape[1] for block in model.blocks)
    model.columns(
        np.zeros((sum(map(len, model.row_low)), len(used))), np.zeros(len(used)), 0.0, 1.0, whole=True
    )
    rows = np.zeros((len(used) + 1, before + len(used)))
    room = (size - taken)[used] + 1
    rows[np.arange(len(used)), used] = 1.0
    rows[np.arange(len(used)), before + np.arange(len(used))] = room
    rows[-1, before:] = -1.0
    high = np.append((taken[used] - 1 + room).astype(float), -1.0)
    model.rows(rows, -INF, high)
