"""What awaits a coach and a trainer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.coaching.models import Visit
from mourafaka.coaching.queries import homes as coaching
from mourafaka.diagnosis.queries.results import to_do_of
from mourafaka.foundations import clock
from mourafaka.plans.queries.lists import to_agree_of, to_correct_of
from mourafaka.results.queries.todos import Task, Todo, first, listed
from mourafaka.training.models import Attendee, Session, TestResult
from mourafaka.training.queries.mine import sessions_of_trainer

# --- The coach ---


def week(user: Any, shown: int | None) -> Todo:
    due = coaching.week_of(user)
    nothing = _("No visit is planned this week.")
    return listed("week", _("This week"), map(_due, due), len(due), shown, nothing)


def _due(due: coaching.Due) -> Task:
    visit, last = due.visit, due.last
    said = (last.decisions or last.observations) if last else ""
    parts = [
        _("Last time: %(said)s") % {"said": _short(said)} if said else _("First visit."),
        _("Recommendations open: %(count)s.") % {"count": len(due.recommendations)}
        if due.recommendations
        else "",
        _("Actions of the plan to update: %(count)s.") % {"count": len(due.actions)} if due.actions else "",
    ]
    return Task(
        title=visit.enrolment.cooperative.name,
        url=reverse("coaching:visit", args=[visit.pk]),
        button=_("Prepare"),
        day=visit.planned_on,
        text=" ".join(filter(None, parts)),
        state=visit_words(visit),
        tone=visit.tone,
    )


def late(user: Any, shown: int | None) -> Todo:
    owed = coaching.late_of(user)
    returned = (
        _visit_task(visit, _("Report returned"), _("Correct"), "coaching:report")
        for visit in owed["returned"]
    )
    reports = (
        _visit_task(visit, _("Report to send"), _("Write"), "coaching:report") for visit in owed["reports"]
    )
    visits = (
        _visit_task(visit, _("Visit late"), _("Reschedule"), "coaching:visit") for visit in owed["visits"]
    )
    assessments, drafts = list(to_do_of(user)), list(to_correct_of(user))
    diagnoses = (
        Task(
            title=each.enrolment.cooperative.name,
            url=reverse("diagnosis:assessment", args=[each.enrolment.number, each.round]),
            button=_("Continue"),
            day=each.held_on,
            state=_("Diagnosis %(round)s") % {"round": each.round},
            tone="due",
        )
        for each in assessments
    )
    plans = (
        Task(
            title=each.enrolment.cooperative.name,
            url=reverse("plans:plan", args=[each.enrolment.number]),
            button=_("Continue"),
            state=_("Plan to finish"),
            tone="due",
        )
        for each in drafts
    )
    tasks = [*returned, *reports, *visits, *diagnoses, *plans]
    return listed("late", _("Late, or to finish"), tasks, len(tasks), shown)


def to_confirm(user: Any, shown: int | None) -> Todo:
    visits, plans = coaching.to_confirm_of(user), list(to_agree_of(user))
    asked = (_visit_task(visit, _("Not confirmed yet"), _("Ask"), "coaching:visit") for visit in visits)
    agreements = (
        Task(
            title=each.enrolment.cooperative.name,
            url=reverse("plans:plan", args=[each.enrolment.number]),
            button=_("Open"),
            state=_("Plan to agree"),
            tone="due",
        )
        for each in plans
    )
    title, count = _("To be confirmed by the cooperative"), len(visits) + len(plans)
    return listed("to-confirm", title, chain(asked, agreements), count, shown)


def _visit_task(visit: Visit, state: str, button: str, page: str) -> Task:
    return Task(
        title=visit.enrolment.cooperative.name,
        url=reverse(page, args=[visit.pk]),
        button=button,
        day=visit.planned_on,
        text=visit_words(visit),
        state=state,
        tone="late" if button != _("Ask") else "due",
    )


def visit_words(visit: Visit) -> str:
    return _("Visit %(number)s") % {"number": visit.number}


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119].rstrip()}…"


# --- The trainer ---


def sessions(user: Any, shown: int | None) -> Todo:
    found, count = first(sessions_of_trainer(user), shown)
    missing = _tests_missing(found)
    tasks = [_session(session, missing.get(session.pk, 0)) for session in found]
    nothing = _("No session is planned for you.")
    return listed("sessions", _("My sessions"), tasks, count, shown, nothing)


def _tests_missing(found: Sequence[Session]) -> dict[int, int]:
    """Results still to enter: a test before and one after for everybody who comes."""
    begun = [session.pk for session in found if session.starts_on <= clock.today()]
    if not begun:
        return {}
    come = dict(
        Attendee.objects.coming()
        .filter(session__in=begun)
        .order_by()
        .values_list("session")
        .annotate(Count("pk"))
    )
    entered = dict(
        TestResult.objects.filter(attendee__session__in=begun)
        .order_by()
        .values_list("attendee__session")
        .annotate(Count("pk"))
    )
    return {key: max(0, 2 * people - entered.get(key, 0)) for key, people in come.items()}


def _session(session: Session, missing: int) -> Task:
    today = clock.today()
    if session.starts_on > today:
        page, button, state = "training:session", _("Open"), _("To come")
    elif session.ends_on >= today:
        page, button, state = "training:roster", _("Fill the roster"), _("Today")
    else:
        page, button, state = "training:roster", _("Finish the roster"), _("Roster to finish")
    return Task(
        title=session.title,
        url=reverse(page, args=[session.number]),
        button=button,
        day=session.starts_on,
        text=_("Test results missing: %(count)s.") % {"count": missing} if missing else "",
        state=state,
        tone=session.tone,
    )
