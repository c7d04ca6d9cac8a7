"""What awaits a delegate, a manager and the finance office."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.coaching.enums import StatementState
from mourafaka.coaching.models import Statement
from mourafaka.coaching.queries import homes as coaching
from mourafaka.diagnosis.queries.results import to_review_of
from mourafaka.enrolment.queries.alerts import alert_lines, alerts_of
from mourafaka.foundations import clock
from mourafaka.foundations.formats import format_money
from mourafaka.plans.queries.lists import to_approve_of
from mourafaka.results.queries.homes_field import visit_words
from mourafaka.results.queries.raised import raised_on
from mourafaka.results.queries.reasons import alert_words
from mourafaka.results.queries.todos import Task, Todo, first, listed

ALERTS = "alerts-"  # before the code of one kind


def reports(user: Any, shown: int | None) -> Todo:
    found = coaching.to_validate_of(user)
    tasks = (
        Task(
            title=report.visit.enrolment.cooperative.name,
            url=reverse("coaching:report", args=[report.visit_id]),
            button=_("Read"),
            day=report.submitted_on,
            text=visit_words(report.visit),
        )
        for report in found
    )
    nothing = _("No report waits.")
    return listed("reports", _("Reports to validate"), tasks, len(found), shown, nothing)


def diagnoses(user: Any, shown: int | None) -> Todo:
    found, count = first(to_review_of(user), shown)
    tasks = (
        Task(
            title=each.enrolment.cooperative.name,
            url=reverse("diagnosis:review", args=[each.enrolment.number, each.round]),
            button=_("Review"),
            day=each.held_on,
            text=_("Diagnosis %(round)s") % {"round": each.round},
        )
        for each in found
    )
    return listed("diagnoses", _("Diagnoses to review"), tasks, count, shown)


def plans(user: Any, shown: int | None) -> Todo:
    found, count = first(to_approve_of(user), shown)
    tasks = (
        Task(
            title=each.enrolment.cooperative.name,
            url=reverse("plans:plan", args=[each.enrolment.number]),
            button=_("Read"),
            day=each.agreed_on,
        )
        for each in found
    )
    return listed("plans", _("Plans to approve"), tasks, count, shown)


def controls(user: Any, shown: int | None) -> Todo:
    found = coaching.control_sample_of(user)
    tasks = (
        Task(
            title=each.visit.enrolment.cooperative.name,
            url=reverse("coaching:control", args=[each.visit_id]),
            button=_("Check"),
            day=each.visit.planned_on,
            text=visit_words(each.visit),
        )
        for each in found
    )
    return listed("controls", _("Control sample"), tasks, len(found), shown)


def alerts(user: Any, shown: int | None) -> Todo:
    """On a home how many of each kind, which is kept; all of them one by one on their own page."""
    counts = alert_counts(user)
    tasks = (
        _alert_tasks(user)
        if shown is None
        else (
            Task(
                title=label,
                url=reverse("results:todo", args=[f"{ALERTS}{code}"]),
                button=_("See"),
                state=str(count),
                tone="late",
            )
            for code, label, count in counts
        )
    )
    return listed("alerts", _("Alerts"), tasks, sum(count for *_words, count in counts), shown)


def alerts_of_kind(user: Any, code: str) -> Todo | None:
    label = alert_words().get(code)
    if label is None:
        return None
    tasks = _alert_tasks(user, code)
    return listed(f"{ALERTS}{code}", label, tasks, len(tasks), None, _("No alert of this kind."))


def alert_counts(user: Any) -> list[tuple[str, str, int]]:
    """(alert, its words, how many), the most frequent first."""
    counts = Counter(code for code, _enrolment in raised_on(user, clock.today()))
    words = alert_words()
    return [(code, words.get(code, code), count) for code, count in counts.most_common()]


def _alert_tasks(user: Any, code: str = "") -> list[Task]:
    raised = (alert for alert in alerts_of(user) if code in ("", alert.code))
    return [
        Task(
            title=line.enrolment.cooperative.name,
            url=line.url,
            button=_("Settle"),
            day=line.alert.since,
            text=line.alert.sentence,
            state=_("%(count)s days") % {"count": line.days},
            tone="late",
        )
        for line in alert_lines(raised, user)
    ]


def statements(user: Any, shown: int | None) -> Todo:
    waiting = Statement.objects.visible_to(user).filter(
        state__in=(StatementState.ISSUED, StatementState.SENT)
    )
    found, count = first(waiting.select_related("contract__provider").order_by("-issued_on", "-pk"), shown)
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
    return listed("statements", _("Statements to settle"), tasks, count, shown, nothing)
