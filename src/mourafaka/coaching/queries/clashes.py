"""Visits that their coach cannot hold on the day planned: she is away, the day is full, or she is far away.

Thousands of visits to come are looked at for the alerts of a cohort: values are read and no records made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from mourafaka.coaching.models import Absence, Visit
from mourafaka.coaching.models.planning import name_of_visit
from mourafaka.coaching.queries.days import absences_of, place_of_cooperative, places_of_cooperatives
from mourafaka.engine.proofs import FAR_APART_KM, VISITS_PER_DAY, kilometres
from mourafaka.foundations.formats import format_date, format_number
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User


class Stop(NamedTuple):
    """A visit as the day of its coach sees it; `visit` is None while it is not saved."""

    visit: int | None
    coach: int
    day: date
    enrolment: int
    name: str
    place: tuple[float, float] | None


def clash_of(visit: Visit) -> Refused | None:
    """Why the coach of this visit, saved or not, cannot hold it on its day; None when she can."""
    stop = Stop(
        visit.pk,
        visit.coach_id,
        visit.planned_on,
        visit.enrolment_id,
        str(visit),
        place_of_cooperative(visit.enrolment.cooperative),
    )
    others = _stops(Visit.objects.kept().filter(coach=visit.coach_id, planned_on=visit.planned_on))
    return next((why for _stop, why in _clashes([stop], others, {visit.coach_id: visit.coach})), None)


def clashes_among(visits: Any) -> list[tuple[Stop, Refused]]:
    """Those of a queryset of visits that cannot be held as planned, and why; five queries whatever their number."""
    asked = {
        pk: (coach, day) for pk, coach, day in visits.order_by().values_list("pk", "coach", "planned_on")
    }
    if not asked:
        return []
    coaches = User.objects.in_bulk({coach for coach, _day in asked.values()})
    days = [day for _coach, day in asked.values()]
    kept = Visit.objects.kept().filter(coach__in=coaches, planned_on__range=(min(days), max(days)))
    stops = _stops(kept)
    return _clashes([stop for stop in stops if stop.visit in asked], stops, coaches)


def _stops(visits: Any) -> list[Stop]:
    rows = list(
        visits.order_by("pk").values_list(
            "pk", "coach", "planned_on", "enrolment", "enrolment__number", "number", "enrolment__cooperative"
        )
    )
    places = places_of_cooperatives({row[-1] for row in rows})
    return [
        Stop(pk, coach, day, enrolment, name_of_visit(enrolment_number, number), places[cooperative])
        for pk, coach, day, enrolment, enrolment_number, number, cooperative in rows
    ]


def _clashes(
    stops: Sequence[Stop], others: Iterable[Stop], coaches: Mapping[int, User]
) -> list[tuple[Stop, Refused]]:
    if not stops:
        return []
    days = [stop.day for stop in stops]
    away = absences_of(coaches, min(days), max(days))
    taken: dict[tuple[int, date], list[Stop]] = defaultdict(list)
    for other in others:
        taken[other.coach, other.day].append(other)
    found = []
    for stop in stops:
        same_day = [other for other in taken[stop.coach, stop.day] if other.visit != stop.visit]
        why = _clash(stop, coaches[stop.coach], away.get(stop.coach, ()), same_day)
        if why is not None:
            found.append((stop, why))
    return found


def _clash(stop: Stop, coach: User, absences: Iterable[Absence], same_day: Sequence[Stop]) -> Refused | None:
    for absence in absences:
        if absence.starts_on <= stop.day <= absence.ends_on:
            return _refused("coach_away", stop, coach, reason=absence.reason)
    if len(same_day) >= VISITS_PER_DAY:
        names = ", ".join(other.name for other in same_day)
        return _refused("day_full", stop, coach, count=len(same_day), visits=names)
    for other in same_day:
        km = kilometres(stop.place, other.place) if stop.place and other.place else 0.0
        if km > FAR_APART_KM:
            return _refused("coach_in_two_places", stop, coach, other=other.name, km=format_number(round(km)))
    return None


def _refused(code: str, stop: Stop, coach: User, **facts: Any) -> Refused:
    return Refused(code, person=coach, day=format_date(stop.day), field="planned_on", **facts)
