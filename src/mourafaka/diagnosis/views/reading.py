"""Lists, the result of a diagnosis, its review by the delegate, its files and its report."""

from __future__ import annotations

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.diagnosis import services
from mourafaka.diagnosis.forms import ReturnForm
from mourafaka.diagnosis.models import Assessment
from mourafaka.diagnosis.queries import to_do_of, to_review_of
from mourafaka.diagnosis.queries.overview import overview_of
from mourafaka.diagnosis.queries.pages import progress_of
from mourafaka.diagnosis.report import LANGUAGES, report_of
from mourafaka.diagnosis.views.entry import assessment_of
from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import download

ROWS = 50


@policy("diagnosis.view_assessment")
def assessments(request: HttpRequest) -> HttpResponse:
    """What awaits this person first, then every diagnosis they see, the last first."""
    seen = Assessment.objects.visible_to(request.user).for_lists().order_by("-held_on", "-pk")
    context = {
        "to_do": to_do_of(request.user),
        "to_review": to_review_of(request.user),
        "page": Paginator(seen, ROWS).get_page(request.GET.get("page")),
        "manages": rules.has_perm("diagnosis.view_instruments", request.user),
    }
    return render(request, "diagnosis/list.html", context)


@policy("diagnosis.view_assessment")
def assessment(request: HttpRequest, number: str, round: str) -> HttpResponse:
    """The result: maturity, radar and its table, red flags, SWOT, what changed since the first round."""
    found = assessment_of(request, number, round)
    context = {
        "assessment": found,
        "overview": overview_of(found),
        "fills": found.is_editable and rules.has_perm("diagnosis.fill_assessment", request.user, found),
        "reviews": rules.has_perm("diagnosis.review_assessment", request.user, found),
        "files": [answer for answer in found.answers.all() if answer.file_id],
        "report_languages": LANGUAGES,
    }
    return render(request, "diagnosis/assessment.html", context)


@policy("diagnosis.review_assessment")
def review(request: HttpRequest, number: str, round: str) -> HttpResponse:
    """Answers and evidence side by side; validate or return."""
    found = assessment_of(request, number, round)
    return _review_page(request, found, ReturnForm())


@policy("diagnosis.review_assessment")
@require_POST
def validate(request: HttpRequest, number: str, round: str) -> HttpResponse:
    services.validate_assessment(assessment_of(request, number, round), actor=request.user)
    messages.success(request, _("Validated: this diagnosis no longer changes."))
    return redirect("diagnosis:assessment", number=number, round=round)


@policy("diagnosis.review_assessment")
@require_POST
def send_back(request: HttpRequest, number: str, round: str) -> HttpResponse:
    found, form = assessment_of(request, number, round), ReturnForm(request.POST)
    if not form.is_valid():
        return _review_page(request, found, form, status=422)
    services.return_assessment(found, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Returned to the coach with its reason."))
    return redirect("diagnosis:list")


@policy("diagnosis.view_answers")
def file(request: HttpRequest, number: str, round: str, question: str) -> HttpResponse:
    found = assessment_of(request, number, round)
    answer = next((each for each in found.answers.all() if each.question == question and each.file), None)
    if answer is None or answer.file is None:
        raise Http404
    return attachment(answer.file, f"{number}-{round}-{question}")


@policy("diagnosis.view_assessment")
def report(request: HttpRequest, number: str, round: str, language: str) -> HttpResponse:
    """The report for the cooperative, in its language; of a validated diagnosis only."""
    found = assessment_of(request, number, round)
    if language not in LANGUAGES:
        raise Http404
    if not found.is_validated:
        raise Refused("report_before_validation")
    name = f"diagnostic-{number}-{round}-{language}.pdf"
    return download(report_of(found, language), name, "application/pdf")


def _review_page(
    request: HttpRequest, found: Assessment, form: ReturnForm, status: int = 200
) -> HttpResponse:
    context = {
        "assessment": found,
        "progress": progress_of(found),
        "overview": overview_of(found),
        "form": form,
        "reviews": rules.has_perm("diagnosis.review_assessment", request.user, found),
    }
    return render(request, "diagnosis/review.html", context, status=status)
