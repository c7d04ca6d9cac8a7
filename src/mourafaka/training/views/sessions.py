"""Sessions: the list, one session, planning, changing, convening, inviting, cancelling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mourafaka.calls.models import Cohort
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.training import services
from mourafaka.training.enums import SEATED
from mourafaka.training.forms.sessions import ChangeForm, InviteForm, PlanForm, ReasonForm, SessionFilter
from mourafaka.training.models import Certificate, Invitation, Session
from mourafaka.training.queries import presence, results
from mourafaka.training.views.catalogue import cohort_of
from mourafaka.training.views.shared import acted, may, refused_on, session_of

PAGE_SIZE = 50


@policy("training.view_sessions")
@never_cache
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    form = SessionFilter(request.GET or None)
    rows = form.narrow(Session.objects.visible_to(request.user).for_lists())
    given = Sum("invitations__seats", filter=Q(invitations__state__in=SEATED), default=0)
    page = Paginator(rows.annotate(taken=given).order_by("-starts_on", "number"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    cohorts = Enrolment.objects.visible_to(request.user).values("cohort")
    context = {
        "form": form,
        "page": page,
        "cohorts": Cohort.objects.filter(pk__in=cohorts),
        **may(request, None, may_plan="training.plan", may_view_needs="training.view_needs"),
    }
    return render(request, "training/sessions.html", context)


@policy("training.view_sessions")
@never_cache
@require_GET
def session(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, session_of(request, number))


@policy("training.plan")
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """A new session; the page of needs gives the module and the province."""
    cohort = cohort_of(request, code)
    wanted = {
        "module": request.GET.get("module"),
        "provinces": request.GET.getlist("province"),
        "capacity": 20,
    }
    form = PlanForm(request.user, request.POST or None, initial=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            planned = services.plan_session(cohort, actor=request.user, **form.given())
            messages.success(request, _("The session is planned. Invite cooperatives, then convene."))
            return redirect("training:session", planned.number)
        except Refused as refused:
            refused_on(form, refused)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/plan.html", {"cohort": cohort, "form": form}, status=status)


@policy("training.plan")
def change(request: HttpRequest, number: str) -> HttpResponse:
    found = session_of(request, number)
    days = found.module.days
    form = ChangeForm(request.POST or None, initial=ChangeForm.initial_of(found), days=days)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            services.change_session(found, actor=request.user, version=version, **form.given())
            messages.success(request, _("The session is changed."))
            return redirect("training:session", number)
        except Refused as refused:
            refused_on(form, refused)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/plan.html", {"session": found, "form": form}, status=status)


@policy("training.invite")
@require_POST
def invite(request: HttpRequest, number: str) -> HttpResponse:
    found = session_of(request, number)
    form = InviteForm(found, request.user, request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, invite_form=form)
    return acted(
        request,
        lambda: services.invite(found, actor=request.user, **form.cleaned_data),
        _("The cooperative is invited, or waits for a place."),
        "training:session",
        number,
    )


@policy("training.convene")
@require_POST
def convene(request: HttpRequest, number: str) -> HttpResponse:
    found = session_of(request, number)
    return acted(
        request,
        lambda: services.convene_session(found, actor=request.user),
        _("The convocations are written and wait in the outbox."),
        "training:session",
        number,
    )


@policy("training.convene")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    found = session_of(request, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_session(found, actor=request.user, **form.cleaned_data)
            return redirect("training:session", number)
        except Refused as refused:
            refused_on(form, refused)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/cancel.html", {"session": found, "form": form}, status=status)


def _page(request: HttpRequest, found: Session, status: int = 200, **more: Any) -> HttpResponse:
    invitations = Invitation.objects.visible_to(request.user).filter(session=found).for_lists()
    certificates = Certificate.objects.visible_to(request.user).filter(attendee__session=found)
    allowed = may(
        request,
        found,
        may_plan="training.plan",
        may_keep="training.keep_roster",
        may_view_roster="training.view_roster",
        may_certify="training.certify",
    )
    context: dict[str, Any] = {
        "session": found,
        "half_days": list(found.half_days.all()),
        "invitations": invitations,
        "taken": found.seats_taken(),
        "certificates": certificates,
        **allowed,
    }
    if allowed["may_plan"] and found.is_open:
        context["invite_form"] = InviteForm(found, request.user)
    if allowed["may_view_roster"]:
        context["roster"] = presence.roster(found)
        context["tests"] = results.tests_of(found)
        context["ballots"] = results.ballots_of(found)
    return render(request, "training/session.html", {**context, **more}, status=status)
