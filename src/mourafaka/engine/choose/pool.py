"""The candidates as integers: cells, classes and what the rules still demand.

A *cell* holds the candidates who are alike for every quota; a *class* those of one cell with equal score and
equal cost. Members of a class can stand for one another, so models count how many of a class are chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mourafaka.engine.choose.highs import Floats
from mourafaka.engine.choose.model import CENTIMES, Candidates, ChoiceError, Ints, Quota, Rule, Rules

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Demand:
    """What is still to be filled: exactly `seats`, between `low` and `high` per quota, at most `budget`."""

    seats: int
    low: Ints
    high: Ints
    budget: int | None

    @property
    def impossible(self) -> bool:
        """Whether no candidates whatever could meet it."""
        crossed = bool((self.low > self.high).any() or (self.high < 0).any())
        return crossed or self.seats < 0 or (self.budget is not None and self.budget < 0)

    def after(self, counts: Ints, chosen: int, cost: int) -> Demand:
        """The demand left once `chosen` candidates with these quota counts and this cost are in."""
        budget = None if self.budget is None else self.budget - cost
        return Demand(self.seats - chosen, self.low - counts, self.high - counts, budget)


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes in canonical order (cell, score descending, cost); `rows[starts[k]:starts[k+1]]` are members."""

    cell: Ints
    score: Ints
    cost: Ints
    size: Ints
    rows: Rows
    starts: Ints

    def __len__(self) -> int:
        return len(self.cell)

    def members(self, place: int) -> Rows:
        return self.rows[self.starts[place] : self.starts[place] + self.size[place]]

    def key(self, place: int) -> tuple[int, int, int]:
        return int(self.cell[place]), int(self.score[place]), int(self.cost[place])

    @cached_property
    def _places(self) -> dict[tuple[int, int, int], int]:
        return {self.key(place): place for place in range(len(self))}

    def find(self, cell: int, score: int, cost: int) -> int | None:
        return self._places.get((cell, score, cost))


@dataclass(frozen=True, eq=False)
class Pool:
    """Everybody who may be chosen.

    `cost` is in units of `cost_unit` centimes, None when there is no budget. `score` counts steps of
    `score_unit` above `score_base`: coarse scores give small numbers and short proofs.
    """

    quotas: tuple[Quota, ...]
    score_base: int
    score_unit: int
    score: Ints
    cost: Ints | None
    cost_unit: int
    cell: npt.NDArray[np.int32]
    member: Ints  # quotas × cells, 0 or 1

    @property
    def cells(self) -> int:
        return int(self.member.shape[1])

    @cached_property
    def by_cell(self) -> tuple[Rows, Ints]:
        """Rows sorted by cell, and where each cell starts (one more entry than cells)."""
        kind = np.uint16 if self.cells < 2**16 else np.uint32
        order = np.argsort(self.cell.astype(kind), kind="stable")
        starts = np.concatenate([[0], np.cumsum(self.sizes)])
        return order, starts

    @cached_property
    def sizes(self) -> Ints:
        return np.bincount(self.cell, minlength=self.cells).astype(np.int64)

    def caps(self, demand: Demand) -> Ints:
        """The most that can be chosen in each cell."""
        caps = np.minimum(self.sizes, max(demand.seats, 0))
        if len(self.quotas):
            limits = np.where(self.member > 0, np.maximum(demand.high, 0)[:, None], np.iinfo(np.int64).max)
            caps = np.minimum(caps, limits.min(axis=0))
        return caps

    def counts(self, rows: Rows) -> Ints:
        """How many of `rows` each quota counts."""
        return self.member @ np.bincount(self.cell[rows], minlength=self.cells)

    def without(self, row: int) -> Pool:
        cost = None if self.cost is None else np.delete(self.cost, row)
        score, cell = np.delete(self.score, row), np.delete(self.cell, row)
        return replace(self, score=score, cost=cost, cell=cell)

    def points_of(self, total: int, count: int) -> int:
        """A total of `count` candidates in 1/10,000 point."""
        return total * self.score_unit + count * self.score_base

    def spent(self, rows: Rows) -> int:
        return 0 if self.cost is None else int(self.cost[rows].sum())

    def classes(self, rows: Rows, caps: Ints) -> Classes:
        """Group `rows`; without a budget, members that a better one of their cell always replaces are left."""
        cost = np.zeros(len(rows), np.int64) if self.cost is None else self.cost[rows]
        cell, score = self.cell[rows], self.score[rows]
        order = np.lexsort((cost, -score, cell))
        rows, cell, score, cost = rows[order], cell[order], score[order], cost[order]
        fresh = np.ones(len(rows), bool)
        fresh[1:] = (cell[1:] != cell[:-1]) | (score[1:] != score[:-1]) | (cost[1:] != cost[:-1])
        starts = np.flatnonzero(fresh)
        size = np.diff(np.append(starts, len(rows)))
        keep = np.minimum(size, caps[cell[starts]]) > 0
        if self.cost is None:
            keep &= self._before(starts, cell) < caps[cell[starts]]
        starts, size = starts[keep], size[keep]
        return Classes(cell[starts].astype(np.int64), score[starts], cost[starts], size, rows, starts)

    @staticmethod
    def _before(starts: Ints, cell: npt.NDArray[np.int32]) -> Ints:
        """How many better rows of the same cell stand before each class."""
        first = np.searchsorted(cell, cell[starts], side="left")
        return starts - first

    @cached_property
    def cost_scale(self) -> float:
        """What the solver divides costs by, so that they are at most a thousand; a power of two, hence exact.

        Costs in centimes would drown the solver's tolerance of 1e-6 in rounding noise and cut good choices off.
        """
        highest = 0 if self.cost is None else int(self.cost.max(initial=0))
        return float(2 ** max(0, highest.bit_length() - 10))

    def matrix(self, classes: Classes) -> Floats:
        """Rows seats, quotas, budget; one column per class."""
        parts = [np.ones((1, len(classes))), self.member[:, classes.cell].astype(float)]
        if self.cost is not None:
            parts.append(classes.cost[None, :] / self.cost_scale)
        return np.vstack(parts)


