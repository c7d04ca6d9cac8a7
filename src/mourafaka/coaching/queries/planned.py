"""The planner's answer: computed from what was asked, and told in words and rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.coaching.models import PlanningRun, Visit
from mourafaka.coaching.queries.asking import VISITS_PER_DAY
from mourafaka.coaching.queries.days import month_of_service
from mourafaka.engine.itinerary import Coach, Conflict, Cooperative, Held, Plan, Tour, gap, plan
from mourafaka.engine.itinerary.days import place_days
from mourafaka.enrolment.models import Enrolment
from mourafaka.people.models import User
from mourafaka.territory.models import Sector


def answer(asked: Mapping[str, Any], *, seconds: float) -> dict[str, Any]:
    """Plan part after part, the time shared by their size; days given to one part are taken from the next."""
    parts = asked["parts"]
    total = sum(len(part["cooperatives"]) for part in parts) or 1
    result: dict[str, Any] = {"tours": [], "conflicts": [], "unplaced": [], "kept": 0, "split": []}
    for name in ("travel_km", "bound_km", "single_trips_km", "seconds"):
        result[name] = 0.0
    spent: dict[str, set[date]] = defaultdict(set)
    for part in parts:
        share = max(seconds * len(part["cooperatives"]) / total, 1.0)
        _add(result, part, _planned(part, spent, share), spent)
    result["gap"] = gap(result["travel_km"], result["bound_km"])
    return result


def _planned(part: Mapping[str, Any], spent: Mapping[str, set[date]], seconds: float) -> Plan:
    m0 = date.fromisoformat(part["m0"])
    return plan(
        [
            Cooperative(
                each["id"],
                each["lat"],
                each["lon"],
                each["visits"],
                each["language"],
                each.get("skill", ""),
                each["coach"],
            )
            for each in part["cooperatives"]
        ],
        [_coach(each, m0, spent.get(each["id"], set())) for each in part["coaches"]],
        months=part["months"],
        held=[
            Held(each["cooperative"], each["number"], each["month"], each["coach"], each["tour"])
            for each in part["held"]
        ],
        visits_per_day=VISITS_PER_DAY,
        seconds=seconds,
    )


def _coach(said: Mapping[str, Any], m0: date, spent: set[date]) -> Coach:
    days = {}
    for month, count in said["days"].items():
        first, last = month_of_service(m0, int(month))
        days[int(month)] = max(count - sum(first <= day <= last for day in spent), 0)
    spoken, known = frozenset(said["languages"]), frozenset(said.get("skills", ()))
    return Coach(said["id"], said["lat"], said["lon"], spoken, 0, days, known)


def _add(result: dict[str, Any], part: Mapping[str, Any], found: Plan, spent: dict[str, set[date]]) -> None:
    result["conflicts"] += [_conflict(each) for each in found.conflicts]
    if found.status == "infeasible":
        return
    for name in ("travel_km", "bound_km", "single_trips_km", "seconds"):
        result[name] += getattr(found, name)
    result["split"] += found.split
    held = {(each["cooperative"], each["number"]) for each in part["held"]}
    result["kept"] += len(held)
    numbers = {(visit.tour, visit.cooperative): visit.number for visit in found.visits}
    free = [
        tour for tour in found.tours if any((stop, numbers[tour.id, stop]) not in held for stop in tour.stops)
    ]
    dates = _dates(part, free, spent)
    for tour in free:
        stops = [stop for stop in tour.stops if (stop, numbers[tour.id, stop]) not in held]
        if not dates[tour.id]:
            result["unplaced"] += [{"enrolment": stop, "number": numbers[tour.id, stop]} for stop in stops]
            continue
        spent[tour.coach].update(dates[tour.id])
        result["tours"].append(_tour(tour, stops, numbers, dates[tour.id]))


def _dates(
    part: Mapping[str, Any], tours: list[Tour], spent: Mapping[str, set[date]]
) -> dict[str, tuple[date, ...]]:
    m0 = date.fromisoformat(part["m0"])
    working = {each["id"]: [date.fromisoformat(day) for day in each["open"]] for each in part["coaches"]}
    busy: dict[str, set[date]] = defaultdict(set, {coach: set(days) for coach, days in spent.items()})
    already: dict[str, set[date]] = defaultdict(set)
    for each in part["held"]:
        if each["on"]:
            busy[each["coach"]].add(date.fromisoformat(each["on"]))
            already[each["cooperative"]].add(date.fromisoformat(each["on"]))
    month_of = {
        day: month
        for month in range(1, part["months"] + 1)
        for first, last in [month_of_service(m0, month)]
        for days in working.values()
        for day in days
        if first <= day <= last
    }
    return place_days(tours, working, busy, already=already, month_of=month_of)


def _tour(
    tour: Tour, stops: list[str], numbers: Mapping[tuple[str, str], int], days: tuple[date, ...]
) -> dict[str, Any]:
    """Stops in order, so many a day."""
    return {
        "coach": tour.coach,
        "month": tour.month,
        "km": round(tour.km, 1),
        "stops": [
            {
                "enrolment": stop,
                "number": numbers[tour.id, stop],
                "on": days[min(at // VISITS_PER_DAY, len(days) - 1)].isoformat(),
            }
            for at, stop in enumerate(stops)
        ],
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "kind": conflict.kind,
        "cooperatives": list(conflict.cooperatives),
        "coaches": list(conflict.coaches),
        "languages": list(conflict.languages),
        "skills": list(conflict.skills),
        "months": list(conflict.months),
        "needed": conflict.needed,
        "available": conflict.available,
    }


# --- In words and rows ---


@dataclass(frozen=True)
class StopRow:
    """One visit of the plan to be; `before` is the day it is planned on now, if any."""

    enrolment: Enrolment
    number: int
    on: date
    before: date | None

    @property
    def moves(self) -> bool:
        return self.before is not None and self.before != self.on


@dataclass(frozen=True)
class TourRow:
    coach: Any
    starts_on: date
    km: float
    stops: list[StopRow]


@dataclass(frozen=True)
class Shown:
    """A planning as its page tells it."""

    tours: list[TourRow]
    sentences: list[str]  # what cannot be met
    left: list[str]  # who is left out, and why
    advice: list[str]  # whose sector the coach does not know, and who does
    new: int
    moved: int
    kept: int
    saved_percent: int  # of travel, against single trips


def shown(run: PlanningRun) -> Shown:
    result = run.result
    enrolments = {
        each.number: each
        for each in Enrolment.objects.filter(pk__in=run.asked["enrolments"]).select_related(
            "cooperative__province"
        )
    }
    coaches = {str(user.pk): user for user in User.objects.filter(pk__in=_coach_keys(run))}
    before = {
        (visit.enrolment_id, visit.number): visit.planned_on
        for visit in Visit.objects.planned().filter(enrolment__in=run.asked["enrolments"])
    }
    tours = [_tour_row(tour, enrolments, coaches, before) for tour in result.get("tours", [])]
    tours.sort(key=lambda row: (row.starts_on, str(row.coach)))
    stops = [stop for tour in tours for stop in tour.stops]
    single, travel = result.get("single_trips_km", 0), result.get("travel_km", 0)
    return Shown(
        tours=tours,
        sentences=_sentences(result, coaches),
        left=[_left(each) for each in run.asked["left"]],
        advice=_advice(run, coaches),
        new=sum(stop.before is None for stop in stops),
        moved=sum(stop.moves for stop in stops),
        kept=result.get("kept", 0),
        saved_percent=round(100 * (single - travel) / single) if single else 0,
    )


def _coach_keys(run: PlanningRun) -> set[int]:
    return {int(coach["id"]) for part in run.asked["parts"] for coach in part["coaches"]}


def _tour_row(
    tour: Mapping[str, Any],
    enrolments: Mapping[str, Enrolment],
    coaches: Mapping[str, User],
    before: Mapping[tuple[int, int], date],
) -> TourRow:
    stops = [
        StopRow(
            enrolments[stop["enrolment"]],
            stop["number"],
            date.fromisoformat(stop["on"]),
            before.get((enrolments[stop["enrolment"]].pk, stop["number"])),
        )
        for stop in tour["stops"]
    ]
    return TourRow(coaches[tour["coach"]], min(stop.on for stop in stops), tour["km"], stops)


def _sentences(result: Mapping[str, Any], coaches: Mapping[str, User]) -> list[str]:
    said = [_conflict_words(each, coaches) for each in result.get("conflicts", [])]
    said += [
        _("Visit %(visit)s: no free day of its coach is left in its month.")
        % {"visit": f"{each['enrolment']}/{each['number']}"}
        for each in result.get("unplaced", [])
    ]
    if fault := result.get("fault"):
        said.append(_("The question could not be put to the planner (%(code)s).") % {"code": fault["code"]})
    return said


def _conflict_words(conflict: Mapping[str, Any], coaches: Mapping[str, User]) -> str:
    named = ", ".join(str(coaches.get(key, key)) for key in conflict["coaches"])
    facts = {
        "cooperatives": ", ".join(conflict["cooperatives"]),
        "coaches": named,
        "languages": ", ".join(conflict["languages"]),
        "months": ", ".join(map(str, conflict["months"])),
        "needed": conflict["needed"],
        "available": conflict["available"],
    }
    if conflict["kind"] == "windows":
        return _("More visits than months: %(cooperatives)s.") % facts
    if conflict["kind"] == "coach":
        said = []
        if conflict["languages"]:
            said.append(
                _("The coach does not speak the language of: %(cooperatives)s (%(languages)s).") % facts
            )
        if conflict.get("skills"):
            facts["sectors"] = ", ".join(_sector_names(conflict["skills"]).values())
            said.append(_("%(coaches)s does not know the sector of: %(cooperatives)s (%(sectors)s).") % facts)
        return " ".join(said)
    return (
        _(
            "Too few days: %(needed)s visits are due in the months of service %(months)s (%(cooperatives)s), and the "
            "days of %(coaches)s hold %(available)s."
        )
        % facts
    )


def _advice(run: PlanningRun, coaches: Mapping[str, User]) -> list[str]:
    told = run.asked.get("advice", [])
    sectors = _sector_names({each["sector"] for each in told})
    sentences = []
    for each in told:
        facts = {
            "number": each["number"],
            "sector": sectors[each["sector"]],
            "coach": coaches[each["coach"]],
            "others": ", ".join(str(coaches[key]) for key in each["others"]),
        }
        if each["others"]:
            sentence = _(
                "%(number)s: %(coach)s does not know its sector, %(sector)s. Who knows it: %(others)s."
            )
        else:
            sentence = _(
                "%(number)s: %(coach)s does not know its sector, %(sector)s, nor does any coach here."
            )
        sentences.append(sentence % facts)
    return sentences


def _sector_names(codes: Collection[str]) -> dict[str, str]:
    found = {sector.code: str(sector.label) for sector in Sector.objects.filter(code__in=codes)}
    return {code: found.get(code, code) for code in codes}


def _left(said: Mapping[str, str]) -> str:
    return {
        "suspended": _("%(number)s is suspended."),
        "no_coach": _("%(number)s has no coach in charge."),
        "no_base": _("The coach of %(number)s has no base: fill in her profile."),
        "no_place": _("%(number)s has neither a position nor a commune whose place is known."),
    }[said["code"]] % {"number": said["number"]}
