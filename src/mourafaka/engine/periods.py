"""Months of service on the calendar, and the days of a month one can work."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day_of(start: date, months: int) -> date:
    """The last day of a period of `months` that begins on `start`: 1 July 2020 and 24 give 30 June 2022."""
    return add_months(start, months) - timedelta(days=1)


# --- Days one can work ---

# The holidays of fixed date: (month, day), the first year they were kept, and their name. From the list published
# by the ministry in charge of the civil service; 14 January by royal decision of May 2023, 31 October of
# November 2025.
FIXED_HOLIDAYS: tuple[tuple[int, int, int, str], ...] = (
    (1, 1, 0, "new_year"),
    (1, 11, 0, "independence_manifesto"),
    (1, 14, 2024, "amazigh_new_year"),
    (5, 1, 0, "labour_day"),
    (7, 30, 0, "throne_day"),
    (8, 14, 0, "oued_ed_dahab"),
    (8, 20, 0, "revolution_of_king_and_people"),
    (8, 21, 0, "youth_day"),
    (10, 31, 2026, "unity_day"),
    (11, 6, 0, "green_march"),
    (11, 18, 0, "independence_day"),
)

FEAST_DAYS = {"eid_fitr": 2, "eid_adha": 2, "hijri_new_year": 1, "mawlid": 2}


@dataclass(frozen=True)
class Feast:
    """A feast of the lunar calendar, or the month of Ramadan, with both its ends."""

    kind: str
    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


# Ramadan, Eid al-Fitr, Eid al-Adha, 1 Muharram, Mawlid. Observed dates differ by a day with the sighting of the
# crescent: all to verify, those after 2026 are computed. The programme corrects them on its own page.
_MOVING: dict[
    int, tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
] = {
    2019: ((5, 7), (6, 5), (8, 12), (9, 1), (11, 10)),
    2020: ((4, 25), (5, 24), (7, 31), (8, 21), (10, 29)),
    2021: ((4, 14), (5, 13), (7, 21), (8, 10), (10, 19)),
    2022: ((4, 3), (5, 2), (7, 10), (7, 31), (10, 9)),
    2023: ((3, 23), (4, 22), (6, 29), (7, 20), (9, 28)),
    2024: ((3, 12), (4, 10), (6, 17), (7, 8), (9, 16)),
    2025: ((3, 2), (3, 31), (6, 7), (6, 27), (9, 5)),
    2026: ((2, 19), (3, 20), (5, 27), (6, 17), (8, 26)),
    2027: ((2, 9), (3, 10), (5, 17), (6, 7), (8, 16)),
    2028: ((1, 29), (2, 27), (5, 6), (5, 26), (8, 4)),
    2029: ((1, 17), (2, 15), (4, 25), (5, 15), (7, 24)),
    2030: ((1, 6), (2, 5), (4, 14), (5, 4), (7, 14)),
}
MOVING_YEARS = (min(_MOVING), max(_MOVING))


def moving_feasts(year: int) -> tuple[Feast, ...]:
    """The five of a year, as they are expected; none for a year the table does not know."""
    if year not in _MOVING:
        return ()
    ramadan, fitr, *_others = starts = [date(year, month, day) for month, day in _MOVING[year]]
    kinds = ("eid_fitr", "eid_adha", "hijri_new_year", "mawlid")
    feasts = [
        Feast(kind, start, start + timedelta(days=FEAST_DAYS[kind] - 1))
        for kind, start in zip(kinds, starts[1:], strict=True)
    ]
    return (Feast("ramadan", ramadan, fitr - timedelta(days=1)), *feasts)


def fixed_holidays(year: int) -> frozenset[date]:
    return frozenset(date(year, month, day) for month, day, since, _name in FIXED_HOLIDAYS if year >= since)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def working_days(
    first: date, last: date, *, feasts: Iterable[Feast], absences: Iterable[tuple[date, date]] = ()
) -> list[date]:
    """Monday to Friday from `first` to `last`, less holidays, feasts and absences. Ramadan is worked."""
    closed = set().union(*(fixed_holidays(year) for year in range(first.year, last.year + 1)))
    kept = [feast for feast in feasts if feast.kind != "ramadan"]
    away = list(absences)
    return [
        day
        for day in days_between(first, last)
        if day.weekday() < 5
        and day not in closed
        and not any(day in feast for feast in kept)
        and not any(start <= day <= end for start, end in away)
    ]


def days_to_give(
    promised: int, first: date, last: date, *, available: Iterable[date], feasts: Iterable[Feast]
) -> int:
    """How many of the `promised` days of a full month are left between `first` and `last`.

    promised × (days available, those of Ramadan counted for half) / (Mondays to Fridays), rounded down, and never
    more than the days available.
    """
    days = list(available)
    fasted = [feast for feast in feasts if feast.kind == "ramadan"]
    halves = sum(1 if any(day in feast for feast in fasted) else 2 for day in days)
    weekdays = sum(day.weekday() < 5 for day in days_between(first, last))
    return min(len(days), promised * halves // (2 * weekdays)) if weekdays else 0
