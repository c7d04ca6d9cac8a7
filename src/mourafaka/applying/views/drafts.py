"""A draft: its list of sections, its pages, its last look, its submission."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mourafaka.applying import addresses, consents, questions
from mourafaka.applying.enums import DraftState
from mourafaka.applying.models import Draft
from mourafaka.applying.papers import confirmation_pdf
from mourafaka.applying.queries import drafts as queries
from mourafaka.applying.services import confirm_on_behalf, confirm_on_paper, save_answers, submit_draft
from mourafaka.applying.services.drafting import confirmation_of, phone_of
from mourafaka.applying.views.shared import draft_of, rights_on
from mourafaka.foundations.policies import policy
from mourafaka.foundations.received.uploads import ACCEPT, kept
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import download


@policy("applying.view_draft")
def tasks(request: HttpRequest, code: str) -> HttpResponse:
    draft = draft_of(request, code)
    if draft.state == DraftState.SUBMITTED and draft.application is not None:
        return redirect("applying:follow", draft.application.number)
    progress = queries.progress(draft)
    done = sum(each.state == "done" for each in progress)
    context = {"draft": draft, "progress": progress, "done": done, "may": rights_on(draft, request.user)}
    return render(request, "applying/tasks.html", context)


@policy("applying.view_draft")
def page(request: HttpRequest, code: str, section: str, number: int) -> HttpResponse:
    """One page of a section. What is wrong is kept as typed and said beside the field."""
    draft, part = draft_of(request, code), questions.section(section)
    if part is None or not 1 <= number <= len(part.pages):
        raise Http404
    asked = part.pages[number - 1]
    if request.method == "POST":
        texts = {question.name: request.POST.get(question.name, "") for question in asked}
        try:
            draft = save_answers(
                draft, actor=request.user, section=section, typed=texts, version=_version(request)
            )
        except Refused as refused:
            draft.typed = {**draft.typed, **texts}
            return _page(request, draft, part, number, str(refused), status=409)
        if not any(line.problem for line in queries.lines(draft, asked, judged=True)):
            return redirect(*_next(draft, part, number))
    judged = request.method == "POST" or any(draft.typed.get(question.name) for question in asked)
    return _page(request, draft, part, number, judged=judged, status=422 if request.method == "POST" else 200)


def _page(
    request: HttpRequest,
    draft: Draft,
    part: questions.Section,
    number: int,
    refused: str = "",
    *,
    judged: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "draft": draft,
        "section": part,
        "number": number,
        "pages": len(part.pages),
        "lines": queries.lines(draft, part.pages[number - 1], judged=judged),
        "refused": refused,
        "consent": consents.shown(draft),
        "may": rights_on(draft, request.user),
    }
    return render(request, "applying/page.html", context, status=status)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _next(draft: Draft, part: questions.Section, number: int) -> tuple[Any, ...]:
    if number < len(part.pages):
        return ("applying:page", draft.code, part.code, number + 1)
    return ("applying:tasks", draft.code)


@policy("applying.view_draft")
def check(request: HttpRequest, code: str) -> HttpResponse:
    draft = draft_of(request, code)
    return _check_page(request, draft)


def _check_page(request: HttpRequest, draft: Draft, status: int = 200, **said: str) -> HttpResponse:
    """`said`: what was refused, above the page or beside the code or the paper."""
    context: dict[str, Any] = {
        "draft": draft,
        "checked": queries.check(draft),
        "missing": queries.incomplete_sections(draft),
        "may": rights_on(draft, request.user),
        "accept": ACCEPT,
        **said,
    }
    return render(request, "applying/check.html", context, status=status)


@policy("applying.type_for_others")
@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """At the counter: without a code one is sent to the cooperative's phone, with it the draft is confirmed."""
    draft = draft_of(request, code)
    digits = request.POST.get("code")
    if digits is None:
        addresses.send(phone_of(draft), language=draft.language, purpose=confirmation_of(draft))
        return redirect("applying:check", draft.code)
    try:
        confirm_on_behalf(draft, actor=request.user, code=digits)
    except Refused as refused:
        if refused.code != "confirmation_wrong":
            raise
        return _check_page(request, draft, 422, wrong_code=str(refused))
    return redirect("applying:check", draft.code)


@policy("applying.type_for_others")
@require_POST
def confirm_paper(request: HttpRequest, code: str) -> HttpResponse:
    """At the counter: the photo of what the cooperative signed."""
    draft, upload = draft_of(request, code), request.FILES.get("file")
    if upload is None:
        return _check_page(request, draft, 422, wrong_paper=_("Choose a file, or take a photo."))
    try:
        with kept(upload) as paper:
            confirm_on_paper(draft, actor=request.user, paper=paper)
    except Refused as refused:
        if "field" not in refused.facts:
            raise
        return _check_page(request, draft, 422, wrong_paper=str(refused))
    return redirect("applying:check", draft.code)


@policy("applying.type_for_others")
@require_GET
def paper_to_sign(request: HttpRequest, code: str) -> HttpResponse:
    draft = draft_of(request, code)
    return download(confirmation_pdf(draft), f"{draft.code}.pdf", "application/pdf")


@policy("applying.submit_draft")
@require_POST
def submit(request: HttpRequest, code: str) -> HttpResponse:
    draft = draft_of(request, code)
    try:
        key = UUID(request.POST.get("submit_key", ""))
    except ValueError as wrong:
        raise Http404 from wrong
    try:
        receipt = submit_draft(draft, actor=request.user, submit_key=key)
    except Refused as refused:
        return _check_page(request, draft, 409, refused=str(refused))
    return redirect("applying:follow", receipt.number)
