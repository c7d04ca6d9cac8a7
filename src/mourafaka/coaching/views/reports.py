"""The report of a visit: written, submitted, validated or returned; its files and its printed sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mourafaka.coaching import services
from mourafaka.coaching.forms import FileForm, ReasonForm, ReportForm, ReportLines
from mourafaka.coaching.models import ReportFile, Visit, VisitReport
from mourafaka.coaching.queries.reports import prefilled
from mourafaka.coaching.services.sheet import attendance_sheet
from mourafaka.coaching.views.taking import form_page
from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import download as as_download
from mourafaka.foundations.taking import done, tried


@policy("coaching.write_report")
@require_POST
def open_(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Visit.objects.visible_to(request.user), pk=pk)
    services.open_report(found, actor=request.user)
    return redirect("coaching:report", pk=pk)


@policy("coaching.write_report")
@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One screen, kept as it is written; a refusal comes back with everything typed."""
    found = _report(request, pk)
    if not found.is_editable:
        return redirect("coaching:visit", pk=pk)
    if request.method != "POST":
        return _page(request, found)
    try:
        kept = _save(request, found)
        if request.POST.get("then") == "submit":
            services.submit_report(kept, actor=request.user)
            return done(request, _("Report submitted."), "coaching:visit", pk)
    except Refused as refused:
        if refused.code == "not_allowed":
            raise
        return _page(request, found, refused=refused)
    return done(request, _("Draft saved."), "coaching:report", pk)


@policy("coaching.write_report")
@require_POST
def draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Save while typing: the version saved, or the sentence of the refusal (409)."""
    try:
        kept = _save(request, _report(request, pk))
    except Refused as refused:
        return JsonResponse({"code": refused.code, "sentence": str(refused)}, status=409)
    return JsonResponse({"version": kept.version, "sentence": _("Saved")})


def _save(request: HttpRequest, found: VisitReport) -> VisitReport:
    version = request.POST.get("version", "")
    form = ReportForm(found, request.POST)
    names = [name for name in form.fields if name != "themes"]
    fields: dict[str, Any] = {name: request.POST.get(name, "") for name in names}
    fields["themes"] = request.POST.getlist("themes")
    fields["mode"] = fields["mode"] or found.mode
    lines = ReportLines(found, prefilled(found), request.POST)
    return services.save_report(
        found,
        actor=request.user,
        fields=fields,
        version=int(version) if version.isdecimal() and len(version) < 9 else None,
        **lines.as_said(),
    )


def _page(
    request: HttpRequest, found: VisitReport, *, refused: Refused | None = None, file: FileForm | None = None
) -> HttpResponse:
    typed = request.POST if refused else None
    fresh = _report(request, found.visit_id) if refused else found
    form = ReportForm(fresh, typed)
    if refused and refused.facts.get("field") in form.fields:
        form.add_error(refused.facts["field"], str(refused))
    start = prefilled(fresh)
    context = {
        "report": fresh,
        "visit": fresh.visit,
        "form": form,
        "lines": ReportLines(fresh, start, typed),
        "start": start,
        "files": fresh.files.kept().select_related("file"),
        "file_form": file or FileForm(),
        "refused": refused,
        "clash": refused is not None and refused.code == "changed_meanwhile",
    }
    return render(request, "coaching/report.html", context, status=422 if refused or file else 200)


@policy("coaching.write_report")
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    found = _report(request, pk)
    form = FileForm(request.POST, request.FILES)
    if tried(form, lambda: services.attach_file(found, actor=request.user, **form.cleaned_data)):
        where = "coaching:report" if found.is_editable else "coaching:visit"
        return done(request, _("File attached."), where, pk)
    return _page(request, found, file=form)


@policy("coaching.write_report")
@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    attached = get_object_or_404(
        ReportFile.objects.visible_to(request.user).kept().select_related("report__visit"), pk=pk
    )
    services.remove_file(attached.report, actor=request.user, attached=attached)
    return done(request, _("File taken off."), "coaching:report", attached.report.visit_id)


@policy("coaching.view_report")
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    attached = get_object_or_404(
        ReportFile.objects.visible_to(request.user).kept().select_related("file"), pk=pk
    )
    return attachment(attached.file, f"{attached.kind}-{pk}")


@policy("coaching.view_report")
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The blank attendance sheet, to print before the visit."""
    found = get_object_or_404(Visit.objects.visible_to(request.user).for_lists(), pk=pk)
    language = "ar" if request.GET.get("language") == "ar" else "fr"
    name = f"presence-{found.enrolment.number}-{found.number}-{language}.pdf"
    return as_download(attendance_sheet(found, language), name, "application/pdf")


@policy("coaching.validate_report")
@require_POST
def validate(request: HttpRequest, pk: int) -> HttpResponse:
    found = _report(request, pk)
    services.validate_report(found, actor=request.user, version=_version(request))
    return done(request, _("Report validated."), "coaching:visit", pk)


@policy("coaching.validate_report")
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    found = _report(request, pk)
    form = ReasonForm(request.POST or None)
    if tried(form, lambda: services.return_report(found, actor=request.user, **form.cleaned_data)):
        return done(request, _("Report returned to its author."), "coaching:visit", pk)
    return form_page(request, form, title=_("Return the report"), visit=found.visit)


def _version(request: HttpRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 9 else None


def _report(request: HttpRequest, pk: int) -> VisitReport:
    """The report of a visit, by the visit's key."""
    return get_object_or_404(
        VisitReport.objects.visible_to(request.user).select_related(
            "visit__enrolment__cooperative", "visit__enrolment__contract", "visit__coach", "author"
        ),
        visit=pk,
    )
