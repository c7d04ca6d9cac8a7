"""What the coaching's own pages show: the month, a tour on its map, one visit."""

from __future__ import annotations

import math
from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from mourafaka.coaching.models import Tour, Visit
from mourafaka.coaching.models.coaches import CoachProfile
from mourafaka.coaching.queries.days import absences_of, feasts_between, place_of_cooperative
from mourafaka.engine.periods import add_months, fixed_holidays, last_day_of
from mourafaka.foundations import clock
from mourafaka.foundations.formats import format_date

WIDTH, MARGIN = 320.0, 24.0
SHOWN_A_DAY = 8  # more than a coach makes: only who sees many coaches has more


@dataclass(frozen=True)
class Day:
    """A day of the month page: `closed` names the feast, `away` the absence."""

    on: date
    inside: bool
    visits: list[Visit]
    holiday: bool
    feasts: list[Any]
    away: bool

    @property
    def first_visits(self) -> list[Visit]:
        """Those that a month has room for; the list of visits has the others."""
        return self.visits[:SHOWN_A_DAY]

    @property
    def more(self) -> int:
        return len(self.visits) - len(self.first_visits)


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Day]]
    days: list[Day]  # those with something, for the list that phones show first
    before: date
    after: date
    km: float

    @property
    def title(self) -> str:
        """“mars 2021”: the written date less its day."""
        return format_date(self.first).partition(" ")[2]


def month_of(visits: Any, first: date, coach: Any = None) -> Month:
    """The month of `first`, with the visits of a scope; four queries whatever their number."""
    first = first.replace(day=1)
    weeks = Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    start, end = weeks[0][0], weeks[-1][-1]
    found = list(visits.between(start, end).for_lists())
    feasts = feasts_between(start, end)
    absences = absences_of([coach.pk], start, end).get(coach.pk, []) if coach else []
    by_day: dict[date, list[Visit]] = {}
    for visit in found:
        by_day.setdefault(visit.planned_on, []).append(visit)

    def told(on: date) -> Day:
        return Day(
            on,
            on.month == first.month,
            by_day.get(on, []),
            on in fixed_holidays(on.year),
            [feast for feast in feasts if on in feast and feast.kind != "ramadan"],
            any(absence.starts_on <= on <= absence.ends_on for absence in absences),
        )

    grid = [[told(on) for on in week] for week in weeks]
    inside = [day for week in grid for day in week if day.inside]
    last = last_day_of(first, 1)
    tours = {visit.tour.pk: visit.tour for visit in found if visit.tour and first <= visit.planned_on <= last}
    return Month(
        first,
        grid,
        [day for day in inside if day.visits or day.away or day.feasts],
        add_months(first, -1),
        add_months(first, 1),
        sum(tour.km for tour in tours.values()),
    )


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    visit: Visit | None  # none at the base


@dataclass(frozen=True)
class TourMap:
    """A tour as marks on a plain ground, north above; the table of its stops is its twin."""

    view_box: str
    points: list[Point]
    path: str
    scale_km: float


def map_of(tour: Tour, visits: list[Visit]) -> TourMap | None:
    """None when fewer than two places are known."""
    profile = CoachProfile.objects.filter(coach=tour.coach_id).select_related("commune").first()
    base = profile.base if profile else None
    known: list[tuple[tuple[float, float], Visit | None]] = [(base, None)] if base else []
    for visit in visits:
        place = place_of_cooperative(visit.enrolment.cooperative)
        if place is not None:
            known.append((place, visit))
    if len(known) < 2:
        return None
    flat = [(lon * math.cos(math.radians(30)), -lat) for (lat, lon), _visit in known]
    west, north = min(x for x, _y in flat), min(y for _x, y in flat)
    span = max(max(x for x, _y in flat) - west, max(y for _x, y in flat) - north) or 0.01
    scale = (WIDTH - 2 * MARGIN) / span
    points = [
        Point(round(MARGIN + (x - west) * scale, 1), round(MARGIN + (y - north) * scale, 1), visit)
        for (x, y), (_place, visit) in zip(flat, known, strict=True)
    ]
    height = max(point.y for point in points) + MARGIN
    ring = [*points, points[0]] if base else points
    return TourMap(
        f"0 0 {WIDTH:.0f} {height:.0f}",
        points,
        "M" + "L".join(f"{point.x} {point.y}" for point in ring),
        round(tour.km, 1),
    )


def stops_of(tour: Tour) -> list[Visit]:
    return list(tour.visits.kept().for_lists().order_by("planned_on", "position"))


def asked_month(text: str) -> date:
    """The first day of the month written 2021-03, else of the present one."""
    year, _, month = text.partition("-")
    if year.isdecimal() and month.isdecimal() and 2000 <= int(year) <= 2100 and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return clock.today().replace(day=1)


def asked_day(text: str) -> date | None:
    """The day written 2021-03-14; None when it is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
