"""One coach for each cooperative, for all its visits.

A programme over the tours of the relaxation chooses the coach: tours may still be taken in fractions, the coach
may not. Windows being intervals of months, the visits of a coach find their days exactly when, for all
months a to b, those whose window lies inside are no more than the days there hold (Hall); the conditions that
the answer breaks are added until none is. When no such sharing exists, as few cooperatives as possible have
several coaches.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np

from mourafaka.engine.itinerary.packing import capacities
from mourafaka.engine.itinerary.pricing import Tours
from mourafaka.engine.itinerary.programme import Programme
from mourafaka.engine.itinerary.question import Question, Task
from mourafaka.engine.solver import quiet_solver

INF = highspy.kHighsInf
_MOST_CHOICES = 30_000  # beyond, the fewest split cooperatives are not sought, only a sharing that fits


@dataclass(eq=False)
class _Model:
    """Columns and rows gathered entry by entry."""

    cost: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    low_row: list[float] = field(default_factory=list)
    high_row: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)  # row, column, value

    def column(self, cost: float, high: float, whole: bool) -> int:
        self.cost.append(cost)
        self.high.append(high)
        self.whole.append(int(whole))
        return len(self.cost) - 1

    def row(self, low: float, high: float, terms: Iterable[tuple[int, float]]) -> None:
        number = len(self.low_row)
        self.low_row.append(low)
        self.high_row.append(high)
        self.entries += [(number, column, value) for column, value in terms]

    def solve(self, seconds: float, gap: float = 0.0) -> list[float] | None:
        solver = quiet_solver()
        table = sorted((column, row, value) for row, column, value in self.entries)
        counts = np.bincount([column for column, _, _ in table], minlength=len(self.cost))
        starts = (np.cumsum(counts) - counts).astype(np.int32)
        solver.passModel(
            len(self.cost), len(self.low_row), len(table), 1, 1, 0.0,
            np.array(self.cost), np.zeros(len(self.cost)), np.array(self.high),
            np.array(self.low_row), np.array(self.high_row), starts,
            np.array([row for _, row, _ in table], np.int32), np.array([value for *_, value in table], float),
            np.array(self.whole, np.int32),
        )  # fmt: skip
        solver.setOptionValue("time_limit", max(seconds, 0.5))
        solver.setOptionValue("mip_rel_gap", gap)
        solver.run()
        if solver.getInfo().primal_solution_status != 2:
            return None
        return list(solver.getSolution().col_value)


def one_coach_each(
    question: Question, programme: Programme | None, tours: Tours, until: float
) -> dict[int, int] | None:
    """A coach for each cooperative that may still choose; without programme, simply near ones. None: not found."""
    model, choice = _Model(), {}
    tasks: dict[int, list[Task]] = defaultdict(list)
    for task in question.tasks:
        tasks[task.place].append(task)
    for place, due in tasks.items():
        for coach in _suited(due):
            far = 0.0 if programme else len(due) * question.roads.single(coach, place)
            choice[place, coach] = model.column(far, 1.0, True)
        model.row(1.0, 1.0, [(choice[place, coach], 1.0) for coach in _suited(due)])
    if programme:
        _add_tours(question, model, choice, programme, tours)
    while True:
        point = model.solve(until - time.monotonic(), 0.001)
        if point is None:
            return None
        chosen = {place: coach for (place, coach), column in choice.items() if point[column] > 0.5}
        if not (broken := _broken(question, tasks, chosen)):
            return chosen
        for coach, first, last in broken:
            inside = {
                place: sum(first <= t.months[0] and t.months[-1] <= last and coach in t.coaches for t in due)
                for place, due in tasks.items()
            }
            room = float(question.room[coach, first : last + 1].sum() * question.per_day)
            terms = [(choice[p, coach], float(n)) for p, n in inside.items() if n and (p, coach) in choice]
            model.row(-INF, room, terms)
        if time.monotonic() > until:
            return None


def _suited(due: list[Task]) -> list[int]:
    """Coaches who may make all the visits."""
    return sorted(set.intersection(*(set(task.coaches) for task in due)))


def _add_tours(
    question: Question,
    model: _Model,
    choice: dict[tuple[int, int], int],
    programme: Programme,
    tours: Tours,
) -> None:
    """Tours in fractions: a coach visits a cooperative as often as it needs if it is hers, else never."""
    cover: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    room: dict[int, list[tuple[int, float]]] = defaultdict(list)
    doubles: dict[int, list[tuple[int, float]]] = defaultdict(list)
    places = {int(r): int(p) for cell in programme.cells for r, p in zip(cell.row, cell.place, strict=True)}
    for stops, km, cell in zip(tours.stops.tolist(), tours.km.tolist(), tours.cell.tolist(), strict=True):
        column = model.column(km, INF, False)
        rows = [row for row in stops if row >= 0]
        days = question.days(len(rows))
        room[cell].append((column, float(days)))
        if days == 2:
            doubles[cell].append((column, 1.0))
        for row in rows:
            cover[row, programme.cells[cell].coach].append((column, 1.0))
    for number, cell in enumerate(programme.cells):
        model.row(-INF, float(cell.room), room[number])
        if programme.paired:
            model.row(-INF, float(cell.doubles), doubles[number])
    teams = defaultdict(set)
    for cell in programme.cells:
        for row in cell.row.tolist():
            teams[row].add(cell.coach)
    for row, coaches in teams.items():
        for coach in coaches:
            mine = choice.get((places[row], coach))
            terms = cover[row, coach]
            if mine is not None:
                model.row(0.0, INF, [*terms, (mine, -float(programme.need[row]))])


def _broken(
    question: Question, tasks: dict[int, list[Task]], chosen: dict[int, int]
) -> list[tuple[int, int, int]]:
    """Coach, first and last month of the tightest condition broken, for each coach who has one."""
    load: dict[int, np.ndarray[tuple[int, int], np.dtype[np.int64]]] = {}
    size = question.months + 1
    for place, coach in chosen.items():
        for task in tasks[place]:
            table = load.setdefault(coach, np.zeros((size, size), np.int64))
            table[task.months[0], task.months[-1]] += 1
    room = capacities(question)
    broken = []
    for coach, table in sorted(load.items()):
        inside = np.cumsum(np.cumsum(table[::-1], axis=0)[::-1], axis=1)  # windows from a on, up to b
        total = np.cumsum(room[coach])
        before = np.concatenate([[0], total[:-1]])
        excess = np.triu(inside - (total[None, :] - before[:, None]))
        if excess.max() > 0:
            first, last = np.unravel_index(int(excess.argmax()), excess.shape)
            broken.append((coach, int(first), int(last)))
    return broken


def fewest_split(question: Question, until: float) -> dict[Task, int]:
    """A coach for each visit so that all fit, with as few cooperatives as possible having several."""
    model = _Model()
    share: dict[tuple[int, int], int] = {}
    used: dict[Task, dict[int, list[int]]] = {}
    month_of: dict[tuple[int, int], list[int]] = defaultdict(list)
    choices = sum(len(task.coaches) * len(task.months) for task in question.tasks)
    for task in question.tasks:
        used[task] = defaultdict(list)
        for coach in task.coaches:
            far = 1e-6 * question.roads.single(coach, task.place)
            if (task.place, coach) not in share:
                share[task.place, coach] = model.column(1.0, 1.0, choices <= _MOST_CHOICES)
            for month in task.months:
                column = model.column(far, 1.0, True)
                used[task][coach].append(column)
                month_of[coach, month].append(column)
    for task, coaches in used.items():
        model.row(1.0, 1.0, [(column, 1.0) for columns in coaches.values() for column in columns])
        for coach, columns in coaches.items():
            terms = [(column, 1.0) for column in columns]
            model.row(-INF, 0.0, [*terms, (share[task.place, coach], -1.0)])
    for (coach, month), columns in month_of.items():
        model.row(-INF, float(question.capacity(coach, month)), [(column, 1.0) for column in columns])
    point = model.solve(until - time.monotonic())
    if point is None:
        return {}
    return {
        task: coach
        for task, coaches in used.items()
        for coach, columns in coaches.items()
        if sum(point[column] for column in columns) > 0.5
    }
