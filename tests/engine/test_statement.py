"""Price, penalties within their cap, retention, net; rounded line by line."""

from decimal import Decimal

import pytest

from mourafaka.engine.statement import Line, Terms, Totals, line, total

TERMS = Terms(Decimal("1500.00"), Decimal("1.00"), Decimal("10.00"), Decimal("7.00"))


def test_a_visit_reported_in_time_is_paid_less_the_retention():
    assert line(TERMS, 1, 0) == Line(
        1, 0, Decimal("1500.00"), Decimal("0.00"), Decimal("105.00"), Decimal("1395.00")
    )


def test_three_days_late_cost_three_per_cent_and_the_retention_is_on_what_is_left():
    assert line(TERMS, 1, 3) == Line(
        1, 3, Decimal("1500.00"), Decimal("45.00"), Decimal("101.85"), Decimal("1353.15")
    )


@pytest.mark.parametrize("days", [10, 11, 400])
def test_penalties_stop_at_their_cap(days):
    assert line(TERMS, 1, days).penalty_mad == Decimal("150.00")


def test_a_report_before_its_day_is_no_bonus():
    assert line(TERMS, 1, -4) == line(TERMS, 1, 0)


def test_penalty_and_retention_are_rounded_half_up_to_the_centime():
    odd = Terms(Decimal("1234.50"), Decimal("0.33"), Decimal("10"), Decimal("7"))

    found = line(odd, 1, 5)

    assert (found.penalty_mad, found.retention_mad, found.net_mad) == (
        Decimal("20.37"),  # 20.36925
        Decimal("84.99"),  # 84.9891
        Decimal("1129.14"),
    )


def test_totals_are_sums_of_rounded_lines():
    lines = [line(TERMS, 1, 0), line(TERMS, 2, 3)]

    assert total(lines) == Totals(
        2, Decimal("3000.00"), Decimal("45.00"), Decimal("206.85"), Decimal("2748.15")
    )


def test_no_line_is_zero():
    assert total([]) == Totals(0, *[Decimal("0.00")] * 4)
