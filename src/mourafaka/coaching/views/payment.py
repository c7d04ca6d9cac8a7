"""Controls and statements of work done."""

from __future__ import annotations

from datetime import date
from typing import Any

import rules
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mourafaka.coaching import services
from mourafaka.coaching.forms import ControlForm, MonthForm, StatementForm
from mourafaka.coaching.models import SampleDraw, Statement, Visit
from mourafaka.coaching.queries import homes
from mourafaka.coaching.queries.evidence import evidence_of, hints_in_words, with_evidence
from mourafaka.coaching.queries.statements import bill_of, lines_of, sheet_of
from mourafaka.coaching.views.taking import form_page
from mourafaka.enrolment.models import Contract
from mourafaka.foundations.policies import policy
from mourafaka.foundations.tables import download as as_download
from mourafaka.foundations.tables import table_response
from mourafaka.foundations.taking import done, tried


@policy("coaching.view_checks")
@never_cache
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """What a delegate has to validate and to control."""
    return _checks_page(request)


def _checks_page(request: HttpRequest, form: MonthForm | None = None) -> HttpResponse:
    reports = homes.to_validate_of(request.user)
    contracts = Contract.objects.visible_to(request.user)
    hints = hints_in_words(reports)
    context = {
        "reports": [{"report": each, "hints": hints[each.pk]} for each in reports],
        "controls": homes.control_sample_of(request.user),
        "draws": SampleDraw.objects.visible_to(request.user).select_related("contract", "drawn_by")[:12],
        "form": form or MonthForm(contracts),
    }
    return render(request, "coaching/checks.html", context, status=422 if form else 200)


@policy("coaching.draw_sample")
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    contracts = Contract.objects.visible_to(request.user)
    form = MonthForm(contracts, request.POST)
    if form.is_valid():
        contract = get_object_or_404(contracts, pk=form.cleaned_data["contract"])
        year, month = form.cleaned_data["month"].split("-")
        if not (1 <= int(month) <= 12 and 2000 <= int(year) <= 2100):
            form.add_error("month", _("This is not a month."))
        elif tried(
            form,
            lambda: services.draw_sample(contract, actor=request.user, month=date(int(year), int(month), 1)),
        ):
            return done(request, _("The sample is drawn."), "coaching:checks")
    return _checks_page(request, form)


@policy("coaching.record_control")
@never_cache
def control(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        with_evidence(Visit.objects.visible_to(request.user))
        .select_related("coach")
        .filter(controls__isnull=False)
        .distinct(),
        pk=pk,
    )
    form = ControlForm(request.POST or None)
    if tried(form, lambda: services.record_control(found, actor=request.user, **form.cleaned_data)):
        return done(request, _("Control recorded."), "coaching:checks")
    return form_page(
        request,
        form,
        title=_("Control a visit"),
        visit=found,
        evidence=evidence_of(found),
        controls=found.controls.all(),
    )


# --- Statements ---


@policy("coaching.view_statements")
@never_cache
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    return _statements_page(request)


def _statements_page(request: HttpRequest, form: StatementForm | None = None) -> HttpResponse:
    contracts = Contract.objects.visible_to(request.user)
    may_open = rules.has_perm("coaching.open_statement", request.user)
    context = {
        "statements": Statement.objects.visible_to(request.user).select_related("contract__provider"),
        "form": (form or StatementForm(contracts)) if may_open else None,
    }
    return render(request, "coaching/statements.html", context, status=422 if form else 200)


@policy("coaching.open_statement")
@require_POST
def open_statement(request: HttpRequest) -> HttpResponse:
    contracts = Contract.objects.visible_to(request.user)
    form = StatementForm(contracts, request.POST)
    if form.is_valid():
        said = dict(form.cleaned_data)
        contract = get_object_or_404(contracts, pk=said.pop("contract"))
        opened = tried(form, lambda: services.open_statement(contract, actor=request.user, **said))
        if opened:
            return done(request, _("Draft statement opened."), "coaching:statement", opened.pk)
    return _statements_page(request, form)


@policy("coaching.view_statements")
@never_cache
@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    found = _statement(request, pk)
    is_draft = found.state == "draft"
    context: dict[str, Any] = {
        "statement": found,
        "is_draft": is_draft,
        "bill": bill_of(found.contract, found.period_to) if is_draft else None,
        "lines": [] if is_draft else lines_of(found),
        "may_issue": is_draft and rules.has_perm("coaching.issue_statement", request.user, found),
        "may_send": found.state == "issued"
        and rules.has_perm("coaching.open_statement", request.user, found),
    }
    return render(request, "coaching/statement.html", context)


@policy("coaching.issue_statement")
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    services.issue_statement(_statement(request, pk), actor=request.user)
    return done(request, _("The statement is issued."), "coaching:statement", pk)


@policy("coaching.open_statement")
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    services.send_statement(_statement(request, pk), actor=request.user)
    return done(request, _("The statement is sent to finance."), "coaching:statement", pk)


@policy("coaching.view_statements")
@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The PDF/A as issued, or its table."""
    found = _statement(request, pk)
    if found.file is None or kind not in ("pdf", "xlsx", "csv"):
        raise Http404
    name = f"decompte-{found.contract_id}-{found.number}"
    if kind == "pdf":
        return as_download(found.file.read(), f"{name}.pdf", "application/pdf")
    headers, rows = sheet_of(found)
    options = {"title": str(found), "right_to_left": get_language_bidi()} if kind == "xlsx" else {}
    return table_response(kind, name, headers, rows, **options)


def _statement(request: HttpRequest, pk: int) -> Statement:
    scope = Statement.objects.visible_to(request.user)
    return get_object_or_404(scope.select_related("contract__provider", "contract__lot", "file"), pk=pk)
