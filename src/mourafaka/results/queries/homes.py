"""What awaits each person, as lists of one kind: a day, a name, why, and the one page where it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.coaching.enums import StatementState
from mourafaka.coaching.models import Statement, Visit
from mourafaka.coaching.queries import homes as coaching
from mourafaka.diagnosis.queries.results import to_do_of, to_review_of
from mourafaka.enrolment.models import Agreement
from mourafaka.enrolment.queries.alerts import alerts_of, in_words
from mourafaka.foundations import clock
from mourafaka.foundations.formats import format_money
from mourafaka.people.enums import Role
from mourafaka.plans.models import PlanAction
from mourafaka.plans.queries.lists import to_agree_of, to_approve_of, to_correct_of
from mourafaka.results.queries.kept import kept
from mourafaka.training.models import Attendee, Session, TestResult
from mourafaka.training.queries.mine import certificates_of, sessions_of_trainer, unanswered_of

SHOWN = 6  # of each list; the rest is one press away


@dataclass(frozen=True)
class Task:
    """One line and its one button."""

    title: str
    url: str
    button: str
    day: date | None = None
    text: str = ""
    state: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Todo:
    """A list of one kind: its first lines, how many there are, and where they all stand."""

    title: str
    tasks: tuple[Task, ...]
    count: int
    url: str = ""
    nothing: str = ""  # what is said when there is nothing; without it the list is left out


def _todo(title: str, tasks: Iterable[Task], count: int, url: str = "", nothing: str = "") -> Todo:
    return Todo(title, tuple(islice(tasks, SHOWN)), count, url, nothing)


def _worth_showing(todos: Iterable[Todo]) -> list[Todo]:
    return [todo for todo in todos if todo.tasks or todo.nothing]


def _first(found: Any) -> tuple[list[Any], int]:
    """The first rows of a queryset and how many there are, in one query when they are few."""
    rows = list(found[: SHOWN + 1])
    return rows[:SHOWN], len(rows) if len(rows) <= SHOWN else found.count()


# --- The coach ---


def of_coach(user: Any) -> list[Todo]:
    week = coaching.week_of(user)
    return _worth_showing(
        [
            _todo(
                _("This week"),
                map(_due, week),
                len(week),
                reverse("coaching:week"),
                _("No visit is planned this week."),
            ),
            _late(user),
            _to_confirm(user),
        ]
    )


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
        state=_visit_words(visit),
        tone=visit.tone,
    )


def _late(user: Any) -> Todo:
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
    return _todo(_("Late, or to finish"), tasks, len(tasks), reverse("coaching:week"))


def _to_confirm(user: Any) -> Todo:
    visits, plans = coaching.to_confirm_of(user), list(to_agree_of(user))
    asked = (
        _visit_task(visit, _("Not confirmed yet"), _("Ask"), "coaching:visit") for visit in visits[:SHOWN]
    )
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
    return _todo(
        _("To be confirmed by the cooperative"),
        [*asked, *agreements],
        len(visits) + len(plans),
        reverse("coaching:week"),
    )


def _visit_task(visit: Visit, state: str, button: str, page: str) -> Task:
    return Task(
        title=visit.enrolment.cooperative.name,
        url=reverse(page, args=[visit.pk]),
        button=button,
        day=visit.planned_on,
        text=_visit_words(visit),
        state=state,
        tone="late" if button != _("Ask") else "due",
    )


def _visit_words(visit: Visit) -> str:
    return _("Visit %(number)s") % {"number": visit.number}


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119].rstrip()}…"


# --- The trainer ---


def of_trainer(user: Any) -> list[Todo]:
    found, count = _first(sessions_of_trainer(user))
    missing = _tests_missing(found)
    tasks = [_session(session, missing.get(session.pk, 0)) for session in found]
    nothing = _("No session is planned for you.")
    return [_todo(_("My sessions"), tasks, count, reverse("training:sessions"), nothing)]


def _tests_missing(sessions: Sequence[Session]) -> dict[int, int]:
    """Results still to enter: a test before and one after for everybody who comes."""
    begun = [session.pk for session in sessions if session.starts_on <= clock.today()]
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


# --- The delegate ---


def of_delegate(user: Any) -> list[Todo]:
    return _worth_showing([*_to_validate(user), _controls(user), _alerts(user)])


def _to_validate(user: Any) -> list[Todo]:
    reports = coaching.to_validate_of(user)
    diagnoses, diagnoses_count = _first(to_review_of(user))
    plans, plans_count = _first(to_approve_of(user))
    return [
        _todo(
            _("Reports to validate"),
            (
                Task(
                    title=report.visit.enrolment.cooperative.name,
                    url=reverse("coaching:report", args=[report.visit_id]),
                    button=_("Read"),
                    day=report.submitted_on,
                    text=_visit_words(report.visit),
                )
                for report in reports
            ),
            len(reports),
            reverse("coaching:checks"),
            _("No report waits."),
        ),
        _todo(
            _("Diagnoses to review"),
            (
                Task(
                    title=each.enrolment.cooperative.name,
                    url=reverse("diagnosis:review", args=[each.enrolment.number, each.round]),
                    button=_("Review"),
                    day=each.held_on,
                    text=_("Diagnosis %(round)s") % {"round": each.round},
                )
                for each in diagnoses
            ),
            diagnoses_count,
            reverse("diagnosis:list"),
        ),
        _todo(
            _("Plans to approve"),
            (
                Task(
                    title=each.enrolment.cooperative.name,
                    url=reverse("plans:plan", args=[each.enrolment.number]),
                    button=_("Read"),
                    day=each.agreed_on,
                )
                for each in plans
            ),
            plans_count,
            reverse("plans:list"),
        ),
    ]


def _controls(user: Any) -> Todo:
    controls = coaching.control_sample_of(user)
    tasks = (
        Task(
            title=each.visit.enrolment.cooperative.name,
            url=reverse("coaching:control", args=[each.visit_id]),
            button=_("Check"),
            day=each.visit.planned_on,
            text=_visit_words(each.visit),
        )
        for each in controls
    )
    return _todo(_("Control sample"), tasks, len(controls), reverse("coaching:checks"))


def alert_counts(user: Any) -> list[tuple[str, int]]:
    """(alert in words, how many), the most frequent first."""
    counts: list[tuple[str, int]] = kept(
        "alerts", user, lambda: Counter(alert.code for alert in alerts_of(user)).most_common()
    )
    words = {code: label for code, label, _threshold in in_words()}
    return [(words.get(code, code), count) for code, count in counts]


def _alerts(user: Any) -> Todo:
    counts, url = alert_counts(user), reverse("enrolment:alerts")
    tasks = (
        Task(title=label, url=url, button=_("See"), state=str(count), tone="late") for label, count in counts
    )
    return _todo(_("Alerts"), tasks, sum(count for _label, count in counts), url)


# --- The cooperative ---


def of_cooperative(user: Any) -> list[Todo]:
    return _worth_showing(
        [_next_visit(user), _to_answer(user), _actions(user), _documents(user), _certificates(user)]
    )


def _next_visit(user: Any) -> Todo:
    visit = coaching.next_visit_of(user)
    tasks = [
        Task(
            title=str(visit.coach),
            url=reverse("coaching:visit", args=[visit.pk]),
            button=_("Open"),
            day=visit.planned_on,
            text=_visit_words(visit),
        )
        for visit in ([visit] if visit else [])
    ]
    return _todo(_("Next visit"), tasks, len(tasks), nothing=_("No visit is planned yet."))


def _to_answer(user: Any) -> Todo:
    invitations, visits = list(unanswered_of(user)), coaching.to_confirm_of(user)
    tasks = [
        *(
            Task(
                title=each.session.title,
                url=reverse("training:invitation", args=[each.pk]),
                button=_("Answer"),
                day=each.session.starts_on,
                state=_("Training"),
                tone="due",
            )
            for each in invitations
        ),
        *(
            Task(
                title=_("Did this visit take place?"),
                url=reverse("coaching:visit", args=[visit.pk]),
                button=_("Answer"),
                day=visit.planned_on,
                state=_visit_words(visit),
                tone="due",
            )
            for visit in visits
        ),
        *(
            Task(
                title=_("Your development plan waits for your agreement"),
                url=reverse("plans:plan", args=[plan.enrolment.number]),
                button=_("Read"),
                state=_("Plan"),
                tone="due",
            )
            for plan in to_agree_of(user)
        ),
    ]
    return _todo(_("Your answer is awaited"), tasks, len(tasks))


def _actions(user: Any) -> Todo:
    own = PlanAction.objects.in_force().open().filter(plan__enrolment__cooperative__contacts__user=user)
    actions, count = _first(own.for_lists().order_by("due_on", "pk"))
    tasks = (
        Task(
            title=action.title,
            url=reverse("plans:plan", args=[action.plan.enrolment.number]),
            button=_("Open"),
            day=action.due_on,
            text=f"{action.progress} %",
            state=_("Late") if action.is_late() else action.get_state_display(),
            tone="late" if action.is_late() else action.tone,
        )
        for action in actions
    )
    return _todo(_("My actions"), tasks, count)


def _documents(user: Any) -> Todo:
    own = Agreement.objects.filter(enrolment__cooperative__contacts__user=user)
    papers = list(own.select_related("enrolment").order_by("-issued_at", "language")[:SHOWN])
    tasks = (
        Task(
            title=_("Agreement"),
            url=reverse("enrolment:agreement", args=[paper.enrolment.number, paper.pk]),
            button=_("Download"),
            day=paper.issued_at.date(),
            text=_("signed copy") if paper.signed else paper.language,
        )
        for paper in papers
    )
    return _todo(_("My documents"), tasks, len(papers))


def _certificates(user: Any) -> Todo:
    found, count = _first(certificates_of(user))
    tasks = (
        Task(
            title=each.person,
            url=reverse("training:certificate", args=[each.number, "fr"]),
            button=_("Download"),
            day=each.issued_on,
            text=each.number,
        )
        for each in found
    )
    return _todo(_("My certificates"), tasks, count)


# --- Finance ---


def of_finance(user: Any) -> list[Todo]:
    waiting = Statement.objects.visible_to(user).filter(
        state__in=(StatementState.ISSUED, StatementState.SENT)
    )
    found, count = _first(waiting.select_related("contract__provider").order_by("-issued_on", "-pk"))
    tasks = (
        Task(
            title=str(statement),
            url=reverse("coaching:statement", args=[statement.pk]),
            button=_("Open"),
            day=statement.issued_on,
            text=f"{statement.contract.provider.name} · {format_money(statement.net_mad)}",
            state=statement.get_state_display(),
            tone=statement.tone,
        )
        for statement in found
    )
    nothing = _("No statement waits.")
    return [_todo(_("Statements to settle"), tasks, count, reverse("coaching:statements"), nothing)]


OF_ROLE = {
    Role.COACH: of_coach,
    Role.TRAINER: of_trainer,
    Role.DELEGATE: of_delegate,
    Role.COOPERATIVE: of_cooperative,
    Role.FINANCE: of_finance,
}
