"""Stretches of months that do not touch: each is a programme of its own, and like ones are solved once."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mourafaka.engine.itinerary.model import STOPS_PER_TOUR
from mourafaka.engine.itinerary.pricing import Cell, Tours, joined
from mourafaka.engine.itinerary.programme import Floats, Prices, Programme, Relaxed, relax
from mourafaka.engine.itinerary.question import Question, Task, Trip

_TOO_LONG = 600  # tasks beyond which only all months at once are relaxed


@dataclass(frozen=True)
class Block:
    """Consecutive months `first` to `last` and the tasks that fall in them, and nowhere else."""

    first: int
    last: int
    tasks: tuple[Task, ...]

    def signature(self, question: Question) -> tuple[object, ...]:
        """Equal for blocks that ask the same thing some months apart."""
        tasks = tuple((t.place, t.coaches, tuple(m - self.first for m in t.months)) for t in self.tasks)
        room = question.room[sorted(self.team), self.first : self.last + 1]
        return tasks, room.tobytes()

    @property
    def team(self) -> set[int]:
        return {coach for task in self.tasks for coach in task.coaches}

    @property
    def once(self) -> bool:
        """Whether no cooperative is visited twice in it."""
        return len({task.place for task in self.tasks}) == len(self.tasks)


def blocks(tasks: Sequence[Task]) -> list[Block]:
    """The tasks cut wherever no window crosses."""
    found: list[Block] = []
    inside: list[Task] = []
    first = last = 0
    for task in sorted(tasks, key=lambda t: (t.months[0], t)):
        if inside and task.months[0] > last:
            found.append(Block(first, last, tuple(sorted(inside))))
            inside = []
        if not inside:
            first, last = task.months[0], task.months[-1]
        inside.append(task)
        last = max(last, task.months[-1])
    if inside:
        found.append(Block(first, last, tuple(sorted(inside))))
    return found


def programme_of(question: Question, block: Block) -> Programme:
    """One row per task, one cell per coach and group of months in which the same visits may fall."""
    paired = question.days(4) == 2
    cells = []
    for coach in sorted(block.team):
        groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for month in range(block.first, block.last + 1):
            rows = tuple(
                r for r, task in enumerate(block.tasks) if coach in task.coaches and month in task.months
            )
            if rows and question.room[coach, month]:
                groups[rows if paired else (*rows, -month)].append(month)
        for rows, months in groups.items():
            members = [r for r in rows if r >= 0]
            cells.append(cell_of(question, coach, months, members, [block.tasks[r].place for r in members]))
    return Programme(np.ones(len(block.tasks)), tuple(cells), question.visits_per_day, question.roads.metric)


def cell_of(
    question: Question, coach: int, months: Sequence[int], rows: Sequence[int], places: Sequence[int]
) -> Cell:
    room = question.room[coach, list(months)]
    at, ways = np.array(places, np.int64), question.roads
    return Cell(
        coach, tuple(months), np.array(rows, np.int64), at, ways.out[coach, at], ways.back[coach, at],
        ways.between[np.ix_(at, at)], int(room.sum()), int((room // 2).sum()), int(room.max(initial=0)),
        ways.metric,
    )  # fmt: skip


def rows_of(tasks: Iterable[Task]) -> dict[tuple[int, tuple[int, ...]], int]:
    """The visits due to each cooperative from the same coaches."""
    return dict(sorted(Counter((task.place, task.coaches) for task in tasks).items()))


def relaxation_of(question: Question) -> Programme:
    """All months at once: each cooperative so many times, each coach all her days. Less strict than any plan."""
    needs = rows_of(question.tasks)
    months: dict[int, set[int]] = defaultdict(set)
    for task in question.tasks:
        for coach in task.coaches:
            months[coach].update(task.months)
    rows = list(needs)
    cells = []
    for coach in sorted(months):
        mine = [r for r, (_, team) in enumerate(rows) if coach in team]
        cells.append(cell_of(question, coach, sorted(months[coach]), mine, [rows[r][0] for r in mine]))
    need = np.array([needs[row] for row in rows], float)
    return Programme(need, tuple(cells), question.visits_per_day, question.roads.metric)


def of_all_months(question: Question, tasks: Sequence[Task], trips: Sequence[Trip]) -> Tours:
    """The trips as tours of `relaxation_of`. Without a plan to begin from, its first prices are wild and cost
    twenty times the rest."""
    rows = {key: row for row, key in enumerate(rows_of(tasks))}
    cells = {
        coach: number for number, coach in enumerate(sorted({c for task in tasks for c in task.coaches}))
    }
    stops = np.full((len(trips), STOPS_PER_TOUR), -1, np.int64)
    for place, trip in enumerate(trips):
        stops[place, : len(trip.tasks)] = [rows[task.place, task.coaches] for task in trip.tasks]
    km = np.array([question.roads.km(t.coach, [task.place for task in t.tasks]) for t in trips])
    return Tours(stops, km, np.array([cells[trip.coach] for trip in trips], np.int64))


def relaxed(
    question: Question,
    block: Block,
    programme: Programme,
    start: Tours,
    first: Sequence[Trip],
    until: float,
) -> Relaxed:
    """The relaxation of a block, from the trips `first`, which `start` has as tours.

    Where cooperatives come back, all its months at once are tried first: their prices serve for each month, and
    are the best there are when no month is fuller than another.
    """
    if block.once:
        return relax(programme, start, until)
    together = relaxation_of(question.on(block.tasks))
    rows = {key: row for row, key in enumerate(rows_of(block.tasks))}
    row_of = [rows[task.place, task.coaches] for task in block.tasks]
    cell_of_coach = {cell.coach: number for number, cell in enumerate(together.cells)}
    cells = [cell_of_coach[cell.coach] for cell in programme.cells]
    begun = of_all_months(question, block.tasks, first)
    found = relax(together, begun, time.monotonic() + 0.5 * (until - time.monotonic()))
    prices = found.prices
    spread = Prices(prices.gain[row_of], prices.room[cells], prices.doubles[cells])
    tours, used = _in_each_month(programme, row_of, cells, found)
    if len(block.tasks) > _TOO_LONG:
        return Relaxed(found.bound, spread, tours, used, found.complete)
    return relax(programme, joined([start, tours]), until, spread)


def _in_each_month(
    programme: Programme, row_of: Sequence[int], cells: Sequence[int], found: Relaxed
) -> tuple[Tours, Floats]:
    """The tours used in all months at once, in every cell of their coach where each stop has a task, and how much
    of each is used when all months have their share."""
    parts, used = [], [np.zeros(0)]
    months = Counter[int]()
    for cell, origin in zip(programme.cells, cells, strict=True):
        months[origin] += len(cell.months)
    kept = np.flatnonzero(found.used > 1e-9)
    tours, use = found.tours.take(kept), found.used[kept]
    for number, (cell, origin) in enumerate(zip(programme.cells, cells, strict=True)):
        task = np.full(max(row_of) + 2, -2, np.int64)
        task[-1] = -1  # where -1, no stop, looks
        task[[row_of[row] for row in cell.row.tolist()]] = cell.row
        mine = tours.cell == origin
        there = tours.take(mine)
        stops = task[there.stops]
        fits = (stops > -2).all(axis=1) & (programme.days[there.sizes] <= cell.longest)
        parts.append(Tours(stops[fits], there.km[fits], np.full(int(fits.sum()), number, np.int64)))
        used.append(use[mine][fits] * len(cell.months) / months[origin])
    return joined(parts), np.concatenate(used)


def trips_of(question: Question, block: Block, programme: Programme, tours: Tours) -> list[Trip]:
    """Tours of a block put into single months: those of two days first, where most days are left.

    A task covered twice (which a programme with straight roads allows) stays in its first tour.
    """
    left = {
        (cell.coach, month): int(question.room[cell.coach, month])
        for cell in programme.cells
        for month in cell.months
    }
    seen: set[Task] = set()
    trips = []
    found = []
    for stops, cell in zip(tours.stops.tolist(), tours.cell.tolist(), strict=True):
        tasks = [block.tasks[r] for r in stops if r >= 0 and block.tasks[r] not in seen]
        seen.update(tasks)
        if tasks:
            found.append((programme.cells[cell], tasks))
    found.sort(key=lambda pair: (-question.days(len(pair[1])), pair[0].coach, pair[1]))
    for cell, tasks in found:
        month = max(cell.months, key=lambda m: (left[cell.coach, m], -m))
        left[cell.coach, month] -= question.days(len(tasks))
        if left[cell.coach, month] < 0:
            raise RuntimeError("the tours of a cell do not fit into its months")
        trips.append(trip_of(question, cell.coach, month, tasks))
    return trips


def trip_of(question: Question, coach: int, month: int, tasks: Sequence[Task]) -> Trip:
    """The tasks in their shortest order."""
    by_place = {task.place: task for task in tasks}
    order, _ = question.roads.shortest(coach, list(by_place))
    return Trip(coach, month, tuple(by_place[place] for place in order))


def moved_to(block: Block, other: Block, trips: Sequence[Trip]) -> list[Trip]:
    """The trips of `block` made in `other`, which asks the same some months later."""
    shift = other.first - block.first
    twin = dict(zip(block.tasks, other.tasks, strict=True))
    return [Trip(t.coach, t.month + shift, tuple(twin[task] for task in t.tasks)) for t in trips]
