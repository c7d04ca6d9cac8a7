"""The sharing out as a transport network from classes of like applications to reviewers.

Applications of one class (same language, sector and number of readings still due) are interchangeable but for
their conflicts, so one arc class → reviewer carries how many of them the reviewer reads, at most once each.
The data are whole and the matrix is that of a network: the vertices of the linear programme are whole, and so
are its prices, which prove the optimum in integers (weak duality), without trusting a tolerance.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray

from mourafaka.engine.assign.model import HEAVIEST_OVERLOAD
from mourafaka.engine.solver import quiet_solver

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
CutKind: TypeAlias = Literal["readings", "minimum"]


@dataclass(frozen=True)
class Network:
    """`room[c, j]` members of class c that j may read, worth `points[c, j]` each; `demand[c]` readings due.

    Reviewer j takes `least[j]` to `most[j]` more readings, having `held[j]` already; `even` is the even load.
    """

    room: Ints
    points: Ints
    demand: Ints
    least: Ints
    most: Ints
    held: Ints
    even: int


@dataclass(frozen=True)
class Flow:
    """Readings of each class given to each reviewer, with their value and the proven bound on any value."""

    readings: Ints
    objective: int
    bound: int


@dataclass(frozen=True)
class Cut:
    """Classes and reviewers that forbid any flow, and by how much: `needed` readings against `available`."""

    kind: CutKind
    classes: Ints
    reviewers: Ints
    needed: int
    available: int


def best_flow(network: Network) -> Flow | None:
    """The flow with most points less overload, or None when the network cannot carry its demand.

    Among the best, one that least gives a reviewer more than half the members of a class they may read: it
    leaves room to deal around conflicts and mixes reviewers. Points count `scale` times more than this, in
    whole numbers, so that it never costs one.
    """
    cells = np.argwhere(network.room > 0)
    tail, head = cells[:, 0], cells[:, 1]
    reviewer, cost, low, high = _loads(network)
    room, points = network.room[tail, head], network.points[tail, head]
    half, arcs, scale = -(-room // 2), len(cells), int(network.demand.sum()) + 1
    programme = _Programme(
        cost=np.concatenate([-points * scale, 1 - points * scale, cost * scale]),
        low=np.concatenate([np.zeros(2 * arcs, np.int64), low]),
        high=np.concatenate([half, room - half, high]),
        right=np.concatenate([network.demand, np.zeros(len(network.most), np.int64)]),
        row=np.concatenate([head, head, reviewer]) + len(network.demand),
        sign=np.repeat([1, -1], [2 * arcs, len(cost)]),
        other=np.concatenate([tail, tail, np.full(len(cost), -1)]),
    )
    solved = programme.solve()
    if solved is None:
        return None
    x, bound = solved
    given = x[:arcs] + x[arcs : 2 * arcs]
    readings = np.zeros_like(network.room)
    readings[tail, head] = given
    held = sum(overload(load, network.even) for load in network.held.tolist())
    loads = int(cost @ x[2 * arcs :])
    # fewer than `scale` readings can be over the half: the whole part is the bound on the points alone
    return Flow(readings, int(points @ given) - loads - held, -(bound // scale) - held)


def overload(load: int, even: int) -> int:
    """What a load costs: the k-th reading over the even load costs k points, up to the heaviest."""
    over = max(0, load - even)
    steep = min(over, HEAVIEST_OVERLOAD)
    return steep * (steep + 1) // 2 + (over - steep) * HEAVIEST_OVERLOAD


def cuts(network: Network, kind: Ints) -> list[Cut]:
    """The bottlenecks of a network without flow: for each kind of class short of readings (`kind` numbers the
    language of each class), and for the reviewers under their least.

    A flow with the fewest readings missing is found; what can be reached from a shortage in its residual
    network is a set whose need exceeds what it can get (Hall's condition, by max-flow min-cut).
    """
    flow, unmet, short = _fewest_missing(network)
    starts = [np.flatnonzero((unmet > 0) & (kind == k)) for k in np.unique(kind)]
    found = [_short_of_readings(network, flow, classes) for classes in starts if len(classes)]
    if short.any():
        found.append(_short_of_work(network, flow, np.flatnonzero(short)))
    distinct = {(cut.kind, cut.classes.tobytes(), cut.reviewers.tobytes()): cut for cut in found}
    return list(distinct.values())


def _loads(network: Network) -> tuple[Ints, Ints, Ints, Ints]:
    """The arcs out of each reviewer: free up to the even load, then one a reading, dearer and dearer."""
    columns: list[tuple[int, int, int, int]] = []
    for j, (least, most, held) in enumerate(
        zip(network.least.tolist(), network.most.tolist(), network.held.tolist(), strict=True)
    ):
        free = min(max(network.even - held, 0), most)
        columns.append((j, 0, min(least, free), free))
        first = max(held - network.even, 0) + 1
        steps = range(min(most - free, max(0, HEAVIEST_OVERLOAD - first)))
        columns += [(j, first + k, int(k < least - free), 1) for k in steps]
        taken = free + len(steps)
        columns.append((j, HEAVIEST_OVERLOAD, max(0, least - taken), most - taken))
    reviewer, cost, low, high = np.array(columns, dtype=np.int64).T
    return reviewer, cost, low, high


@dataclass(frozen=True)
class _Programme:
    """Minimise cost·x with low ≤ x ≤ high and, row by row, a sum equal to `right`.

    Column k counts `sign[k]` times in `row[k]`, and once in `other[k]` unless that is -1.
    """

    cost: Ints
    low: Ints
    high: Ints
    right: Ints
    row: Ints
    sign: Ints
    other: Ints

    def solve(self) -> tuple[Ints, int] | None:
        """The optimal point and the bound its prices prove, in integers; None when there is no point."""
        solver = quiet_solver()
        solver.setOptionValue("solver", "simplex")
        starts, index, value = self._matrix()
        cost, low, high, right = (a.astype(np.float64) for a in (self.cost, self.low, self.high, self.right))
        solver.passModel(
            len(cost), len(right), len(index), 1, 1, 0.0, cost, low, high, right, right,
            starts, index, value, np.zeros(len(cost), np.int32),
        )  # fmt: skip
        solver.run()
        status = solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS ended with {solver.modelStatusToString(status)}")
        solution = solver.getSolution()
        x = np.rint(np.array(solution.col_value)).astype(np.int64)
        bound = self._bound(np.rint(np.array(solution.row_dual)).astype(np.int64))
        if (self._sums(x) != self.right).any() or (x < self.low).any() or (x > self.high).any():
            raise RuntimeError("the vertex found is not whole")
        if bound != int(self.cost @ x):
            raise RuntimeError("the optimum could not be proven")
        return x, bound

    def _matrix(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        counts = 1 + (self.other >= 0)
        starts = (np.cumsum(counts) - counts).astype(np.int32)
        index = np.stack([self.other, self.row], axis=1)
        value = np.stack([np.ones(len(self.row)), self.sign.astype(np.float64)], axis=1)
        return starts, index[index >= 0].astype(np.int32), value[index >= 0]

    def _sums(self, x: Ints) -> Ints:
        sums = np.zeros(len(self.right), np.int64)
        np.add.at(sums, self.row, self.sign * x)
        two = self.other >= 0
        np.add.at(sums, self.other[two], x[two])
        return sums

    def _bound(self, prices: Ints) -> int:
        """Whatever the prices, no point costs less than this (weak duality)."""
        paid = self.sign * prices[self.row] + np.where(self.other >= 0, prices[self.other], 0)
        reduced = self.cost - paid
        return int(prices @ self.right + np.minimum(reduced * self.low, reduced * self.high).sum())


def _fewest_missing(network: Network) -> tuple[Ints, Ints, Ints]:
    """A flow with the fewest readings missing, those missing by class, those missing by reviewer."""
    cells = np.argwhere(network.room > 0)
    tail, head = cells[:, 0], cells[:, 1]
    arcs, classes, reviewers = len(cells), np.arange(len(network.demand)), np.arange(len(network.most))
    none_c, none_r, given = np.zeros_like(classes), np.zeros_like(reviewers), np.zeros(arcs, np.int64)
    # missing readings enter a class, or reach a reviewer, from nowhere, at one point each
    programme = _Programme(
        cost=np.concatenate([given, none_r, none_c + 1, none_r + 1]),
        low=np.concatenate([given, network.least, none_c, none_r]),
        high=np.concatenate([network.room[tail, head], network.most, network.demand, network.least]),
        right=np.concatenate([network.demand, none_r]),
        row=np.concatenate(
            [head + len(classes), reviewers + len(classes), classes, reviewers + len(classes)]
        ),
        sign=np.concatenate([given + 1, none_r - 1, none_c + 1, none_r + 1]),
        other=np.concatenate([tail, none_r - 1, none_c - 1, none_r - 1]),
    )
    solved = programme.solve()
    if solved is None:
        raise RuntimeError("a network with every shortage allowed always has a flow")
    x, _ = solved
    flow = np.zeros_like(network.room)
    flow[tail, head] = x[:arcs]
    _, unmet, short = np.split(x[arcs:], [len(reviewers), len(reviewers) + len(classes)])
    return flow, unmet, short


def _short_of_readings(network: Network, flow: Ints, start: Ints) -> Cut:
    """From classes short of readings to reviewers with room, to the other classes they read, and so on."""
    more = flow < network.room
    classes, reviewers = _reach(more, flow > 0, start)
    spare = int(network.most[reviewers].sum())
    outside = network.room[classes][:, ~_mask(reviewers, len(network.most))]
    concerned = np.flatnonzero((network.room[classes] > 0).any(axis=0))
    return Cut("readings", classes, concerned, int(network.demand[classes].sum()), spare + int(outside.sum()))


def _short_of_work(network: Network, flow: Ints, start: Ints) -> Cut:
    """From reviewers under their least to classes they could read, to those who read them, and so on."""
    reviewers, classes = _reach((flow < network.room).T, (flow > 0).T, start)
    inside = int(network.demand[classes].sum())
    others = network.room[~_mask(classes, len(network.demand))][:, reviewers]
    return Cut("minimum", classes, reviewers, int(network.least[reviewers].sum()), inside + int(others.sum()))


def _reach(forward: NDArray[np.bool_], back: NDArray[np.bool_], start: Ints) -> tuple[Ints, Ints]:
    """Rows and columns reached from rows `start`, out to columns along `forward`, home along `back`."""
    rows = np.zeros(forward.shape[0], bool)
    rows[start] = True
    while True:
        columns = forward[rows].any(axis=0)
        wider = rows | back[:, columns].any(axis=1)
        if (wider == rows).all():
            return np.flatnonzero(rows), np.flatnonzero(columns)
        rows = wider


def _mask(indices: Ints, size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, bool)
    mask[indices] = True
    return mask
