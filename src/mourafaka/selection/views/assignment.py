"""Who reads what, for those who run the readings: loads, a proposal before it is applied, progress."""

from __future__ import annotations

from typing import Any

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.calls.models import Application, Call
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.selection import services
from mourafaka.selection.forms.review import EnrolForm, PinForm
from mourafaka.selection.models import Assignment
from mourafaka.selection.queries.assignment import AssignmentPlan, propose_assignment
from mourafaka.selection.queries.review import progress as read_progress

ROWS_A_PAGE = 50


@policy("selection.view_progress")
def readers(request: HttpRequest, code: str) -> HttpResponse:
    """The loads; with ?proposal, what an assignment would change, shown before anything is applied."""
    return _board(request, _call(request, code))


@policy("selection.manage_readings")
@require_POST
def apply(request: HttpRequest, code: str) -> HttpResponse:
    call = _call(request, code)
    afresh = bool(request.POST.get("afresh"))
    try:
        given = services.apply_assignment(
            call, actor=request.user, fingerprint=request.POST.get("fingerprint", ""), afresh=afresh
        )
    except Refused as refused:
        return _board(request, call, refused=refused, proposing=True, status=409)
    messages.success(request, _("Readings given: %(count)s.") % {"count": len(given)})
    return redirect("selection:readers", code=code)


@policy("selection.manage_readings")
@require_POST
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    call = _call(request, code)
    form = EnrolForm(request.POST, call=call)
    if not form.is_valid():
        return _board(request, call, enrol_form=form, status=422)
    try:
        profile = services.enrol_reviewer(call, actor=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _board(request, call, enrol_form=form, status=422)
    messages.success(
        request,
        _("%(person)s reads as %(pseudonym)s.") % {"person": profile.user, "pseudonym": profile.pseudonym},
    )
    return redirect("selection:readers", code=code)


@policy("selection.manage_readings")
@require_POST
def pin(request: HttpRequest, code: str) -> HttpResponse:
    call = _call(request, code)
    form = PinForm(request.POST, call=call, user=request.user)
    if not form.is_valid():
        return _board(request, call, pin_form=form, status=422)
    reader = form.cleaned_data["reader"]
    try:
        services.pin_reading(form.cleaned_data["application"], actor=request.user, reviewer=reader.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _board(request, call, pin_form=form, status=422)
    messages.success(request, _("%(reader)s keeps this reading.") % {"reader": reader.pseudonym})
    return redirect("selection:readers", code=code)


@policy("selection.view_progress")
def progress(request: HttpRequest, code: str) -> HttpResponse:
    call = _call(request, code)
    shown = read_progress(call, request.user)
    everything = "all" in request.GET
    rows = shown.applications if everything else shown.unfinished
    context = {
        "call": call,
        "progress": shown,
        "everything": everything,
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "may_manage": rules.has_perm("selection.manage_readings", request.user, call),
        "shows_gaps": rules.has_perm("selection.view_calibration", request.user, call),
    }
    return render(request, "selection/review/progress.html", context)


@policy("selection.manage_readings")
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reading not yet begun from its reader, for the least loaded other one."""
    visible = Application.objects.visible_to(request.user)
    readings = Assignment.objects.in_force().filter(application__in=visible)
    assignment = get_object_or_404(readings.select_related("application__call"), pk=pk)
    services.move_reading(assignment, actor=request.user)
    messages.success(request, _("Reading moved."))
    return redirect("selection:progress", code=assignment.application.call.code)


@policy("selection.manage_readings")
@require_POST
def third_reading(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(
        Application.objects.visible_to(request.user).select_related("call"), pk=pk
    )
    services.open_third_reading(application, actor=request.user)
    messages.success(request, _("Third reading opened."))
    return redirect("selection:progress", code=application.call.code)


@policy("selection.manage_readings")
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    call = _call(request, code)
    evaluated = services.close_readings(call, actor=request.user)
    messages.success(request, _("Applications evaluated: %(count)s.") % {"count": len(evaluated)})
    return redirect("selection:progress", code=code)


def _call(request: HttpRequest, code: str) -> Call:
    return get_object_or_404(Call.objects.visible_to(request.user), code=code)


def _board(
    request: HttpRequest,
    call: Call,
    *,
    enrol_form: EnrolForm | None = None,
    pin_form: PinForm | None = None,
    refused: Refused | None = None,
    proposing: bool = False,
    status: int = 200,
) -> HttpResponse:
    afresh = bool(request.GET.get("afresh") or request.POST.get("afresh"))
    may_manage = rules.has_perm("selection.manage_readings", request.user, call)
    context: dict[str, Any] = {
        "call": call,
        "progress": read_progress(call, request.user),
        "enrol_form": enrol_form or EnrolForm(call=call),
        "pin_form": pin_form or PinForm(call=call, user=request.user),
        "may_manage": may_manage,
        "refused": refused,
        "afresh": afresh,
    }
    if may_manage and (proposing or "proposal" in request.GET):
        context |= _proposal(request, propose_assignment(call, afresh=afresh))
    return render(request, "selection/review/readers.html", context, status=status)


def _proposal(request: HttpRequest, plan: AssignmentPlan) -> dict[str, Any]:
    """The plan, and of its changes only those on applications this person may see."""
    visible = set(
        Application.objects.visible_to(request.user).filter(call=plan.call).values_list("pk", flat=True)
    )
    added = [change for change in plan.added if change.application.pk in visible]
    removed = [change for change in plan.removed if change.application.pk in visible]
    unseen = len(plan.added) + len(plan.removed) - len(added) - len(removed)
    return {"plan": plan, "added": added, "removed": removed, "unseen": unseen}
