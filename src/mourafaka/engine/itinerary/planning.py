"""plan: the shortest plan of visits that can be found in the time given, and a bound on any."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mourafaka.engine.itinerary import packing
from mourafaka.engine.itinerary.blocks import (
    Block,
    blocks,
    moved_to,
    of_all_months,
    programme_of,
    relaxation_of,
    relaxed,
    trips_of,
)
from mourafaka.engine.itinerary.feasibility import conflicts, settle
from mourafaka.engine.itinerary.loyalty import fewer_changes
from mourafaka.engine.itinerary.model import Coach, Cooperative, Held, Plan, Tour, Travel, Visit
from mourafaka.engine.itinerary.neighbourhoods import improved
from mourafaka.engine.itinerary.pricing import Tours
from mourafaka.engine.itinerary.programme import (
    Programme,
    Relaxed,
    choose_whole,
    reduced_length,
    relax,
    within,
)
from mourafaka.engine.itinerary.question import Question, Task, Trip, ask
from mourafaka.engine.itinerary.sharing import fewest_split, one_coach_each

_LISTED = 30_000  # tours offered to the integer programme at most
_WHOLE = 400  # tasks planned in one programme at most
_REACH = 0.02  # of the bound: a tour whose reduced length is beyond is in no plan worth having
_REACHES = (0.001, 0.005, 0.02, math.inf)  # of the bound, one after the other
_SMALL = 60  # tasks planned to the optimum
_NODES, _NEAR = 150, 1e-3  # when they are more: where the search ends


@dataclass(frozen=True)
class _Solved:
    trips: tuple[Trip, ...]
    bound: float


def plan(
    cooperatives: Iterable[Cooperative],
    coaches: Iterable[Coach],
    *,
    months: int = 24,
    travel: Travel | None = None,
    held: Collection[Held] = (),
    absent: Collection[tuple[str, int]] = (),
    keep: Plan | None = None,
    visits_per_day: int = 2,
    one_coach: bool = False,
    seconds: float = 60.0,
) -> Plan:
    """Visits and tours with the fewest kilometres found within about `seconds`.

    Never broken: windows, languages and skills, days. `held` visits never move, wherever they lie. Of a plan to
    `keep`, as few visits as possible move, to another month rather than to another coach. With `one_coach` a
    cooperative has one coach, that of its held visits if any, unless days forbid it, which may cost travel;
    without, any who suits makes each visit. `absent` are (coach, month) without a day. The order of the inputs
    only serves `entered_order_km`. Raises ItineraryError on a question that makes no sense.
    """
    begun = time.monotonic()
    until = begun + 0.9 * seconds
    entered = list(cooperatives)
    asked, cannot = ask(
        entered,
        coaches,
        months=months,
        travel=travel,
        held=held,
        absent=absent,
        visits_per_day=visits_per_day,
    )
    cannot += conflicts(asked)
    if cannot:
        return Plan("infeasible", conflicts=cannot, notes=asked.notes, seconds=time.monotonic() - begun)
    question, moved = _narrowed(asked, held if one_coach else (), keep)
    solved = _solve(question, one_coach, until)
    listed = packing.as_entered(question, [coop.id for coop in entered])
    trips = list(solved.trips)
    if listed is not None and _km(question, listed) < _km(question, trips):
        trips = listed
    answer = _answer(question, fewer_changes(question, trips), solved.bound, listed)
    return replace(answer, moved=moved, seconds=time.monotonic() - begun)


def _narrowed(question: Question, held: Collection[Held], keep: Plan | None) -> tuple[Question, int]:
    """The tasks held to what is kept: the place in the former plan, or the coach of the visits `held`."""
    rank = {coach.id: c for c, coach in enumerate(question.coaches)}
    names = [coop.id for coop in question.cooperatives]
    former = {(v.cooperative, v.number): v for v in keep.visits} if keep else {}
    known: dict[str, str] = {}
    for visit in sorted(held, key=lambda v: (v.month, v.number)):
        known[visit.cooperative] = visit.coach

    def wish(task: Task) -> tuple[int, int | None] | None:
        name = names[task.place]
        if (before := former.get((name, task.number))) and rank.get(before.coach) in task.coaches:
            return rank[before.coach], before.month
        coach = rank.get(known.get(name, ""))
        return (coach, None) if coach in task.coaches and coach is not None else None

    if not former and not known:
        return question, 0
    tasks, moved = settle(question, wish)
    return question.on(tasks), moved


def _solve(question: Question, one_coach: bool, until: float) -> _Solved:
    if not question.tasks:
        return _Solved((), 0.0)
    if all(len(task.coaches) == 1 for task in question.tasks):
        return _by_coach(question, until)
    stretches = blocks(question.tasks)
    signatures = {block.signature(question) for block in stretches}
    if one_coach and not (len(signatures) == 1 and stretches[0].once):
        return _shared(question, until)
    return _each(question, stretches, until)


def _shared(question: Question, until: float) -> _Solved:
    """The bound of all months at once; then a coach for each cooperative; then each coach's months."""
    now = time.monotonic()
    programme = relaxation_of(question)
    first = packing.packed(question, question.tasks)
    start = of_all_months(question, question.tasks, first)
    relaxed = relax(programme, start, now + 0.4 * (until - now))
    tours = relaxed.tours
    if relaxed.complete:
        more, _ = within(programme, relaxed.prices, _REACH * relaxed.bound, _LISTED // 2)
        tours = tours.take(relaxed.used > 1e-9).plus(more)
    now = time.monotonic()
    chosen = one_coach_each(question, programme, tours, now + 0.4 * (until - now))
    if chosen is None:
        chosen = one_coach_each(question, None, Tours(), now + 0.6 * (until - now))
    tasks = [replace(task, coaches=(chosen[task.place],)) for task in question.tasks] if chosen else []
    if not tasks or conflicts(question.on(tasks)):
        shares = fewest_split(question, now + 0.8 * (until - now))
        tasks = [
            replace(task, coaches=(shares[task],)) if task in shares else task for task in question.tasks
        ]
        if not shares:
            return _Solved(tuple(first), max(relaxed.bound, 0.0))
    found = _by_coach(question.on(tasks), until)
    return _Solved(found.trips, max(relaxed.bound, 0.0))


def _by_coach(question: Question, until: float, *, hasty: bool = False) -> _Solved:
    """Each coach alone."""
    mine: dict[int, list[Task]] = defaultdict(list)
    for task in question.tasks:
        mine[task.coaches[0]].append(task)
    return _each(question, [block for coach in sorted(mine) for block in blocks(mine[coach])], until, hasty)


def _each(question: Question, stretches: Sequence[Block], until: float, hasty: bool = False) -> _Solved:
    """Stretches of months that share nothing, like ones solved once."""
    todo: dict[tuple[object, ...], list[Block]] = defaultdict(list)
    for block in stretches:
        todo[block.signature(question)].append(block)
    trips: list[Trip] = []
    bound = 0.0
    for place, alike in enumerate(todo.values()):
        now = time.monotonic()
        found = _block(question, alike[0], now + (until - now) / (len(todo) - place), hasty=hasty)
        trips += [trip for block in alike for trip in moved_to(alike[0], block, found.trips)]
        bound += len(alike) * found.bound
    return _Solved(tuple(trips), bound)


def _block(
    question: Question,
    block: Block,
    until: float,
    first: Sequence[Trip] | None = None,
    *,
    hasty: bool = False,
) -> _Solved:
    """The shortest trips found in one stretch of months, from those given if any, and a bound on any.

    A small stretch is searched to the end, unless `hasty`: part of a larger one, it need only be nearly so.
    """
    first = packing.packed(question, block.tasks) if first is None else list(first)
    programme = programme_of(question, block)
    start = _as_tours(question, block, programme, first)
    now = time.monotonic()
    relaxation = relaxed(question, block, programme, start, first, now + 0.5 * (until - now))
    if len(block.tasks) > (_WHOLE if block.once else _WHOLE // 2):
        found = _shared_out(question, block, programme, relaxation, first, until)
    else:
        exact = len(block.tasks) <= _SMALL and not hasty
        found = _whole(question, block, programme, relaxation, first, until, exact)
        if exact or hasty or block.once:
            return found
    if _km(question, found.trips) - found.bound <= _NEAR * found.bound:
        return found
    trips = improved(
        question,
        block,
        found.trips,
        until,
        lambda trips: reduced_length(
            programme, relaxation.prices, _as_tours(question, block, programme, trips)
        ).tolist(),
        lambda asked, part, limit, mine: _block(asked, part, limit, mine, hasty=True).trips,
    )
    return _Solved(tuple(trips), found.bound)


def _whole(
    question: Question,
    block: Block,
    programme: Programme,
    relaxed: Relaxed,
    first: list[Trip],
    until: float,
    exact: bool,
) -> _Solved:
    """All tours of a block chosen together: among those nearest to the relaxation, then among more."""
    start = _as_tours(question, block, programme, first)
    best, km = first, _km(question, first)
    bound = relaxed.bound
    for reach in _REACHES:
        reach = min(reach * max(relaxed.bound, 1e-6), km - relaxed.bound + 1e-6)
        listed, reached = within(programme, relaxed.prices, max(reach, 1e-6), _LISTED)
        listed = listed.plus(relaxed.tours.take(relaxed.used > 1e-9))
        nodes, gap = (100_000, 1e-6) if exact else (_NODES, _NEAR)
        chosen = choose_whole(programme, listed, start, until - time.monotonic(), nodes, gap)
        if chosen is None:
            break
        trips = trips_of(question, block, programme, chosen.tours)
        if _km(question, trips) < km:
            best, km = trips, _km(question, trips)
        bound = max(bound, min(chosen.bound, relaxed.bound + reached))
        # a tour beyond the reach may still shorten the plan
        if km - bound <= (1e-6 if exact else _NEAR) * km or reached < reach or time.monotonic() > until:
            break
        start = _as_tours(question, block, programme, best)
    return _Solved(tuple(best), min(max(bound, 0.0), km))


def _shared_out(
    question: Question, block: Block, programme: Programme, relaxed: Relaxed, first: list[Trip], until: float
) -> _Solved:
    """Each task to the coach who makes most of it in the relaxation, as far as days allow; then coach by coach."""
    trips = first
    if len(block.team) > 1:
        use: dict[tuple[int, int], float] = defaultdict(float)
        for stops, cell, used in zip(relaxed.tours.stops, relaxed.tours.cell, relaxed.used, strict=False):
            if used > 1e-9:
                for row in stops[stops >= 0].tolist():
                    use[row, programme.cells[cell].coach] += float(used)
        chosen = packing.assigned(
            question,
            block.tasks,
            lambda k, c: (1 - use[k, c]) * (100 + question.roads.single(c, block.tasks[k].place)),
        )
        tasks = [replace(task, coaches=(coach,)) for task, coach in zip(block.tasks, chosen, strict=True)]
        limit = time.monotonic() + 0.4 * (until - time.monotonic())
        shared = _whole_again(_by_coach(question.on(tasks), limit, hasty=True).trips, block.tasks)
        trips = min(first, shared, key=lambda found: _km(question, found))
    return _Solved(tuple(trips), min(max(relaxed.bound, 0.0), _km(question, trips)))


def _whole_again(trips: Iterable[Trip], tasks: Iterable[Task]) -> list[Trip]:
    """The trips with these tasks, not narrowed."""
    original = {(task.place, task.number): task for task in tasks}
    return [replace(t, tasks=tuple(original[s.place, s.number] for s in t.tasks)) for t in trips]


def _as_tours(question: Question, block: Block, programme: Programme, trips: Sequence[Trip]) -> Tours:
    cells = {(cell.coach, month): n for n, cell in enumerate(programme.cells) for month in cell.months}
    rows = {task: row for row, task in enumerate(block.tasks)}
    stops = np.full((len(trips), 4), -1, np.int64)
    for place, trip in enumerate(trips):
        stops[place, : len(trip.tasks)] = [rows[task] for task in trip.tasks]
    km = np.array([question.roads.km(t.coach, [task.place for task in t.tasks]) for t in trips])
    return Tours(stops, km, np.array([cells[t.coach, t.month] for t in trips], np.int64))


def _km(question: Question, trips: Iterable[Trip]) -> float:
    return math.fsum(question.roads.km(t.coach, [task.place for task in t.tasks]) for t in trips)


def _answer(question: Question, trips: list[Trip], bound: float, listed: list[Trip] | None) -> Plan:
    """The trips and the standing tours with their names, lengths and visits."""
    names = [coop.id for coop in question.cooperatives]
    fixed = math.fsum(tour.km for tour in question.standing)
    tours, visits = [], []
    for standing in question.standing:
        stops = standing.stops
        tours.append((standing.month, standing.coach, standing.name, stops, standing.km))
    taken = {standing.name for standing in question.standing}
    serial = 0
    for trip in sorted(trips, key=lambda t: (t.month, t.coach, t.tasks)):
        serial += 1
        while f"T{serial:04}" in taken:
            serial += 1
        stops = tuple((task.place, task.number) for task in trip.tasks)
        tours.append((trip.month, trip.coach, f"T{serial:04}", stops, _km(question, [trip])))
    tours.sort()
    found = []
    coaches_of: dict[int, set[int]] = defaultdict(set)
    alone = []
    for month, coach, name, stops, km in tours:
        found.append(
            Tour(name, question.coaches[coach].id, month, question.days(len(stops)),
                 tuple(names[p] for p, _ in stops), round(km, 6))
        )  # fmt: skip
        for place, number in stops:
            visits.append(Visit(names[place], question.coaches[coach].id, number, month, name))
            coaches_of[place].add(coach)
            alone.append(question.roads.single(coach, place))
    travel = round(math.fsum(tour.km for tour in found), 6)
    proven = min(math.floor((bound + fixed) * 1e6 - 1) / 1e6, travel)
    return Plan(
        "optimal" if travel - proven <= 1e-6 * max(travel, 1.0) else "feasible",
        tuple(sorted(visits, key=lambda v: (v.cooperative, v.number))),
        tuple(found),
        travel,
        max(proven, 0.0),
        single_trips_km=round(math.fsum(alone), 6),
        entered_order_km=None if listed is None else round(_km(question, listed) + fixed, 6),
        split=tuple(names[place] for place in sorted(coaches_of) if len(coaches_of[place]) > 1),
        notes=question.notes,
    )
