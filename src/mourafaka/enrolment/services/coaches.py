"""Who accompanies whom, from when on, and who may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import rules as permissions

from mourafaka.enrolment.keeping import locked, reason_given
from mourafaka.enrolment.models import CoachAssignment, Enrolment
from mourafaka.enrolment.queries.coaches import why_not
from mourafaka.enrolment.sockets import handed_over
from mourafaka.foundations.acts import act
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User


@act("enrolment.coach.assign", rule="enrolment.assign_coach")
def assign_coach(
    enrolment: Enrolment, *, actor: User, coach: User, starts_on: date, reason: str = ""
) -> CoachAssignment:
    """Give the enrolment to a coach from a day on; the coach before is in charge until the eve, and visits
    planned from that day on are the new coach's.

    Refuses `not_a_coach`, `coach_of_another_organisation`, `coach_language`, `coach_tied`, `coach_marked_it`,
    `already_coach`, `coach_overlap`, `coach_after_service`, and an enrolment that ended.
    """
    return _given(locked(enrolment), actor, coach, starts_on, reason.strip())


@act("enrolment.caseload.transfer", rule="enrolment.transfer_caseload")
def transfer_caseload(
    coach: User, *, actor: User, to: User, enrolments: Sequence[Enrolment], on: date, reason: str
) -> list[CoachAssignment]:
    """Give several enrolments of a coach to another from a day on, all or none, with the reason.

    Refuses `transfer_to_oneself`, `nothing_to_transfer`, `not_in_the_caseload`, and what `assign_coach` refuses.
    """
    if to.pk == coach.pk:
        raise Refused("transfer_to_oneself", field="to", person=coach)
    if not enrolments:
        raise Refused("nothing_to_transfer", field="enrolments")
    why = reason_given(reason)
    given = []
    for enrolment in sorted(enrolments, key=lambda each: each.pk):
        if not permissions.has_perm("enrolment.assign_coach", actor, enrolment):
            raise Refused("not_allowed")
        current = locked(enrolment)
        if not current.assignments.filter(coach=coach, ends_on=None).exists():
            raise Refused("not_in_the_caseload", number=current.number, person=coach)
        given.append(_given(current, actor, to, on, why))
    return given


def _given(enrolment: Enrolment, actor: User, coach: User, starts_on: date, reason: str) -> CoachAssignment:
    if (refusal := why_not(coach, enrolment, starts_on)) is not None:
        raise refusal
    latest = enrolment.assignments.order_by("starts_on").last()
    if latest is not None:
        _end_the_eve(latest, coach, starts_on)
    assignment = CoachAssignment(
        enrolment=enrolment, coach=coach, starts_on=starts_on, reason=reason, assigned_by=actor
    )
    with refusing(CoachAssignment, "enrolment_value_refused"):
        assignment.save()
    handed_over.collect(assignment, actor)
    return assignment


def _end_the_eve(latest: CoachAssignment, coach: User, starts_on: date) -> None:
    if latest.ends_on is None and latest.coach_id == coach.pk:
        raise Refused("already_coach", field="coach", person=coach, number=latest.enrolment.number)
    if starts_on <= (latest.ends_on or latest.starts_on):
        raise Refused(
            "coach_overlap",
            field="starts_on",
            number=latest.enrolment.number,
            starts_on=format_date(starts_on),
            person=latest.coach,
            taken=format_date(latest.ends_on or latest.starts_on),
        )
    if latest.ends_on is None:
        latest.ends_on = starts_on - timedelta(days=1)
        latest.save(update_fields=["ends_on"])
