"""What day it is for the programme: today's, unless the demonstration stands at another day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

_day: ContextVar[date | None] = ContextVar("day", default=None)
_came: ContextVar[datetime | None] = ContextVar("came", default=None)


@contextmanager
def at(day: date) -> Iterator[None]:
    """Within, it is `day`: a synthetic history is told day by day, a test stands where it wants."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)


def today() -> date:
    """The day in the time zone of the programme."""
    return _day.get() or settings.DEMONSTRATION_DAY or timezone.localdate()


def now() -> datetime:
    """This moment, or the present hour of the day the clock stands at; aware."""
    present = timezone.localtime()
    day = today()
    if day == present.date():
        return present
    hour = time(present.hour, present.minute, present.second, present.microsecond)
    return timezone.make_aware(datetime.combine(day, hour))


@contextmanager
def answering() -> Iterator[None]:
    """Within, a form that is wholly here is answered: it came at this moment, however long its turn takes."""
    token = _came.set(timezone.now())
    try:
        yield
    finally:
        _came.reset(token)


def came() -> datetime:
    """When the form being answered came; this moment outside of one. Whoever sends in the last second of a call
    and waits behind others for the database is in time."""
    came_at = _came.get()
    return now() if came_at is None else now() - (timezone.now() - came_at)
