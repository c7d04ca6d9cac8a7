"""The library of actions and the rules of a cohort's plans."""

from __future__ import annotations

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from mourafaka.calls.models import Cohort
from mourafaka.foundations.policies import policy
from mourafaka.foundations.tables import table_response
from mourafaka.foundations.taking import form_page, tried
from mourafaka.plans import services
from mourafaka.plans.forms import LibraryForm, RulesForm
from mourafaka.plans.models import ActionLibrary
from mourafaka.plans.queries.choosing import library_by_axis
from mourafaka.plans.queries.library import library_in_force
from mourafaka.plans.queries.plan import rules_of
from mourafaka.plans.workbook import HEADERS, read_library, rows_of


@policy("plans.view_library")
def library(request: HttpRequest) -> HttpResponse:
    found = library_in_force()
    manages = rules.has_perm("plans.manage_library", request.user)
    context = {
        "library": found,
        "groups": library_by_axis(found),
        "versions": ActionLibrary.objects.visible_to(request.user)
        .select_related("published_by")
        .defer("data"),
        "manages": manages,
        "cohorts": Cohort.objects.order_by("code") if manages else [],
    }
    return render(request, "plans/library.html", context)


@policy("plans.view_library")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in ("xlsx", "csv"):
        raise Http404
    options = {"title": "actions", "right_to_left": get_language_bidi()} if kind == "xlsx" else {}
    found = library_in_force()
    return table_response(kind, f"actions_v{found.version}", HEADERS, rows_of(found), **options)


@policy("plans.manage_library")
def publish(request: HttpRequest) -> HttpResponse:
    form = LibraryForm(request.POST or None, request.FILES or None)
    if tried(form, lambda: _published(request, form)):
        messages.success(request, _("The new version is in force; plans already drafted keep their actions."))
        return redirect("plans:library")
    return form_page(request, form, template="plans/publish.html", library=library_in_force())


def _published(request: HttpRequest, form: LibraryForm) -> ActionLibrary:
    note = form.cleaned_data["note"]
    data = read_library(form.cleaned_data["file"].read(), note=note)
    latest = ActionLibrary.objects.first()
    return services.publish_library(latest, actor=request.user, data=data, note=note)


@policy("plans.manage_rules")
def limits(request: HttpRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort, code=code)
    form = RulesForm(request.POST or None, instance=rules_of(cohort))
    if tried(form, lambda: services.set_plan_rules(cohort, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The rules of the plans are saved."))
        return redirect("plans:library")
    return form_page(request, form, template="plans/rules.html", cohort=cohort)
