"""The question in order: cooperatives and coaches by id, the visits left to plan, the days left to plan them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mourafaka.engine.itinerary.model import (
    STOPS_PER_TOUR,
    Coach,
    Conflict,
    Cooperative,
    Held,
    ItineraryError,
    Travel,
    window,
)
from mourafaka.engine.itinerary.travel import Roads, roads

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, order=True)
class Task:
    """A visit to plan: the place (a cooperative by its rank), its number, the months and coaches allowed."""

    place: int
    number: int
    months: tuple[int, ...]
    coaches: tuple[int, ...]


@dataclass(frozen=True, order=True)
class Trip:
    """A tour found: its coach and month by rank, its tasks in the order of the road."""

    coach: int
    month: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Standing:
    """A tour that stands as it is: held, or pinned as a whole."""

    name: str
    coach: int
    month: int
    stops: tuple[tuple[int, int], ...]  # place and number
    km: float


@dataclass(frozen=True, eq=False)
class Question:
    """`room[c, m]` days of coach c left in month m, once the standing tours are counted."""

    cooperatives: tuple[Cooperative, ...]
    coaches: tuple[Coach, ...]
    roads: Roads
    months: int
    visits_per_day: int
    tasks: tuple[Task, ...]
    room: Ints
    standing: tuple[Standing, ...]
    pinned: frozenset[Task]
    notes: tuple[str, ...]

    @property
    def per_day(self) -> int:
        """The visits a day can hold: those of one tour."""
        return min(self.visits_per_day, STOPS_PER_TOUR)

    def days(self, stops: int) -> int:
        return -(-stops // self.visits_per_day)

    def capacity(self, coach: int, month: int) -> int:
        """The visits that fit into her month: any number up to this can be packed into tours."""
        return int(self.room[coach, month]) * self.per_day

    def on(self, tasks: Iterable[Task]) -> Question:
        """The same question with the tasks narrowed."""
        return replace(self, tasks=tuple(sorted(tasks)))


def ask(
    cooperatives: Iterable[Cooperative],
    coaches: Iterable[Coach],
    *,
    months: int,
    travel: Travel | None,
    held: Collection[Held],
    absent: Collection[tuple[str, int]],
    visits_per_day: int,
) -> tuple[Question, tuple[Conflict, ...]]:
    """The question, and what of it cannot be met whatever the days. Raises ItineraryError."""
    coops = tuple(sorted(cooperatives, key=lambda c: c.id))
    team = _without_absences(tuple(sorted(coaches, key=lambda c: c.id)), absent)
    _check(coops, team, months, visits_per_day)
    ways = roads(coops, team, travel)
    rank_i = {c.id: i for i, c in enumerate(coops)}
    rank_c = {coach.id: j for j, coach in enumerate(team)}
    _check_held(held, rank_i, rank_c, months)
    room = np.array([[0, *(c.days_in(m) for m in range(1, months + 1))] for c in team], np.int64)
    done = {(rank_i[visit.cooperative], visit.number) for visit in held}
    tasks, conflicts = _tasks(coops, team, months, done)
    tasks = _apart(tasks, {(rank_i[visit.cooperative], visit.month) for visit in held})
    standing, loose = _standing(
        held, rank_i, rank_c, ways, {(t.place, t.months[0]) for t in tasks if len(t.months) == 1}
    )
    for tour in standing:
        room[tour.coach, tour.month] -= -(-len(tour.stops) // visits_per_day)
    notes = []
    load = Counter((task.coaches[0], task.months[0]) for task in loose)
    for j, m in sorted({(t.coach, t.month) for t in standing} | set(load)):
        least = -(-load[j, m] // min(visits_per_day, STOPS_PER_TOUR))
        if room[j, m] < least:
            over = least - int(room[j, m])
            notes.append(
                f"coach {team[j].id}, month {m}: what is held or pinned takes {over} more days than she has"
            )
            room[j, m] = least
    question = Question(
        coops, team, ways, months, visits_per_day, tuple(sorted([*tasks, *loose])), room, standing,
        frozenset(loose), tuple(notes),
    )  # fmt: skip
    return question, conflicts


def _without_absences(team: tuple[Coach, ...], absent: Collection[tuple[str, int]]) -> tuple[Coach, ...]:
    away: dict[str, list[int]] = defaultdict(list)
    for coach, month in absent:
        away[coach].append(month)
    if unknown := sorted(away.keys() - {coach.id for coach in team}):
        raise ItineraryError("unknown_coach", coach=unknown[0])
    return tuple(
        replace(coach, days={**coach.days, **dict.fromkeys(away[coach.id], 0)}) if coach.id in away else coach
        for coach in team
    )


def _check(coops: Sequence[Cooperative], team: Sequence[Coach], months: int, visits_per_day: int) -> None:
    if months < 1:
        raise ItineraryError("no_month", months=months)
    if visits_per_day < 1:
        raise ItineraryError("no_visit_per_day", visits_per_day=visits_per_day)
    if not team:
        raise ItineraryError("no_coach")
    for kind, names in (("cooperative", [c.id for c in coops]), ("coach", [c.id for c in team])):
        for name, following in pairwise(names):
            if name == following:
                raise ItineraryError(f"{kind}_twice", id=name)
    known = {coach.id for coach in team}
    for coop in coops:
        if coop.visits < 0:
            raise ItineraryError("visits_negative", cooperative=coop.id, visits=coop.visits)
        if coop.coach is not None and coop.coach not in known:
            raise ItineraryError("unknown_coach", coach=coop.coach, cooperative=coop.id)
    for coach in team:
        if min([coach.days_per_month, *coach.days.values()]) < 0:
            raise ItineraryError("days_negative", coach=coach.id)


def _check_held(held: Collection[Held], places: dict[str, int], coaches: dict[str, int], months: int) -> None:
    seen: set[tuple[object, ...]] = set()
    for visit in held:
        if visit.cooperative not in places:
            raise ItineraryError("unknown_cooperative", cooperative=visit.cooperative)
        if visit.coach not in coaches:
            raise ItineraryError("unknown_coach", coach=visit.coach, cooperative=visit.cooperative)
        if not 1 <= visit.month <= months:
            raise ItineraryError("month_outside", cooperative=visit.cooperative, month=visit.month)
        if (visit.cooperative, visit.number) in seen:
            raise ItineraryError("held_twice", cooperative=visit.cooperative, number=visit.number)
        seen.add((visit.cooperative, visit.number))
        tour = (visit.cooperative, visit.coach, visit.month, visit.tour)
        if visit.tour and tour in seen:
            raise ItineraryError("twice_in_tour", cooperative=visit.cooperative, tour=visit.tour)
        seen.add(tour)


def _standing(
    held: Collection[Held],
    places: dict[str, int],
    coaches: dict[str, int],
    ways: Roads,
    crowded: set[tuple[int, int]],
) -> tuple[tuple[Standing, ...], list[Task]]:
    """Held visits that name their tour, tour by tour; the others as tasks that can go nowhere else.

    A visit whose cooperative must have another in that month (`crowded`) is a tour of its own.
    """
    groups: dict[tuple[int, int, str], list[tuple[int, int]]] = defaultdict(list)
    loose = []
    crowded = set(crowded)
    for visit in sorted(held, key=lambda v: (v.cooperative, v.number)):
        place, coach = places[visit.cooperative], coaches[visit.coach]
        name = visit.tour
        if not name and (place, visit.month) in crowded:
            name = f"{visit.cooperative}-{visit.number}"
        crowded.add((place, visit.month))
        if name:
            groups[coach, visit.month, name].append((place, visit.number))
        else:
            loose.append(Task(place, visit.number, (visit.month,), (coach,)))
    standing = []
    for (coach, month, name), stops in sorted(groups.items()):
        number = dict(stops)
        order, km = ways.shortest(coach, [place for place, _ in stops])
        standing.append(Standing(name, coach, month, tuple((p, number[p]) for p in order), km))
    return tuple(standing), loose


def _tasks(
    coops: Sequence[Cooperative], team: Sequence[Coach], months: int, done: set[tuple[int, int]]
) -> tuple[list[Task], tuple[Conflict, ...]]:
    tasks: list[Task] = []
    conflicts: list[Conflict] = []
    nobody: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, coop in enumerate(coops):
        left = [k for k in range(1, coop.visits + 1) if (place, k) not in done]
        if not left:
            continue
        if short := [k for k in left if not window(k, coop.visits, months)]:
            sentence = (
                f"cooperative {coop.id}: {coop.visits} visits in {months} months; "
                f"no month falls in the window of visit {short[0]}"
            )
            conflicts.append(Conflict("windows", (coop.id,), sentence, needed=coop.visits, available=months))
            continue
        suited = tuple(
            j for j, coach in enumerate(team) if coach.suits(coop) and coop.coach in (None, coach.id)
        )
        if not suited and coop.coach is not None:
            sentence = f"cooperative {coop.id}: its coach {coop.coach} does not suit it ({_wish(coop)})"
            hers = next(coach for coach in team if coach.id == coop.coach)
            lacking = () if hers.speaks(coop) else (coop.language,), () if hers.can(coop) else (coop.skill,)
            conflicts.append(Conflict("coach", (coop.id,), sentence, (coop.coach,), *lacking))
        elif not suited:
            nobody[coop.language.strip(), coop.skill].append(coop.id)
        tasks += [Task(place, k, tuple(window(k, coop.visits, months)), suited) for k in left if suited]
    for (language, skill), names in sorted(nobody.items()):
        wish = _wish(Cooperative("", 0, 0, 0, language, skill))
        sentence = f"no coach has {wish}: {', '.join(names)} cannot be visited"
        conflicts.append(
            Conflict("coach", tuple(names), sentence, (), (language,), (skill,) if skill else ())
        )
    return tasks, tuple(conflicts)


def _apart(tasks: list[Task], taken: set[tuple[int, int]]) -> list[Task]:
    """No second visit in a month where one is held, unless the window has no other month."""
    apart = []
    for task in tasks:
        others = tuple(month for month in task.months if (task.place, month) not in taken)
        apart.append(replace(task, months=others or task.months[:1]))
    return apart


def _wish(coop: Cooperative) -> str:
    wishes = [("language", coop.language.strip()), ("skill", coop.skill)]
    return " and ".join(f"the {kind} {value}" for kind, value in wishes if value)
