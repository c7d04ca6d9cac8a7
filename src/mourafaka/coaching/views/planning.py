"""Planning visits, and what the planning knows of coaches, their days and the feasts."""

from __future__ import annotations

from typing import Any

import rules
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mourafaka.calls.models import Cohort
from mourafaka.coaching import services
from mourafaka.coaching.forms import AbsenceForm, FeastForm, PlanningForm, ProfileForm
from mourafaka.coaching.models import Absence, CalendarLink, CoachProfile, PlanningRun
from mourafaka.coaching.models.coaches import coaches_seen_by
from mourafaka.coaching.queries.days import feast_rows, known_years
from mourafaka.coaching.queries.planned import shown
from mourafaka.coaching.views.taking import form_page
from mourafaka.enrolment.models import Contract
from mourafaka.foundations import clock
from mourafaka.foundations.policies import policy
from mourafaka.foundations.taking import done, tried
from mourafaka.people.models import User


@policy("coaching.plan_visits")
@never_cache
def plannings(request: HttpRequest) -> HttpResponse:
    form = PlanningForm(_subjects(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, _colon, key = form.cleaned_data["subject"].partition(":")
        model: Any = Contract if kind == "contract" else Cohort
        subject = get_object_or_404(model, pk=key)
        run = tried(
            form,
            lambda: services.plan_visits(
                subject,
                actor=request.user,
                keep_days=not form.cleaned_data["replan"],
                sector_required=form.cleaned_data["sector_required"],
            ),
        )
        if run:
            return redirect("coaching:planning", pk=run.pk)
    runs = PlanningRun.objects.visible_to(request.user).select_related("contract", "cohort", "asked_by")
    status = 422 if form.is_bound else 200
    return render(request, "coaching/plannings.html", {"form": form, "runs": runs[:30]}, status=status)


def _subjects(user: Any) -> list[tuple[str, str]]:
    contracts = Contract.objects.visible_to(user).select_related("provider")
    cohorts = Cohort.objects.filter(pk__in=contracts.values("lot__cohort"))
    return [(f"contract:{each.pk}", f"{each} · {each.provider}") for each in contracts] + [
        (f"cohort:{each.pk}", str(each)) for each in cohorts
    ]


@policy("coaching.plan_visits")
@never_cache
@require_safe
def planning(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be done, with its distance to the bound, before anything is."""
    run = get_object_or_404(
        PlanningRun.objects.visible_to(request.user).select_related("contract", "cohort", "asked_by"), pk=pk
    )
    return render(request, "coaching/planning.html", {"run": run, "shown": shown(run), "result": run.result})


@policy("coaching.apply_plan")
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(PlanningRun.objects.visible_to(request.user), pk=pk)
    services.apply_plan(run, actor=request.user)
    return done(request, _("The visits are planned."), "coaching:planning", pk)


# --- Coaches ---


@policy("coaching.keep_profile")
@never_cache
@require_safe
def coaches(request: HttpRequest) -> HttpResponse:
    seen = User.objects.filter(pk__in=coaches_seen_by(request.user)).select_related("organisation")
    profiles = {
        each.coach_id: each for each in CoachProfile.objects.filter(coach__in=seen).select_related("commune")
    }
    rows = [{"coach": coach, "profile": profiles.get(coach.pk)} for coach in seen]
    return render(request, "coaching/coaches.html", {"rows": rows})


@policy("coaching.keep_profile")
@never_cache
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Base, days and skills of a coach; her absences; the address of her calendar."""
    coach = _coach(request, pk)
    kept = CoachProfile.objects.filter(coach=coach).first()
    names = ("days_per_month", "commune", "latitude", "longitude", "skills", "version")
    initial = {name: getattr(kept, name) for name in names} if kept else {"days_per_month": 8}
    form = ProfileForm(coach, request.POST or None, initial=initial)
    if tried(form, lambda: services.set_coach_profile(coach, actor=request.user, **form.cleaned_data)):
        return done(request, _("Profile saved."), "coaching:profile", pk)
    return _profile_page(request, coach, form=form)


@policy("coaching.keep_profile")
@require_POST
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    coach = _coach(request, pk)
    form = AbsenceForm(request.POST)
    if tried(form, lambda: services.record_absence(coach, actor=request.user, **form.cleaned_data)):
        return done(
            request,
            _("Absence recorded. Visits planned on those days wait for a new planning."),
            "coaching:profile",
            pk,
        )
    return _profile_page(request, coach, absence_form=form)


@policy("coaching.keep_profile")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Absence.objects.visible_to(request.user).select_related("coach"), pk=pk)
    services.withdraw_absence(found.coach, actor=request.user, absence=found)
    return done(request, _("Absence withdrawn."), "coaching:profile", found.coach_id)


@policy("coaching.own_calendar")
@require_POST
def new_link(request: HttpRequest) -> HttpResponse:
    """The address is shown once."""
    issued = services.new_calendar_link(request.user, actor=request.user)
    address = request.build_absolute_uri(reverse("coaching:feed", args=[issued.secret]))
    return render(request, "coaching/calendar_link.html", {"address": address})


@policy("coaching.keep_profile")
@require_POST
def revoke_link(request: HttpRequest, pk: int) -> HttpResponse:
    services.revoke_calendar_link(_coach(request, pk), actor=request.user)
    return done(request, _("The address of the calendar no longer works."), "coaching:profile", pk)


def _coach(request: HttpRequest, pk: int) -> User:
    coach = get_object_or_404(User.objects.filter(pk__in=coaches_seen_by(request.user)), pk=pk)
    if not rules.has_perm("coaching.keep_profile", request.user, coach):
        return get_object_or_404(User.objects.none(), pk=pk)
    return coach


def _profile_page(request: HttpRequest, coach: User, **forms: Any) -> HttpResponse:
    bound = any(form.is_bound and form.errors for form in forms.values())
    context = {
        "coach": coach,
        "absences": Absence.objects.filter(coach=coach, withdrawn_on=None),
        "link": CalendarLink.objects.filter(coach=coach, revoked_at=None).first(),
        "is_self": request.user == coach,
        "form": ProfileForm(coach),
        "absence_form": AbsenceForm(),
        **forms,
    }
    return render(request, "coaching/profile.html", context, status=422 if bound else 200)


# --- Feasts ---


@policy("coaching.plan_visits")
@require_safe
def feasts(request: HttpRequest) -> HttpResponse:
    year = request.GET.get("year", "")
    chosen = int(year) if year.isdecimal() and int(year) in known_years() else clock.today().year
    context = {
        "rows": feast_rows([chosen]),
        "year": chosen,
        "years": known_years(),
        "may_correct": rules.has_perm("coaching.keep_feasts", request.user),
    }
    return render(request, "coaching/feasts.html", context)


@policy("coaching.keep_feasts")
def correct_feast(request: HttpRequest) -> HttpResponse:
    form = FeastForm(request.POST or None, initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        kind = said.pop("kind")
        if tried(form, lambda: services.correct_feast(kind, actor=request.user, **said)):
            return done(request, _("Feast corrected."), "coaching:feasts")
    return form_page(request, form, title=_("Correct a feast"))
