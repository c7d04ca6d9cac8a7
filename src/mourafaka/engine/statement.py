"""What a provider is owed for validated visits: price, less penalties for late reports, less the retention.

penalty   = price × min(days late × rate a day, cap), both rates in percent of the price
retention = (price − penalty) × retention rate, kept until the final acceptance
net       = price − penalty − retention

Amounts are dirhams with two decimals. The penalty and the retention of each line are rounded half up to the
centime; totals are sums of rounded lines, so that the paper adds up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENTIME = Decimal("0.01")


@dataclass(frozen=True)
class Terms:
    """The money side of a contract; rates are percentages."""

    price_mad: Decimal
    penalty_percent_per_day: Decimal
    penalty_cap_percent: Decimal
    retention_percent: Decimal


@dataclass(frozen=True)
class Line:
    """One validated visit."""

    visit: int
    late_days: int
    price_mad: Decimal
    penalty_mad: Decimal
    retention_mad: Decimal
    net_mad: Decimal


@dataclass(frozen=True)
class Totals:
    visits: int
    price_mad: Decimal
    penalty_mad: Decimal
    retention_mad: Decimal
    net_mad: Decimal


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENTIME, ROUND_HALF_UP)


def line(terms: Terms, visit: int, late_days: int) -> Line:
    """What one visit is paid; `late_days` 0 or less is on time."""
    percent = min(max(late_days, 0) * terms.penalty_percent_per_day, terms.penalty_cap_percent, Decimal(100))
    price = rounded(terms.price_mad)
    penalty = rounded(price * percent / 100)
    retention = rounded((price - penalty) * terms.retention_percent / 100)
    return Line(visit, max(late_days, 0), price, penalty, retention, price - penalty - retention)


def total(lines: Iterable[Line]) -> Totals:
    lines = list(lines)
    zero = Decimal("0.00")
    return Totals(
        visits=len(lines),
        price_mad=sum((each.price_mad for each in lines), zero),
        penalty_mad=sum((each.penalty_mad for each in lines), zero),
        retention_mad=sum((each.retention_mad for each in lines), zero),
        net_mad=sum((each.net_mad for each in lines), zero),
    )
