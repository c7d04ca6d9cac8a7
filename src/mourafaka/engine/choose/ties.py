"""The tie rule: of all best choices, the one that publication order prefers.

Publication order: score descending, then the tie columns, then id ascending. Write a choice as the row of
yes/no marks of all candidates in that order; of all choices with the greatest total, the one whose row is
lexicographically greatest is chosen (the first candidate on whom two choices differ decides for the one that
takes them). It is unique, and depends neither on the order of rows nor on the solver.

Two best choices that differ first on candidate p agree before p. So one integer programme asks at once for
the earliest p at which a better-placed choice exists; when it has no solution, the present choice is proven.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

import numpy as np

from mourafaka.engine.choose.highs import INF, Model, solve_whole
from mourafaka.engine.choose.model import Candidates, ChoiceError, Ints
from mourafaka.engine.choose.pool import Demand, Rows
from mourafaka.engine.choose.prices import Priced, Window
from mourafaka.engine.choose.residual import Best, forbid, loss_of, residual


class PublicationOrder:
    """Sorts rows of the candidates as they would be published."""

    def __init__(self, candidates: Candidates, ties: tuple[str, ...]) -> None:
        self.candidates = candidates
        self.keys = [self._ranks(name) for name in ties]

    def _ranks(self, name: str) -> Ints:
        """One integer per candidate, smaller first."""
        plain = name.removeprefix("-")
        if plain not in self.candidates.columns:
            known = ", ".join(self.candidates.columns) or "none"
            raise ChoiceError("column_unknown", column=plain, columns=known)
        column = self.candidates.columns[plain]
        values = _comparable(column.values)
        rank = {value: place for place, value in enumerate(sorted(set(values)))}
        ranks = np.array([rank[value] for value in values], np.int64)
        return (ranks if name.startswith("-") else -ranks)[column.codes]

    def sorted(self, rows: Rows) -> Rows:
        ids = self.candidates.ids
        score = self.candidates.scores
        keys = [-score[rows], *(key[rows] for key in self.keys)]
        names = [ids[row] for row in rows.tolist()]
        order = sorted(range(len(rows)), key=names.__getitem__)
        rows = rows[order]
        return rows[np.lexsort([key[order] for key in reversed(keys)])]

    @cached_property
    def everyone(self) -> Rows:
        return self.sorted(np.arange(len(self.candidates)))


def _comparable(values: tuple[str, ...]) -> list[tuple[Decimal, str]]:
    """Numbers when every value is one, text otherwise."""
    try:
        numbers = [Decimal(value) for value in values]
    except InvalidOperation:
        return [(Decimal(0), value) for value in values]
    if not all(number.is_finite() for number in numbers):
        return [(Decimal(0), value) for value in values]
    return [(number, "") for number in numbers]


@dataclass(eq=False)
class _Line:
    """Members of the open classes in publication order; members of a class are always taken from its front."""

    place: list[Ints]  # of each class, its members' places on the line

    def next_place(self, kind: int, taken: int) -> int:
        """Where the next member of a class stands; beyond everybody when there is none left."""
        places = self.place[kind]
        return int(places[taken]) if taken < len(places) else np.iinfo(np.int64).max


def settle(priced: Priced, demand: Demand, found: Best, sort: Callable[[Rows], Rows]) -> tuple[Best, Rows]:
    """The best filling that publication order prefers, and its rows."""
    window = priced.window(found.reach)
    taken = _moved(found, priced)
    members = [_front(priced, sort, window.open.members(k), demand.seats) for k in range(len(window.open))]
    everybody = sort(np.concatenate(members)) if members else np.zeros(0, np.int64)
    place = {row: spot for spot, row in enumerate(everybody.tolist())}
    line = _Line([np.array([place[row] for row in rows.tolist()], np.int64) for rows in members])
    settled_before = -1
    while True:
        better = _preferred(priced, demand, found, taken, line, settled_before)
        if better is None:
            break
        taken, settled_before = better
    picked = [rows[:count] for rows, count in zip(members, taken.tolist(), strict=True) if count]
    rows = np.concatenate([window.settled, *picked])
    return Best(window, taken, found.total, found.reach), rows


def _front(priced: Priced, sort: Callable[[Rows], Rows], rows: Rows, count: int) -> Rows:
    return sort(rows)[:count] if len(rows) > 1 else rows


def _moved(found: Best, priced: Priced) -> Ints:
    """The filling expressed in the narrower window of the proven gap."""
    narrow, wide = priced.window(found.reach).open, found.window.open
    key = {
        (cell, score, cost): count
        for cell, score, cost, count in zip(
            wide.cell.tolist(), wide.score.tolist(), wide.cost.tolist(), found.taken.tolist(), strict=True
        )
    }
    triples = zip(narrow.cell.tolist(), narrow.score.tolist(), narrow.cost.tolist(), strict=True)
    return np.array([key.get(triple, 0) for triple in triples], np.int64)


def _preferred(
    priced: Priced, demand: Demand, found: Best, taken: Ints, line: _Line, after: int
) -> tuple[Ints, int] | None:
    """The filling that takes somebody new at the earliest place beyond `after`, all before being equal."""
    window = priced.window(found.reach)
    count = len(window.open)
    spots = [line.next_place(kind, int(taken[kind])) for kind in range(count)]
    beyond = np.iinfo(np.int64).max
    doors = sorted((spot, kind) for kind, spot in enumerate(spots) if after < spot < beyond)
    if not doors:
        return None
    model = residual(priced, window, demand, found.reach)
    losses = np.concatenate(model.cost)
    columns = len(losses)
    model.rows(losses[None, :], -INF, loss_of(priced, window, demand, found.total) + 0.5)
    model.cost = [np.zeros(columns)]
    # One door is opened: its class takes one more, and every class keeps whom it has before that place.
    height = sum(map(len, model.row_low))
    earliest = np.arange(len(doors), dtype=float)
    model.columns(np.zeros((height, len(doors))), earliest, 0.0, 1.0, whole=True)
    rows = np.zeros((count + 1, columns + len(doors)))
    rows[np.arange(count), np.arange(count)] = 1.0
    places = np.array([spot for spot, _ in doors], np.int64)
    for other in np.flatnonzero(taken).tolist():
        rows[other, columns:] = -np.searchsorted(line.place[other][: taken[other]], places)
    kinds = np.array([kind for _, kind in doors])
    rows[kinds, columns + np.arange(len(doors))] = -(taken[kinds] + 1)
    rows[count, columns:] = 1.0
    model.rows(rows, np.append(np.zeros(count), 1.0), np.append(np.full(count, INF), 1.0))
    return _earliest(model, window, demand, doors, columns)


def _earliest(
    model: Model, window: Window, demand: Demand, doors: list[tuple[int, int]], columns: int
) -> tuple[Ints, int] | None:
    count = len(window.open)
    budget = None if demand.budget is None else demand.budget - window.spent
    while True:
        point = solve_whole(model)
        if point is None:
            return None
        taken = np.rint(point[:count]).astype(np.int64)
        if budget is None or int(taken @ window.open.cost) <= budget:
            door = int(np.argmax(point[columns : columns + len(doors)]))
            return taken, doors[door][0]
        forbid(model, taken, window.open.size)
