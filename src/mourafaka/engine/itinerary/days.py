"""Days within the month: where each tour of a coach falls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from mourafaka.engine.itinerary.model import Tour

APART_DAYS = 14


def place_days(
    tours: Iterable[Tour],
    working_days: Mapping[str, Sequence[date]],
    busy: Mapping[str, Collection[date]] | None = None,
    *,
    already: Mapping[str, Collection[date]] | None = None,
    month_of: Mapping[date, int] | None = None,
    apart: int = APART_DAYS,
) -> dict[str, tuple[date, ...]]:
    """The dates of each tour, by its id; a tour that finds none has none, never a day already taken.

    `working_days` of a coach are those she may travel; `month_of` says in which month of the plan each falls
    (left out: all of them serve every tour). The days of one tour follow one another among her working days. A
    date is chosen so that the visits of a cooperative, those `already` held included, are `apart` days from one
    another where possible, then as far as possible from the coach's other tours.
    """
    taken: dict[str, set[date]] = defaultdict(set)
    for coach, days in (busy or {}).items():
        taken[coach].update(days)
    visited: dict[str, set[date]] = defaultdict(set)
    for cooperative, days in (already or {}).items():
        visited[cooperative].update(days)
    placed: dict[str, tuple[date, ...]] = {}
    own: dict[str, list[date]] = defaultdict(list)
    for tour in sorted(tours, key=lambda t: (t.month, -t.days, t.coach, t.id)):
        every = sorted(working_days.get(tour.coach, ()))
        month = [day for day in every if month_of is None or month_of.get(day) == tour.month]
        runs = [run for run in _runs(month, tour.days) if not taken[tour.coach].intersection(run)]
        if not runs:
            placed[tour.id] = ()
            continue
        best = max(runs, key=lambda run: _merit(run, tour, visited, own[tour.coach], apart, month))
        placed[tour.id] = best
        taken[tour.coach].update(best)
        own[tour.coach] += best
        for cooperative in tour.stops:
            visited[cooperative].update(best)
    return placed


def _runs(days: Sequence[date], length: int) -> list[tuple[date, ...]]:
    """Working days that follow one another; those of one week first, a night away being shorter than a weekend."""
    runs = [tuple(days[at : at + length]) for at in range(len(days) - length + 1)]
    tight = [run for run in runs if all((b - a).days == 1 for a, b in pairwise(run))]
    return tight or runs


def _merit(
    run: tuple[date, ...],
    tour: Tour,
    visited: Mapping[str, set[date]],
    own: Sequence[date],
    apart: int,
    month: Sequence[date],
) -> tuple[int, int, int]:
    """First the spacing of visits, up to what is asked; then that of the coach's tours; then the earliest."""
    others = [day for cooperative in tour.stops for day in visited.get(cooperative, ())]
    spacing = min((_gap(run, day) for day in others), default=apart)
    free = min((_gap(run, day) for day in (own or [month[0]])), default=0)
    return min(spacing, apart), free if own else -free, -run[0].toordinal()


def _gap(run: tuple[date, ...], day: date) -> int:
    return min(abs((mine - day).days) for mine in run)
