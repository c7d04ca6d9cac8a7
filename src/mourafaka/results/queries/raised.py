"""What needs a person, as codes and enrolments: looked for once for the home, the cockpits and their counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from mourafaka.enrolment.queries.alerts import alerts_of
from mourafaka.results.queries.kept import kept


def raised_on(user: Any, on: date) -> list[tuple[str, int]]:
    """(alert, enrolment) of everything raised on a day on what this person sees, the oldest first."""
    found: list[tuple[str, int]] = kept(
        "raised", user, lambda: [(str(alert.code), alert.enrolment_id) for alert in alerts_of(user, on)], on
    )
    return found
