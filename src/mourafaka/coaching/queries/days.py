"""The days a coach can work: holidays, feasts as observed, absences; and the window of a visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mourafaka.coaching.enums import FeastKind
from mourafaka.coaching.models import Absence, FeastCorrection
from mourafaka.coaching.models.coaches import position_of
from mourafaka.engine.itinerary.model import window
from mourafaka.engine.periods import MOVING_YEARS, Feast, add_months, moving_feasts, working_days
from mourafaka.enrolment.models import Contract, Enrolment
from mourafaka.registry.models import Cooperative

# What a place is read from.
PLACED = (
    "latitude",
    "longitude",
    "commune__seat_latitude",
    "commune__seat_longitude",
    "commune__latitude",
    "commune__longitude",
)


@dataclass(frozen=True)
class FeastRow:
    """A feast of a year: expected, or corrected with its source."""

    feast: Feast
    label: Any
    correction: FeastCorrection | None


def feast_rows(years: Iterable[int]) -> list[FeastRow]:
    """Every feast of these years, corrections first in their place."""
    years = sorted(set(years))
    corrected = {(each.kind, each.year): each for each in FeastCorrection.objects.filter(year__in=years)}
    rows = []
    for year in years:
        for feast in moving_feasts(year):
            found = corrected.pop((feast.kind, year), None)
            rows.append(_row(feast, found))
    rows += [_row(None, each) for each in corrected.values()]
    return sorted(rows, key=lambda row: row.feast.starts_on)


def _row(expected: Feast | None, correction: FeastCorrection | None) -> FeastRow:
    if correction is not None:
        feast = Feast(correction.kind, correction.starts_on, correction.ends_on)
    else:
        assert expected is not None  # noqa: S101
        feast = expected
    return FeastRow(feast, FeastKind(feast.kind).label, correction)


def feasts_between(first: date, last: date) -> list[Feast]:
    return [row.feast for row in feast_rows(range(first.year, last.year + 1))]


def known_years() -> range:
    return range(MOVING_YEARS[0], MOVING_YEARS[1] + 1)


def absences_of(coaches: Iterable[int], first: date, last: date) -> dict[int, list[Absence]]:
    """Those that stand and touch the period, by coach."""
    found: dict[int, list[Absence]] = {}
    standing = Absence.objects.filter(
        coach__in=list(coaches), withdrawn_on=None, starts_on__lte=last, ends_on__gte=first
    )
    for absence in standing.order_by("starts_on"):
        found.setdefault(absence.coach_id, []).append(absence)
    return found


def days_of_coach(
    first: date, last: date, absences: Iterable[Absence], feasts: Iterable[Feast]
) -> list[date]:
    away = [(absence.starts_on, absence.ends_on) for absence in absences]
    return working_days(first, last, feasts=feasts, absences=away)


def month_of_service(starts_on: date, month: int) -> tuple[date, date]:
    """First and last day of a month of service, from 1."""
    return add_months(starts_on, month - 1), add_months(starts_on, month) - timedelta(days=1)


def visits_due(contract: Contract | None) -> int:
    return contract.visits if contract else 12


def months_due(contract: Contract | None) -> int:
    return contract.months if contract else 24


def window_of(enrolment: Enrolment, number: int) -> tuple[date, date]:
    """Between which days visit `number` is due: visit k of n in months (k-1)·M/n < m ≤ k·M/n from M0.

    An extra visit, beyond n, may fall on any day of the service.
    """
    contract = enrolment.contract
    count, months = visits_due(contract), months_due(contract)
    if number > count:
        return enrolment.service_starts_on, enrolment.service_ends_on
    found = window(number, count, months)
    start = enrolment.service_starts_on
    return month_of_service(start, found[0])[0], month_of_service(start, found[-1])[1]


def place_of_cooperative(cooperative: Any) -> tuple[float, float] | None:
    """Where it is: its own position, else the seat of its commune."""
    if cooperative.latitude is not None and cooperative.longitude is not None:
        return cooperative.latitude, cooperative.longitude
    return position_of(cooperative.commune)


def places_of_cooperatives(cooperatives: Iterable[int]) -> dict[int, tuple[float, float] | None]:
    """The same by key, in one query."""
    found = Cooperative.objects.filter(pk__in=cooperatives).select_related("commune").only(*PLACED)
    return {cooperative.pk: place_of_cooperative(cooperative) for cooperative in found}
