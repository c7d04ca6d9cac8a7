"""What a refused candidate is told is what forcing the candidate in would give."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from mourafaka.engine.choose import Candidates, ChoiceError, Quota, Refusal, Rules, explain, select
from tests.engine.choosing import Question, best_total, questions


def test_a_refusal_names_rank_rule_cutoff_gap_and_who_would_have_gone() -> None:
    candidates = Candidates(["a", "b", "c"], ["70", "60.5", "50"], {"province": ["N", "N", "S"]})
    rules = Rules(2, (Quota("province", "N", maximum=1),))

    (refusal,) = explain(candidates, rules, select(candidates, rules))

    assert refusal == Refusal(
        "b", 2, refusal.rule, Decimal(70), Decimal("9.5"), Decimal("70.0001"), instead_of=("a",)
    )
    assert str(refusal.rule) == "province=N max 1"


def test_whoever_is_merely_ranked_too_low_is_bound_by_the_seats() -> None:
    candidates = Candidates(["a", "b", "c"], ["70", "60", "50"])

    (refusal,) = explain(candidates, Rules(2), select(candidates, Rules(2)))

    assert (str(refusal.rule), refusal.cutoff, refusal.rank) == ("seats", Decimal(60), 3)


def test_whoever_reaches_the_cutoff_was_refused_by_the_tie_rule() -> None:
    candidates = Candidates(["a", "b"], ["70", "70"])

    (refusal,) = explain(candidates, Rules(1), select(candidates, Rules(1)))

    assert (refusal.id, str(refusal.rule), refusal.gap) == ("b", "ties", Decimal(0))


def test_whom_no_score_would_let_in_learns_the_rule_and_no_cutoff() -> None:
    candidates = Candidates(["a", "b"], ["70", "90"], {"sector": ["honey", "argan"]}, ["10", "80"])
    closed = Rules(1, (Quota("sector", "argan", 0, 0),))
    dear = Rules(1, budget_mad=Decimal(50))

    refusals = [explain(candidates, rules, select(candidates, rules))[0] for rules in (closed, dear)]

    assert [(str(r.rule), r.cutoff, r.gap) for r in refusals] == [
        ("sector=argan max 0", None, None),
        ("budget", None, None),
    ]


def test_cutoffs_agree_with_forcing_in_on_more_than_five_hundred_refusals() -> None:
    agreed = 0
    for seed, question in enumerate(questions(190, first=5000, budget=0.5)):
        agreed += _compared(question, seed)

    assert agreed >= 500


def test_at_needed_points_the_candidate_is_chosen_and_below_the_cutoff_is_not() -> None:
    for question in questions(25, first=6000):
        choice = select(question.candidates, question.rules)
        if choice.status == "infeasible":
            continue
        for refusal in explain(question.candidates, question.rules, choice)[:3]:
            if refusal.cutoff is None or refusal.needed is None:
                continue
            below = refusal.cutoff - Decimal("0.0001")
            assert refusal.id in _chosen_with(question, refusal.id, refusal.needed)
            assert refusal.id not in _chosen_with(question, refusal.id, below)


def test_explaining_one_says_the_same_as_explaining_all() -> None:
    for question in questions(25, first=7000):
        choice = select(question.candidates, question.rules)
        if choice.status == "infeasible":
            continue
        for refusal in explain(question.candidates, question.rules, choice)[-3:]:
            assert explain(question.candidates, question.rules, choice, only=[refusal.id]) == (refusal,)


def test_explanations_do_not_depend_on_the_order_of_rows() -> None:
    for seed, question in enumerate(questions(25, first=8000)):
        choice = select(question.candidates, question.rules)
        if choice.status == "infeasible":
            continue
        other = question.shuffled(seed)
        again = explain(other, question.rules, select(other, question.rules))

        assert again == explain(question.candidates, question.rules, choice)


def test_a_choice_read_back_without_its_prices_is_explained_alike() -> None:
    for question in questions(20, first=9000):
        choice = select(question.candidates, question.rules)
        if choice.status == "infeasible":
            continue
        bare = type(choice)(choice.status, choice.objective, choice.bound, choice.chosen, choice.reserve)

        assert explain(question.candidates, question.rules, bare) == explain(
            question.candidates, question.rules, choice
        )


def test_after_a_withdrawal_the_cutoff_is_the_score_that_took_the_free_seat() -> None:
    candidates = Candidates(list("abcde"), ["70", "60", "50", "40", "30"], {"province": list("NNNSN")})
    rules = Rules(3, (Quota("province", "N", maximum=2),))
    free_seat = {"keep": ["b", "d"], "leave_out": ["a"]}

    choice = select(candidates, rules, **free_seat)
    (refusal,) = explain(candidates, rules, choice, **free_seat)

    assert choice.chosen == ("b", "c", "d")
    assert (refusal.id, refusal.cutoff) == ("e", Decimal(50))


def test_an_infeasible_choice_has_nothing_to_explain() -> None:
    candidates = Candidates(["a"], ["70"])

    with pytest.raises(ChoiceError):
        explain(candidates, Rules(2), select(candidates, Rules(2)))


def _compared(question: Question, seed: int) -> int:
    """How many refusals were compared, none when the rules cannot hold."""
    choice = select(question.candidates, question.rules)
    if choice.status == "infeasible" or choice.objective is None:
        return 0
    refusals = explain(question.candidates, question.rules, choice)
    sample = random.Random(seed).sample(refusals, min(6, len(refusals)))
    for refusal in sample:
        beside = best_total(question, forced=question.place(refusal.id))
        assert refusal.cutoff == (None if beside is None else choice.objective - beside)
    return len(sample)


def _chosen_with(question: Question, name: str, score: Decimal) -> tuple[str, ...]:
    rows = [dict(row, score=score) if row["id"] == name else row for row in question.rows]
    return select(Candidates.from_rows(rows), question.rules).chosen
