"""Among plans of equal length, the one where cooperatives see fewer coaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from mourafaka.engine.itinerary.question import Question, Trip

_EQUAL_KM = 1e-6
_ROUNDS = 20


def fewer_changes(question: Question, trips: Sequence[Trip]) -> list[Trip]:
    """The trips, given to another coach where it is as far for her and she knows their cooperatives better.

    Coaches exchange trips too, two of one month that last as long. Nothing else changes: neither month nor length.
    """
    found = list(trips)
    known = Counter(
        [(task.place, trip.coach) for trip in found for task in trip.tasks]
        + [(place, tour.coach) for tour in question.standing for place, _ in tour.stops]
    )
    left = Counter[tuple[int, int]]()
    for trip in found:
        left[trip.coach, trip.month] -= question.days(len(trip.tasks))
    for coach, month in {(c, t.month) for t in found for c in range(len(question.coaches))}:
        left[coach, month] += int(question.room[coach, month])
    free = {number: others for number, trip in enumerate(found) if (others := _others(question, trip))}
    for _ in range(_ROUNDS if free else 0):
        better = 0
        for number, others in free.items():
            for coach in sorted(others):
                trip = found[number]
                days = question.days(len(trip.tasks))
                if left[coach, trip.month] >= days and _gain(known, trip, coach) > 0:
                    left[coach, trip.month] -= days
                    left[trip.coach, trip.month] += days
                    found[number] = _given(known, trip, coach)
                    better += 1
        for one, other in _pairs(question, found, free):
            first, second = found[one], found[other]
            if first.coach == second.coach or not _may_swap(free, first, second, one, other):
                continue
            if _gain(known, first, second.coach) + _gain(known, second, first.coach) > 0:
                found[one] = _given(known, first, second.coach)
                found[other] = _given(known, second, first.coach)
                better += 1
        if not better:
            break
    return found


def _others(question: Question, trip: Trip) -> frozenset[int]:
    """Coaches who may make the trip and for whom it is as long, herself included; none when she is the only one."""
    places = [task.place for task in trip.tasks]
    km = question.roads.km(trip.coach, places)
    able = frozenset.intersection(*(frozenset(task.coaches) for task in trip.tasks)) | {trip.coach}
    alike = frozenset(c for c in able if abs(question.roads.km(c, places) - km) <= _EQUAL_KM)
    return alike if len(alike) > 1 else frozenset()


def _pairs(
    question: Question, trips: Sequence[Trip], free: dict[int, frozenset[int]]
) -> Iterator[tuple[int, int]]:
    """Trips of one month and as many days that could change hands."""
    groups: dict[tuple[int, int], list[int]] = {}
    for number in free:
        trip = trips[number]
        groups.setdefault((trip.month, question.days(len(trip.tasks))), []).append(number)
    for group in groups.values():
        yield from combinations(group, 2)


def _may_swap(free: dict[int, frozenset[int]], first: Trip, second: Trip, one: int, other: int) -> bool:
    return second.coach in free[one] and first.coach in free[other]


def _gain(known: Counter[tuple[int, int]], trip: Trip, coach: int) -> int:
    """How much the sum of squares of visits by cooperative and coach grows: it is largest when each has one coach.

    Half of it, which is a whole number.
    """
    if coach == trip.coach:
        return 0
    return sum(known[task.place, coach] - known[task.place, trip.coach] + 1 for task in trip.tasks)


def _given(known: Counter[tuple[int, int]], trip: Trip, coach: int) -> Trip:
    for task in trip.tasks:
        known[task.place, trip.coach] -= 1
        known[task.place, coach] += 1
    return replace(trip, coach=coach)
