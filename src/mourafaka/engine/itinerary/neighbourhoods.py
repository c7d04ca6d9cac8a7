"""A plan made shorter piece by piece: trips near one another, in place and in time, are planned anew together."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from mourafaka.engine.itinerary.blocks import Block
from mourafaka.engine.itinerary.question import Question, Trip

_SIZES = (60, 100, 140)  # visits planned anew at once: the larger ones when the smaller find nothing more
_PER_SECOND = 25  # and how many of them a second is given for
_MONTH_KM = 6.0  # a month away counts as far as this

Lengths: TypeAlias = Callable[[Sequence[Trip]], Sequence[float]]
Solve: TypeAlias = Callable[[Question, Block, float, Sequence[Trip]], Sequence[Trip]]


def improved(
    question: Question, block: Block, trips: Sequence[Trip], until: float, lost: Lengths, solve: Solve
) -> list[Trip]:
    """The trips, made shorter until time runs out or no piece of them can be.

    `lost` is how much longer each trip is than its visits are worth: where most is lost, pieces are tried more
    often. `solve` plans a piece anew from the trips it has.
    """
    best = list(trips)
    chance = random.Random(len(best))  # noqa: S311 - any draw will do, the same each time
    for size in _SIZES:
        spent: set[Trip] = set()
        while time.monotonic() < until:
            left = [place for place, trip in enumerate(best) if trip not in spent]
            if not left:
                break
            weights = np.maximum(lost(best), 0.0)[left] + 0.1
            seed = chance.choices(left, weights.tolist())[0]
            spent.add(best[seed])
            piece = _near(question, best, seed, size)
            mine = [best[place] for place in sorted(piece)]
            others = [trip for place, trip in enumerate(best) if place not in piece]
            limit = min(until, time.monotonic() + size / _PER_SECOND)
            found = _again(_without(question, others), block, mine, limit, solve)
            if _km(question, found) < _km(question, mine) - 1e-6:
                best = [*others, *found]
                spent.difference_update(mine)
    return best


def _again(
    question: Question, block: Block, trips: Sequence[Trip], until: float, solve: Solve
) -> Sequence[Trip]:
    """The visits of these trips planned anew among their coaches."""
    team = {trip.coach for trip in trips}
    narrow = {
        task: replace(task, coaches=tuple(c for c in task.coaches if c in team))
        for trip in trips
        for task in trip.tasks
    }
    first = [replace(trip, tasks=tuple(narrow[task] for task in trip.tasks)) for trip in trips]
    part = Block(block.first, block.last, tuple(sorted(narrow.values())))
    whole = {after: before for before, after in narrow.items()}
    found = solve(question, part, until, first)
    return [replace(trip, tasks=tuple(whole[task] for task in trip.tasks)) for trip in found]


def _near(question: Question, trips: Sequence[Trip], seed: int, size: int) -> set[int]:
    """The trips nearest to one of them, by their nearest stops and their months: so many visits in all."""
    stops = [np.array([task.place for task in trip.tasks]) for trip in trips]
    away = np.array([
        question.roads.between[np.ix_(stops[seed], there)].min() + _MONTH_KM * abs(trip.month - trips[seed].month)
        for there, trip in zip(stops, trips, strict=True)
    ])  # fmt: skip
    away[seed] = -1.0
    order = np.argsort(away, kind="stable")
    total = np.cumsum([len(stops[place]) for place in order])
    return set(order[: max(1, int(np.searchsorted(total, size, side="right")))].tolist())


def _without(question: Question, trips: Sequence[Trip]) -> Question:
    """The question once these trips have taken their days."""
    room = question.room.copy()
    for trip in trips:
        room[trip.coach, trip.month] -= question.days(len(trip.tasks))
    return replace(question, room=room)


def _km(question: Question, trips: Sequence[Trip]) -> float:
    return sum(question.roads.km(trip.coach, [task.place for task in trip.tasks]) for trip in trips)
