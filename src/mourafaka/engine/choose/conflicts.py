"""Whether the rules can hold at all; if not, which of them clash, and the smallest relaxation.

Everything happens on cells, with the cheapest candidates first when there is a budget, so the question is
small whatever the number of candidates. A conflict is an irreducible set, found by dropping one rule after
another, the last declared first, and keeping those without which the rest can hold (deletion filter,
Chinneck & Dravnieks, ORSA Journal on Computing 3 (1991) 157-168).

The smallest relaxation changes as few places as possible (seats, minima and maxima together; the budget is
never raised), and among these changes the rules declared first as little as possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mourafaka.engine.choose.highs import INF, Floats, Model, solve_whole
from mourafaka.engine.choose.model import Change, Conflict, Ints, Rule, dirhams
from mourafaka.engine.choose.pool import Demand, Pool, Rows


def any_filling(pool: Pool, demand: Demand) -> Rows | None:
    """Rows of some filling (the cheapest when there is a budget), or None when the demand cannot be met."""
    ground = Ground.of(pool, demand)
    point = ground.solve(set(), cheapest=True)
    if point is None:
        return None
    taken = np.rint(point[: len(ground.size)]).astype(np.int64)
    nobody = np.zeros(0, np.int64)
    return np.concatenate([nobody, *(ground.rows[k][:count] for k, count in enumerate(taken.tolist()))])


@dataclass(frozen=True, eq=False)
class Ground:
    """Groups of interchangeable candidates: cells, or cells and costs when there is a budget."""

    pool: Pool
    demand: Demand
    cell: Ints
    cost: Ints
    size: Ints
    rows: list[Rows]

    @classmethod
    def of(cls, pool: Pool, demand: Demand) -> Ground:
        order, starts = pool.by_cell
        cells, costs, rows = [], [], []
        for cell in range(pool.cells):
            inside = order[starts[cell] : starts[cell + 1]]
            for cost, group in _by_cost(pool, inside, min(len(inside), _most(pool, demand))):
                cells.append(cell)
                costs.append(cost)
                rows.append(group)
        sizes = np.array([len(group) for group in rows], np.int64)
        return cls(pool, demand, np.array(cells, np.int64), np.array(costs, np.int64), sizes, rows)

    def model(self, dropped: set[Rule], rules: list[Rule] | None = None) -> Model:
        """Rows seats, minima and maxima per quota, budget; a dropped rule's row is free."""
        demand, quotas = self.demand, self.pool.quotas
        gone = {(rule.kind, rule.column, rule.value) for rule in dropped}
        low, high = demand.low.astype(float), demand.high.astype(float)
        for place, quota in enumerate(quotas):
            if ("min", quota.column, quota.value) in gone or not quota.minimum:
                low[place] = -INF
            if ("max", quota.column, quota.value) in gone or quota.maximum is None:
                high[place] = INF
        seats = float(demand.seats)
        free = ("seats", "", "") in gone
        row_low, row_high = [-INF if free else seats, *low], [INF if free else seats, *high]
        parts = [np.ones((1, len(self.cell))), self.pool.member[:, self.cell].astype(float)]
        if demand.budget is not None:
            row_low.append(-INF)
            row_high.append(INF if ("budget", "", "") in gone else demand.budget / self.pool.cost_scale)
            parts.append(self.cost[None, :] / self.pool.cost_scale)
        model = Model([np.array(row_low)], [np.array(row_high)])
        model.columns(np.vstack(parts), np.zeros(len(self.cell)), 0.0, self.size.astype(float), whole=True)
        return model

    def solve(self, dropped: set[Rule], *, cheapest: bool = False) -> Floats | None:
        model = self.model(dropped)
        if cheapest and self.demand.budget is not None:
            model.cost = [self.cost.astype(float)]
            if ("budget", "", "") not in {(r.kind, r.column, r.value) for r in dropped}:
                model.row_high[0][-1] = INF
                point = solve_whole(model)
                if point is None:
                    return None
                spent = int(np.rint(point).astype(np.int64) @ self.cost)
                return point if spent <= self.demand.budget else None
        return solve_whole(model)

    def holds_without(self, dropped: set[Rule]) -> bool:
        return self.solve(dropped, cheapest=True) is not None


def _most(pool: Pool, demand: Demand) -> int:
    """No filling of interest takes more of one cell, even once seats and maxima are relaxed."""
    return int(max(demand.seats, 0) + np.maximum(demand.low, 0).sum()) if pool.cost is not None else 2**62


