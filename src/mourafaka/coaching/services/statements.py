"""Statements of work done: opened for a period, issued once and for all, sent to the finance office."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.coaching.enums import STATEMENT_FLOW
from mourafaka.coaching.models import Statement, StatementLine
from mourafaka.coaching.queries.statements import Bill, bill_of, sheet_of
from mourafaka.coaching.services.keeping import step
from mourafaka.coaching.services.papers import letterhead
from mourafaka.enrolment.models import Contract
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.files import store
from mourafaka.foundations.formats import format_date, format_money, format_number
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

LANGUAGE = "fr"  # of accounts and of the finance office


@act("coaching.statement.open", rule="coaching.open_statement")
def open_statement(contract: Contract, *, actor: User, period_from: date, period_to: date) -> Statement:
    """A draft statement of a period: its lines are counted afresh each time it is looked at. Visits that earlier
    statements left waiting are in it too. One draft a contract."""
    if period_to < period_from:
        raise Refused("statement_backwards", period_to=format_date(period_to), field="period_to")
    Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    mine = Statement.objects.filter(contract=contract)
    draft = mine.filter(state="draft").first()
    if draft is not None:
        raise Refused("statement_draft_exists", statement=draft)
    last = mine.order_by("-number").first()
    return Statement.objects.create(
        contract=contract,
        number=last.number + 1 if last else 1,
        period_from=period_from,
        period_to=period_to,
        opened_by=actor,
    )


@act("coaching.statement.issue", rule="coaching.issue_statement")
def issue_statement(statement: Statement, *, actor: User) -> Statement:
    """Write the lines of a draft, which never change afterwards, and its PDF/A. Only validated visits with two
    independent proofs, or confirmed by a control, and whose month was drawn from, are in it.

    Refuses an empty statement, a month whose sample is not drawn, and whoever validated one of its visits.
    """
    current = (
        Statement.objects.select_for_update(of=("self",))
        .select_related("contract__lot__cohort", "contract__provider")
        .get(pk=statement.pk)
    )
    state = step(
        STATEMENT_FLOW,
        "issue",
        current.state,
        "statement_not_draft",
        statement=current,
        state=current.get_state_display(),
    )
    bill = bill_of(current.contract, current.period_to)
    if bill.months_to_draw:
        raise Refused("sample_to_draw", months=", ".join(f"{month:%m/%Y}" for month in bill.months_to_draw))
    if not bill.ready:
        raise Refused("statement_empty", waiting=_waiting(bill))
    _write_lines(current, bill)
    current.state, current.issued_on, current.issued_by = state, clock.today(), actor
    current.save()
    current.file = store(
        _pdf(current),
        name=f"decompte-{current.contract_id}-{current.number}.pdf",
        content_type="application/pdf",
    )
    current.save(update_fields=["file"])
    return current


@act("coaching.statement.send", rule="coaching.open_statement")
def send_statement(statement: Statement, *, actor: User) -> Statement:
    """Say that an issued statement was sent to the finance office."""
    current = (
        Statement.objects.select_for_update(of=("self",)).select_related("contract").get(pk=statement.pk)
    )
    current.state = step(
        STATEMENT_FLOW,
        "send",
        current.state,
        "statement_not_issued",
        statement=current,
        state=current.get_state_display(),
    )
    current.sent_on = clock.today()
    current.save(update_fields=["state", "sent_on"])
    return current


def _write_lines(statement: Statement, bill: Bill) -> None:
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            visit=each.visit,
            late_days=each.line.late_days,
            price_mad=each.line.price_mad,
            penalty_mad=each.line.penalty_mad,
            retention_mad=each.line.retention_mad,
            net_mad=each.line.net_mad,
        )
        for each in bill.ready
    )
    totals = bill.totals
    statement.price_mad, statement.penalty_mad = totals.price_mad, totals.penalty_mad
    statement.retention_mad, statement.net_mad = totals.retention_mad, totals.net_mad


def _waiting(bill: Bill) -> str:
    reasons = sorted({str(each.reason) for each in bill.waiting})
    if not reasons:
        return ""
    return _("%(count)s wait: %(reasons)s.") % {"count": len(bill.waiting), "reasons": "; ".join(reasons)}


def _pdf(statement: Statement) -> bytes:
    with translation.override(LANGUAGE):
        return render_pdf("coaching/statement.typ", _data(statement), language=LANGUAGE, at=clock.now())


def _data(statement: Statement) -> dict[str, Any]:
    contract = statement.contract
    headers, rows = sheet_of(statement)
    title = _("Statement of work done no. %(number)s") % {"number": statement.number}
    return {
        "title": title,
        "house": letterhead(
            contract.lot.cohort,
            f"{contract.reference} · {title}",
            [contract.reference, format_date(statement.issued_on)],
        ),
        "facts": [
            [_("Provider"), contract.provider.name],
            [_("Contract"), contract.reference],
            [_("Period"), f"{format_date(statement.period_from)} – {format_date(statement.period_to)}"],
            [_("Visits"), format_number(len(rows) - 1)],
            [_("Price of a visit"), format_money(contract.visit_price_mad)],
            [
                _("Penalty"),
                _("%(rate)s %% of the visit a day, %(cap)s %% at most")
                % {"rate": contract.penalty_percent_per_day, "cap": contract.penalty_cap_percent},
            ],
            [_("Retention"), f"{contract.retention_percent} %"],
        ],
        "head": headers,
        "rows": [[_written(value) for value in row] for row in rows],
        "total": [_("To pay"), format_money(statement.net_mad)],
        "signatures": [_("For the provider"), _("For the programme"), _("For the finance office")],
        "rule": _(
            "Penalties and retention are rounded to the centime, line by line; totals are sums of lines."
        ),
    }


def _written(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return format_number(value, places=2) if not isinstance(value, str | int) else str(value)