def build(candidates: Candidates, rules: Rules, keep: Rows, leave: Rows) -> tuple[Pool, Rows | None, Demand]:
    """The pool of free candidates, their places among all, and what is left to fill once `keep` are in."""
    cell, member = _cells(candidates, rules.quotas)
    cost, unit, budget = _costs(candidates, rules)
    base, step, score = _steps(candidates.scores)
    whole = Pool(rules.quotas, base, step, score, cost, unit, cell, member)
    low = np.array([quota.minimum for quota in rules.quotas], np.int64)
    high = np.array([rules.seats if q.maximum is None else q.maximum for q in rules.quotas], np.int64)
    demand = Demand(rules.seats, low, high, budget)
    if not len(keep) and not len(leave):
        return whole, None, demand
    free = np.ones(len(candidates), bool)
    free[keep] = free[leave] = False
    rows = np.flatnonzero(free)
    part = replace(whole, score=score[rows], cost=None if cost is None else cost[rows], cell=cell[rows])
    return part, rows, demand.after(whole.counts(keep), len(keep), whole.spent(keep))


def _steps(score: Ints) -> tuple[int, int, Ints]:
    """Base, step and number of steps of each score; base 0 and step 1 when the scores have no coarser grid."""
    few = score[:1000] - score[0]
    if int(np.gcd.reduce(few)) == 1:
        return 0, 1, score
    step = int(np.gcd.reduce(score - score[0]))
    base = int(score.min())
    return (0, 1, score) if step == 1 else (base, step or 1, (score - base) // (step or 1))


def named_rules(rules: Rules) -> list[Rule]:
    """Every rule that can conflict, in published order: seats, quotas as declared, budget."""
    named = [Rule("seats", rules.seats)]
    for quota in rules.quotas:
        if quota.minimum:
            named.append(Rule("min", quota.minimum, quota.column, quota.value))
        if quota.maximum is not None:
            named.append(Rule("max", quota.maximum, quota.column, quota.value))
    if rules.budget_mad is not None:
        named.append(Rule("budget", rules.budget_mad))
    return named


def rows_of(candidates: Candidates, names: Sequence[str]) -> Rows:
    if not names:
        return np.zeros(0, np.int64)
    wanted = dict.fromkeys(names, -1)
    for place, name in enumerate(candidates.ids):
        if name in wanted:
            wanted[name] = place
    for name, place in wanted.items():
        if place < 0:
            raise ChoiceError("id_unknown", id=name)
    return np.array(sorted(wanted.values()), np.int64)


def _cells(candidates: Candidates, quotas: tuple[Quota, ...]) -> tuple[npt.NDArray[np.int32], Ints]:
    """Cell of each candidate and, per quota, the cells it counts; cells are numbered by the rules alone."""
    names = list(dict.fromkeys(quota.column for quota in quotas))
    code = np.zeros(len(candidates), np.int64)
    radix = 1
    for name in names:
        if name not in candidates.columns:
            raise ChoiceError("column_unknown", column=name, columns=", ".join(candidates.columns) or "none")
        column = candidates.columns[name]
        groups = [quota.value for quota in quotas if quota.column == name]
        lookup = np.zeros(len(column.values) or 1, np.int64)
        for place, value in enumerate(column.values):
            lookup[place] = groups.index(value) + 1 if value in groups else 0
        code = code * (len(groups) + 1) + lookup[column.codes]
        radix *= len(groups) + 1
        if radix > 2**40:
            code, radix = _compacted(code), len(code)
    present, cell = _numbered(code, radix)
    member = np.zeros((len(quotas), len(present)), np.int64)
    firsts = np.full(len(present), -1, np.int64)
    firsts[cell[::-1]] = np.arange(len(cell))[::-1]
    for place, quota in enumerate(quotas):
        column = candidates.columns[quota.column]
        if quota.value in column.values:
            member[place] = column.codes[firsts] == column.values.index(quota.value)
    return cell, member


def _compacted(code: Ints) -> Ints:
    return np.unique(code, return_inverse=True)[1].astype(np.int64)


def _numbered(code: Ints, radix: int) -> tuple[Ints, npt.NDArray[np.int32]]:
    if radix > 4 * len(code) + 1_000_000:
        present, cell = np.unique(code, return_inverse=True)
        return present, cell.astype(np.int32)
    there = np.zeros(radix, bool)
    there[code] = True
    number = np.cumsum(there, dtype=np.int32) - 1
    return np.flatnonzero(there), number[code].astype(np.int32)


def _costs(candidates: Candidates, rules: Rules) -> tuple[Ints | None, int, int | None]:
    if rules.budget_mad is None:
        return None, 1, None
    if candidates.costs is None:
        raise ChoiceError("cost_missing")
    unit = max(1, int(np.gcd.reduce(candidates.costs)))
    return candidates.costs // unit, unit, int(rules.budget_mad * CENTIMES) // unit
