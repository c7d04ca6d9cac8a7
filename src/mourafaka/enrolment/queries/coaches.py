"""Who may accompany a cooperative, and who accompanies how many."""

from __future__ import annotations

from datetime import date
from typing import Any

from mourafaka.calls.models import Application
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.people.enums import Role
from mourafaka.registry.models import CooperativeContact
from mourafaka.selection.models import Assignment, ConflictDeclaration


def why_not(coach: Any, enrolment: Enrolment, on: date) -> Refused | None:
    """Why a person cannot accompany a cooperative from a day on; None when nothing stands against it."""
    number = enrolment.number
    if not enrolment.is_under_way:
        return Refused("not_under_way", number=number, phase=enrolment.get_phase_display())
    if on > enrolment.service_ends_on:
        return Refused(
            "coach_after_service",
            field="starts_on",
            number=number,
            starts_on=format_date(on),
            ends_on=format_date(enrolment.service_ends_on),
        )
    province = enrolment.cooperative.province_id
    if not (coach.has_role(Role.COACH, province) or coach.has_role(Role.COACH, province, on=on)):
        return Refused("not_a_coach", field="coach", person=coach, number=number)
    contract = enrolment.contract
    if contract is not None and coach.organisation_id != contract.provider_id:
        return Refused(
            "coach_of_another_organisation",
            field="coach",
            person=coach,
            number=number,
            contract=contract.reference,
            provider=contract.provider,
        )
    if enrolment.application.language not in {*coach.languages, coach.preferred_language}:
        return Refused("coach_language", field="coach", person=coach, number=number)
    return _interest(coach, enrolment)


def _interest(coach: Any, enrolment: Enrolment) -> Refused | None:
    """Whoever marked a cooperative, or has an interest in it, never advises it."""
    facts = {"field": "coach", "person": coach, "number": enrolment.number}
    about = Application.objects.filter(cooperative=enrolment.cooperative_id)
    if ConflictDeclaration.objects.conflicts().filter(person=coach, application__in=about).exists():
        return Refused("coach_tied", **facts)
    if CooperativeContact.objects.filter(user=coach, cooperative=enrolment.cooperative_id).exists():
        return Refused("coach_tied", **facts)
    if Assignment.objects.in_force().filter(reviewer=coach, application__in=about).exists():
        return Refused("coach_marked_it", **facts)
    return None
