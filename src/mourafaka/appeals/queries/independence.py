"""Who had a part in what is contested, and so does not examine it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from mourafaka.calls.models import Application
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import JournalEntry
from mourafaka.instruction.models import Case, Correction
from mourafaka.people.models import Mandate, User
from mourafaka.registry.models import CooperativeContact
from mourafaka.selection.enums import AssignmentState
from mourafaka.selection.models import Assignment, Attendance, ConflictDeclaration, Recusal
from mourafaka.selection.sockets import ties

DECIDING = (
    "calls.application.admit",
    "calls.application.reject",
    "calls.application.reopen",
    "calls.application.ask_completion",
)


def involvement(user: User, application: Application) -> str:
    """Why this person does not examine an appeal on the application, in words; "" when nothing forbids it."""
    for had_a_part, why in _PARTS:
        if had_a_part(user, application):
            return str(why())
    return ""


def examiners_for(application: Application) -> list[User]:
    """Managers and delegates of the territory who had no part in what is contested."""
    mandates = Mandate.objects.in_force().filter(role__in=("manager", "delegate"), user__is_active=True)
    province = application.cooperative.province_id
    people = {each.user_id: each.user for each in mandates.select_related("user") if each.covers(province)}
    free = [person for person in people.values() if not involvement(person, application)]
    return sorted(free, key=str)


def _instructed(user: User, application: Application) -> bool:
    decided = JournalEntry.objects.filter(
        subject=reference(application), verb__in=DECIDING, actor=reference(user)
    )
    corrections = Correction.objects.filter(
        Q(asked_by=user) | Q(judged_by=user), case__application=application
    )
    return (
        Case.objects.filter(application=application, officer=user).exists()
        or corrections.exists()
        or decided.exists()
    )


def _read(user: User, application: Application) -> bool:
    readings = Assignment.objects.filter(application=application, reviewer=user)
    return readings.exclude(state=AssignmentState.REASSIGNED).exists()


def _sat(user: User, application: Application) -> bool:
    return Attendance.objects.filter(session__call=application.call_id, member=user).exists()


def _conflicted(user: User, application: Application) -> bool:
    declared = ConflictDeclaration.objects.conflicts().filter(person=user, application=application)
    return declared.exists() or Recusal.objects.filter(member=user, application=application).exists()


def _tied(user: User, application: Application) -> bool:
    pair = (user.pk, application.cooperative_id)
    speaks = CooperativeContact.objects.filter(user=user, cooperative=application.cooperative_id)
    return speaks.exists() or any(pair in pairs for pairs in ties.collect([application.cooperative_id]))


_PARTS: tuple[tuple[Callable[[Any, Any], bool], Callable[[], str]], ...] = (
    (_conflicted, lambda: _("a conflict of interest was declared.")),
    (_tied, lambda: _("this person advises, accompanies or speaks for the cooperative.")),
    (_instructed, lambda: _("this person instructed the application.")),
    (_read, lambda: _("this person read the application.")),
    (_sat, lambda: _("this person sat on the committee.")),
)
