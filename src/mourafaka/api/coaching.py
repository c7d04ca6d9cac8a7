"""Visits with what their report says, and statements of work done, read."""

from __future__ import annotations

from datetime import date
from typing import Any

import rules
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from mourafaka.api.answers import Page, Paging
from mourafaka.api.auth import Request, enter
from mourafaka.api.parameters import Day
from mourafaka.api.paths import REFUSALS, Id, OfEnrolment, Wanted
from mourafaka.coaching.enums import VisitState
from mourafaka.coaching.models import Statement, Visit

router = Router(tags=["coaching"])


class VisitLine(Schema):
    id: int
    about: OfEnrolment
    number: int
    extra: bool
    window_from: date
    window_to: date
    planned_on: date
    coach: str
    state: str
    pinned: bool
    version: int

    @classmethod
    def of(cls, visit: Visit) -> VisitLine:
        return cls(
            id=visit.pk,
            about=OfEnrolment.about(visit.enrolment),
            number=visit.number,
            extra=visit.extra,
            window_from=visit.window_from,
            window_to=visit.window_to,
            planned_on=visit.planned_on,
            coach=str(visit.coach),
            state=visit.state,
            pinned=visit.pinned,
            version=visit.version,
        )


class ReportLine(Schema):
    """What the coach reported; the place she may have given stays on the pages."""

    id: int
    state: str
    held_on: date | None
    mode: str
    duration_hours: str | None
    people_met: int | None
    women_met: int | None
    observations: str
    decisions: str
    submitted_on: date | None
    validated_on: date | None
    version: int


class VisitFile(Schema):
    line: VisitLine
    report: ReportLine | None


class StatementLine(Schema):
    """Amounts in MAD."""

    id: int
    contract: str
    number: int
    period_from: date
    period_to: date
    state: str
    price_mad: str
    penalty_mad: str
    retention_mad: str
    net_mad: str

    @classmethod
    def of(cls, statement: Statement) -> StatementLine:
        return cls(
            id=statement.pk,
            contract=statement.contract.reference,
            number=statement.number,
            period_from=statement.period_from,
            period_to=statement.period_to,
            state=statement.state,
            price_mad=str(statement.price_mad),
            penalty_mad=str(statement.penalty_mad),
            retention_mad=str(statement.retention_mad),
            net_mad=str(statement.net_mad),
        )


class VisitFilters(Schema):
    enrolment: Wanted | None = None
    state: VisitState | None = None
    from_day: Day | None = None
    to_day: Day | None = None


@router.get("/visits", response={200: Page[VisitLine], **REFUSALS}, url_name="visits")
def list_visits(request: Request, filters: Query[VisitFilters], paging: Query[Paging]) -> Any:
    """Visits the caller sees, by the day they are planned on."""
    enter(request.auth, "coaching.view_visits")
    found = Visit.objects.visible_to(request.auth).for_lists()
    asked = {
        "enrolment__number": filters.enrolment,
        "state": filters.state,
        "planned_on__gte": filters.from_day,
        "planned_on__lte": filters.to_day,
    }
    found = found.filter(**{name: value for name, value in asked.items() if value is not None})
    return paging.cut(found.order_by("planned_on", "pk"), VisitLine.of)


@router.get("/visits/{id}", response={200: VisitFile, **REFUSALS}, url_name="visit")
def read_visit(request: Request, id: Id) -> Any:
    """One visit with its report, when there is one that the caller may read."""
    enter(request.auth, "coaching.view_visits")
    visit = get_object_or_404(Visit.objects.visible_to(request.auth).for_lists(), pk=id)
    report = getattr(visit, "report", None)
    sent = report is not None and (report.submitted_on is not None or report.author_id == request.auth.pk)
    readable = sent and rules.has_perm("coaching.view_report", request.auth, visit)
    return VisitFile(line=VisitLine.of(visit), report=_report(report) if readable else None)


def _report(report: Any) -> ReportLine:
    return ReportLine(
        id=report.pk,
        state=report.state,
        held_on=report.held_on,
        mode=report.mode,
        duration_hours=None if report.duration_hours is None else str(report.duration_hours),
        people_met=report.people_met,
        women_met=report.women_met,
        observations=report.observations,
        decisions=report.decisions,
        submitted_on=report.submitted_on,
        validated_on=report.validated_on,
        version=report.version,
    )


@router.get("/statements", response={200: Page[StatementLine], **REFUSALS}, url_name="statements")
def list_statements(request: Request, paging: Query[Paging]) -> Any:
    """Statements of work done the caller sees, the latest first."""
    enter(request.auth, "coaching.view_statements")
    found = Statement.objects.visible_to(request.auth).select_related("contract")
    return paging.cut(found.order_by("-period_to", "-pk"), StatementLine.of)


@router.get("/statements/{id}", response={200: StatementLine, **REFUSALS}, url_name="statement")
def read_statement(request: Request, id: Id) -> Any:
    """One statement of work done."""
    enter(request.auth, "coaching.view_statements")
    seen = Statement.objects.visible_to(request.auth).select_related("contract")
    return StatementLine.of(get_object_or_404(seen, pk=id))
