"""Who instructs a case."""

from __future__ import annotations

import rules

from mourafaka.calls.models import Application
from mourafaka.foundations.acts import act
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction.enums import OPEN_STATES
from mourafaka.instruction.models import Case
from mourafaka.instruction.routing import opened
from mourafaka.people.models import User


@act("instruction.case.assign", rule="instruction.handle_case")
def assign_case(
    case: Case, *, actor: User, officer: User | None, version: int | None = None, reason: str = ""
) -> Case:
    """Give a case to an officer, take it (oneself), or put it back in the queue (None).

    Refuses `officer_not_entitled`, and `changed_meanwhile` when somebody did since `version`.
    """
    current = locked_case(case)
    if version is not None and current.version != version:
        raise Refused("changed_meanwhile", what=current.application.number)
    if officer is not None and not rules.has_perm("calls.check_application", officer, current.application):
        raise Refused(
            "officer_not_entitled", officer=officer, number=current.application.number, field="officer"
        )
    current.officer = officer
    current.version += 1
    current.save(update_fields=["officer", "version"])
    return current


@act("instruction.cases.open", rule="instruction.lapse")
def open_cases(*, actor: User) -> list[Case]:
    """A case for every application under way that was lodged before this room existed."""
    known = Case.objects.values("application")
    waiting = Application.objects.filter(state__in=OPEN_STATES, submitted_at__isnull=False).exclude(
        pk__in=known
    )
    return [opened(application) for application in waiting.select_related("cooperative", "call")]


locked_case = Locked(Case, "application__call", "application__cooperative", "officer")


def under_way(case: Case) -> Case:
    """The case, locked, whose instruction is not over."""
    current = locked_case(case)
    if current.application.state not in OPEN_STATES:
        raise Refused(
            "case_closed",
            number=current.application.number,
            state=current.application.get_state_display(),
        )
    return current
