"""Choosing 33 to 1,000 of 1,000 to 1,000,000: against PuLP with CBC, plain HiGHS, and one sort of the same data."""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from decimal import Decimal

import highspy
import numpy as np
import pulp
from scipy import sparse

from benchmarks.report import in_turn, record
from mourafaka.engine.choose import Candidates, Column, Quota, Rules, explain, select

SIZES = {1_000: 33, 10_000: 100, 100_000: 330, 1_000_000: 1_000}
SECONDS = 240


def question(count: int, *, budget: bool, seed: int = 1) -> tuple[Candidates, Rules]:
    """Twelve regions of unequal size, eight sectors, women-led and youth-led; scores to four decimals."""
    rng = np.random.default_rng(seed)
    seats = SIZES[count]
    region, sector = rng.choice(12, count, p=np.arange(1, 13) / 78), rng.choice(8, count)
    women, youth = rng.random(count) < 0.4, rng.random(count) < 0.3
    scores = np.clip(50 + 8 * rng.standard_normal(count) + region / 2, 0, 100) * 10_000
    costs = (np.clip(rng.lognormal(11, 0.5, count), 20_000, 500_000) // 100 * 10_000).astype(np.int64)
    columns = {
        "region": Column(region.astype(np.int32), tuple(f"{place:02}" for place in range(12))),
        "sector": Column(sector.astype(np.int32), tuple("ABCDEFGH")),
        "women_led": Column(women.astype(np.int32), ("no", "yes")),
        "youth_led": Column(youth.astype(np.int32), ("no", "yes")),
    }
    quotas = (
        *(Quota("region", f"{place:02}", max(1, seats // 30), max(2, seats // 8)) for place in range(12)),
        *(Quota("sector", sector, 0, max(2, seats // 6)) for sector in "ABCDEFGH"),
        Quota("women_led", "yes", seats // 2),
        Quota("youth_led", "yes", seats // 3),
    )
    ceiling = Decimal(int(costs.mean()) * seats * 8 // 10).scaleb(-2) if budget else None
    ids = [f"T{place:07}" for place in range(count)]
    return Candidates(ids, scores.astype(np.int64), columns, costs), Rules(seats, quotas, ceiling)


def by_pulp(candidates: Candidates, rules: Rules) -> float | None:
    """The total by PuLP and CBC, None when the time ran out before the proof."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        problem = pulp.LpProblem("choice", pulp.LpMaximize)
        taken = [problem.add_variable(f"x{place}", cat="Binary") for place in range(len(candidates))]
        problem += pulp.LpAffineExpression(zip(taken, candidates.scores.tolist(), strict=True))
        problem += pulp.lpSum(taken) == rules.seats
        for quota in rules.quotas:
            group = pulp.lpSum([taken[place] for place in _members(candidates, quota)])
            problem += group >= quota.minimum
            if quota.maximum is not None:
                problem += group <= quota.maximum
        if rules.budget_mad is not None and candidates.costs is not None:
            costs = pulp.LpAffineExpression(zip(taken, candidates.costs.tolist(), strict=True))
            problem += costs <= int(rules.budget_mad * 100)
        problem.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0, timeLimit=SECONDS))
        proven = problem.sol_status == pulp.LpSolutionOptimal
        return round(pulp.value(problem.objective)) / 10_000 if proven else None


def by_highs(candidates: Candidates, rules: Rules, *, forced: int | None = None) -> float | None:
    """The total by HiGHS on the whole problem, None when the time ran out."""
    count = len(candidates)
    rows, low, high = [np.ones(count)], [float(rules.seats)], [float(rules.seats)]
    for quota in rules.quotas:
        row = np.zeros(count)
        row[_members(candidates, quota)] = 1.0
        rows.append(row)
        low.append(float(quota.minimum))
        high.append(float(rules.seats if quota.maximum is None else quota.maximum))
    if rules.budget_mad is not None and candidates.costs is not None:
        rows.append(candidates.costs / 10_000)
        low.append(-highspy.kHighsInf)
        high.append(float(rules.budget_mad) / 100)
    least = np.zeros(count)
    if forced is not None:
        least[forced] = 1.0
    matrix = sparse.csc_matrix(np.array(rows))
    solver = highspy._Highs()
    for option, value in {"output_flag": False, "mip_rel_gap": 0.0, "time_limit": float(SECONDS)}.items():
        solver.setOptionValue(option, value)
    solver.passModel(
        count, len(rows), matrix.nnz, 1, -1, 0.0, candidates.scores / 10_000, least, np.ones(count),
        np.array(low), np.array(high), matrix.indptr, matrix.indices, matrix.data, np.ones(count, np.int32),
    )  # fmt: skip
    solver.run()
    proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(solver.getInfo().objective_function_value, 4) if proven else None


def by_sorting(candidates: Candidates) -> object:
    codes = [column.codes for column in candidates.columns.values()]
    return np.lexsort([-candidates.scores, *codes])


def _members(candidates: Candidates, quota: Quota) -> list[int]:
    column = candidates.columns[quota.column]
    return np.flatnonzero(column.codes == column.values.index(quota.value)).tolist()


def against(name: str, other, count: int, *, budget: bool, target: str, rounds: int) -> None:  # type: ignore[no-untyped-def]
    candidates, rules = question(count, budget=budget)
    start = time.perf_counter()
    totals = [other(candidates, rules)]
    once = time.perf_counter() - start
    totals.append(float(select(candidates, rules).objective or 0))
    if totals[0] is not None and abs(totals[0] - totals[1]) > 5e-5:
        raise AssertionError(f"{name} finds {totals[0]}, we {totals[1]}")
    ours, theirs = in_turn(
        lambda: select(candidates, rules),
        (lambda: None) if rounds == 1 else lambda: other(candidates, rules),
        rounds,
    )
    theirs = once if rounds == 1 else theirs  # what takes minutes is done once
    note = "same total" if totals[0] is not None else f"cut off at {SECONDS} s"
    what = " with a budget" if budget else ""
    detail = f"{ours * 1000:,.0f} ms against {theirs * 1000:,.0f} ms, {note}, median of {rounds}"
    record(f"choose {count:,}{what} vs {name}", theirs / ours, target, detail)


def against_sorting(count: int, *, budget: bool, target: str) -> None:
    candidates, rules = question(count, budget=budget)
    ours, sort = in_turn(lambda: select(candidates, rules), lambda: by_sorting(candidates), 5)
    what = " with a budget" if budget else ""
    detail = f"{ours * 1000:,.0f} ms against {sort * 1000:,.0f} ms for np.lexsort, median of 5"
    record(f"choose {count:,}{what} in sorts", ours / sort, target, detail)


def explaining(count: int, *, budget: bool, asked: int) -> None:
    """One "why not me?" against forcing the candidate in and solving the whole again."""
    candidates, rules = question(count, budget=budget)
    choice = select(candidates, rules)
    best = float(choice.objective or 0)
    chosen = set(choice.chosen)
    refused = np.argsort(-candidates.scores)[: 20 * rules.seats].tolist()
    refused = [row for row in refused if candidates.ids[row] not in chosen]
    rows = refused[:: max(1, len(refused) // asked)][:asked]
    agreed, ours, forced = 0, [], []
    for row in rows:
        start = time.perf_counter()
        (refusal,) = explain(candidates, rules, choice, only=[candidates.ids[row]])
        middle = time.perf_counter()
        total = by_highs(candidates, rules, forced=row)
        forced.append(time.perf_counter() - middle)
        ours.append(middle - start)
        expected = None if total is None else round(best - total + candidates.scores[row] / 10_000, 4)
        agreed += (None if refusal.cutoff is None else float(refusal.cutoff)) == expected
    mine, theirs = float(np.median(ours)), float(np.median(forced))
    what = " with a budget" if budget else ""
    detail = f"{mine * 1000:.0f} ms against {theirs * 1000:,.0f} ms, {agreed} of {len(rows)} cutoffs agree"
    record(f"explain one of {count:,}{what} vs forcing in", theirs / mine, "agree, ≤ 30 ms", detail)


def memory() -> None:
    """Peak memory of choosing among a million, in a process of its own."""
    code = (
        "import resource; from benchmarks.choose import question; from mourafaka.engine.choose import select; "
        "asked = question(1_000_000, budget=False); select(*asked); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    peak = float(answer.stdout)
    record("choose 1,000,000 memory", peak / 0.5, "≤ 1 (0.5 GB)", f"{peak:.2f} GB at the peak, data included")


def main(quick: bool = False) -> None:
    against("PuLP", by_pulp, 1_000, budget=False, target="—", rounds=5)
    against("plain HiGHS", by_highs, 1_000, budget=False, target="—", rounds=5)
    against("PuLP", by_pulp, 10_000, budget=False, target="≥ 20", rounds=1 if quick else 5)
    against("plain HiGHS", by_highs, 10_000, budget=False, target="—", rounds=1 if quick else 5)
    against("plain HiGHS", by_highs, 10_000, budget=True, target="—", rounds=1 if quick else 5)
    explaining(10_000, budget=False, asked=10 if quick else 60)
    explaining(10_000, budget=True, asked=10 if quick else 30)
    for count in (100_000, 1_000_000):
        against_sorting(count, budget=False, target="≤ 1.5" if count == 1_000_000 else "—")
        against_sorting(count, budget=True, target="≤ 5" if count == 1_000_000 else "—")
    memory()
    if not quick:
        against("plain HiGHS", by_highs, 100_000, budget=False, target="≥ 50", rounds=5)
        against("PuLP", by_pulp, 100_000, budget=False, target="≥ 200", rounds=1)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
