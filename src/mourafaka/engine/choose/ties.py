"""The tie rule: of all best choices, the one that publication order prefers.

Publication order: score descending, then the tie columns, then id ascending. Write a choice as the row of
yes/no marks of all candidates in that order; of all choices with the greatest total, the one whose row is
lexicographically greatest is chosen (the first candidate on whom two choices differ decides for the one that
takes them). It is unique, and depends neither on the order of rows nor on the solver.

Two best choices that differ first on candidate p agree before p. So one integer programme asks at once for
the earliest p at which a preferred choice exists; when it has no solution, the present choice is proven.
Otherwise the next two dozen open places are settled together, with the weights 2^23 … 1, and so on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from mourafaka.engine.choose.highs import INF, Floats, Model, solve_whole
from mourafaka.engine.choose.model import Candidates, ChoiceError, Ints
from mourafaka.engine.choose.pool import Demand, Rows
from mourafaka.engine.choose.prices import Priced
from mourafaka.engine.choose.residual import Best, forbid, loss_of, residual, spans

_STRETCH = 24
_FEW = 3_000


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
        signed: Ints = ranks if name.startswith("-") else -ranks
        ranked: Ints = signed[column.codes]
        return ranked

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
    """The members of the open classes in publication order; a class is always taken from its front."""

    places: list[Ints]  # of each class, where its members stand
    least: Ints  # of each class, how many are in for certain

    def doors(self, taken: Ints, after: int) -> list[tuple[int, int]]:
        """Where each class would take its next member, if beyond `after`: (place, class)."""
        nexts = ((places, int(count)) for places, count in zip(self.places, taken, strict=True))
        found = [
            (int(places[count]), kind) for kind, (places, count) in enumerate(nexts) if count < len(places)
        ]
        return sorted(door for door in found if door[0] > after)

    def agreed(self, taken: Ints, after: int) -> tuple[Ints, Ints]:
        """Per class, how many are taken up to `after`, and how many could still be taken in the end."""
        pairs = zip(self.places, taken.tolist(), strict=True)
        sure = np.array([np.searchsorted(p[:count], after, "right") for p, count in pairs], np.int64)
        sure = np.maximum(sure, self.least)
        passed = np.array([np.searchsorted(p, after, "right") for p in self.places], np.int64)
        most = np.array([len(p) for p in self.places], np.int64)
        return sure, np.where(passed > sure, sure, most)

    def following(self, taken: Ints, after: int) -> list[tuple[int, int]]:
        """The open places beyond `after`: (place, class)."""
        sure, most = self.agreed(taken, after)
        return sorted(
            (place, kind)
            for kind, places in enumerate(self.places)
            for place in places[sure[kind] : most[kind]].tolist()
        )


def settle(priced: Priced, demand: Demand, found: Best, sort: Callable[[Rows], Rows]) -> tuple[Best, Rows]:
    """The best filling that publication order prefers, and its rows."""
    window = priced.window(found.reach)
    least, most = spans(priced, window, demand, found.reach)
    members = [_front(sort, window.open.members(k), most[k]) for k in range(len(window.open))]
    everybody = sort(np.concatenate(members)) if members else np.zeros(0, np.int64)
    place = {row: spot for spot, row in enumerate(everybody.tolist())}
    line = _Line([np.array([place[row] for row in rows.tolist()], np.int64) for rows in members], least)
    taken = _Walk(priced, demand, found, line).walked(_moved(found, priced))
    picked = [rows[:count] for rows, count in zip(members, taken.tolist(), strict=True) if count]
    return found, np.concatenate([window.settled, *picked])


def _front(sort: Callable[[Rows], Rows], rows: Rows, count: int) -> Rows:
    return (sort(rows) if len(rows) > 1 else rows)[:count]


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


class _Walk:
    """Walks along the line, and settles it a stretch at a time."""

    def __init__(self, priced: Priced, demand: Demand, found: Best, line: _Line) -> None:
        self.priced, self.demand, self.found, self.line = priced, demand, found, line
        self.window = priced.window(found.reach)
        self.classes = len(self.window.open)

    def walked(self, taken: Ints) -> Ints:
        after, search = -1, True
        while True:
            if search:
                door = self._earliest_door(taken, after)
                if door is None:
                    return taken
                taken, after = door
            stretch = self.line.following(taken, after)
            if not stretch:
                return taken
            taken, after = self._best_stretch(taken, after, stretch[:_STRETCH]), stretch[:_STRETCH][-1][0]
            search = len(stretch) > _FEW

    def _equals(self) -> Model:
        """The fillings with the greatest total, no objective yet."""
        model = residual(self.priced, self.window, self.demand, self.found.reach)
        losses = np.concatenate(model.cost)
        limit = loss_of(self.priced, self.window, self.demand, self.found.total) + 0.5
        model.rows(losses[None, :], -INF, limit)
        model.cost = [np.zeros(len(losses))]
        return model

    def _earliest_door(self, taken: Ints, after: int) -> tuple[Ints, int] | None:
        """A filling that takes somebody new at the earliest place beyond `after`, all before being equal.

        One door is opened: its class takes one more, and each class keeps whom it has before that place.
        """
        doors = self.line.doors(taken, after)
        if not doors:
            return None
        model = self._equals()
        places, kinds = np.array(doors).T
        columns = _append(model, np.arange(len(doors), dtype=float))
        rows = np.zeros((self.classes + 1, columns + len(doors)))
        rows[np.arange(self.classes), np.arange(self.classes)] = 1.0
        for other in np.flatnonzero(taken).tolist():
            rows[other, columns:] = -np.searchsorted(self.line.places[other][: taken[other]], places)
        rows[kinds, columns + np.arange(len(doors))] = -(taken[kinds] + 1)
        rows[-1, columns:] = 1.0
        low, high = np.zeros(len(rows)), np.full(len(rows), INF)
        low[-1] = high[-1] = 1.0
        model.rows(rows, low, high)
        point = self._solved(model)
        if point is None:
            return None
        door = int(np.argmax(point[columns : columns + len(doors)]))
        return self._taken(point), doors[door][0]

    def _best_stretch(self, taken: Ints, after: int, stretch: list[tuple[int, int]]) -> Ints:
        """The filling that is lexicographically greatest on a stretch, all before it being equal."""
        model = self._equals()
        sure, most = self.line.agreed(taken, after)
        model.low[0] = sure.astype(float)
        model.high[0] = np.minimum(model.high[0], most.astype(float))
        columns = _append(model, -(2.0 ** np.arange(len(stretch))[::-1]))
        kinds = np.array([kind for _, kind in stretch])
        used = np.unique(kinds)
        rows = np.zeros((len(used), columns + len(stretch)))
        rows[np.arange(len(used)), used] = 1.0
        rows[np.searchsorted(used, kinds), columns + np.arange(len(stretch))] = -1.0
        model.rows(rows, sure[used].astype(float), INF)
        point = self._solved(model)
        if point is None:
            raise RuntimeError("the best choice is lost among its equals")
        return self._taken(point)

    def _taken(self, point: Floats) -> Ints:
        return np.rint(point[: self.classes]).astype(np.int64)

    def _solved(self, model: Model) -> Floats | None:
        budget = None if self.demand.budget is None else self.demand.budget - self.window.spent
        while True:
            point = solve_whole(model)
            if point is None or budget is None:
                return point
            taken = self._taken(point)
            if int(taken @ self.window.open.cost) <= budget:
                return point
            forbid(model, taken, self.window.open.size)


def _append(model: Model, cost: npt.NDArray[np.floating[Any]]) -> int:
    """Add yes/no columns that stand in no row yet; returns how many columns there were before."""
    before = sum(int(block.shape[1]) for block in model.blocks)
    model.columns(
        np.zeros((sum(map(len, model.row_low)), len(cost))), cost.astype(float), 0.0, 1.0, whole=True
    )
    return before
