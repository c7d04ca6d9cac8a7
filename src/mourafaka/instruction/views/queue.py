"""The queue, and acts over several of its cases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from rules import has_perm

from mourafaka.calls.models import CallDocument, DocumentKind
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction import queries, services, tasks
from mourafaka.instruction.enums import BatchState
from mourafaka.instruction.filters import QueueFilter
from mourafaka.instruction.forms import BatchForm
from mourafaka.instruction.models import Batch, Case
from mourafaka.instruction.targets import SECTIONS, section_label

PER_PAGE = 50
CASES_AT_MOST = 500


@policy("instruction.enter_queue")
def queue(request: HttpRequest) -> HttpResponse:
    chosen = _filter(request)
    page = Paginator(chosen.found(), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "instruction/queue.html",
        {
            "filter": chosen,
            "page": page,
            "tabs": _tabs(request),
            "may_handle": has_perm("instruction.handle_case", request.user),
            "may_manage": has_perm("instruction.manage_teams", request.user),
            "query": request.GET.urlencode(),
        },
    )


@policy("instruction.handle_case")
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What would be done to each chosen case; or, when told so, begin."""
    cases = _chosen(request)
    if not cases:
        messages.error(request, str(Refused("batch_nothing_chosen")))
        return redirect("instruction:queue")
    officers = queries.officers_for(request.user, cases)
    bound = request.POST if request.POST.get("kind") else None
    form = BatchForm(bound, officers=officers, targets=_targets(cases))
    effects: list[queries.Effect] = []
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        if request.POST.get("then") == "do":
            return _begin(request, cases, typed)
        effects = queries.preview(cases, typed["kind"], typed)
    context = {
        "cases": cases,
        "form": form,
        "effects": effects,
        "possible": sum(not effect.problem for effect in effects),
    }
    return render(request, "instruction/preview.html", context, status=422 if form.errors else 200)


@policy("instruction.handle_case")
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    problems = [row for row in found.rows[: found.done] if row["problem"]]
    context = {
        "batch": found,
        "problems": problems,
        "well_done": found.done - len(problems),
        "running": found.state == BatchState.RUNNING,
        "may_undo": found.state == BatchState.DONE and len(problems) < len(found.rows),
    }
    return render(request, "instruction/batch.html", context)


@policy("instruction.handle_case")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    try:
        services.undo_batch(found, actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Everything is as it was."))
    return redirect("instruction:batch", pk=pk)


def _begin(request: HttpRequest, cases: list[Case], typed: dict[str, Any]) -> HttpResponse:
    started = services.start_batch(cases, actor=request.user, **typed)
    tasks.do(started)
    return redirect("instruction:batch", pk=started.pk)


def _filter(request: HttpRequest) -> QueueFilter:
    return QueueFilter(
        request.GET, queryset=Case.objects.visible_to(request.user).for_lists(), request=request
    )


def _chosen(request: HttpRequest) -> list[Case]:
    """The ticked cases, or with “all” everything the filter shows, up to 500."""
    if request.POST.get("all"):
        return list(_filter_of(request).found()[:CASES_AT_MOST])
    keys = [int(key) for key in request.POST.getlist("case") if key.isdecimal()][:CASES_AT_MOST]
    return list(Case.objects.visible_to(request.user).filter(pk__in=keys).for_lists().by_clock())


def _filter_of(request: HttpRequest) -> QueueFilter:
    asked = QueryDict(request.POST.get("query", "")[:2000])
    return QueueFilter(asked, queryset=Case.objects.visible_to(request.user).for_lists(), request=request)


def _targets(cases: list[Case]) -> dict[str, str]:
    """What any of these applications may have to correct."""
    asked = {case.application.call_id for case in cases}
    kinds = CallDocument.objects.filter(call__in=asked).values("kind")
    documents = {f"documents:{kind.pk}": kind.label for kind in DocumentKind.objects.filter(pk__in=kinds)}
    return documents | {f"sections:{name}": section_label(name) for name in SECTIONS}


def _tabs(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.GET.urlencode()
    home = reverse("instruction:queue")
    return [
        {
            "label": tally.label,
            "url": f"{home}?{tally.query}" if tally.query else home,
            "current": here == tally.query,
            "count": tally.count,
        }
        for tally in queries.counts(request.user)
    ]
