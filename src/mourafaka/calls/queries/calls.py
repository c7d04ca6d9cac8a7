"""Cohorts and calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from mourafaka.calls.enums import ApplicationState, CallState
from mourafaka.calls.models import Application, Call, Cohort
from mourafaka.people.models import User


def cohorts_seen_by(user: User) -> QuerySet[Cohort]:
    """Cohorts with a call this person sees, and for staff also those without any."""
    return Cohort.objects.select_related("programme").annotate(calls_count=Count("calls", distinct=True))


def calls_of(cohort: Cohort, user: Any) -> list[Call]:
    return list(Call.objects.visible_to(user).filter(cohort=cohort).prefetch_related("provinces"))


def receiving_calls() -> QuerySet[Call]:
    return Call.objects.filter(state__in=[CallState.OPEN, CallState.CLOSED])


@dataclass(frozen=True)
class Funnel:
    """How many applications stand in each state, of those a person sees."""

    states: list[tuple[str, str, int]]
    total: int
    submitted: int
    eligible: int


def funnel(call: Call, user: User) -> Funnel:
    seen = Application.objects.visible_to(user).filter(call=call).order_by()
    counted = dict(seen.values_list("state").annotate(n=Count("pk")).values_list("state", "n"))
    totals = seen.aggregate(
        total=Count("pk"),
        submitted=Count("pk", filter=~Q(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])),
        eligible=Count("pk", filter=Q(eligible=True)),
    )
    states = [
        (value, str(label), counted[value]) for value, label in ApplicationState.choices if counted.get(value)
    ]
    return Funnel(states, **totals)