def _by_cost(pool: Pool, inside: Rows, most: int) -> Iterator[tuple[int, Rows]]:
    if pool.cost is None:
        yield 0, inside
        return
    order = inside[np.lexsort((-pool.score[inside], pool.cost[inside]))][:most]
    cost = pool.cost[order]
    cuts = np.flatnonzero(np.diff(cost)) + 1
    for group in np.split(order, cuts):
        if len(group):
            yield int(pool.cost[group[0]]), group


def explain_conflicts(
    pool: Pool, demand: Demand, rules: list[Rule]
) -> tuple[tuple[Conflict, ...], tuple[Change, ...]]:
    """Disjoint irreducible sets of rules that cannot hold together, and the smallest relaxation of all."""
    ground = Ground.of(pool, demand)
    changes = _smallest_relaxation(ground, rules)
    conflicts = []
    dropped: set[Rule] = set()
    while not ground.holds_without(dropped):
        clash = _irreducible(ground, [rule for rule in rules if rule not in dropped], dropped)
        dropped |= set(clash)
        touched = tuple(change for change in changes if change.rule in clash)
        needed = None
        if any(rule.kind == "budget" for rule in clash):
            spent = _least_cost(ground)
            needed = None if spent is None else dirhams(spent * pool.cost_unit)
        conflicts.append(Conflict(tuple(clash), touched, needed))
        if not clash:
            break
    return tuple(conflicts), changes


def clash_of(pool: Pool, demand: Demand, rules: list[Rule]) -> list[Rule]:
    """One irreducible set of rules that cannot hold together under this demand."""
    return _irreducible(Ground.of(pool, demand), rules, set())


def _irreducible(ground: Ground, rules: list[Rule], dropped: set[Rule]) -> list[Rule]:
    gone = set(dropped)
    for rule in reversed(rules):
        if not ground.holds_without(gone | {rule}):
            gone.add(rule)
    return [rule for rule in rules if rule not in gone]


def _least_cost(ground: Ground) -> int | None:
    budget = Rule("budget")
    model = ground.model({budget})
    model.cost = [ground.cost.astype(float)]
    point = solve_whole(model)
    return None if point is None else int(np.rint(point).astype(np.int64) @ ground.cost)


def _smallest_relaxation(ground: Ground, rules: list[Rule]) -> tuple[Change, ...]:
    model = ground.model(set())
    groups = len(ground.size)
    slack_of = _add_places(model, ground, rules)
    total = np.concatenate([np.zeros(groups), np.ones(sum(map(len, slack_of.values())))])
    model.cost = [total]
    point = solve_whole(model)
    if point is None:
        return ()
    least = round(float(total @ np.rint(point)))
    model.rows(total[None, :], -INF, float(least))
    slacks = {rule: round(float(point[places].sum())) for rule, places in slack_of.items()}
    for rule, places in slack_of.items():
        pick = np.zeros(len(total))
        pick[places] = 1.0
        if slacks[rule]:
            model.cost = [pick]
            point = solve_whole(model)
            if point is None:
                raise RuntimeError("a relaxation that existed is gone")
            slacks = {other: round(float(point[spots].sum())) for other, spots in slack_of.items()}
        model.rows(pick[None, :], -INF, float(slacks[rule]))
    if point is None:
        return ()
    moves = {rule: [round(float(value)) for value in point[places]] for rule, places in slack_of.items()}
    return tuple(Change(rule, _moved(rule, move)) for rule, move in moves.items() if any(move))


def _add_places(model: Model, ground: Ground, rules: list[Rule]) -> dict[Rule, list[int]]:
    """Slack columns per rule: seats fewer or more, a minimum lower, a maximum higher."""
    height = len(model.row_low[0])
    row_of = {(q.column, q.value): 1 + place for place, q in enumerate(ground.pool.quotas)}
    slack_of: dict[Rule, list[int]] = {}
    columns = len(ground.size)
    for rule in rules:
        if rule.kind == "budget":
            continue
        signs = {"seats": [1.0, -1.0], "min": [1.0], "max": [-1.0]}[rule.kind]
        row = 0 if rule.kind == "seats" else row_of[rule.column, rule.value]
        matrix = np.zeros((height, len(signs)))
        matrix[row] = signs
        model.columns(matrix, np.zeros(len(signs)), 0.0, INF, whole=True)
        slack_of[rule] = list(range(columns, columns + len(signs)))
        columns += len(signs)
    return slack_of


def _moved(rule: Rule, move: list[int]) -> int:
    limit = int(rule.limit)
    if rule.kind == "seats":
        return limit - move[0] + move[1]
    return limit - move[0] if rule.kind == "min" else limit + move[0]
