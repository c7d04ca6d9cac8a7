"""Maturity: what the answers of a diagnosis say."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mourafaka.engine.maturity import (
    Answer,
    Change,
    Dimension,
    Gap,
    Instrument,
    MaturityError,
    Question,
    assess,
    band,
    compare,
)

SMALL = Instrument(
    (Dimension("GOV", Decimal(60)), Dimension("FIN", Decimal(40))),
    (
        Question("GOV1", "GOV", critical=True),
        Question("GOV2", "GOV"),
        Question("GOV3", "GOV"),
        Question("FIN1", "FIN", critical=True),
        Question("FIN2", "FIN"),
        Question("FIN3", "FIN"),
    ),
)
NA = Answer(None, "Sans objet")


def answers(*scores: int | None, evidence: str = "document") -> dict[str, Answer]:
    return {
        question.code: NA if score is None else Answer(score, evidence=evidence)
        for question, score in zip(SMALL.questions, scores, strict=False)
    }


def test_a_dimension_is_the_mean_of_its_answers_out_of_four_in_percent():
    assert assess(SMALL, answers(4, 2, 1, 0, 0, 4)).dimensions == {
        "GOV": Decimal("58.3"),
        "FIN": Decimal("33.3"),
    }


def test_the_overall_score_is_weighted_and_rounded_once():
    assert assess(SMALL, answers(4, 2, 1, 0, 0, 4)).overall == Decimal("48.3")  # (60 × 7 + 40 × 4) / 12


def test_what_does_not_apply_leaves_the_mean():
    assert assess(SMALL, answers(3, None, None, 2, 2, 2)).dimensions["GOV"] == Decimal("75.0")


def test_a_score_is_rounded_half_up_to_one_decimal():
    found = assess(SMALL, answers(4, 4, 2, 3, 3, None))

    assert found.dimensions == {"GOV": Decimal("83.3"), "FIN": Decimal("75.0")}
    assert found.overall == Decimal("80.0")


@pytest.mark.parametrize(
    ("score", "name"),
    [
        ("0.0", "fragile"),
        ("24.9", "fragile"),
        ("25.0", "emerging"),
        ("49.9", "emerging"),
        ("50.0", "consolidating"),
        ("74.9", "consolidating"),
        ("75.0", "mature"),
        ("100.0", "mature"),
    ],
)
def test_bands_begin_at_25_50_and_75(score, name):
    assert band(Decimal(score)) == name


def test_a_critical_question_answered_one_raises_a_flag_and_two_does_not():
    assert assess(SMALL, answers(1, 0, 0, 2, 0, 0)).flags == ("GOV1",)


def test_priority_is_weight_times_what_is_missing_and_double_when_critical():
    assert assess(SMALL, answers(2, 1, 4, 3, 4, 4)).gaps == (
        Gap("GOV1", 2, Decimal(240)),
        Gap("GOV2", 1, Decimal(180)),
        Gap("FIN1", 3, Decimal(80)),
    )


def test_weaknesses_are_at_most_one_and_strengths_at_least_three_what_matters_first():
    found = assess(SMALL, answers(1, 0, 3, 4, 2, 1))

    assert found.weaknesses == ("GOV1", "GOV2", "FIN3")
    assert found.strengths == ("GOV3", "FIN1")


def test_reliability_is_the_share_of_applicable_answers_that_were_seen():
    given_answers = answers(3, None, 3, 3)
    given_answers["GOV3"] = Answer(3, evidence="observation")
    given_answers["FIN1"] = Answer(3, evidence="declaration")

    assert assess(SMALL, given_answers).reliability == Decimal("66.7")


def test_declared_answers_lower_reliability_and_not_the_score():
    seen, said = assess(SMALL, answers(*[3] * 6)), assess(SMALL, answers(*[3] * 6, evidence="declaration"))

    assert (seen.overall, seen.reliability) == (Decimal("75.0"), Decimal("100.0"))
    assert (said.overall, said.reliability) == (Decimal("75.0"), Decimal("0.0"))


def test_a_half_filled_diagnosis_names_what_is_left():
    found = assess(SMALL, answers(4, 4, 4, 4))

    assert found.unanswered == {"FIN": ("FIN2", "FIN3")}
    assert (found.answered, found.questions, found.complete) == (4, 6, False)


def test_there_is_no_overall_score_while_a_dimension_says_nothing():
    found = assess(SMALL, answers(4, 4, 4))

    assert (found.overall, found.band, found.dimensions["FIN"]) == (None, "", None)


@pytest.mark.parametrize(
    ("code", "given_answers"),
    [
        ("unknown_question", {"XYZ1": Answer(2)}),
        ("score_out_of_range", {"GOV1": Answer(5)}),
        ("score_out_of_range", {"GOV1": Answer(-1)}),
        ("reason_missing", {"GOV1": Answer(None, "  ")}),
        ("score_and_reason", {"GOV1": Answer(2, "Sans objet")}),
        ("unknown_evidence", {"GOV1": Answer(2, evidence="rumour")}),
        ("too_many_not_applicable", {"GOV1": NA, "GOV2": NA, "GOV3": NA}),
    ],
)
def test_answers_that_cannot_be_are_refused(code, given_answers):
    with pytest.raises(MaturityError) as refused:
        assess(SMALL, given_answers)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("code", "dimensions", "questions"),
    [
        ("weights_do_not_sum_to_100", [("A", 90)], ["A1", "A2", "A3"]),
        ("weight_not_positive", [("A", 0)], ["A1", "A2", "A3"]),
        ("dimension_twice", [("A", 50), ("A", 50)], ["A1", "A2", "A3"]),
        ("question_twice", [("A", 100)], ["A1", "A1", "A3"]),
        ("too_few_questions", [("A", 100)], ["A1", "A2"]),
        ("unknown_dimension", [("A", 100)], ["A1", "A2", "A3", "B1"]),
        ("weight_not_positive", [("A", "heavy")], ["A1", "A2", "A3"]),
    ],
)
def test_an_instrument_that_does_not_hold_together_is_refused(code, dimensions, questions):
    data = {
        "dimensions": [{"code": dimension, "weight": weight} for dimension, weight in dimensions],
        "questions": [{"code": question, "dimension": question[0]} for question in questions],
    }

    with pytest.raises(MaturityError) as refused:
        Instrument.from_data(data)

    assert refused.value.code == code


def test_two_rounds_compare_point_by_point():
    found = compare(SMALL, answers(1, 2, 3, 1, 2, 2), answers(3, 2, 2, 1, 4, None))

    assert found.overall == Change(Decimal("46.7"), Decimal("60.0"))
    assert found.dimensions["FIN"].points == Decimal("20.8")
    assert (found.improved, found.worsened) == (("GOV1", "FIN2"), ("GOV3",))
    assert (found.flags_lifted, found.flags_raised) == (("GOV1",), ())


def test_a_change_without_a_first_point_is_unknown_and_not_zero():
    assert Change(None, Decimal(60)).points is None


@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=6, max_size=6))
def test_any_allowed_answers_score_as_the_definition_says(scores):
    by_dimension = {"GOV": scores[:3], "FIN": scores[3:]}
    if any(found.count(None) > 2 for found in by_dimension.values()):
        return

    found = assess(SMALL, answers(*scores))

    means = {
        code: Fraction(sum(s for s in part if s is not None) * 25, sum(s is not None for s in part))
        for code, part in by_dimension.items()
    }
    exact = (60 * means["GOV"] + 40 * means["FIN"]) / 100
    assert found.overall is not None
    assert abs(Fraction(found.overall) - exact) <= Fraction(1, 20)
    assert 0 <= found.overall <= 100
