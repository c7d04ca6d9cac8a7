"""Months of service on the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day_of(start: date, months: int) -> date:
    """The last day of a period of `months` that begins on `start`: 1 July 2020 and 24 give 30 June 2022."""
    return add_months(start, months) - timedelta(days=1)
