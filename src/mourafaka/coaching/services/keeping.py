"""What the acts on visits share: locks, life cycles, who is in charge on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from mourafaka.coaching.enums import VISIT_FLOW
from mourafaka.coaching.models import Visit, VisitReport
from mourafaka.engine.flows import Flow, FlowError
from mourafaka.enrolment.models import CoachAssignment, Enrolment
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.refusals import Refused

locked_visit = Locked(Visit, "enrolment")
report_alone = Locked(VisitReport, "visit__enrolment", of=("self", "visit"))
report_with_proofs = Locked(
    VisitReport,
    "visit__confirmation",
    "visit__enrolment__contract",
    "visit__enrolment__cooperative__commune",
    of=("self", "visit"),
)


def locked_report(
    report: VisitReport, version: int | None = None, read: Locked[VisitReport] = report_alone
) -> VisitReport:
    """The report and its visit as they are now, both locked."""
    current = read(report)
    if version is not None and version != current.version:
        raise Refused("changed_meanwhile", what=current)
    return current


def step(flow: Flow, verb: str, current: str, code: str, **facts: Any) -> str:
    """The state the verb leads to, or `Refused(code)`."""
    try:
        return flow.target(verb, current)
    except FlowError as error:
        raise Refused(code, **facts) from error


def written(visit: Visit, verb: str = "") -> Visit:
    """Save a changed visit: calendars learn of it by its sequence."""
    if verb:
        visit.state = step(
            VISIT_FLOW, verb, visit.state, "visit_not_planned", visit=visit, state=visit.get_state_display()
        )
    return visit.keep()


def coach_on(enrolment: Enrolment, day: date) -> Any:
    """Who is in charge on a day; refuses when nobody is."""
    assignment = (
        CoachAssignment.objects.in_force(day).filter(enrolment=enrolment).select_related("coach").last()
    )
    if assignment is None:
        raise Refused("no_coach_that_day", number=enrolment.number, day=format_date(day), field="planned_on")
    return assignment.coach


def refuse_day_of_service(enrolment: Enrolment, day: date, field: str) -> None:
    """A visit belongs to the service: not before M0, not after its end."""
    if day < enrolment.service_starts_on:
        raise Refused(
            "visit_before_service",
            field=field,
            number=enrolment.number,
            starts_on=format_date(enrolment.service_starts_on),
            day=format_date(day),
        )
    end = min(filter(None, (enrolment.service_ends_on, enrolment.ended_on)))
    if day > end:
        raise Refused(
            "visit_after_service",
            field=field,
            number=enrolment.number,
            ends_on=format_date(end),
            day=format_date(day),
        )
