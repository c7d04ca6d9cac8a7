"""What becomes of planned visits when one is cancelled, the accompaniment ends or another coach takes over.

Called inside acts of this room and of the enrolment.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from mourafaka.coaching.models import Visit
from mourafaka.coaching.services.keeping import written
from mourafaka.coaching.touring import take_out_of_tour
from mourafaka.enrolment.models import CoachAssignment, Enrolment
from mourafaka.people.models import User


def cancelled(visit: Visit, reason: str) -> Visit:
    visit.reason = reason.strip()
    written(visit, "cancel")
    take_out_of_tour(visit)
    return visit


def succeeding(visit: Visit, coach: User, reason: str) -> Visit:
    """The same visit for another coach, not saved: she has a row, and a calendar entry, of her own."""
    return Visit(
        enrolment=visit.enrolment,
        number=visit.number,
        extra=visit.extra,
        window_from=visit.window_from,
        window_to=visit.window_to,
        planned_on=visit.planned_on,
        coach=coach,
        pinned=visit.pinned,
        reason=reason.strip(),
    )


def cancel_visits_to_come(enrolment: Enrolment, actor: User, on: date) -> None:
    """Nobody goes there any more after `on`; a visit of that day or before may still be reported."""
    for visit in _planned(enrolment).filter(planned_on__gt=on):
        cancelled(visit, enrolment.get_phase_display())


def hand_visits_over(assignment: CoachAssignment, actor: User) -> None:
    """The visits planned from its first day on go to the new coach, at the same dates. One whose report is begun
    stays with whoever writes it. A day that does not suit her is kept and raised as an alert (`clashes`): which one
    to change is hers to agree with the cooperative."""
    coming = _planned(assignment.enrolment).filter(planned_on__gte=assignment.starts_on, report=None)
    for visit in coming.exclude(coach=assignment.coach):
        _taken_over(visit, assignment)


def _taken_over(visit: Visit, assignment: CoachAssignment) -> None:
    new = succeeding(visit, assignment.coach, assignment.reason)
    cancelled(visit, assignment.reason or str(assignment.coach))
    new.save()


def _planned(enrolment: Enrolment) -> Any:
    rows = Visit.objects.planned().filter(enrolment=enrolment).select_for_update(of=("self",))
    return rows.select_related("enrolment__cooperative__commune", "tour").order_by("planned_on", "pk")
