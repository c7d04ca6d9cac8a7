"""The accompanied cooperatives: list, page, alerts, and the acts on one of them."""

from __future__ import annotations

from typing import Any

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.enrolment import forms, services
from mourafaka.enrolment.filters import EnrolmentFilter
from mourafaka.enrolment.models import Agreement, Enrolment
from mourafaka.enrolment.queries import alerts, closing, lists, page
from mourafaka.foundations import clock
from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.received.uploads import keep
from mourafaka.foundations.tables import table_response
from mourafaka.foundations.taking import form_page, tried

PER_PAGE = 50


@policy("enrolment.view_enrolment")
def index(request: HttpRequest) -> HttpResponse:
    chosen = _filter(request)
    found = Paginator(chosen.found(), PER_PAGE).get_page(request.GET.get("page"))
    rows = lists.with_coaches(found.object_list)  # type: ignore[arg-type]
    context = {
        "filter": chosen,
        "page": found,
        "rows": rows,
        "may_transfer": rules.has_perm("enrolment.transfer_caseload", request.user),
        "may_see_alerts": rules.has_perm("enrolment.view_alerts", request.user),
        "may_see_contracts": rules.has_perm("enrolment.view_contracts", request.user),
    }
    return render(request, "enrolment/index.html", context)


@policy("enrolment.view_enrolment")
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """What the list shows, all pages."""
    rows = lists.export_rows(_filter(request).found())
    options = {"title": _("Accompaniment"), "right_to_left": get_language_bidi()} if kind == "xlsx" else {}
    return table_response(kind, "accompaniment", lists.export_headers(), rows, **options)


@policy("enrolment.view_alerts")
def alert_list(request: HttpRequest) -> HttpResponse:
    return _alerts(request, forms.AlertRuleForm())


@policy("enrolment.manage_alerts")
@require_POST
def alert_rule(request: HttpRequest) -> HttpResponse:
    form = forms.AlertRuleForm(request.POST)
    if tried(form, lambda: services.set_alert_rule(actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The threshold is changed."))
        return redirect("enrolment:alerts")
    return _alerts(request, form)


@policy("enrolment.view_enrolment")
def enrolment(request: HttpRequest, number: str) -> HttpResponse:
    found = _enrolment(request, number)
    return render(request, "enrolment/enrolment.html", page.enrolment_page(found, request.user))


@policy("enrolment.view_enrolment")
def agreement(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Agreement.objects.visible_to(request.user).select_related("file"), enrolment__number=number, pk=pk
    )
    return attachment(found.file, f"{number}-{found.language}")


@policy("enrolment.sign_agreement")
@require_POST
def issue(request: HttpRequest, number: str) -> HttpResponse:
    services.issue_agreement(_enrolment(request, number, "sign_agreement"), actor=request.user)
    messages.success(request, _("The agreement is written, in French and in Arabic."))
    return redirect("enrolment:sign", number)


@policy("enrolment.sign_agreement")
def sign(request: HttpRequest, number: str) -> HttpResponse:
    found = _enrolment(request, number, "sign_agreement")
    form = forms.SignForm(request.POST or None, request.FILES or None)
    if tried(form, lambda: _sign(request, found, form)):
        messages.success(request, _("The signature is recorded."))
        return redirect("enrolment:enrolment", number)
    issued = found.agreements.filter(signed=False)
    last = issued.order_by("-issued_at").first()
    return form_page(
        request,
        form,
        template="enrolment/sign.html",
        enrolment=found,
        issued=issued,
        issued_on=timezone.localdate(last.issued_at) if last else None,
    )


@policy("enrolment.suspend")
def suspend(request: HttpRequest, number: str) -> HttpResponse:
    title = _("Suspend the accompaniment")
    return _act(request, number, "suspend", forms.SuspendForm, services.suspend, title)


@policy("enrolment.suspend")
def resume(request: HttpRequest, number: str) -> HttpResponse:
    title = _("Resume the accompaniment")
    return _act(request, number, "suspend", forms.ResumeForm, services.resume, title)


@policy("enrolment.leave")
def leave(request: HttpRequest, number: str) -> HttpResponse:
    title = _("End the accompaniment early")
    return _act(request, number, "leave", forms.LeaveForm, services.leave, title)


@policy("enrolment.leave")
def close(request: HttpRequest, number: str) -> HttpResponse:
    title = _("Complete the accompaniment")
    return _act(request, number, "leave", forms.CloseForm, services.close, title)


@policy("enrolment.assign_coach")
def coach(request: HttpRequest, number: str) -> HttpResponse:
    found = _enrolment(request, number, "assign_coach")
    people = lists.coaches_for(request.user, found.contract)
    form = forms.CoachForm(request.POST or None, coaches=people)
    if tried(form, lambda: services.assign_coach(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The coach is named."))
        return redirect("enrolment:enrolment", number)
    return form_page(request, form, template="enrolment/act.html", enrolment=found, title=_("Name a coach"))


def _act(
    request: HttpRequest, number: str, rule: str, kind: type[BaseForm], act: Any, title: str
) -> HttpResponse:
    found = _enrolment(request, number, rule)
    form = kind(request.POST or None)
    if tried(form, lambda: act(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Recorded."))
        return redirect("enrolment:enrolment", number)
    missing = closing.missing_to_close(found, clock.today()) if act is services.close else []
    return form_page(
        request, form, template="enrolment/act.html", enrolment=found, title=title, missing=missing
    )


def _sign(request: HttpRequest, found: Enrolment, form: forms.SignForm) -> Enrolment:
    said = form.cleaned_data
    copy = keep(said["file"]) if said["file"] else None
    return services.sign_agreement(found, actor=request.user, signed_on=said["signed_on"], signed_copy=copy)


def _alerts(request: HttpRequest, form: forms.AlertRuleForm) -> HttpResponse:
    may_manage = rules.has_perm("enrolment.manage_alerts", request.user)
    raised = Paginator(alerts.alerts_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": raised,
        "lines": alerts.alert_lines(raised.object_list, request.user),
        "thresholds": alerts.in_words(),
        "may_manage": may_manage,
    }
    return form_page(request, form, template="enrolment/alerts.html", **context)


def _enrolment(request: HttpRequest, number: str, rule: str = "") -> Enrolment:
    """The enrolment, when this person sees it and may do `rule`; 404 otherwise."""
    visible = Enrolment.objects.visible_to(request.user).for_lists()
    found = get_object_or_404(
        visible.select_related("contract__provider", "application__call__cohort"), number=number
    )
    if rule and not rules.has_perm(f"enrolment.{rule}", request.user, found):
        raise Http404
    return found


def _filter(request: HttpRequest) -> EnrolmentFilter:
    return EnrolmentFilter(request.GET, Enrolment.objects.visible_to(request.user))
