"""Plans made without looking far: a first one that always fits, and the one a list in hand would give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from mourafaka.engine.itinerary.blocks import trip_of
from mourafaka.engine.itinerary.feasibility import transport
from mourafaka.engine.itinerary.model import STOPS_PER_TOUR
from mourafaka.engine.itinerary.question import Question, Task, Trip


def packed(question: Question, tasks: Sequence[Task]) -> list[Trip]:
    """Each task to a month near home by a flow, then neighbours into full tours. Fits whenever anything does."""
    arcs, cost = [], []
    for k, task in enumerate(tasks):
        for c in task.coaches:
            for m in task.months:
                if question.room[c, m]:
                    arcs.append((k, c, m))
                    cost.append(question.roads.single(c, task.place))
    flow, missing = transport(np.ones(len(tasks), np.int64), capacities(question), arcs, np.array(cost))
    if missing.any():
        raise RuntimeError("visits that fit do not fit")
    months: dict[tuple[int, int], list[Task]] = defaultdict(list)
    for place in np.flatnonzero(flow).tolist():
        k, coach, month = arcs[place]
        months[coach, month].append(tasks[k])
    return [trip for (c, m), due in sorted(months.items()) for trip in month_of(question, c, m, due)]


def assigned(question: Question, tasks: Sequence[Task], cost: Callable[[int, int], float]) -> list[int]:
    """A coach for each task, so that all fit and the sum of cost(task, coach) is least."""
    arcs = [
        (k, c, m)
        for k, task in enumerate(tasks)
        for c in task.coaches
        for m in task.months
        if question.room[c, m]
    ]
    flow, _ = transport(
        np.ones(len(tasks), np.int64), capacities(question), arcs, np.array([cost(k, c) for k, c, _ in arcs])
    )
    coach = {arcs[place][0]: arcs[place][1] for place in np.flatnonzero(flow).tolist()}
    return [coach[k] for k in range(len(tasks))]


def capacities(question: Question) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.asarray(question.room * question.per_day, np.int64)


def month_of(question: Question, coach: int, month: int, due: Sequence[Task]) -> list[Trip]:
    """Full tours: the farthest stop and those nearest to it, again and again."""
    size = full_tour(question, int(question.room[coach, month]))
    left = sorted(due, key=lambda task: (-question.roads.single(coach, task.place), task))
    trips = []
    while left:
        seed, *others = left
        others.sort(key=lambda task: (float(question.roads.between[seed.place, task.place]), task))
        chosen = [seed]
        for task in others:
            if len(chosen) < size and task.place not in {t.place for t in chosen}:
                chosen.append(task)
        trips.append(trip_of(question, coach, month, chosen))
        left = [task for task in left if task not in chosen]
    return trips


def full_tour(question: Question, room: int) -> int:
    """The most stops of a tour without an unused half-day that fits into so many days."""
    per_day = question.per_day
    return per_day * max(1, min(STOPS_PER_TOUR // per_day, room))


def as_entered(question: Question, entered: Sequence[str]) -> list[Trip] | None:
    """What a list gives: each cooperative in turn to the nearest coach with room, its visits as early as they may
    be, tours filled in the order of the list. None when that order runs out of days."""
    rank = {name: place for place, name in enumerate(entered)}
    names = [coop.id for coop in question.cooperatives]
    mine: dict[int, list[Task]] = defaultdict(list)
    for task in question.tasks:
        mine[task.place].append(task)
    room = capacities(question).copy()
    months: dict[tuple[int, int], list[Task]] = defaultdict(list)
    for place in sorted(mine, key=lambda p: rank.get(names[p], p)):
        for coach in sorted(mine[place][0].coaches, key=lambda c: (question.roads.single(c, place), c)):
            if chosen := _earliest(room, coach, mine[place]):
                break
        else:
            return None
        for task, month in chosen:
            room[coach, month] -= 1
            months[coach, month].append(task)
    trips = []
    for (coach, month), due in sorted(months.items()):
        size = full_tour(question, int(question.room[coach, month]))
        trips += [Trip(coach, month, tuple(due[at : at + size])) for at in range(0, len(due), size)]
    return trips if all(len({t.place for t in trip.tasks}) == len(trip.tasks) for trip in trips) else None


def _earliest(
    room: np.ndarray[tuple[int, int], np.dtype[np.int64]], coach: int, tasks: Sequence[Task]
) -> list[tuple[Task, int]]:
    """A month for each task with this coach; none when one has none."""
    chosen: list[tuple[Task, int]] = []
    taken: dict[int, int] = defaultdict(int)
    for task in tasks:
        if coach not in task.coaches:
            return []
        month = next((m for m in task.months if room[coach, m] > taken[m]), None)
        if month is None:
            return []
        taken[month] += 1
        chosen.append((task, month))
    return chosen
