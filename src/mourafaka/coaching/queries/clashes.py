"""Visits that their coach cannot hold on the day planned: she is away, the day is full, or she is far away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from mourafaka.coaching.models import Absence, Visit
from mourafaka.coaching.queries.days import absences_of, place_of_cooperative
from mourafaka.engine.proofs import FAR_APART_KM, VISITS_PER_DAY, kilometres
from mourafaka.foundations.formats import format_date, format_number
from mourafaka.foundations.refusals import Refused


def clash_of(visit: Visit) -> Refused | None:
    """Why the coach of this visit, saved or not, cannot hold it on its day; None when she can."""
    return next((why for _visit, why in clashes([visit])), None)


def clashes(visits: Sequence[Visit]) -> list[tuple[Visit, Refused]]:
    """Those that cannot be held as planned, and why; two queries whatever their number."""
    if not visits:
        return []
    days = {visit.planned_on for visit in visits}
    coaches = {visit.coach_id for visit in visits}
    away = absences_of(coaches, min(days), max(days))
    taken: dict[tuple[int, date], list[Visit]] = defaultdict(list)
    kept = Visit.objects.kept().filter(coach__in=coaches, planned_on__in=days).order_by("pk")
    for other in kept.select_related("enrolment__cooperative__commune"):
        taken[other.coach_id, other.planned_on].append(other)
    found = []
    for visit in visits:
        same_day = [other for other in taken[visit.coach_id, visit.planned_on] if other.pk != visit.pk]
        why = _clash(visit, away.get(visit.coach_id, ()), same_day)
        if why is not None:
            found.append((visit, why))
    return found


def _clash(visit: Visit, absences: Iterable[Absence], same_day: list[Visit]) -> Refused | None:
    facts = {"person": visit.coach, "day": format_date(visit.planned_on), "field": "planned_on"}
    for absence in absences:
        if absence.starts_on <= visit.planned_on <= absence.ends_on:
            return Refused("coach_away", reason=absence.reason, **facts)
    if len(same_day) >= VISITS_PER_DAY:
        return Refused("day_full", count=len(same_day), visits=", ".join(map(str, same_day)), **facts)
    here = place_of_cooperative(visit.enrolment.cooperative)
    for other in same_day:
        there = place_of_cooperative(other.enrolment.cooperative)
        if here and there and kilometres(here, there) > FAR_APART_KM:
            km = format_number(round(kilometres(here, there)))
            return Refused("coach_in_two_places", other=other, km=km, **facts)
    return None
