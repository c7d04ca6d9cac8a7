"""The coach's week, the calendar, a tour, one visit."""

from __future__ import annotations

from typing import Any

import rules
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from mourafaka.coaching import services
from mourafaka.coaching.forms import MoveForm, PlanOneForm, ReasonForm
from mourafaka.coaching.models import Recommendation, Tour, Visit
from mourafaka.coaching.queries import homes, pages
from mourafaka.coaching.queries.evidence import evidence_of, hints_in_words, with_evidence
from mourafaka.coaching.queries.feed import coach_of_link, feed
from mourafaka.coaching.views.taking import form_page
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.policies import policy, public
from mourafaka.foundations.taking import done, tried


@policy("coaching.view_week")
@never_cache
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Whom to visit, what was said last time, what is due, and what is owed."""
    context = {
        "week": homes.week_of(request.user),
        "late": homes.late_of(request.user),
        "to_confirm": homes.to_confirm_of(request.user),
        "today": clock.today(),
    }
    return render(request, "coaching/week.html", context)


@policy("coaching.view_visits")
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    scope = Visit.objects.visible_to(request.user).for_lists().order_by("-planned_on", "-pk")
    state = request.GET.get("state", "")
    if state == "missed":
        scope = scope.missed(clock.today())
    elif state:
        scope = scope.filter(state=state)
    if number := request.GET.get("q", "").strip():
        scope = scope.filter(enrolment__number__icontains=number)
    if day := pages.asked_day(request.GET.get("on", "")):
        scope = scope.filter(planned_on=day)
    page = Paginator(scope, 50).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "day": day, "tabs": _tabs(state)}
    return render(request, "coaching/visits.html", context)


def _tabs(state: str) -> list[dict[str, Any]]:
    choices = [
        ("", _("All")),
        ("planned", _("Planned")),
        ("missed", _("Missed")),
        ("held", _("Held")),
        ("validated", _("Validated")),
        ("cancelled", _("Cancelled")),
    ]
    return [{"label": label, "url": f"?state={code}", "current": code == state} for code, label in choices]


@policy("coaching.view_calendar")
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: the list first, as phones show it, then the grid."""
    is_coach = request.user.has_role("coach")
    scope = Visit.objects.visible_to(request.user).kept()
    if is_coach:
        scope = scope.of_coach(request.user)
    month = pages.month_of(
        scope, pages.asked_month(request.GET.get("month", "")), request.user if is_coach else None
    )
    return render(request, "coaching/calendar.html", {"month": month, "today": clock.today()})


@policy("coaching.view_calendar")
@require_safe
def tour(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Tour.objects.visible_to(request.user).select_related("coach"), pk=pk)
    seen = set(Visit.objects.visible_to(request.user).filter(tour=found).values_list("pk", flat=True))
    stops = [visit for visit in pages.stops_of(found) if visit.pk in seen]
    context = {"tour": found, "stops": stops, "map": pages.map_of(found, stops)}
    return render(request, "coaching/tour.html", context)


@policy("coaching.view_visits")
@never_cache
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: its day, its report, its proofs, what awaits whom."""
    found = get_object_or_404(
        with_evidence(Visit.objects.visible_to(request.user)).select_related(
            "coach", "tour", "enrolment__contract", "report__author", "report__validated_by"
        ),
        pk=pk,
    )
    report = getattr(found, "report", None)
    context = {
        "visit": found,
        "report": report,
        "told": report if report and report.submitted_on else None,
        "evidence": evidence_of(found) if report else None,
        "hints": hints_in_words([report])[report.pk] if report and report.hints else [],
        "advice": Recommendation.objects.filter(report__visit=found) if report else [],
        "actions": report.actions.select_related("action") if report else [],
        "controls": found.controls.all(),
        "missed": found.is_missed(),
        "reason": ReasonForm(),
        "may": _may(request.user, found),
    }
    return render(request, "coaching/visit.html", context)


def _may(user: Any, found: Visit) -> dict[str, bool]:
    return {
        name: rules.has_perm(f"coaching.{rule}", user, found)
        for name, rule in {
            "move": "move_visit",
            "write": "write_report",
            "review": "validate_report",
            "ask": "ask_confirmation",
            "paper": "take_paper_answer",
            "control": "record_control",
            "follow": "follow_recommendation",
            "hints": "view_checks",
        }.items()
    } | {"answer": request_speaks(user, found)}


def request_speaks(user: Any, found: Visit) -> bool:
    """Somebody who speaks for the cooperative answers for it here."""
    return rules.has_perm("coaching.confirm_visit", user, found)


@policy("coaching.plan_one")
def plan_one(request: HttpRequest, number: str) -> HttpResponse:
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user), number=number)
    form = PlanOneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        planned = tried(form, lambda: services.plan_visit(enrolment, actor=request.user, **form.cleaned_data))
        if planned:
            return done(request, _("Visit planned."), "coaching:visit", planned.pk)
    return form_page(
        request,
        form,
        title=_("Plan a visit"),
        lead=str(enrolment.cooperative.name),
        kicker=enrolment.number,
    )


@policy("coaching.move_visit")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visit(request, pk)
    form = MoveForm(request.POST or None, initial={"planned_on": found.planned_on, "version": found.version})
    if request.method == "POST" and form.is_valid():
        moved = tried(form, lambda: services.move_visit(found, actor=request.user, **form.cleaned_data))
        if moved:
            return done(request, _("The visit has its new day."), "coaching:visit", moved.pk)
    return form_page(request, form, title=_("Move the visit"), visit=found)


@policy("coaching.move_visit")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visit(request, pk)
    form = ReasonForm(request.POST or None)
    if tried(form, lambda: services.cancel_visit(found, actor=request.user, **form.cleaned_data)):
        return done(
            request, _("The visit is cancelled; its number can be planned again."), "coaching:visit", pk
        )
    return form_page(request, form, title=_("Cancel the visit"), visit=found)


@policy("coaching.follow_recommendation")
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("report__visit"), pk=pk
    )
    services.follow_recommendation(
        found,
        actor=request.user,
        state=request.POST.get("state", ""),
        reason=request.POST.get("reason", ""),
    )
    return done(request, _("Recommendation followed."), "coaching:visit", found.report.visit_id)


def _visit(request: HttpRequest, pk: int) -> Visit:
    return get_object_or_404(Visit.objects.visible_to(request.user).for_lists(), pk=pk)


@public
@require_GET
def feed_of(request: HttpRequest, token: str) -> HttpResponse:
    """A coach's calendar for other programs; the address is the key, and can be revoked."""
    coach = coach_of_link(token)
    if coach is None:
        raise Http404
    response = HttpResponse(feed(coach), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    return response
