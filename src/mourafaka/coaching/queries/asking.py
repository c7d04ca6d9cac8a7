"""The question put to the planner: who is to be visited, by whom, on how many days, and what does not move."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from mourafaka.coaching.models import Absence, CoachProfile, FeastCorrection, Visit
from mourafaka.coaching.queries.days import (
    absences_of,
    days_of_coach,
    feasts_between,
    month_of_service,
    months_due,
    place_of_cooperative,
    visits_due,
    window_of,
)
from mourafaka.engine.periods import Feast, days_to_give
from mourafaka.enrolment.models import CoachAssignment, Enrolment
from mourafaka.people.models import User
from mourafaka.territory.models import within

VISITS_PER_DAY = 2


@dataclass
class Caseload:
    """The enrolments that can be planned, their coaches in charge, and why others cannot."""

    enrolments: list[Enrolment] = field(default_factory=list)
    coach_of: dict[int, User] = field(default_factory=dict)
    left: list[dict[str, Any]] = field(default_factory=list)


def enrolments_for(actor: User, *, contract: Any = None, cohort: Any = None) -> Any:
    """Those under way in the person's territory."""
    codes = actor.territory_codes("manager", "delegate")
    scope = Enrolment.objects.under_way().filter(within(codes, "cooperative__province_id"))
    scope = scope.filter(contract=contract) if contract is not None else scope.filter(cohort=cohort)
    return scope.select_related("cooperative__commune", "contract", "application").order_by("number")


def caseload(enrolments: Iterable[Enrolment], on: date) -> Caseload:
    found = Caseload()
    listed = list(enrolments)
    charges = CoachAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), enrolment__in=listed
    ).select_related("coach")
    coach_of = {each.enrolment_id: each.coach for each in charges.order_by("-starts_on")}
    bases = {
        profile.coach_id
        for profile in CoachProfile.objects.filter(coach__in=coach_of.values()).select_related("commune")
        if profile.base
    }
    for enrolment in listed:
        why = _why_left(enrolment, coach_of.get(enrolment.pk), bases)
        if why:
            found.left.append({"code": why, "number": enrolment.number})
        else:
            found.enrolments.append(enrolment)
            found.coach_of[enrolment.pk] = coach_of[enrolment.pk]
    return found


def _why_left(enrolment: Enrolment, coach: User | None, bases: Collection[int]) -> str:
    if enrolment.suspended_on is not None:
        return "suspended"
    if coach is None:
        return "no_coach"
    if coach.pk not in bases:
        return "no_base"
    return "" if place_of_cooperative(enrolment.cooperative) else "no_place"


def advice(load: Caseload) -> list[dict[str, Any]]:
    """Cooperatives whose coach has told the sectors she knows and theirs is not one, with those who know it."""
    known = {
        coach: set(skills)
        for coach, skills in CoachProfile.objects.filter(coach__in=load.coach_of.values()).values_list(
            "coach", "skills"
        )
    }
    return [
        {
            "number": each.number,
            "sector": each.cooperative.sector_id,
            "coach": str(coach.pk),
            "others": [str(key) for key in sorted(known) if each.cooperative.sector_id in known[key]],
        }
        for each in load.enrolments
        for coach in [load.coach_of[each.pk]]
        if known[coach.pk] and each.cooperative.sector_id not in known[coach.pk]
    ]


