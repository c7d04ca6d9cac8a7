"""Equal totals are parted by publication order, and so is the reserve list."""

from __future__ import annotations

import dataclasses
import random
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from mourafaka.engine.choose import Candidates, Quota, Rules, select
from tests.engine.choosing import Question, holds, preferred_by_counting, published, question


def coarse_questions(count: int) -> list[Question]:
    """Few candidates with scores 0 to 3, so that most questions have many best answers."""
    found = []
    for seed in range(count):
        rng = random.Random(seed)
        asked = question(rng, 13, 0.4)
        for row in asked.rows:
            row["score"] = Decimal(rng.randint(0, 3))
        rules = dataclasses.replace(asked.rules, seats=min(asked.rules.seats, 6), reserve=3)
        found.append(Question(asked.rows, rules))
    return found


def test_of_all_best_sets_the_one_that_publication_order_prefers_is_chosen() -> None:
    for asked in coarse_questions(250):
        expected = preferred_by_counting(asked)
        choice = select(asked.candidates, asked.rules)

        assert choice.chosen == tuple(row["id"] for row in expected or [])


def test_the_reserve_are_the_first_who_could_replace_somebody() -> None:
    for asked in coarse_questions(120):
        choice = select(asked.candidates, asked.rules)
        if choice.status == "infeasible":
            continue
        chosen = [row for row in asked.rows if row["id"] in choice.chosen]
        waiting = [row for row in published(asked.rows, asked.rules.ties) if row not in chosen]
        promotable = [
            row["id"]
            for row in waiting
            if any(holds([*(o for o in chosen if o is not gone), row], asked.rules) for gone in chosen)
        ]

        assert choice.reserve == tuple(promotable[:3])


def test_a_tie_column_of_numbers_is_compared_as_numbers() -> None:
    candidates = Candidates(["a", "b"], ["50", "50"], {"C7": ["9", "10.5"]})

    assert select(candidates, Rules(1, ties=("C7",))).chosen == ("b",)
    assert select(candidates, Rules(1, ties=("-C7",))).chosen == ("a",)
    assert select(candidates, Rules(1)).chosen == ("a",)


def test_thousands_of_equal_scores_are_parted_by_id() -> None:
    ids = [f"T{place:05}" for place in range(5_000)]
    provinces = [("N", "S")[place % 2] for place in range(5_000)]

    choice = select(
        Candidates(ids, ["70"] * 5_000, {"province": provinces}), Rules(50, (Quota("province", "N", 30),))
    )

    assert choice.chosen == tuple(sorted(ids[0:60:2] + ids[1:40:2]))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    scores=st.lists(st.integers(0, 4), min_size=2, max_size=9),
    seats=st.integers(1, 4),
    most=st.integers(0, 3),
    seed=st.integers(0, 99),
)
def test_any_small_question_has_the_answer_found_by_counting(
    scores: list[int], seats: int, most: int, seed: int
) -> None:
    rng = random.Random(seed)
    rows: list[dict[str, object]] = [
        {
            "id": f"T{place}",
            "score": Decimal(score),
            "province": rng.choice("NS"),
            "cost_mad": rng.randint(0, 3),
        }
        for place, score in enumerate(scores)
    ]
    asked = Question(rows, Rules(min(seats, len(rows)), (Quota("province", "N", 0, most),), Decimal(6)))

    expected = preferred_by_counting(asked)

    assert select(asked.candidates, asked.rules).chosen == tuple(row["id"] for row in expected or [])
