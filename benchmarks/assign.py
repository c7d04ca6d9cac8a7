"""Assignment at 10,000 applications × 3 readings × 300 reviewers, against every arc as a flow and as an LP.

The flow is the min-cost flow of OR-Tools (the optional extra `flow`), the LP that of HiGHS, both on one arc per
pair. openreview-matcher is not on PyPI: it is not measured.
"""

from __future__ import annotations

import importlib.util
import random
import sys
import time
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from benchmarks.report import in_turn, record
from mourafaka.engine.assign import Application, Reviewer, assign
from mourafaka.engine.assign.model import SECTOR_POINTS
from mourafaka.engine.assign.network import overload
from mourafaka.engine.solver import quiet_solver

LANGUAGES, SECTORS = ("fr", "ar", "zgh"), tuple(f"s{k:02}" for k in range(12))
READINGS = 3
LP_LIMIT_SECONDS = 240.0


@dataclass(frozen=True)
class Case:
    applications: list[Application]
    reviewers: list[Reviewer]
    conflicts: set[tuple[str, str]]


@dataclass(frozen=True)
class Arcs:
    """One arc per pair that may meet, then each reviewer's arcs by load; costs to minimise."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    cost: NDArray[np.int64]
    load_of: NDArray[np.int64]
    load_cost: NDArray[np.int64]


def simulated(applications: int, reviewers: int) -> Case:
    chance = random.Random(33)
    apps = [
        Application(f"a{i:05}", chance.choices(LANGUAGES, (5, 4, 1))[0], chance.choice(SECTORS))
        for i in range(applications)
    ]
    most = int(1.1 * applications * READINGS / reviewers)
    readers = [
        Reviewer(
            f"r{j:03}",
            frozenset(chance.sample(LANGUAGES, 2)),
            frozenset(chance.sample(SECTORS, 2)),
            maximum=most,
        )
        for j in range(reviewers)
    ]
    conflicts = {(a.id, r.id) for a in apps for r in readers if chance.random() < 0.05}
    return Case(apps, readers, conflicts)


def all_arcs(case: Case) -> Arcs:
    """The whole network, built with numpy."""
    language = np.array([LANGUAGES.index(a.language) for a in case.applications])
    sector = np.array([SECTORS.index(a.sector) for a in case.applications])
    reads = np.array([[name in r.languages for r in case.reviewers] for name in LANGUAGES])
    knows = np.array([[name in r.sectors for r in case.reviewers] for name in SECTORS])
    allowed = reads[language]
    rank_a = {a.id: i for i, a in enumerate(case.applications)}
    rank_r = {r.id: j for j, r in enumerate(case.reviewers)}
    barred = np.array([(rank_a[a], rank_r[r]) for a, r in case.conflicts])
    allowed[barred[:, 0], barred[:, 1]] = False
    tail, head = np.nonzero(allowed)
    even = -(-len(case.applications) * READINGS // len(case.reviewers))
    most = case.reviewers[0].maximum or 0
    steps = np.array([overload(k + 1, even) - overload(k, even) for k in range(most)])
    load_of, step = np.divmod(np.arange(most * len(case.reviewers)), most)
    return Arcs(tail, head, -SECTOR_POINTS * knows[sector[tail], head], load_of, steps[step])


def as_flow(case: Case) -> int:
    """The objective by OR-Tools' min-cost flow on all arcs."""
    from ortools.graph.python import min_cost_flow

    arcs = all_arcs(case)
    apps, readers = len(case.applications), len(case.reviewers)
    sink = apps + readers
    flow = min_cost_flow.SimpleMinCostFlow()
    tails = np.concatenate([arcs.tail, apps + arcs.load_of])
    heads = np.concatenate([apps + arcs.head, np.full(len(arcs.load_of), sink)])
    costs = np.concatenate([arcs.cost, arcs.load_cost])
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), np.int64), costs)
    supplies = np.concatenate([np.full(apps, READINGS), np.zeros(readers, np.int64), [-READINGS * apps]])
    flow.set_nodes_supplies(np.arange(sink + 1), supplies)
    assert flow.solve() == flow.OPTIMAL
    return -int(flow.optimal_cost())


def as_programme(case: Case) -> tuple[int | None, float]:
    """The objective by HiGHS on all arcs (None beyond the time limit), and the seconds it took."""
    start = time.perf_counter()
    arcs = all_arcs(case)
    apps, readers = len(case.applications), len(case.reviewers)
    pairs, loads = len(arcs.tail), len(arcs.load_of)
    starts = np.concatenate([2 * np.arange(pairs), 2 * pairs + np.arange(loads)]).astype(np.int32)
    index = np.concatenate([np.stack([arcs.tail, apps + arcs.head], 1).ravel(), apps + arcs.load_of])
    value = np.concatenate([np.ones(2 * pairs), -np.ones(loads)])
    right = np.concatenate([np.full(apps, float(READINGS)), np.zeros(readers)])
    columns = pairs + loads
    solver = quiet_solver()
    solver.setOptionValue("time_limit", LP_LIMIT_SECONDS)
    solver.passModel(
        columns, apps + readers, len(index), 1, 1, 0.0,
        np.concatenate([arcs.cost, arcs.load_cost]).astype(float), np.zeros(columns), np.ones(columns),
        right, right, starts, index.astype(np.int32), value, np.zeros(columns, np.int32),
    )  # fmt: skip
    solver.run()
    done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    objective = -round(solver.getInfo().objective_function_value) if done else None
    return objective, time.perf_counter() - start


def ours(case: Case) -> int:
    answer = assign(case.applications, case.reviewers, READINGS, case.conflicts)
    assert answer.objective is not None
    assert answer.objective == answer.bound
    return answer.objective


def main(quick: bool) -> None:
    sizes = [(1_000, 60)] if quick else [(1_000, 60), (10_000, 300)]
    for applications, reviewers in sizes:
        case = simulated(applications, reviewers)
        label = f"{applications:,} × {READINGS} × {reviewers}"
        best = ours(case)
        if importlib.util.find_spec("ortools"):
            assert as_flow(case) == best
            slow, fast = in_turn(
                lambda case=case: as_flow(case), lambda case=case: ours(case), 2 if quick else 5
            )
            times = f"{fast:.2f} s against {slow:.2f} s, same objective {best:,}"
            record(f"assign {label} against the full flow", slow / fast, "≥ 2", times)
        else:
            record(
                f"assign {label} against the full flow", None, "≥ 2", "OR-Tools is not installed (extra flow)"
            )
        objective, slow = as_programme(case)
        assert objective in (best, None)
        start = time.perf_counter()
        ours(case)
        fast = time.perf_counter() - start
        end = (
            f"stopped at {slow:.0f} s, so at least this"
            if objective is None
            else f"{slow:.1f} s, same objective"
        )
        record(
            f"assign {label} against the LP of all arcs", slow / fast, "≥ 20", f"{fast:.2f} s against {end}"
        )
    record("assign 1,000 × 60 against openreview-matcher", None, "≥ 10", "not on PyPI")


if __name__ == "__main__":
    main("--quick" in sys.argv)
