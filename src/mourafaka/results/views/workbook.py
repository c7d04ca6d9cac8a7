"""Today's workbook: send it, answer, import it, and read its figures."""

from __future__ import annotations

from typing import Any

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import download, table_response
from mourafaka.results import services
from mourafaka.results.forms import RowsForm, WorkbookForm
from mourafaka.results.models import ImportedProgress, WorkbookImport, WorkbookState
from mourafaka.results.queries import workbook as queries

PER_PAGE = 50


@policy("results.view_workbook")
def figures(request: HttpRequest) -> HttpResponse:
    """Today's figures of the cooperatives this person sees."""
    batch, rows = _rows(request)
    context: dict[str, Any] = {
        "batch": batch,
        "may_send": rules.has_perm("results.import_workbook", request.user),
    }
    mine = WorkbookImport.objects.visible_to(request.user).select_related("file", "sent_by")
    context["sent"] = mine.filter(state=WorkbookState.SENT)[:10]
    context["imports"] = mine.imported().order_by("-imported_at")[:20]
    if batch is not None:
        context["figures"] = queries.figures_of(rows)
        context["batch_key"] = str(batch.pk)
        context["not_registered"] = rows.filter(cooperative=None).count()
    return render(request, "results/workbook/figures.html", context)


@policy("results.view_workbook")
def rows(request: HttpRequest) -> HttpResponse:
    """The cooperatives behind a figure."""
    batch, seen = _rows(request)
    form = RowsForm(request.GET, seen)
    found = form.found().select_related("province", "cooperative")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"batch": batch, "form": form, "page": page, "sums": queries.sums_of(found)}
    return render(request, "results/workbook/rows.html", context)


@policy("results.view_workbook")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the list shows, all pages."""
    _batch, seen = _rows(request)
    found = RowsForm(request.GET, seen).found().select_related("province", "cooperative")
    headers = [
        _("Identifier"), _("Code"), _("Cooperative"), _("Prefecture or province"), _("Members"), _("Women"),
        _("Turnover (MAD)"), *(f"F{n}" for n in (2, 3, 4, 1)), *(f"s{n}" for n in range(1, 13)),
    ]  # fmt: skip
    options = {"title": _("Cooperatives"), "right_to_left": get_language_bidi()} if kind == "xlsx" else {}
    return table_response(kind, "workbook", headers, queries.export_rows(found), **options)


@policy("results.import_workbook")
def send(request: HttpRequest) -> HttpResponse:
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.send_workbook(file.name, actor=request.user, content=file.read())
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            if batch.state == WorkbookState.IMPORTED:
                messages.info(request, _("This very file is already imported; nothing was changed."))
            return redirect("results:workbook_preview", batch.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "results/workbook/send.html", {"form": form}, status=status)


@policy("results.import_workbook")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _sent(request, pk))


@policy("results.import_workbook")
@require_POST
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Each answer holds for every cell of its question."""
    batch = _sent(request, pk)
    given = {}
    for name, keys in request.POST.lists():
        if name.startswith("keys-"):
            said = request.POST.get(f"answer-{name.removeprefix('keys-')}", "")
            given.update({key: said for key in keys if said})
    try:
        services.answer_workbook(batch, actor=request.user, answers=given)
    except Refused as refused:
        return _page(request, batch, refused)
    messages.success(request, _("Answers kept: %(count)s.") % {"count": len(given)})
    return redirect("results:workbook_preview", pk)


@policy("results.import_workbook")
@require_POST
def import_(request: HttpRequest, pk: int) -> HttpResponse:
    batch = _sent(request, pk)
    try:
        services.import_workbook(batch, actor=request.user)
    except Refused as refused:
        return _page(request, batch, refused)
    messages.success(request, _("The workbook is imported."))
    return redirect("results:workbook")


@policy("results.import_workbook")
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was sent."""
    batch = _sent(request, pk)
    return download(batch.file.read(), f"workbook-{batch.pk}.xlsx", batch.file.content_type)


def _page(request: HttpRequest, batch: WorkbookImport, refused: Refused | None = None) -> HttpResponse:
    shown = queries.Preview(batch)
    context = {"batch": batch, "preview": shown, "refused": refused, "figures": shown.figures}
    return render(request, "results/workbook/preview.html", context, status=422 if refused else 200)


def _sent(request: HttpRequest, pk: int) -> WorkbookImport:
    """A workbook this person may continue."""
    seen = WorkbookImport.objects.visible_to(request.user).select_related("file", "sent_by")
    batch = get_object_or_404(seen, pk=pk)
    if not rules.has_perm("results.import_workbook", request.user, batch):
        raise Http404
    return batch


def _rows(request: HttpRequest) -> tuple[WorkbookImport | None, QuerySet[ImportedProgress]]:
    batch = queries.latest(request.user, request.GET.get("import"))
    seen = ImportedProgress.objects.visible_to(request.user)
    return batch, seen.of(batch) if batch else seen.none()
