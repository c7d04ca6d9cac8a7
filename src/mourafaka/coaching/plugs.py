"""What the coaching plugs into earlier rooms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import rules
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mourafaka.enrolment import sockets as enrolment
from mourafaka.foundations import sockets
from mourafaka.registry import sockets as registry
from mourafaka.territory.sockets import Panel

SHOWN = 16  # visits of one cooperative on its page: those of a contract and some extra ones


def visits_link(user: Any) -> dict[str, Any] | None:
    if rules.has_perm("coaching.view_week", user):
        return {"label": _("My week"), "url": reverse("coaching:week")}
    if rules.has_perm("coaching.view_visits", user):
        return {"label": _("Visits"), "url": reverse("coaching:visits")}
    return None


def checks_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("coaching.view_checks", user):
        return None
    return {"label": _("To validate and to control"), "url": reverse("coaching:checks")}


def plannings_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("coaching.plan_visits", user):
        return None
    return {"label": _("Planning of visits"), "url": reverse("coaching:plannings")}


def statements_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("coaching.view_statements", user):
        return None
    return {"label": _("Statements of work done"), "url": reverse("coaching:statements")}


def visits_panel(subject: Any, user: Any) -> Panel | None:
    """On the page of an accompanied cooperative."""
    from mourafaka.coaching.models import Recommendation, Visit
    from mourafaka.coaching.queries.days import visits_due
    from mourafaka.coaching.queries.homes import visits_of

    if not rules.has_perm("coaching.view_visits", user, subject):
        return None
    context = {
        "counts": visits_of([subject.pk])[subject.pk],
        "total": visits_due(subject.contract),
        "visits": list(
            Visit.objects.kept()
            .filter(enrolment=subject)
            .select_related("enrolment")
            .order_by("planned_on")[:SHOWN]
        ),
        "advice": list(Recommendation.objects.of(subject).open()),
        "number": subject.number,
        "may_plan": subject.is_under_way and rules.has_perm("coaching.plan_one", user, subject),
    }
    return Panel(_("Visits"), "coaching/panel.html", context)


def next_step(subject: Any, user: Any) -> dict[str, Any] | None:
    """The report to write or the visit to make, for the coach; the next visit, for the cooperative."""
    from mourafaka.coaching.models import Visit
    from mourafaka.foundations import clock

    if not rules.has_perm("coaching.view_visits", user, subject):
        return None
    planned = (
        Visit.objects.planned().filter(enrolment=subject).select_related("enrolment").order_by("planned_on")
    )
    visit = planned.first()
    if visit is None:
        return None
    label = _("Visit %(number)s") % {"number": visit.number}
    if visit.planned_on < clock.today() and rules.has_perm("coaching.write_report", user, visit):
        label = _("Report of visit %(number)s") % {"number": visit.number}
    return {"label": label, "url": reverse("coaching:visit", args=[visit.pk]), "due": visit.planned_on}


def moments(cooperative: Any, user: Any) -> list[registry.Moment]:
    """Visits held, and the next one."""
    from mourafaka.coaching.models import Visit
    from mourafaka.foundations import clock

    seen = Visit.objects.visible_to(user).filter(enrolment__cooperative=cooperative)
    told = [
        registry.Moment(
            visit.report.held_on or visit.planned_on,
            _("Visit %(number)s") % {"number": visit.number},
            visit.get_state_display(),
            reverse("coaching:visit", args=[visit.pk]),
            visit.tone,
        )
        for visit in seen.held().select_related("report", "enrolment")
    ]
    coming = seen.planned().filter(planned_on__gte=clock.today()).order_by("planned_on").first()
    if coming is not None:
        told.append(
            registry.Moment(
                coming.planned_on,
                _("Visit %(number)s") % {"number": coming.number},
                coming.get_state_display(),
                reverse("coaching:visit", args=[coming.pk]),
                coming.tone,
            )
        )
    return told


NO_VISIT = gettext_lazy("No visit for %(days)s days.")
MISSED = gettext_lazy("Visits missed: %(count)s.")
LATE = gettext_lazy("The report of visit %(number)s is late.")
MISSED_AT_LEAST = 2


def alerts(enrolments: Any, on: date) -> list[enrolment.Alert]:
    """No visit for 90 days (or what the manager says), two visits missed, a report late, a visit to come that its
    coach cannot hold: a fixed number of queries."""
    from mourafaka.coaching.queries.homes import visits_of

    listed = list(
        enrolments.under_way().filter(suspended_on=None, phase__in=("plan", "training", "coaching"))
    )
    counts = visits_of([each.pk for each in listed], on)
    days = _no_visit_days()
    found = []
    for each in listed:
        count = counts[each.pk]
        since = count.last_on or each.service_starts_on
        if (on - since).days > days:
            found.append(_alert("no_visit", each, since, NO_VISIT % {"days": (on - since).days}))
        if count.missed >= MISSED_AT_LEAST:
            found.append(_alert("missed_visits", each, on, MISSED % {"count": count.missed}))
    return found + _late_reports(listed, on) + _clashing(listed, on)


def _no_visit_days() -> int:
    from mourafaka.enrolment.enums import ALERT_THRESHOLDS, AlertCode
    from mourafaka.enrolment.models import AlertRule

    rule = AlertRule.objects.filter(code=AlertCode.NO_VISIT).first()
    return rule.threshold if rule else ALERT_THRESHOLDS[AlertCode.NO_VISIT]


def _late_reports(listed: list[Any], on: date) -> list[enrolment.Alert]:
    from mourafaka.coaching.models import Visit

    contracts = {each.pk: each for each in listed}
    late = []
    past = Visit.objects.planned().filter(enrolment__in=contracts, planned_on__lt=on, window_to__gte=on)
    for visit in past.select_related("enrolment__contract", "report"):
        report = getattr(visit, "report", None)
        held_on = (report.held_on if report else None) or visit.planned_on
        contract = visit.enrolment.contract
        due = held_on + timedelta(days=contract.report_days if contract else 10)
        if due < on:
            sentence = LATE % {"number": visit.number}
            late.append(_alert("report_late", visit.enrolment, due, sentence, _page_of(visit.pk)))
    return late


def _clashing(listed: list[Any], on: date) -> list[enrolment.Alert]:
    """Visits to come that their coach cannot hold that day, as after a caseload was handed over."""
    from mourafaka.coaching.models import Visit
    from mourafaka.coaching.queries.clashes import clashes_among

    coming = Visit.objects.planned().filter(enrolment__in=[each.pk for each in listed], planned_on__gte=on)
    return [
        enrolment.Alert("visit_clash", stop.enrolment, on, str(why), _page_of(stop.visit))
        for stop, why in clashes_among(coming)
    ]


def _page_of(visit: Any) -> Any:
    return reverse_lazy("coaching:visit", args=[visit])


def _alert(code: str, each: Any, since: date, sentence: Any, url: Any = "") -> enrolment.Alert:
    return enrolment.Alert(
        code, each.pk, since, sentence, url or reverse_lazy("enrolment:enrolment", args=[each.number])
    )


def contract_lock(contract: Any) -> Any:
    """A contract whose visits were billed keeps its prices."""
    from mourafaka.coaching.models import Statement

    if Statement.objects.filter(contract=contract).exclude(state="draft").exists():
        return _("Visits of this contract were already billed: its prices no longer change.")
    return None


def closing(subject: Any) -> list[Any]:
    """What an enrolment misses before it is completed."""
    from mourafaka.coaching.queries.days import visits_due
    from mourafaka.coaching.queries.homes import visits_of

    held, total = visits_of([subject.pk])[subject.pk].held, visits_due(subject.contract)
    if held >= total:
        return []
    return [_("Visits held: %(held)s of %(total)s.") % {"held": held, "total": total}]


def figures(subject: Any, user: Any) -> list[dict[str, Any]] | None:
    from mourafaka.coaching.queries.days import visits_due
    from mourafaka.coaching.queries.homes import visits_of

    if not rules.has_perm("coaching.view_visits", user, subject):
        return None
    held, total = visits_of([subject.pk])[subject.pk].held, visits_due(subject.contract)
    url = f"{reverse('coaching:visits')}?q={subject.number}"
    return [{"label": _("Visits held"), "value": f"{held} / {total}", "url": url}]


def own_messages(messages: Any, user: Any) -> Any:
    """Messages about visits are seen by who sees the visit."""
    from mourafaka.coaching.models import Visit

    prefix = "coaching.visit:"
    visible = Visit.objects.visible_to(user).annotate(
        ref=Concat(Value(prefix), Cast("pk", CharField()), output_field=CharField())
    )
    return messages.filter(~Q(about__startswith=prefix) | Q(about__in=visible.order_by().values("ref")))


def plug_all() -> None:
    from mourafaka.coaching.services.succession import cancel_visits_to_come, hand_visits_over

    sockets.navigation.plug("visits", visits_link, order=62)
    sockets.navigation.plug("visit checks", checks_link, order=63)
    sockets.navigation.plug("plannings", plannings_link, order=64)
    sockets.navigation.plug("statements", statements_link, order=66)
    sockets.outbox_visibility.plug("visits", own_messages)
    enrolment.panels.plug("coaching", visits_panel, order=50)
    enrolment.next_steps.plug("coaching", next_step, order=50)
    enrolment.alerts.plug("coaching", alerts, order=50)
    enrolment.contract_locks.plug("coaching", contract_lock)
    enrolment.closing.plug("coaching", closing, order=50)
    enrolment.ended.plug("coaching", cancel_visits_to_come)
    enrolment.handed_over.plug("coaching", hand_visits_over)
    enrolment.figures.plug("coaching", figures, order=50)
    registry.moments.plug("coaching", moments, order=50)
