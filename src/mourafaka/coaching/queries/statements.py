"""What may be billed, and what keeps the rest waiting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mourafaka.coaching.models import SampleDraw, Statement, StatementLine, Visit
from mourafaka.coaching.queries.evidence import (
    evidence_of_many,
    is_cleared,
    is_contradicted,
    with_evidence,
)
from mourafaka.engine import statement as engine
from mourafaka.enrolment.models import Contract

WHY = {
    "not_validated": gettext_lazy("report to validate"),
    "proofs": gettext_lazy("fewer than two proofs: to control"),
    "not_drawn": gettext_lazy("control sample of its month not drawn yet"),
    "sampled": gettext_lazy("drawn in the sample: to control"),
    "contradicted": gettext_lazy("not confirmed by the control"),
}


@dataclass(frozen=True)
class Billable:
    """One line to be: a visit, what is paid for it, or why it waits."""

    visit: Visit
    line: engine.Line
    why: str = ""

    @property
    def reason(self) -> Any:
        return WHY.get(self.why, "")


@dataclass(frozen=True)
class Bill:
    """A draft statement: `ready` lines with their totals, and the visits that wait, with their reasons."""

    ready: list[Billable]
    waiting: list[Billable]
    totals: engine.Totals

    @property
    def months_to_draw(self) -> list[date]:
        days = [each.visit.report.held_on for each in self.waiting if each.why == "not_drawn"]
        return sorted({day.replace(day=1) for day in days if day is not None})


def terms_of(contract: Contract) -> engine.Terms:
    return engine.Terms(
        price_mad=contract.visit_price_mad,
        penalty_percent_per_day=contract.penalty_percent_per_day,
        penalty_cap_percent=contract.penalty_cap_percent,
        retention_percent=contract.retention_percent,
    )


def bill_of(contract: Contract, until: date) -> Bill:
    """Every visit of the contract held by `until` and not billed yet: what earlier statements left waits here."""
    visits = list(
        with_evidence(
            Visit.objects.held().filter(enrolment__contract=contract, report__held_on__lte=until, line=None)
        )
        .select_related("coach", "enrolment__contract")
        .order_by("report__held_on", "enrolment__number", "number")
    )
    evidence = evidence_of_many(visits)
    drawn_from = {
        name
        for population in SampleDraw.objects.filter(contract=contract).values_list("population", flat=True)
        for name in population
    }
    terms = terms_of(contract)
    ready: list[Billable] = []
    waiting: list[Billable] = []
    for visit in visits:
        why = _why_not(visit, evidence[visit.pk].is_enough, str(visit) in drawn_from)
        each = Billable(visit, engine.line(terms, visit.pk, visit.report.late_days), why)
        (waiting if why else ready).append(each)
    return Bill(ready, waiting, engine.total(each.line for each in ready))


def _why_not(visit: Visit, is_proved: bool, is_drawn_from: bool) -> str:
    if visit.state != "validated":
        return "not_validated"
    if is_contradicted(visit):
        return "contradicted"
    if not is_proved and not is_cleared(visit):
        return "proofs"
    if not is_drawn_from:
        return "not_drawn"
    awaited = [control for control in visit.controls.all() if control.controlled_on is None]
    return "sampled" if any(control.origin == "sample" for control in awaited) else ""


def lines_of(statement: Statement) -> Iterable[StatementLine]:
    return statement.lines.select_related(
        "visit__enrolment__cooperative__province", "visit__report", "visit__coach"
    ).order_by("visit__report__held_on", "visit__enrolment__number", "visit__number")


def sheet_of(statement: Statement) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows of the table finance receives, with its totals last."""
    headers = [
        _("Visit"),
        _("Cooperative"),
        _("Province"),
        _("Coach"),
        _("Held on"),
        _("Report submitted on"),
        _("Days late"),
        _("Price (MAD)"),
        _("Penalty (MAD)"),
        _("Retention (MAD)"),
        _("To pay (MAD)"),
    ]
    rows: list[list[Any]] = [
        [
            str(line.visit),
            line.visit.enrolment.cooperative.name,
            line.visit.enrolment.cooperative.province.name,
            str(line.visit.coach),
            line.visit.report.held_on,
            line.visit.report.submitted_on,
            line.late_days,
            line.price_mad,
            line.penalty_mad,
            line.retention_mad,
            line.net_mad,
        ]
        for line in lines_of(statement)
    ]
    rows.append(
        [
            _("Total"),
            "",
            "",
            "",
            "",
            "",
            "",
            statement.price_mad,
            statement.penalty_mad,
            statement.retention_mad,
            statement.net_mad,
        ]
    )
    return headers, rows
