"""A case for each application that is lodged, its team and its clock; told by the room of calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from mourafaka.calls.models import Application
from mourafaka.foundations import clock
from mourafaka.foundations.writing import inserted, kept
from mourafaka.instruction import telling
from mourafaka.instruction.enums import COMPLETENESS_DAYS
from mourafaka.instruction.models import Case, Pace, Team

OVER = frozenset({"admit", "reject", "withdraw"})


def follow(application: Application, verb: str, actor: Any) -> None:
    """The case after a step of its application: opened, its clock stopped or running again, closed."""
    if verb == "withdraw" and application.submitted_at is None:
        return
    case = Case.objects.select_for_update(of=("self",)).filter(application=application).first()
    case = case or opened(application)
    case.application = application  # as the act holds it, with its cooperative
    if verb == "ask_completion":
        case.stopped_on = case.stopped_on or clock.today()
    else:
        run_again(case)
    if verb in OVER:
        case.completed_at = clock.now()
    elif verb == "reopen":
        case.completed_at = None
    case.version += 1
    kept(case)
    if verb == "admit":
        telling.admitted(case)


def opened(application: Application) -> Case:
    """A case begun the day the application was lodged, given to the team of its province."""
    pace = Pace.objects.filter(call=application.call_id).first()
    days = pace.completeness_days if pace else COMPLETENESS_DAYS
    received = application.submitted_at or clock.now()
    return inserted(
        Case(
            application=application,
            team=team_of(application.cooperative.province_id),
            received_at=received,
            due_on=timezone.localdate(received) + timedelta(days=days),
        )
    )


def team_of(province_code: str) -> Team | None:
    """The team of the province, else the fallback team, else none: the queue shows those apart."""
    own = Team.objects.filter(provinces=province_code).first()
    return own or Team.objects.filter(fallback=True).first()


def run_again(case: Case) -> None:
    """The days the cooperative took are not counted."""
    if case.stopped_on is None:
        return
    stopped = max((clock.today() - case.stopped_on).days, 0)
    case.due_on += timedelta(days=stopped)
    case.clock_stopped_days += stopped
    case.stopped_on = None
