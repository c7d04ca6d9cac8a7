"""The planner at 33, 100, 300 and 1,000 cooperatives: its gap and time, single trips, the order entered, PyVRP.

Twelve visits each, then 4, 6, 8 or 12 at 33 and 300, where windows cross and coaches share cooperatives.
The daily tours are one stretch of months of the plan, given to PyVRP as a routing problem with several depots:
the same visits with the same coaches, vehicles that stop four times at most.
"""

from __future__ import annotations

import importlib.util
import random
import sys
from dataclasses import replace

from benchmarks.report import record
from mourafaka.engine.itinerary import Coach, Cooperative, Plan, plan
from mourafaka.engine.itinerary.travel import roads

SIZES = {33: 4, 100: 8, 300: 24, 1000: 80}
TARGETS = {33: "gap ≤ 1 %", 300: "gap ≤ 2 % in 60 s"}
METRES = 1000


def simulated(cooperatives: int, coaches: int) -> tuple[list[Cooperative], list[Coach]]:
    """Synthetic places about the size of a region, twelve visits each, some in one language only."""
    chance = random.Random(33)
    side = 2.4 * (cooperatives / 100) ** 0.25
    team = [
        Coach(
            f"k{j:02}",
            30 + side * chance.random(),
            -9 + side * chance.random(),
            frozenset({"ar", "zgh"} if j % 2 else {"ar"}),
            12,
        )
        for j in range(coaches)
    ]
    visited = [
        Cooperative(
            f"c{i:04}",
            30 + side * chance.random(),
            -9 + side * chance.random(),
            12,
            chance.choices(("", "ar", "zgh"), (2, 6, 2))[0],
        )
        for i in range(cooperatives)
    ]
    return visited, team


def mixed(visited: list[Cooperative]) -> list[Cooperative]:
    """The same places with 4, 6, 8 or 12 visits."""
    chance = random.Random(33)
    return [replace(coop, visits=chance.choice((4, 6, 8, 12))) for coop in visited]


def by_pyvrp(
    visited: list[Cooperative], team: list[Coach], answer: Plan, month: int, seconds: float
) -> float:
    """Kilometres of the visits of two months, each coach's by herself, tours of four stops at most."""
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    ways = roads(visited, team, None)
    rank = {coop.id: i for i, coop in enumerate(visited)}
    total = 0.0
    for c, coach in enumerate(team):
        mine = [
            rank[v.cooperative] for v in answer.visits if v.coach == coach.id and month <= v.month < month + 2
        ]
        if not mine:
            continue
        model = Model()
        depot = model.add_location(x=0, y=0)
        base = model.add_depot(location=depot)
        spots = [model.add_location(x=0, y=0) for _ in mine]
        for spot in spots:
            model.add_client(location=spot, delivery=[1])
        model.add_vehicle_type(num_available=len(mine), capacity=[4], start_depot=base, end_depot=base)
        for a, i in zip(spots, mine, strict=True):
            out = round(float(ways.out[c, i]) * METRES)
            model.add_edge(depot, a, distance=out)
            model.add_edge(a, depot, distance=out)
            for b, j in zip(spots, mine, strict=True):
                if a is not b:
                    model.add_edge(a, b, distance=round(float(ways.between[i, j]) * METRES))
        found = model.solve(MaxRuntime(seconds), seed=33, display=False)
        total += float(found.cost()) / METRES
    return total


def main(quick: bool) -> None:
    for size in list(SIZES)[: 2 if quick else None]:
        visited, team = simulated(size, SIZES[size])
        answer = plan(visited, team, seconds=60)
        label = f"plan {size:,} × 12 visits, {SIZES[size]} coaches"
        assert answer.bound_km <= answer.travel_km
        told = f"gap {answer.gap:.2%} to its own bound in {answer.seconds:.1f} s, {answer.travel_km:,.0f} km"
        record(
            f"{label}: travel to bound", answer.travel_km / answer.bound_km, TARGETS.get(size, "≤ 1.02"), told
        )
        record(
            f"{label}: single trips to travel",
            answer.single_trips_km / answer.travel_km,
            "> 1",
            f"{answer.single_trips_km:,.0f} km one by one",
        )
        entered = answer.entered_order_km
        record(
            f"{label}: order entered to travel",
            entered / answer.travel_km if entered else None,
            "≥ 1",
            f"{entered:,.0f} km in the order of the list" if entered else "the list runs out of days",
        )
        if importlib.util.find_spec("pyvrp"):
            ours = sum(t.km for t in answer.tours if t.month <= 2)
            seconds = 20.0 / SIZES[size]
            theirs = by_pyvrp(visited, team, answer, 1, seconds)
            told = f"{ours:,.1f} km against {theirs:,.1f} km in 20 s for the tours of two months"
            record(f"{label}: PyVRP to ours", theirs / ours, "≥ 1", told)
        else:
            record(f"{label}: PyVRP to ours", None, "≥ 1", "PyVRP is not installed")
    for size in list(TARGETS)[: 1 if quick else None]:
        visited, team = simulated(size, SIZES[size])
        for one_coach in (False, True):
            answer = plan(mixed(visited), team, one_coach=one_coach, seconds=60)
            told = (
                f"gap {answer.gap:.2%} in {answer.seconds:.1f} s, {answer.travel_km:,.0f} km; "
                f"{len(answer.split)} cooperatives see several coaches"
            )
            target = "the bound is without this rule" if one_coach else TARGETS[size]
            label = f"plan {size:,} × 4, 6, 8 or 12 visits{', one coach each' if one_coach else ''}"
            record(f"{label}: travel to bound", answer.travel_km / answer.bound_km, target, told)


if __name__ == "__main__":
    main("--quick" in sys.argv)
