"""The choice is the best one, whatever the question; impossible rules are named."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import numpy as np
import pulp
import pytest

from mourafaka.engine.choose import (
    Candidates,
    Change,
    Choice,
    ChoiceError,
    Column,
    Quota,
    Rule,
    Rules,
    select,
    stability,
)
from tests.engine.choosing import Question, best_total, holds, questions, solved


def three() -> Candidates:
    return Candidates(["a", "b", "c"], ["70", "60.5", "50"], {"province": ["N", "N", "S"]})


def test_the_best_are_chosen_best_first_with_their_exact_total() -> None:
    choice = select(three(), Rules(seats=2))

    assert choice == Choice("optimal", Decimal("130.5"), Decimal("130.5"), ("a", "b"), ("c",))


def test_a_maximum_lets_a_lower_score_in() -> None:
    choice = select(three(), Rules(2, (Quota("province", "N", maximum=1),)))

    assert choice.chosen == ("a", "c")


def test_a_quota_on_a_value_nobody_has_is_no_obstacle_unless_it_asks_for_some() -> None:
    at_most = select(three(), Rules(2, (Quota("province", "W", maximum=1),)))
    at_least = select(three(), Rules(2, (Quota("province", "W", minimum=1),)))

    assert at_most.chosen == ("a", "b")
    assert [str(rule) for rule in at_least.conflicts[0].rules] == ["province=W min 1"]


def test_a_budget_is_never_exceeded_by_a_single_centime() -> None:
    candidates = Candidates(["a", "b", "c"], ["70", "60", "50"], {}, ["500000.01", "500000.00", "500000.00"])

    choice = select(candidates, Rules(2, budget_mad=Decimal("1000000.00")))

    assert choice.chosen == ("b", "c")


def test_more_seats_than_candidates_is_a_conflict_of_the_seats() -> None:
    choice = select(three(), Rules(seats=5))

    assert choice.status == "infeasible"
    assert [[str(rule) for rule in conflict.rules] for conflict in choice.conflicts] == [["seats"]]
    assert choice.relaxation == (Change(Rule("seats", 5), 3),)


def test_minima_beyond_the_seats_are_named_with_the_smallest_relaxation() -> None:
    rules = Rules(2, (Quota("province", "N", 2), Quota("province", "S", 1)))

    choice = select(three(), rules)

    assert [str(rule) for rule in choice.conflicts[0].rules] == [
        "seats",
        "province=N min 2",
        "province=S min 1",
    ]
    assert choice.relaxation == (Change(Rule("min", 1, "province", "S"), 0),)


def test_too_small_a_budget_is_named_with_the_budget_that_would_do() -> None:
    candidates = Candidates(["a", "b", "c"], ["70", "60", "50"], {}, ["300", "200", "250.50"])

    choice = select(candidates, Rules(2, budget_mad=Decimal(400)))

    assert [str(rule) for rule in choice.conflicts[0].rules] == ["seats", "budget"]
    assert choice.conflicts[0].budget_needed_mad == Decimal("450.50")
    assert choice.relaxation == (Change(Rule("seats", 2), 1),)


def test_kept_ones_count_for_every_rule_and_those_left_out_stay_out() -> None:
    rules = Rules(2, (Quota("province", "N", maximum=1),))

    choice = select(three(), rules, keep=["b"], leave_out=["c"])
    relaxed = select(three(), rules, keep=["b"])

    assert choice.status == "infeasible"
    assert relaxed.chosen == ("b", "c")
    assert relaxed.objective == Decimal("110.5")


def test_everybody_kept_is_the_choice_itself() -> None:
    candidates = Candidates(["a", "b", "c"], ["70", "60", "50"], {}, ["9", "4", "5"])

    choice = select(candidates, Rules(2, budget_mad=Decimal(9)), keep=["b", "c"])

    assert choice.chosen == ("b", "c")


def test_totals_agree_with_an_independent_solver_on_hundreds_of_questions() -> None:
    answers = [
        (select(question.candidates, question.rules), best_total(question)) for question in questions(300)
    ]

    assert [choice.objective for choice, _ in answers] == [total for _, total in answers]
    assert all(choice.bound == choice.objective for choice, _ in answers)
    assert 40 < sum(choice.status == "infeasible" for choice, _ in answers) < 240


def test_the_chosen_obey_every_rule() -> None:
    for question in questions(80, first=1000):
        choice = select(question.candidates, question.rules)
        rows = [row for row in question.rows if row["id"] in choice.chosen]

        assert choice.status == "infeasible" or holds(rows, question.rules)


def test_large_questions_agree_with_an_independent_solver() -> None:
    for seed, budget in ((1, False), (2, True), (3, False)):
        question = _large(seed, budget)

        assert select(question.candidates, question.rules).objective == best_total(question)


def test_shuffling_the_rows_changes_nothing() -> None:
    for seed, question in enumerate(questions(100, first=2000)):
        assert select(question.shuffled(seed), question.rules) == select(question.candidates, question.rules)


def test_conflicting_rules_are_an_irreducible_set() -> None:
    for question in questions(100, first=3000):
        for conflict in select(question.candidates, question.rules).conflicts:
            assert not _feasible(question, only=conflict.rules)
            for rule in conflict.rules:
                assert _feasible(question, only=tuple(other for other in conflict.rules if other != rule))


def test_the_relaxation_makes_the_rules_hold_and_no_single_step_of_it_is_idle() -> None:
    for question in questions(100, first=3000):
        choice = select(question.candidates, question.rules)
        if choice.status == "optimal":
            continue
        assert _feasible(question, changes=choice.relaxation)
        for change in choice.relaxation:
            step = 1 if change.to < change.rule.limit else -1
            nearer = dataclasses.replace(change, to=int(change.to) + step)
            others = tuple(nearer if other is change else other for other in choice.relaxation)
            assert not _feasible(question, changes=others)


def test_stability_is_the_share_of_scenarios_that_choose_the_same() -> None:
    candidates = three()
    choice = select(candidates, Rules(2))

    shares = stability(
        candidates, Rules(2), choice, [["70", "60", "50"], ["70", "50", "60"], ["50", "60", "70"]]
    )

    assert shares == {"a": Decimal("0.6667"), "b": Decimal("0.6667")}


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("no_candidates", lambda: Candidates([], [])),
        ("id_repeated", lambda: Candidates(["a", "a"], ["1", "2"])),
        ("id_empty", lambda: Candidates(["a", ""], ["1", "2"])),
        ("score_not_number", lambda: Candidates(["a"], ["NaN"])),
        ("score_not_number", lambda: Candidates(["a"], ["Infinity"])),
        ("score_not_number", lambda: Candidates(["a"], ["seventy"])),
        ("score_places", lambda: Candidates(["a"], ["70.12345"])),
        ("score_out_of_range", lambda: Candidates(["a"], ["1e30"])),
        ("cost_negative", lambda: Candidates(["a"], ["1"], {}, ["-1"])),
        ("cost_places", lambda: Candidates(["a"], ["1"], {}, ["0.001"])),
        ("lengths_differ", lambda: Candidates(["a", "b"], ["1"])),
        ("seats_not_positive", lambda: Rules(0)),
        ("reserve_negative", lambda: Rules(1, reserve=-1)),
        ("budget_negative", lambda: Rules(1, budget_mad=Decimal(-1))),
        ("quota_negative", lambda: Quota("province", "N", -1)),
        ("quota_crossed", lambda: Quota("province", "N", 3, 2)),
        ("quota_repeated", lambda: Rules(1, (Quota("province", "N", 1), Quota("province", "N", 0, 2)))),
        ("column_unknown", lambda: select(three(), Rules(1, (Quota("sector", "argan", 1),)))),
        ("column_unknown", lambda: select(three(), Rules(1, ties=("C7",)))),
        ("cost_missing", lambda: select(three(), Rules(1, budget_mad=Decimal(10)))),
        ("id_unknown", lambda: select(three(), Rules(1), keep=["z"])),
        ("kept_and_left_out", lambda: select(three(), Rules(1), keep=["a"], leave_out=["a"])),
    ],
)
def test_a_wrong_question_is_refused_by_its_code(code: str, ask: object) -> None:
    with pytest.raises(ChoiceError) as refusal:
        ask()  # type: ignore[operator]

    assert refusal.value.code == code


def _large(seed: int, budget: bool) -> Question:
    """4,000 candidates, so that the linear program starts from a part of them."""
    rng = np.random.default_rng(seed)
    count = 4_000
    rows = [
        {"id": f"T{place:05}", "score": Decimal(int(score)).scaleb(-4), "province": f"{province}",
         "women_led": "yes" if woman else "no", "cost_mad": int(cost)}
        for place, (score, province, woman, cost) in enumerate(
            zip(rng.integers(300_000, 990_000, count), rng.integers(0, 6, count), rng.random(count) < 0.3,
                rng.integers(20_000, 90_000, count), strict=True)
        )
    ]  # fmt: skip
    quotas = (*(Quota("province", f"{place}", 3, 9) for place in range(6)), Quota("women_led", "yes", 15))
    return Question(rows, Rules(33, quotas, Decimal(1_200_000) if budget else None))


def _feasible(
    question: Question, only: tuple[Rule, ...] | None = None, changes: tuple[Change, ...] = ()
) -> bool:
    """By the independent solver: whether the rules of `only`, or all under `changes`, can hold."""
    limits = {(c.rule.kind, c.rule.column, c.rule.value): c.to for c in changes}
    named = None if only is None else {(rule.kind, rule.column, rule.value) for rule in only}
    problem = pulp.LpProblem("feasible", pulp.LpMinimize)
    taken = [problem.add_variable(f"x{place}", cat="Binary") for place in range(len(question.rows))]
    problem += pulp.lpSum([])
    rows, rules = question.rows, question.rules
    if named is None or ("seats", "", "") in named:
        problem += pulp.lpSum(taken) == limits.get(("seats", "", ""), rules.seats)
    for quota in rules.quotas:
        group = pulp.lpSum(x for row, x in zip(rows, taken, strict=True) if row[quota.column] == quota.value)
        least, most = ("min", quota.column, quota.value), ("max", quota.column, quota.value)
        if quota.minimum and (named is None or least in named):
            problem += group >= limits.get(least, quota.minimum)
        if quota.maximum is not None and (named is None or most in named):
            problem += group <= limits.get(most, quota.maximum)
    if rules.budget_mad is not None and (named is None or ("budget", "", "") in named):
        cost = pulp.lpSum(float(str(row["cost_mad"])) * x for row, x in zip(rows, taken, strict=True))
        problem += cost <= float(rules.budget_mad)
    return solved(problem)


def test_a_column_of_codes_means_the_same_as_its_text() -> None:
    codes = {"province": Column(np.array([0, 0, 1]), ("N", "S"))}
    rules = Rules(2, (Quota("province", "N", maximum=1),))

    choice = select(Candidates(["a", "b", "c"], np.array([700_000, 605_000, 500_000]), codes), rules)

    assert choice == select(three(), rules)
