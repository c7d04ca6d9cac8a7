"""The pages of an import: send, match, check, answer, import. All work without JavaScript."""

from __future__ import annotations

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import XLSX, download

from . import queries, reports, services, tasks
from .columns import SPECS, Spec
from .forms import FileForm
from .models import BatchState, ImportBatch


@policy("imports.use")
def index(request: HttpRequest) -> HttpResponse:
    specs = [spec for spec in SPECS.values() if rules.has_perm(spec.permission, request.user)]
    batches = ImportBatch.objects.visible_to(request.user).select_related("file")[:50]
    return render(request, "imports/index.html", {"specs": specs, "batches": batches})


@policy("imports.use")
def new(request: HttpRequest, spec_name: str) -> HttpResponse:
    spec = _spec(request, spec_name)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.send_file(spec_name, actor=request.user, content=file.read(), name=file.name)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("imports:batch", batch.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "imports/new.html", {"spec": spec, "form": form}, status=status)


@policy("imports.use")
def template(request: HttpRequest, spec_name: str, kind: str) -> HttpResponse:
    spec = _spec(request, spec_name)
    content = reports.template(spec, spec.session(request.user, {}), kind)
    return _file(content, f"{spec.name}-template", kind)


@policy("imports.use")
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _batch(request, pk))


@policy("imports.use")
@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Match the columns, then check."""
    found = _batch(request, pk)
    mapping = {str(i): request.POST.get(f"column-{i}", "") for i in range(len(found.headers))}
    try:
        services.match_columns(found, actor=request.user, mapping=mapping)
    except Refused as refused:
        found.mapping = {index: name for index, name in mapping.items() if name}
        return _page(request, found, refused)
    return _check(request, found)


@policy("imports.use")
@require_POST
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember what the names and options mean, then check again."""
    found = _batch(request, pk)
    given = {
        question["key"]: request.POST.get(f"answer-{number}", "")
        for number, question in enumerate(queries.questions_as_asked(found))
    }
    services.answer_questions(found, actor=request.user, answers=given)
    options = {name: True for name, _label in found.spec.options if request.POST.get(f"option-{name}")}
    services.choose_options(found, actor=request.user, options=options)
    return _check(request, found)


@policy("imports.use")
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    found = _batch(request, pk)
    tasks.do(services.start_import(found, actor=request.user))
    return redirect("imports:batch", pk)


@policy("imports.use")
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up work that has died; rows already imported are not done again."""
    found = _batch(request, pk)
    again = services.start_import if found.state == BatchState.IMPORTING else services.start_check
    tasks.do(again(found, actor=request.user))
    return redirect("imports:batch", pk)


@policy("imports.use")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    services.ask_to_stop(_batch(request, pk), actor=request.user)
    return redirect("imports:batch", pk)


@policy("imports.use")
def to_correct(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    found = _batch(request, pk)
    return _file(reports.rows_to_correct(found, kind), f"{found.spec_name}-{found.pk}-to-correct", kind)


def _check(request: HttpRequest, found: ImportBatch) -> HttpResponse:
    tasks.do(services.start_check(found, actor=request.user))
    return redirect("imports:batch", found.pk)


def _page(request: HttpRequest, found: ImportBatch, refused: Refused | None = None) -> HttpResponse:
    context = {
        "batch": found,
        "spec": found.spec,
        "step": queries.step(found),
        "headers": queries.header_rows(found),
        "missing": queries.unmatched_required(found),
        "questions": queries.questions(found),
        "wrong": queries.wrong_rows(found),
        "tally": found.tally(),
        "left": queries.seconds_left(found),
        "steps": [_("Columns"), _("Check"), _("Recording"), _("Report")],
        "options": queries.options(found),
        "refused": refused,
        "list_url": reverse(found.spec.list_url) if ":" in found.spec.list_url else found.spec.list_url,
    }
    return render(request, "imports/batch.html", context, status=422 if refused else 200)


def _spec(request: HttpRequest, name: str) -> Spec:
    if name not in SPECS:
        raise Http404
    if not rules.has_perm("imports.use", request.user, name):
        raise PermissionDenied
    return SPECS[name]


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    mine = ImportBatch.objects.visible_to(request.user).select_related("file", "created_by")
    return get_object_or_404(mine, pk=pk)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    if kind == "xlsx":
        return download(content, f"{name}.xlsx", XLSX)
    return download(content, f"{name}.csv", "text/csv; charset=utf-8")
