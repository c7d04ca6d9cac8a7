"""When to come back to a source."""

from __future__ import annotations

import itertools
import random
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SOONEST, LATEST = timedelta(minutes=5), timedelta(hours=24)
USUAL = timedelta(hours=1)  # nothing is known of the source's rhythm
FIRST_PAUSE = timedelta(minutes=10)
LOOKED_AT = 50  # entries whose gaps tell the rhythm


def next_visit(
    published: Sequence[datetime],
    now: datetime,
    *,
    ttl: timedelta | None = None,
    max_age: timedelta | None = None,
    skip_hours: frozenset[int] = frozenset(),
) -> datetime:
    """Half the median gap between what a source published, and between its last item and now; 5 minutes to 24 hours.

    What the source asks (`ttl` of the feed, `max_age` of the answer) makes it later, never sooner; `skip_hours` are
    hours of the day, in UTC, when it wants no visit.
    """
    moments = sorted({moment for moment in published if moment <= now}, reverse=True)[:LOOKED_AT]
    pause = USUAL
    if len(moments) > 1:
        gaps = [newer - older for newer, older in itertools.pairwise(moments)]
        usual = timedelta(seconds=statistics.median(gap.total_seconds() for gap in gaps))
        pause = max(usual, (now - moments[0]) / 4) / 2  # a source that falls silent is asked less and less
    asked = max((value for value in (ttl, max_age) if value is not None), default=timedelta(0))
    due = now + min(max(pause, asked, SOONEST), LATEST)
    for _ in range(24):
        if due.astimezone(UTC).hour not in skip_hours or len(skip_hours) > 23:
            break
        due = (due + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return due


def after_failure(
    failures: int, now: datetime, *, retry_after: timedelta | None = None, chance: random.Random | None = None
) -> datetime:
    """After the n-th failure in a row: 10 minutes, doubled each time, up to 24 hours, shifted by up to a quarter.

    Never sooner than the server asked; a server that asks for more than 24 hours is asked again after 24.
    """
    pause = min(FIRST_PAUSE * 2 ** min(max(failures, 1) - 1, 20), LATEST)
    shift = (chance or random.SystemRandom()).uniform(0.75, 1.25)
    return now + min(max(pause * shift, retry_after or timedelta(0)), LATEST)


def read_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The pause that a Retry-After header asks, in seconds or as a date; None when it asks nothing readable."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=min(int(value), 10**7)), LATEST)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta(0)), LATEST)


def read_max_age(cache_control: str | None) -> timedelta | None:
    """The max-age of a Cache-Control header."""
    for part in (cache_control or "").split(","):
        name, _, value = part.strip().partition("=")
        if name.casefold() == "max-age" and value.strip('" ').isdigit():
            return timedelta(seconds=min(int(value.strip('" ')), 10**7))
    return None
