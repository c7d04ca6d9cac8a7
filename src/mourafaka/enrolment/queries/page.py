"""The page of one accompanied cooperative, put together for one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.enrolment.enums import PATH, STEPS, UNDER_WAY, Phase
from mourafaka.enrolment.models import Enrolment
from mourafaka.enrolment.queries.alerts import alerts_on
from mourafaka.enrolment.queries.lists import coach_of
from mourafaka.enrolment.sockets import figures, next_steps, panels
from mourafaka.foundations import clock

ACTS = ("sign_agreement", "suspend", "leave", "assign_coach")


@dataclass(frozen=True)
class Event:
    """One step of the enrolment, as c-history tells it."""

    at: Any
    what: str
    who: Any
    reason: str


def enrolment_page(enrolment: Enrolment, user: Any) -> dict[str, Any]:
    offered = [step for step in next_steps.collect(enrolment, user) if step]
    alone = Enrolment.objects.filter(pk=enrolment.pk)
    return {
        "enrolment": enrolment,
        "cooperative": enrolment.cooperative,
        "month": enrolment.month(),
        "today": clock.today(),
        "coach": coach_of(enrolment),
        "steps": [Phase(phase).label for phase in PATH],
        "step": _position(enrolment),
        "next": offered[0] if offered else None,
        "figures": [figure for told in figures.collect(enrolment, user) for figure in told],
        "panels": panels.collect(enrolment, user),
        "alerts": alerts_on(alone, clock.today()),
        "history": _history(enrolment),
        "assignments": enrolment.assignments.select_related("coach").order_by("-starts_on"),
        "agreements": enrolment.agreements.select_related("file"),
        "may": {name: rules.has_perm(f"enrolment.{name}", user, enrolment) for name in ACTS},
        "members": enrolment.cooperative.member_stats.current().order_by("-as_of").first(),
        "unlinked": not rules.has_perm("registry.view_cooperative", user, enrolment.cooperative),
    }


def _position(enrolment: Enrolment) -> int:
    """The step under way, from 1; past the last when completed, and where it stopped when it ended early."""
    if enrolment.phase == Phase.CLOSED:
        return len(PATH) + 1
    if enrolment.phase in UNDER_WAY:
        return PATH.index(Phase(enrolment.phase)) + 1
    before = [change.phase for change in enrolment.changes.all() if change.phase in UNDER_WAY]
    return PATH.index(Phase(before[-1])) + 1 if before else 1


def _history(enrolment: Enrolment) -> list[Event]:
    """Every step, the latest first."""
    events = []
    for change in enrolment.changes.select_related("by").order_by("-on", "-pk"):
        why = [change.get_reason_display(), change.note]
        events.append(
            Event(
                change.on,
                str(STEPS.get(change.verb, change.verb)),
                change.by,
                " · ".join(word for word in why if word),
            )
        )
    return events


def agreement_step(enrolment: Enrolment, user: Any) -> dict[str, Any] | None:
    """To have the agreement signed, while it is not."""
    if enrolment.phase != Phase.CONVENTION or not rules.has_perm("enrolment.sign_agreement", user, enrolment):
        return None
    return {
        "label": _("Have the agreement signed"),
        "url": reverse("enrolment:sign", args=[enrolment.number]),
        "due": enrolment.service_starts_on,
    }


def coach_step(enrolment: Enrolment, user: Any) -> dict[str, Any] | None:
    """To name a coach, while nobody is in charge."""
    if not enrolment.is_under_way or not rules.has_perm("enrolment.assign_coach", user, enrolment):
        return None
    if enrolment.assignments.filter(ends_on=None).exists():
        return None
    return {
        "label": _("Name a coach"),
        "url": reverse("enrolment:coach", args=[enrolment.number]),
        "due": enrolment.service_starts_on,
    }


def closing_step(enrolment: Enrolment, user: Any) -> dict[str, Any] | None:
    """To complete the accompaniment once its time is over."""
    if enrolment.phase != Phase.COACHING or clock.today() < enrolment.service_ends_on:
        return None
    if not rules.has_perm("enrolment.leave", user, enrolment):
        return None
    return {
        "label": _("Complete the accompaniment"),
        "url": reverse("enrolment:close", args=[enrolment.number]),
        "due": enrolment.service_ends_on,
    }
