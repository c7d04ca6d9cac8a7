"""The tours kept true when one of their visits goes elsewhere. Called inside acts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from mourafaka.coaching.models import CoachProfile, Tour, Visit
from mourafaka.coaching.queries.days import place_of_cooperative
from mourafaka.engine.proofs import kilometres


def take_out_of_tour(visit: Visit) -> None:
    """The others of the tour keep their order; its length is counted again, and an empty tour goes."""
    tour, visit.tour, visit.position = visit.tour, None, 0
    if tour is not None:
        visit.save(update_fields=["tour", "position"])
        recount(tour)


def recount(tour: Tour) -> None:
    kept = tour.visits.kept().order_by("planned_on", "position")
    stops = list(kept.select_related("enrolment__cooperative__commune"))
    if not stops:
        tour.visits.update(tour=None)
        tour.delete()
        return
    tour.starts_on = min(stop.planned_on for stop in stops)
    tour.ends_on = max(stop.planned_on for stop in stops)
    tour.km = round(length_of(tour.coach_id, (stop.enrolment.cooperative for stop in stops)), 1)
    tour.save(update_fields=["starts_on", "ends_on", "km"])


def length_of(coach_id: int, cooperatives: Iterable[Any]) -> float:
    """Kilometres from the coach's base through the cooperatives, in order, and back; unknown places count for
    nothing."""
    profile = CoachProfile.objects.filter(coach=coach_id).select_related("commune").first()
    base = profile.base if profile else None
    places = [base, *(place_of_cooperative(each) for each in cooperatives), base]
    known = [place for place in places if place is not None]
    return sum(kilometres(a, b) for a, b in itertools.pairwise(known))
