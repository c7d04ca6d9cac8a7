"""Versions of the instrument: read, taken out as a workbook, brought back edited, put in force."""

from __future__ import annotations

import rules
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.diagnosis import services
from mourafaka.diagnosis.forms import ImportForm
from mourafaka.diagnosis.models import Instrument
from mourafaka.diagnosis.models.instrument import DIAG_COOP
from mourafaka.diagnosis.queries.instrument import dimensions_of, questions_of
from mourafaka.diagnosis.xlsform import Problem, instrument_workbook, read_workbook
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import XLSX, download


@policy("diagnosis.view_instruments")
def instruments(request: HttpRequest) -> HttpResponse:
    return _list(request, ImportForm())


@policy("diagnosis.view_instruments")
def version(request: HttpRequest, version: int) -> HttpResponse:
    """Dimensions, questions and anchors of a version."""
    instrument = _instrument(request, version)
    questions = questions_of(instrument)
    parts = [(each, [q for q in questions if q.dimension == each.code]) for each in dimensions_of(instrument)]
    context = {
        "instrument": instrument,
        "parts": parts,
        "current": Instrument.objects.in_force(),
        "manages": rules.has_perm("diagnosis.manage_instrument", request.user),
    }
    return render(request, "diagnosis/instrument.html", context)


@policy("diagnosis.view_instruments")
def workbook(request: HttpRequest, version: int) -> HttpResponse:
    instrument = _instrument(request, version)
    name = f"{instrument.code}-v{instrument.version}.xlsx"
    return download(instrument_workbook(instrument), name, XLSX)


@policy("diagnosis.manage_instrument")
@require_POST
def import_workbook(request: HttpRequest) -> HttpResponse:
    """Every fault of the workbook with its place; without any, a new version as a draft."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    base = get_object_or_404(Instrument.objects.visible_to(request.user), pk=_in_force())
    upload = form.cleaned_data["workbook"]
    problems = read_workbook(upload, base.data).problems
    if problems:
        return _list(request, form, problems, status=422)
    upload.seek(0)
    try:
        made = services.import_instrument(base, actor=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error("workbook", str(refused))
        return _list(request, form, status=422)
    messages.success(request, _("A new version is ready, as a draft: look at it, then put it in force."))
    return redirect("diagnosis:version", version=made.version)


@policy("diagnosis.manage_instrument")
@require_POST
def force(request: HttpRequest, version: int) -> HttpResponse:
    services.put_in_force(_instrument(request, version), actor=request.user)
    messages.success(request, _("In force: new diagnoses use this version."))
    return redirect("diagnosis:instruments")


def _instrument(request: HttpRequest, version: int) -> Instrument:
    scope = Instrument.objects.visible_to(request.user).filter(code=DIAG_COOP)
    return get_object_or_404(scope, version=version)


def _in_force() -> int | None:
    current = Instrument.objects.in_force()
    return current.pk if current else None


def _list(
    request: HttpRequest, form: ImportForm, problems: list[Problem] | None = None, status: int = 200
) -> HttpResponse:
    used = Instrument.objects.visible_to(request.user).annotate(used=Count("assessments"))
    context = {
        "instruments": used.order_by("-version").select_related("made_by"),
        "current": Instrument.objects.in_force(),
        "form": form,
        "problems": problems or [],
        "manages": rules.has_perm("diagnosis.manage_instrument", request.user),
    }
    return render(request, "diagnosis/instruments.html", context, status=status)