def question(
    load: Caseload, on: date, *, keep_days: bool, sector_required: bool = False
) -> list[dict[str, Any]]:
    """One part for each start of service, as JSON-able values; what one part holds is held for the next.

    With `sector_required` a coach must know the sector of each of her cooperatives.
    """
    groups: dict[tuple[date, int], list[Enrolment]] = defaultdict(list)
    for enrolment in load.enrolments:
        groups[enrolment.service_starts_on, months_due(enrolment.contract)].append(enrolment)
    return [
        _part(m0, months, members, load, on, keep_days, sector_required)
        for (m0, months), members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _part(
    m0: date,
    months: int,
    members: list[Enrolment],
    load: Caseload,
    on: date,
    keep_days: bool,
    sector_required: bool,
) -> dict[str, Any]:
    last = month_of_service(m0, months)[1]
    feasts = feasts_between(m0, last)
    visits = list(Visit.objects.kept().filter(enrolment__in=members).select_related("report", "enrolment"))
    coaches = {load.coach_of[each.pk].pk: load.coach_of[each.pk] for each in members}
    away = absences_of(coaches, m0, last)
    held = _held(members, visits, load, on, keep_days, feasts, away)
    teams = _coaches(coaches, held, m0, months, on, feasts, away, {each.pk for each in members})
    return {
        "m0": m0.isoformat(),
        "months": months,
        "cooperatives": [_cooperative(each, load.coach_of[each.pk], sector_required) for each in members],
        "coaches": teams,
        "held": held,
    }


def _cooperative(enrolment: Enrolment, coach: User, sector_required: bool) -> dict[str, Any]:
    place = place_of_cooperative(enrolment.cooperative) or (0.0, 0.0)
    return {
        "id": enrolment.number,
        "lat": place[0],
        "lon": place[1],
        "visits": visits_due(enrolment.contract),
        "language": enrolment.application.language,
        "skill": enrolment.cooperative.sector_id if sector_required else "",
        "coach": str(coach.pk),
    }


def _held(
    members: list[Enrolment],
    visits: list[Visit],
    load: Caseload,
    on: date,
    keep_days: bool,
    feasts: list[Feast],
    away: dict[int, list[Absence]],
) -> list[dict[str, Any]]:
    """What does not move: visits held, fixed by hand or past; missed ones; and, where days are kept, those that
    nothing disturbs."""
    by_key = {(visit.enrolment_id, visit.number): visit for visit in visits}
    held = []
    for enrolment in members:
        for number in range(1, visits_due(enrolment.contract) + 1):
            visit = by_key.get((enrolment.pk, number))
            _, until = window_of(enrolment, number)
            if visit is not None and _stays(visit, load.coach_of[enrolment.pk], on, keep_days, feasts, away):
                held.append(_as_held(enrolment, visit, str(visit.coach_id)))
            elif until <= on:  # nothing can be planned any more: what is missed is caught up with by hand
                held.append(_as_missed(enrolment, number, until, load.coach_of[enrolment.pk]))
    return held


def _stays(
    visit: Visit,
    coach: User,
    on: date,
    keep_days: bool,
    feasts: list[Feast],
    away: dict[int, list[Absence]],
) -> bool:
    if visit.state != "planned" or visit.planned_on <= on or visit.pinned:
        return visit.state != "planned" or visit.planned_on <= on or visit.coach_id == coach.pk
    if not keep_days or visit.coach_id != coach.pk or visit.is_outside_its_window:
        return False
    day = visit.planned_on
    return bool(days_of_coach(day, day, away.get(coach.pk, ()), feasts))


def _as_held(enrolment: Enrolment, visit: Visit, coach: str) -> dict[str, Any]:
    report = getattr(visit, "report", None)
    day = (report.held_on if report else None) or visit.planned_on
    months = months_due(enrolment.contract)
    return {
        "cooperative": enrolment.number,
        "number": visit.number,
        "month": min(max(enrolment.month(day), 1), months),
        "coach": coach,
        "tour": f"{coach}/{visit.tour_id}" if visit.tour_id else f"{coach}/{day.isoformat()}",
        "on": day.isoformat(),
    }


def _as_missed(enrolment: Enrolment, number: int, until: date, coach: User) -> dict[str, Any]:
    return {
        "cooperative": enrolment.number,
        "number": number,
        "month": min(enrolment.month(until), months_due(enrolment.contract)),
        "coach": str(coach.pk),
        "tour": f"missed/{enrolment.number}/{number}",
        "on": "",
    }


def _coaches(
    team: dict[int, User],
    held: list[dict[str, Any]],
    m0: date,
    months: int,
    on: date,
    feasts: list[Feast],
    away: dict[int, list[Absence]],
    members: set[int],
) -> list[dict[str, Any]]:
    """Each coach's base and days month by month; those who made visits before are there for what is held."""
    named = {int(each["coach"]) for each in held} | set(team)
    users = {user.pk: user for user in User.objects.filter(pk__in=named)}
    profiles = {
        profile.coach_id: profile
        for profile in CoachProfile.objects.filter(coach__in=named).select_related("commune")
    }
    elsewhere = _days_elsewhere(named, members, m0, month_of_service(m0, months)[1])
    used = _days_used(held)
    rows = []
    for key in sorted(named):
        profile = profiles.get(key)
        days = {}
        for month in range(1, months + 1):
            first, last = month_of_service(m0, month)
            free = _free(profile, key in team, first, last, on, feasts, away.get(key, ()))
            free -= len({day for day in elsewhere.get(key, ()) if first <= day <= last})
            days[str(month)] = max(free, used.get((str(key), month), 0), 0)
        base = (profile.base if profile else None) or (0.0, 0.0)
        last = month_of_service(m0, months)[1]
        open_days = days_of_coach(max(m0, on + timedelta(days=1)), last, away.get(key, ()), feasts)
        rows.append(
            {
                "id": str(key),
                "lat": base[0],
                "lon": base[1],
                "languages": sorted({*users[key].languages, users[key].preferred_language}),
                "skills": sorted(profile.skills) if profile else [],
                "days": days,
                "open": [day.isoformat() for day in open_days if day not in elsewhere.get(key, ())],
            }
        )
    return rows


def _free(
    profile: CoachProfile | None,
    in_charge: bool,
    first: date,
    last: date,
    on: date,
    feasts: list[Feast],
    absences: Iterable[Absence],
) -> int:
    """The days a coach can still give in a month of service: none of those past, nor today."""
    if profile is None or not in_charge or last <= on:
        return 0
    available = [day for day in days_of_coach(first, last, absences, feasts) if day > on]
    return days_to_give(profile.days_per_month, first, last, available=available, feasts=feasts)


def _days_used(held: list[dict[str, Any]]) -> dict[tuple[str, int], int]:
    """The days that what is held takes, by coach and month: two visits a day of a tour."""
    stops: dict[tuple[str, int, str], int] = defaultdict(int)
    for each in held:
        stops[each["coach"], each["month"], each["tour"]] += 1
    used: dict[tuple[str, int], int] = defaultdict(int)
    for (coach, month, _tour), count in stops.items():
        used[coach, month] += -(-count // VISITS_PER_DAY)
    return used


def _days_elsewhere(coaches: set[int], members: set[int], first: date, last: date) -> dict[int, set[date]]:
    """Days taken by visits to other cooperatives, and by extra ones."""
    taken: dict[int, set[date]] = defaultdict(set)
    others = Visit.objects.kept().between(first, last).filter(coach__in=coaches)
    for coach, day in others.filter(~Q(enrolment__in=members) | Q(extra=True)).values_list(
        "coach", "planned_on"
    ):
        taken[coach].add(day)
    return taken


def fingerprint(enrolments: Iterable[int]) -> str:
    """What a plan depends on: it is applied only while this is the same."""
    keys = list(enrolments)
    charges = CoachAssignment.objects.filter(enrolment__in=keys).order_by("pk")
    coaches = list(charges.values_list("coach", flat=True))
    facts = {
        "enrolments": list(Enrolment.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "version")),
        "visits": list(
            Visit.objects.filter(enrolment__in=keys).order_by("pk").values_list("pk", "version", "state")
        ),
        "charges": [
            [pk, coach, str(end)] for pk, coach, end in charges.values_list("pk", "coach", "ends_on")
        ],
        "absences": list(
            Absence.objects.filter(coach__in=coaches, withdrawn_on=None)
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
        "profiles": list(
            CoachProfile.objects.filter(coach__in=coaches).order_by("pk").values_list("pk", "version")
        ),
        "feasts": [str(each) for each in FeastCorrection.objects.values_list("pk", "starts_on", "ends_on")],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
