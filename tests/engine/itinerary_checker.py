"""The rules of a plan of visits, written again from their statement: shares no code with the engine."""

from __future__ import annotations

import random
from itertools import pairwise, permutations, product
from math import asin, cos, inf, radians, sin, sqrt

from mourafaka.engine.itinerary import Coach, Cooperative, Held, Plan


def distance(a, b) -> float:
    """Great-circle kilometres between two things with lat and lon."""
    p, q = radians(a.lat), radians(b.lat)
    h = sin((q - p) / 2) ** 2 + cos(p) * cos(q) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6371.0088 * asin(min(1.0, sqrt(h)))


def ways(coops, coaches, travel):
    everyone = [*coops, *coaches]
    if travel is None:
        return {(a.id, b.id): distance(a, b) for a in everyone for b in everyone}
    return {(a.id, b.id): 0.0 if a.id == b.id else travel[a.id, b.id] for a in everyone for b in everyone}


def length(km, base: str, stops) -> float:
    places = [base, *stops, base]
    return sum(km[a, b] for a, b in pairwise(places))


def speaks(coach: Coach, coop: Cooperative) -> bool:
    wanted = coop.language.strip().casefold()
    return not wanted or wanted in {language.strip().casefold() for language in coach.languages}


def faults(plan: Plan, coops, coaches, *, months=24, travel=None, held=(), per_day=2) -> list[str]:
    """Every rule the plan breaks, in words; none for a good plan."""
    km = ways(coops, coaches, travel)
    coop_of, coach_of = {c.id: c for c in coops}, {c.id: c for c in coaches}
    kept = {(h.cooperative, h.number): h for h in held}
    found = []
    due = sorted({(c.id, k) for c in coops for k in range(1, c.visits + 1)} | set(kept))
    if sorted((v.cooperative, v.number) for v in plan.visits) != due:
        found.append("not each visit exactly once")
    for v in plan.visits:
        coop, coach = coop_of[v.cooperative], coach_of[v.coach]
        if h := kept.get((v.cooperative, v.number)):
            if (v.month, v.coach) != (h.month, h.coach) or (h.tour and v.tour != h.tour):
                found.append(f"{v} moved")
            continue
        if not ((v.number - 1) * months < v.month * coop.visits <= v.number * months):
            found.append(f"{v} outside its window")
        if not speaks(coach, coop) or (coop.skill and coop.skill not in coach.skills):
            found.append(f"{v} with a coach who does not suit")
        if coop.coach not in (None, coach.id):
            found.append(f"{v} with another coach")
    found += tour_faults(plan, km, coach_of, per_day, {h.tour for h in held if h.tour})
    several = {i for i in coop_of if len({v.coach for v in plan.visits if v.cooperative == i}) > 1}
    if several != set(plan.split):
        found.append(f"split {plan.split}, in truth {several}")
    if abs(plan.travel_km - sum(t.km for t in plan.tours)) > 1e-5:
        found.append("travel is not the sum of the tours")
    if plan.bound_km > plan.travel_km:
        found.append("the bound is above the travel")
    return found


