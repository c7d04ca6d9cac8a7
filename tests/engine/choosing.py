"""Random questions for `engine.choose`, and two independent ways to answer them: PuLP with CBC, and counting."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import pulp

from mourafaka.engine.choose import Candidates, Quota, Rules

Row = dict[str, object]


@dataclass(frozen=True)
class Question:
    rows: list[Row]
    rules: Rules

    @property
    def candidates(self) -> Candidates:
        return Candidates.from_rows(self.rows)

    def shuffled(self, seed: int) -> Candidates:
        rows = self.rows[:]
        random.Random(seed).shuffle(rows)
        return Candidates.from_rows(rows)

    def place(self, name: str) -> int:
        return next(place for place, row in enumerate(self.rows) if row["id"] == name)


def questions(count: int, *, first: int = 0, most: int = 60, budget: float = 0.4) -> Iterator[Question]:
    for seed in range(first, first + count):
        yield question(random.Random(seed), most, budget)


def question(rng: random.Random, most: int, budget: float) -> Question:
    """Coarse or fine scores, empty and crowded groups, quotas tight enough to clash now and then."""
    coarse = rng.random() < 0.4
    provinces, sectors = "ABCDEF"[: rng.randint(1, 6)], ["argan", "saffron", "honey"][: rng.randint(1, 3)]
    rows: list[Row] = [
        {
            "id": f"T{place:04}",
            "score": Decimal(rng.randint(0, 6)) if coarse else Decimal(rng.randint(0, 1_000_000)).scaleb(-4),
            "province": rng.choice(provinces),
            "sector": rng.choice(sectors),
            "women_led": rng.choice(["yes", "no"]),
            "cost_mad": rng.choice([10_000, 20_000, 30_000])
            if rng.random() < 0.3
            else Decimal(rng.randint(0, 9_999_999)).scaleb(-2),
        }
        for place in range(rng.randint(1, most))
    ]
    seats = rng.randint(1, min(len(rows), 15)) if rng.random() < 0.95 else len(rows) + 2
    quotas = [
        Quota(column, value, least, ceiling)
        for column, values in (("province", provinces), ("sector", sectors), ("women_led", ["yes"]))
        for value in values
        if rng.random() < 0.5
        for least in [rng.choice([0, 0, 0, 1, 2])]
        for ceiling in [rng.choice([None, None, least, least + 1, least + 2, least + 4])]
    ]
    ceiling_mad = Decimal(seats * rng.randint(5_000, 60_000)) if rng.random() < budget else None
    ties = rng.choice([(), ("women_led",), ("-sector", "women_led")])
    return Question(rows, Rules(seats, tuple(quotas), ceiling_mad, ties=ties))


def holds(rows: Sequence[Row], rules: Rules) -> bool:
    """Whether a set of rows obeys every rule."""
    if len(rows) != rules.seats:
        return False
    for quota in rules.quotas:
        count = sum(row[quota.column] == quota.value for row in rows)
        if count < quota.minimum or (quota.maximum is not None and count > quota.maximum):
            return False
    cost = sum((Decimal(row["cost_mad"]) for row in rows), Decimal(0))  # type: ignore[arg-type]
    return rules.budget_mad is None or cost <= rules.budget_mad


def best_total(question: Question, *, forced: int | None = None) -> Decimal | None:
    """The greatest total by CBC, None when there is none; the score of a forced row counts as zero."""
    problem, taken, total = whole_problem(question.rows, question.rules, forced)
    if forced is not None:
        problem += taken[forced] == 1
    if not solved(problem):
        return None
    chosen = [row for row, variable in zip(question.rows, taken, strict=True) if round(variable.value())]
    assert holds(chosen, question.rules)
    return sum((total[row["id"]] for row in chosen), Decimal(0))


def solved(problem: pulp.LpProblem) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        solver = pulp.PULP_CBC_CMD(msg=False, gapRel=0, gapAbs=0)
        return bool(problem.solve(solver) == pulp.LpStatusOptimal)


def whole_problem(
    rows: Sequence[Row], rules: Rules, forced: int | None = None
) -> tuple[pulp.LpProblem, list[pulp.LpVariable], dict[object, Decimal]]:
    problem = pulp.LpProblem("choice", pulp.LpMaximize)
    taken = [problem.add_variable(f"x{place}", cat="Binary") for place in range(len(rows))]
    total = {
        row["id"]: Decimal(0) if place == forced else Decimal(str(row["score"]))
        for place, row in enumerate(rows)
    }
    problem += pulp.lpSum(float(total[row["id"]]) * x for row, x in zip(rows, taken, strict=True))
    problem += pulp.lpSum(taken) == rules.seats
    for quota in rules.quotas:
        group = pulp.lpSum(x for row, x in zip(rows, taken, strict=True) if row[quota.column] == quota.value)
        problem += group >= quota.minimum
        if quota.maximum is not None:
            problem += group <= quota.maximum
    if rules.budget_mad is not None:
        cost = pulp.lpSum(float(str(row["cost_mad"])) * x for row, x in zip(rows, taken, strict=True))
        problem += cost <= float(rules.budget_mad)
    return problem, taken, total


def published(rows: Sequence[Row], ties: tuple[str, ...]) -> list[Row]:
    """Publication order, by sorting once per key from the last to the first."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    for name in reversed(ties):
        ordered.sort(key=lambda row: str(row[name.removeprefix("-")]), reverse=not name.startswith("-"))
    return sorted(ordered, key=lambda row: row["score"], reverse=True)  # type: ignore[arg-type,return-value]


def preferred_by_counting(question: Question) -> list[Row] | None:
    """The lexicographically greatest best set: combinations come in exactly that order."""
    best: tuple[Decimal, list[Row]] | None = None
    for rows in combinations(published(question.rows, question.rules.ties), question.rules.seats):
        if holds(rows, question.rules):
            total = sum((Decimal(str(row["score"])) for row in rows), Decimal(0))
            if best is None or total > best[0]:
                best = total, list(rows)
    return None if best is None else best[1]
