"""The reader's pages: what awaits, one reading, abstain, a conflict found on the way."""

from __future__ import annotations

from typing import Any

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mourafaka.calls.models import Call
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.selection import services
from mourafaka.selection.enums import AssignmentState
from mourafaka.selection.forms.review import AbstainForm, FoundConflictForm
from mourafaka.selection.models import Assignment
from mourafaka.selection.queries import review as queries

COMMENT_AT_MOST = 4000


@policy("selection.enter_readings")
def readings(request: HttpRequest) -> HttpResponse:
    follows = rules.has_perm("selection.view_progress", request.user)
    calls = Call.objects.visible_to(request.user).public() if follows else Call.objects.none()
    context = {"queues": queries.queues(request.user), "calls": calls.select_related("cohort")}
    return render(request, "selection/review/readings.html", context)


@policy("selection.review_application")
@never_cache
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """The dossier beside the grid. An application whose conflicts are not declared shows nothing of itself."""
    assignment = _assignment(request, pk)
    if assignment.state == AssignmentState.TO_DECLARE:
        return redirect("selection:declaration", code=assignment.application.call.code)
    if request.method != "POST":
        return _page(request, assignment)
    typed = _typed(request)
    try:
        if request.POST.get("then") == "draft":
            services.save_marks(assignment, actor=request.user, **typed)
        else:
            services.send_review(assignment, actor=request.user, **typed)
    except Refused as refused:
        return _refused(request, assignment, refused, typed)
    return _onwards(request, assignment)


@policy("selection.review_application")
@require_POST
def draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Save while typing. Answers the version saved, or the sentence of the refusal (409)."""
    assignment = _assignment(request, pk)
    try:
        review = services.save_marks(assignment, actor=request.user, **_typed(request))
    except Refused as refused:
        return JsonResponse({"code": refused.code, "sentence": str(refused)}, status=409)
    return JsonResponse({"version": review.version, "sentence": _("Saved")})


@policy("selection.review_application")
@require_POST
def abstain(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _assignment(request, pk)
    form = AbstainForm(request.POST)
    if not form.is_valid():
        return _page(request, assignment, abstain_form=form, status=422)
    services.abstain(assignment, actor=request.user, **form.cleaned_data)
    messages.success(request, _("You abstained; the reading goes to somebody else."))
    return redirect("selection:readings")


@policy("selection.review_application")
@require_POST
def found_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _assignment(request, pk)
    form = FoundConflictForm(request.POST)
    if not form.is_valid():
        return _page(request, assignment, conflict_form=form, status=422)
    services.declare_conflict(assignment.application, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Conflict declared; the reading goes to somebody else."))
    return redirect("selection:readings")


def _assignment(request: HttpRequest, pk: int) -> Assignment:
    scope = Assignment.objects.visible_to(request.user).select_related("application__call", "review")
    return get_object_or_404(scope, pk=pk)


def _typed(request: HttpRequest) -> dict[str, Any]:
    version = request.POST.get("version", "")
    marks = {name[5:]: value for name, value in request.POST.items() if name.startswith("mark-")}
    comment = request.POST.get("comment", "").replace("\x00", "").replace("\r\n", "\n")
    return {
        "marks": marks,
        "comment": comment[:COMMENT_AT_MOST],
        "version": int(version) if version.isdecimal() and len(version) < 9 else None,
    }


def _page(
    request: HttpRequest,
    assignment: Assignment,
    *,
    grid: queries.FilledGrid | None = None,
    refused: Refused | None = None,
    abstain_form: AbstainForm | None = None,
    conflict_form: FoundConflictForm | None = None,
    status: int = 200,
) -> HttpResponse:
    queue = queries.queue_of(assignment.application.call, request.user)
    context = {
        "assignment": assignment,
        "call": assignment.application.call,
        "dossier": queries.blind_dossier(assignment),
        "grid": grid or queries.filled_grid(assignment),
        "queue": queue,
        "place": queue.place_of(assignment),
        "neighbours": queue.neighbours_of(assignment),
        "refused": refused,
        "abstain_form": abstain_form or AbstainForm(),
        "conflict_form": conflict_form or FoundConflictForm(),
        "submitted": assignment.state == AssignmentState.SUBMITTED,
    }
    return render(request, "selection/review/reading.html", context, status=status)


def _refused(
    request: HttpRequest, assignment: Assignment, refused: Refused, typed: dict[str, Any]
) -> HttpResponse:
    """The form comes back with everything typed; what another window stored stands beside it."""
    if refused.code == "not_allowed":
        raise refused
    assignment = _assignment(request, assignment.pk)
    grid = queries.filled_grid(assignment, typed["marks"], typed["comment"])
    return _page(request, assignment, grid=grid, refused=refused, status=422)


def _onwards(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    if request.POST.get("then") == "draft":
        messages.success(request, _("Draft saved."))
        return redirect("selection:reading", pk=assignment.pk)
    messages.success(request, _("Review of %(number)s recorded.") % {"number": assignment.application.number})
    queue = queries.queue_of(assignment.application.call, request.user)
    upcoming = queue.next
    if request.POST.get("then") == "next" and upcoming is not None and not queue.must_declare(upcoming):
        return redirect("selection:reading", pk=upcoming.assignment.pk)
    return redirect(reverse("selection:readings"))
