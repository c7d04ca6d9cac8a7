"""Money: what a statement pays is what its visits cost, and never more than the contract."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, F, Max, Sum

from mourafaka.coaching.models import Statement, StatementLine
from mourafaka.foundations import invariants

PARTS = ("price_mad", "penalty_mad", "retention_mad", "net_mad")
NOTHING = Decimal(0)


def contracts_overpaid() -> Iterator[str]:
    """I3: a contract whose statements come to more than the visits it owes at its price, in dirhams."""
    contract = F("statement__contract__visits") * F("statement__contract__visit_price_mad")
    owing = StatementLine.objects.values("statement__contract").annotate(
        paid=Sum("price_mad"), cooperatives=Count("visit__enrolment", distinct=True), each=Max(contract)
    )
    for row in owing.order_by():
        over = row["paid"] - row["cooperatives"] * row["each"]
        if over > NOTHING:
            yield f"contract {row['statement__contract']}: {over} MAD more than its visits"


def statements_unequal() -> Iterator[str]:
    """I4: an issued statement that is not the sum of its lines, or a line whose parts do not add up."""
    for line in StatementLine.objects.exclude(net_mad=F("price_mad") - F("penalty_mad") - F("retention_mad")):
        yield f"line {line.pk}: its parts do not add up"
    issued = Statement.objects.exclude(issued_on=None)
    sums = {f"lines_{part}": Sum(f"lines__{part}") for part in PARTS}
    for statement in issued.annotate(**sums):
        if any(
            (getattr(statement, f"lines_{part}") or NOTHING) != getattr(statement, part) for part in PARTS
        ):
            yield f"statement {statement.pk}: not the sum of its lines"


invariants.declare("I3", "no contract is paid for more than its visits", contracts_overpaid)
invariants.declare("I4", "every statement is the sum of its lines", statements_unequal)
