"""Who sees what of a choice."""

from __future__ import annotations

import re
from decimal import Decimal

from mourafaka.calls.models import Application, Call
from mourafaka.people.enums import Role
from mourafaka.people.models import User
from mourafaka.selection.enums import Outcome
from mourafaka.selection.models import (
    Assignment,
    CommitteeSession,
    ConflictDeclaration,
    Proposal,
    Recusal,
)
from mourafaka.selection.queries.ties import undeclared_count

STABLE = Decimal("0.95")
LEAST = Decimal("0.0001")  # the smallest step of a score
_QUOTA = re.compile(r"(?P<column>\w+)=(?P<value>.+) (?P<kind>min|max) (?P<limit>\d+)")
_STANDINGS = {"chosen": Outcome.SELECTED, "reserve": Outcome.RESERVE, "refused": Outcome.REFUSED}


# --- Who sees what ---


def withheld_from(user: User, call: Call) -> set[int]:
    """Applications whose name and marks this person does not see: a declared conflict, a recusal, a reading
    still owed; and, but for the committee that compares them all, those of other territories."""
    declared = ConflictDeclaration.objects.of_call(call).conflicts().filter(person=user)
    recused = Recusal.objects.filter(session__call=call, member=user)
    owed = Assignment.objects.of_call(call).owed().filter(reviewer=user)
    if user.has_role(Role.COMMITTEE):
        elsewhere = Application.objects.none()
    else:
        visible = Application.objects.visible_to(user).order_by().values("pk")
        elsewhere = Application.objects.filter(call=call).exclude(pk__in=visible)
    return {
        *declared.values_list("application", flat=True),
        *recused.values_list("application", flat=True),
        *owed.values_list("application", flat=True),
        *elsewhere.values_list("pk", flat=True),
    }


def must_declare_first(user: User, call: Call) -> bool:
    """A member of the committee declares conflicts of interest before any application is visible."""
    return user.has_role(Role.COMMITTEE) and undeclared_count(call, user) > 0


def latest_proposal(call: Call) -> Proposal | None:
    return (
        Proposal.objects.filter(call=call)
        .select_related("rules_version", "call__cohort", "computed_by")
        .order_by("-number")
        .first()
    )


def current_session(call: Call) -> CommitteeSession | None:
    return CommitteeSession.objects.of_call(call).select_related("call", "proposal").first()