def tour_faults(plan, km, coach_of, per_day, standing) -> list[str]:
    found = []
    visits: dict[str, list] = {}
    for v in plan.visits:
        visits.setdefault(v.tour, []).append(v)
    if len({t.id for t in plan.tours}) != len(plan.tours) or set(visits) != {t.id for t in plan.tours}:
        found.append("tours and visits do not match")
    used: dict[tuple[str, int], int] = {}
    for t in plan.tours:
        mine = visits.get(t.id, [])
        if sorted(v.cooperative for v in mine) != sorted(t.stops) or len(set(t.stops)) != len(t.stops):
            found.append(f"{t.id} stops are not its visits")
        if {(v.coach, v.month) for v in mine} != {(t.coach, t.month)}:
            found.append(f"{t.id} mixes coaches or months")
        if len(t.stops) > 4 and t.id not in standing:
            found.append(f"{t.id} is too long")
        if t.days != -(-len(t.stops) // per_day):
            found.append(f"{t.id} days")
        if abs(t.km - length(km, t.coach, t.stops)) > 1e-5:
            found.append(f"{t.id} km")
        used[t.coach, t.month] = used.get((t.coach, t.month), 0) + t.days
    for (coach, month), days in used.items():
        if days > coach_of[coach].days_in(month) and not plan.notes:
            found.append(f"{coach} works {days} days in month {month}")
    return found


def optimum(coops, coaches, *, months, travel=None, per_day=2) -> tuple[float, float]:
    """By trying everything: the least travel, and the least when a cooperative has one coach; inf when none."""
    km = ways(coops, coaches, travel)
    tasks = [(c, k) for c in coops for k in range(1, c.visits + 1)]
    options = [
        [
            (coach.id, m)
            for coach in coaches
            for m in range(1, months + 1)
            if speaks(coach, c) and (k - 1) * months < m * c.visits <= k * months
        ]
        for c, k in tasks
    ]
    known: dict = {}

    def month_cost(coach: Coach, stops: tuple[str, ...]) -> float:
        if (coach.id, stops) not in known:
            known[coach.id, stops] = cheapest(km, coach.id, stops, coach.days_per_month, per_day)
        return known[coach.id, stops]

    best = one = inf
    for choice in product(*options):
        load: dict[tuple[str, int], list[str]] = {}
        for (c, _), where in zip(tasks, choice, strict=True):
            load.setdefault(where, []).append(c.id)
        by_id = {c.id: c for c in coaches}
        total = sum(month_cost(by_id[coach], tuple(sorted(stops))) for (coach, _), stops in load.items())
        best = min(best, total)
        pairs = {(c.id, coach) for (c, _), (coach, _) in zip(tasks, choice, strict=True)}
        if len(pairs) == len({i for i, _ in pairs}):
            one = min(one, total)
    return best, one


def cheapest(km, base: str, stops: tuple[str, ...], days: int, per_day: int) -> float:
    """The least length of tours through all the stops within the days."""
    if not stops:
        return 0.0
    first, rest = stops[0], stops[1:]
    best = inf
    for mask in range(2 ** len(rest)):
        mates = [s for b, s in enumerate(rest) if mask >> b & 1]
        others = tuple(s for b, s in enumerate(rest) if not mask >> b & 1)
        took = -(-(1 + len(mates)) // per_day)
        if len(mates) <= 3 and took <= days:
            alone = min(length(km, base, order) for order in permutations([first, *mates]))
            best = min(best, alone + cheapest(km, base, others, days - took, per_day))
    return best


def instance(seed: int, most: int = 9):
    """A random question: cooperatives, coaches, and the other arguments."""
    chance = random.Random(seed)
    months = chance.choice([2, 3, 4, 6, 12, 24])
    languages = ["", "ar", " AR", "zgh"]
    coops = [
        Cooperative(
            f"c{i}", chance.uniform(29, 32), chance.uniform(-10, -7),
            chance.choice([0, 1, 2, 2, 3, 4, 12][: 4 + chance.randrange(4)]) % (months + 1),
            chance.choice(languages),
        )
        for i in range(chance.randint(1, most))
    ]  # fmt: skip
    coaches = [
        Coach(
            f"k{j}", chance.uniform(29, 32), chance.uniform(-10, -7),
            frozenset(chance.sample(["ar", "zgh ", "fr"], chance.randint(1, 3))), chance.randint(1, 5),
        )
        for j in range(chance.randint(1, 3))
    ]  # fmt: skip
    travel = None
    if chance.random() < 0.2:
        names = [c.id for c in coops] + [c.id for c in coaches]
        travel = {(a, b): chance.uniform(5, 200) for a in names for b in names if a != b}
    held = []
    for coop in coops:
        if coop.visits and chance.random() < 0.15:
            coach = chance.choice(coaches).id
            held.append(Held(coop.id, chance.randint(1, coop.visits), chance.randint(1, months), coach))
    return (
        coops,
        coaches,
        {"months": months, "travel": travel, "held": held},
        chance.choice([1, 2, 2, 2, 3, 4]),
    )
