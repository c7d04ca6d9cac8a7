"""One visit at a time: planned, moved or cancelled by hand."""

from __future__ import annotations

from datetime import date

from mourafaka.coaching.models import Visit
from mourafaka.coaching.queries.clashes import clash_of
from mourafaka.coaching.queries.days import visits_due, window_of
from mourafaka.coaching.services.keeping import (
    coach_on,
    locked_visit,
    refuse_day_of_service,
    written,
)
from mourafaka.coaching.services.succession import cancelled, succeeding
from mourafaka.coaching.touring import take_out_of_tour
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User


@act("coaching.visit.plan", rule="coaching.plan_one")
def plan_visit(
    enrolment: Enrolment,
    *,
    actor: User,
    planned_on: date,
    number: int | None = None,
    extra: bool = False,
    reason: str = "",
) -> Visit:
    """Plan one visit by hand, for the coach in charge that day: the next of the contract, or `number`. Beyond
    the contract it must be asked for as `extra`, with a reason.

    Refuses a day before M0 or after the service, outside the window without a reason, when the coach is away,
    when her day is full or when she is more than 150 km away that day. A past day is allowed: it records a visit
    that was not planned.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("cooperative__commune", "contract")
        .get(pk=enrolment.pk)
    )
    _refuse_at_rest(enrolment)
    number = _number(enrolment, number, extra, reason)
    refuse_day_of_service(enrolment, planned_on, "planned_on")
    window_from, window_to = window_of(enrolment, number)
    visit = Visit(
        enrolment=enrolment,
        number=number,
        extra=number > visits_due(enrolment.contract),
        window_from=window_from,
        window_to=window_to,
        planned_on=planned_on,
        coach=coach_on(enrolment, planned_on),
        pinned=True,
        reason=reason.strip(),
    )
    _refuse_outside_window(visit, reason)
    _refuse_day(visit)
    with refusing(Visit, "coach_value_refused"):
        visit.save()
    return visit


@act("coaching.visit.move", rule="coaching.move_visit")
def move_visit(
    visit: Visit, *, actor: User, planned_on: date, reason: str = "", version: int | None = None
) -> Visit:
    """Change the day of one visit; no later planning moves it again. Outside its window a reason is needed.

    Refuses what `plan_visit` refuses, a day in the past, and a visit held or cancelled.
    """
    current = locked_visit(visit)
    if version is not None and version != current.version:
        raise Refused("changed_meanwhile", what=current)
    if current.state != "planned":
        raise Refused("visit_not_planned", visit=current, state=current.get_state_display())
    _refuse_at_rest(current.enrolment)
    if planned_on < clock.today():
        raise Refused("visit_in_the_past", day=format_date(planned_on), field="planned_on")
    refuse_day_of_service(current.enrolment, planned_on, "planned_on")
    coach = coach_on(current.enrolment, planned_on)
    current.planned_on, current.pinned = planned_on, True
    _refuse_outside_window(current, reason)
    if coach != current.coach:
        return _handed_over(current, coach, reason)
    _refuse_day(current)
    current.reason = reason.strip()
    tour = current.tour
    if tour is not None and not tour.starts_on <= planned_on <= tour.ends_on:
        take_out_of_tour(current)
    return written(current)


@act("coaching.visit.cancel", rule="coaching.move_visit")
def cancel_visit(visit: Visit, *, actor: User, reason: str) -> Visit:
    """Cancel a planned visit, with its reason. Calendars keep it as cancelled; its number can be planned again."""
    if not reason.strip():
        raise Refused("visit_cancel_without_reason", field="reason")
    return cancelled(locked_visit(visit), reason)


def _handed_over(visit: Visit, coach: User, reason: str) -> Visit:
    """`visit` bears its new day already."""
    new = succeeding(visit, coach, reason)
    cancelled(Visit.objects.get(pk=visit.pk), reason or str(coach))
    _refuse_day(new)
    new.save()
    return new


def _refuse_at_rest(enrolment: Enrolment) -> None:
    if not enrolment.is_under_way:
        raise Refused(
            "not_under_way_for_visits", number=enrolment.number, phase=enrolment.get_phase_display()
        )
    if enrolment.suspended_on is not None:
        raise Refused(
            "suspended_for_visits", number=enrolment.number, since=format_date(enrolment.suspended_on)
        )


def _number(enrolment: Enrolment, asked: int | None, extra: bool, reason: str) -> int:
    """The number of the visit: free, of the contract, or asked for as extra with a reason."""
    count = visits_due(enrolment.contract)
    taken = dict(Visit.objects.kept().filter(enrolment=enrolment).values_list("number", "planned_on"))
    free = [number for number in range(1, count + 1) if number not in taken]
    if asked is None and extra:
        asked = max([count, *taken]) + 1
    elif asked is None:
        asked = free[0] if free else count + 1
    facts = {"number": enrolment.number, "visits": count, "asked": asked, "field": "number"}
    if asked < 1:
        raise Refused("visit_number_unknown", **facts)
    if asked in taken:
        raise Refused("visit_already_planned", day=format_date(taken[asked]), **facts)
    if asked > count and not extra:
        raise Refused("thirteenth_visit", **facts)
    if asked > count and not reason.strip():
        raise Refused("extra_without_reason", field="reason")
    return asked


def _refuse_outside_window(visit: Visit, reason: str) -> None:
    if visit.is_outside_its_window and not reason.strip():
        raise Refused(
            "move_outside_window",
            field="reason",
            visit=visit,
            window_from=format_date(visit.window_from),
            window_to=format_date(visit.window_to),
            day=format_date(visit.planned_on),
        )


def _refuse_day(visit: Visit) -> None:
    """The coach is there, has room that day, and is not far away."""
    why = clash_of(visit)
    if why is not None:
        raise why
