from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mourafaka.engine.score import (
    Criterion,
    Grid,
    ScoreError,
    Thresholds,
    divergence,
    eliminatory,
    exact,
    means,
    rounded,
    total,
)

GRID = Grid(
    (
        Criterion("C1", Decimal(50), Decimal(2)),
        Criterion("C2", Decimal(30)),
        Criterion("C3", Decimal(20)),
    )
)
THRESHOLDS = Thresholds(Decimal(2), Decimal(20))


def marks(*values: str) -> dict[str, Decimal]:
    return dict(zip(GRID.codes, map(Decimal, values), strict=True))


def test_full_marks_make_100_points():
    assert total(marks("5", "5", "5"), GRID) == Decimal("100.0000")


def test_a_total_is_the_weighted_sum_over_five():
    assert total(marks("3", "4", "2.5"), GRID) == Decimal("64.0000")


@given(st.lists(st.integers(0, 50).map(lambda tenths: Decimal(tenths) / 10), min_size=3, max_size=3))
def test_a_total_is_exact_to_four_decimals(values):
    given_marks = dict(zip(GRID.codes, values, strict=True))

    points = sum(Fraction(c.weight) * Fraction(given_marks[c.code]) / 5 for c in GRID.criteria)
    assert total(given_marks, GRID) == rounded(points)


@pytest.mark.parametrize(
    ("given_marks", "code"),
    [
        ({"C1": Decimal(1), "C2": Decimal(1)}, "mark_missing"),
        (marks("1", "1", "5.5"), "mark_out_of_range"),
        (marks("1", "1", "NaN"), "mark_out_of_range"),
        (marks("1", "1", "1") | {"C9": Decimal(1)}, "unknown_criterion"),
    ],
)
def test_marks_that_do_not_fit_the_grid_are_refused(given_marks, code):
    with pytest.raises(ScoreError) as refused:
        total(given_marks, GRID)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([{"code": "C1", "weight": 99}], "weights_do_not_sum_to_100"),
        ([{"code": "C1", "weight": 50}, {"code": "C1", "weight": 50}], "criterion_twice"),
        ([{"code": "C1", "weight": "120"}, {"code": "C2", "weight": "-20"}], "weight_not_positive"),
        ([{"code": "C1", "weight": "heavy"}], "not_a_decimal"),
        ([{"code": "C1", "weight": 100.0}], "not_a_decimal"),
    ],
)
def test_a_grid_that_does_not_hold_together_is_refused(lines, code):
    with pytest.raises(ScoreError) as refused:
        Grid.from_rules(lines)

    assert refused.value.code == code


def test_an_infinite_decimal_is_refused():
    with pytest.raises(ScoreError):
        exact("Infinity")


def test_means_are_exact():
    readings = [marks("1", "2", "0"), marks("2", "2", "0"), marks("2", "2", "0")]

    assert means(readings, GRID)["C1"] == Fraction(5, 3)


def test_a_mean_at_the_eliminatory_mark_is_not_eliminated():
    assert eliminatory(means([marks("2", "0", "0")], GRID), GRID) == ()


def test_a_mean_under_the_eliminatory_mark_is():
    assert eliminatory(means([marks("2", "0", "0"), marks("1", "5", "5")], GRID), GRID) == ("C1",)


def test_readings_that_agree_need_no_third_one():
    found = divergence([marks("3", "3", "3"), marks("4", "3", "3")], GRID, THRESHOLDS)

    assert not found.third_reading_due


def test_a_gap_on_one_criterion_calls_for_a_third_reading_and_is_named():
    found = divergence([marks("3", "1", "3"), marks("3", "3", "3")], GRID, THRESHOLDS)

    assert [gap.criterion for gap in found.gaps] == ["C2"]


def test_a_gap_on_the_total_alone_calls_for_a_third_reading():
    found = divergence([marks("3", "3", "3"), marks("4", "4", "4")], GRID, THRESHOLDS)

    assert [(gap.criterion, gap.gap) for gap in found.gaps] == [(None, Decimal(20))]


def test_one_reading_cannot_diverge():
    assert divergence([marks("3", "1", "3")], GRID, THRESHOLDS).gaps == ()
