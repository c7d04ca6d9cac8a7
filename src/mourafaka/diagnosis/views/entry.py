"""The coach fills: a round opened, one question a page, the SWOT, the submission."""

from __future__ import annotations

from typing import Any

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mourafaka.diagnosis import services
from mourafaka.diagnosis.enums import Evidence
from mourafaka.diagnosis.forms import EditForm, OpenForm, SwotForm
from mourafaka.diagnosis.models import Assessment
from mourafaka.diagnosis.queries.overview import swot_of
from mourafaka.diagnosis.queries.pages import NOT_APPLICABLE, QuestionPage, Typed, progress_of, question_pages
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.received.uploads import keep
from mourafaka.foundations.refusals import Refused


@policy("diagnosis.fill_assessment")
def open_round(request: HttpRequest, number: str) -> HttpResponse:
    scope = Enrolment.objects.visible_to(request.user).of_coach(request.user).select_related("cooperative")
    enrolment = get_object_or_404(scope, number=number)
    form = OpenForm(request.POST or None, initial={"round": request.GET.get("round")})
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.open_assessment(enrolment, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            _beside(form, refused)
        else:
            return redirect("diagnosis:questions", number=number, round=opened.round)
    status = 422 if form.errors else 200
    return render(request, "diagnosis/open.html", {"enrolment": enrolment, "form": form}, status=status)


@policy("diagnosis.fill_assessment")
def edit(request: HttpRequest, number: str, round: str) -> HttpResponse:
    assessment = editable_of(request, number, round)
    form = EditForm(request.POST) if request.method == "POST" else EditForm.of(assessment)
    if form.is_bound and form.is_valid():
        try:
            services.edit_assessment(assessment, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            _beside(form, refused)
        else:
            return redirect("diagnosis:questions", number=number, round=round)
    status = 422 if form.errors else 200
    return render(request, "diagnosis/edit.html", {"assessment": assessment, "form": form}, status=status)


@policy("diagnosis.fill_assessment")
def questions(request: HttpRequest, number: str, round: str) -> HttpResponse:
    """The list of questions: what is answered, what is left, dimension by dimension."""
    assessment = editable_of(request, number, round)
    progress = progress_of(assessment)
    answered, total = sum(each.answered for each in progress), sum(each.total for each in progress)
    context = {"assessment": assessment, "progress": progress, "answered": answered, "total": total}
    return render(request, "diagnosis/questions.html", context)


@policy("diagnosis.fill_assessment")
@never_cache
def question(request: HttpRequest, number: str, round: str, question: str) -> HttpResponse:
    """One question. A script asks for JSON and hears the version kept, or the sentence of the refusal (409)."""
    assessment = editable_of(request, number, round)
    page = _page_of(assessment, question)
    if request.method != "POST":
        return _shown(request, assessment, page, page.typed)
    in_json = "application/json" in request.headers.get("Accept", "")
    typed = _typed(request)
    try:
        kept = _answered(request, assessment, question, typed)
    except Refused as refused:
        if in_json:
            return JsonResponse({"code": refused.code, "sentence": str(refused)}, status=409)
        page = _page_of(assessment, question)  # as it is now, somebody may have answered meanwhile
        return _shown(request, assessment, page, typed, refused)
    if in_json:
        file = kept.file.name if kept.file else ""
        return JsonResponse({"version": kept.version, "sentence": _("Saved"), "file": file})
    return _onwards(request, assessment, page)


@policy("diagnosis.fill_assessment")
@never_cache
def sheet(request: HttpRequest, number: str, round: str) -> HttpResponse:
    """Every question, for the script that goes on when the connection is lost."""
    assessment = editable_of(request, number, round)
    pages = [{"page": page, "typed": page.typed} for page in question_pages(assessment).values()]
    context = {"assessment": assessment, "pages": pages, "evidence": Evidence.choices}
    return render(request, "diagnosis/sheet.html", context)


@policy("diagnosis.fill_assessment")
def swot(request: HttpRequest, number: str, round: str) -> HttpResponse:
    assessment = editable_of(request, number, round)
    sides = swot_of(assessment)
    form = SwotForm(request.POST or None, initial=_swot_initial(assessment, sides))
    if request.method == "POST" and form.is_valid():
        proposed = [each.question.code for side in sides for each in (*side.kept, *side.removed)]
        removed = [code for code in proposed if code not in request.POST.getlist("kept")]
        version = form.cleaned_data["version"]
        try:
            services.write_swot(
                assessment, actor=request.user, lines=form.lines(), removed=removed, version=version
            )
        except Refused as refused:
            _beside(form, refused)
        else:
            messages.success(request, _("Saved"))
            return redirect("diagnosis:assessment", number=number, round=round)
    fields = [(side, form[side.side.value]) for side in sides]
    context = {"assessment": assessment, "form": form, "fields": fields}
    return render(request, "diagnosis/swot.html", context, status=422 if form.errors else 200)


@policy("diagnosis.fill_assessment")
@require_POST
def submit(request: HttpRequest, number: str, round: str) -> HttpResponse:
    services.submit_assessment(assessment_of(request, number, round), actor=request.user)
    messages.success(request, _("Submitted: the delegate reviews it."))
    return redirect("diagnosis:assessment", number=number, round=round)


def assessment_of(request: HttpRequest, number: str, round: str) -> Assessment:
    scope = (
        Assessment.objects.visible_to(request.user).for_lists().select_related("submitted_by", "reviewed_by")
    )
    scope = scope.prefetch_related("answers__file", "swot_lines")
    return get_object_or_404(scope, enrolment__number=number, round=round)


def editable_of(request: HttpRequest, number: str, round: str) -> Assessment:
    """What is submitted has no form any more; an agent who does not coach it has none either."""
    assessment = assessment_of(request, number, round)
    if not rules.has_perm("diagnosis.fill_assessment", request.user, assessment):
        raise Http404
    if not assessment.is_editable:
        raise Refused("assessment_closed", state=assessment.get_state_display())
    return assessment


def _page_of(assessment: Assessment, code: str) -> QuestionPage:
    try:
        return question_pages(assessment)[code]
    except KeyError as unknown:
        raise Http404 from unknown


def _typed(request: HttpRequest) -> Typed:
    post, version = request.POST, request.POST.get("version", "")
    score = post.get("score", "")
    return Typed(
        score=score,
        not_applicable_reason=post.get("not_applicable_reason", "") if score == NOT_APPLICABLE else "",
        evidence=post.get("evidence", ""),
        comment=post.get("comment", "").replace("\r\n", "\n"),
        version=int(version) if version.isdecimal() and len(version) < 9 else 0,
    )


def _answered(request: HttpRequest, assessment: Assessment, code: str, typed: Typed) -> Any:
    upload = request.FILES.get("file")
    applies = typed.score != NOT_APPLICABLE
    return services.answer_question(
        assessment,
        actor=request.user,
        question=code,
        score=typed.score if applies and typed.score else None,  # type: ignore[arg-type]
        applies=applies,
        not_applicable_reason=typed.not_applicable_reason,
        evidence=typed.evidence,
        comment=typed.comment,
        file=keep(upload) if upload else None,
        keep_file="remove_file" not in request.POST,
        version=typed.version,
    )


def _shown(
    request: HttpRequest,
    assessment: Assessment,
    page: QuestionPage,
    typed: Typed,
    refused: Refused | None = None,
) -> HttpResponse:
    """The page with what was typed; beside it, when somebody else answered meanwhile, what they said."""
    context = {
        "assessment": assessment,
        "page": page,
        "typed": typed,
        "refused": refused,
        "elsewhere": page.answer if refused and refused.code == "changed_meanwhile" else None,
        "evidence": Evidence.choices,
    }
    return render(request, "diagnosis/question.html", context, status=409 if refused else 200)


def _onwards(request: HttpRequest, assessment: Assessment, page: QuestionPage) -> HttpResponse:
    where = [assessment.enrolment.number, assessment.round]
    goes = {"next": page.next, "previous": page.previous}.get(request.POST.get("then", "next"), "")
    if goes:
        return redirect(reverse("diagnosis:question", args=[*where, goes]))
    return redirect(reverse("diagnosis:questions", args=where))


def _swot_initial(assessment: Assessment, sides: Any) -> dict[str, Any]:
    lines = {side.side.value: "\n".join(side.typed) for side in sides}
    return {"version": assessment.version, **lines}


def _beside(form: Any, refused: Refused) -> None:
    """The sentence stands beside its field, or above the form."""
    field = refused.facts.get("field")
    form.add_error(field if field in form.fields else None, str(refused))
