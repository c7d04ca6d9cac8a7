"""The documents of a draft, one a page: photographed or scanned, page by page, or promised with the reason."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mourafaka.applying import questions
from mourafaka.applying.models import Draft, DraftDocument
from mourafaka.applying.queries.documents import Asked, asked
from mourafaka.applying.services import attach_document, excuse_document, remove_document
from mourafaka.applying.views.shared import draft_of, rights_on
from mourafaka.foundations import files
from mourafaka.foundations.policies import policy
from mourafaka.foundations.received import parts, uploads
from mourafaka.foundations.refusals import Refused

RANGE = re.compile(r"bytes (\d{1,9})-(\d{1,9})/(\d{1,9})")


@policy("applying.view_draft")
def page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Send pages of one document. What could not be taken is said beside the field; the others are kept."""
    draft, line = _line(request, code, number)
    if request.method != "POST":
        return _page(request, draft, line)
    wrong = _received(request, draft, line)
    if wrong:
        return _page(request, draft, line, wrong=wrong, status=422)
    return redirect("applying:page", draft.code, "documents", number)


@policy("applying.view_draft")
@require_POST
def excuse(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """“I cannot give this document because…, by …”."""
    draft, line = _line(request, code, number)
    said = {name: request.POST.get(name, "") for name in ("reason", "by")}
    by = questions.day_of(said["by"])
    if by is None:
        problem = {"by": str(questions.PROBLEMS["day_unreadable"])}
        return _page(request, draft, line, said=said, problems=problem, status=422)
    try:
        excuse_document(draft, actor=request.user, kind=line.kind.pk, reason=said["reason"], by=by)
    except Refused as refused:
        if refused.code == "not_allowed":
            raise
        problem = {refused.facts.get("field", "reason"): str(refused)}
        return _page(request, draft, line, said=said, problems=problem, status=422)
    return redirect(_after(draft, number))


@policy("applying.view_draft")
@require_POST
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    document = _document(request, code, pk)
    lines = asked(document.draft)
    number = next((line.number for line in lines if line.kind == document.kind), 1)
    remove_document(document, actor=request.user)
    return redirect("applying:page", code, "documents", number)


@policy("applying.view_draft")
@require_GET
def file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    document = _document(request, code, pk)
    if document.file is None:
        raise Http404
    return files.attachment(document.file, f"{code}-{document.kind_id}-{document.page}")


@policy("applying.view_draft")
@require_http_methods(["GET", "POST"])
def piece(request: HttpRequest, code: str, number: int, key: UUID) -> JsonResponse:
    """A file in pieces: asked, how much of it is here; sent with Content-Range, one more piece. The last one makes
    it a page of the document, once, however often it is sent."""
    draft, line = _line(request, code, number)
    if not rights_on(draft, request.user)["attach"]:
        raise Refused("not_allowed")
    known = draft.documents.filter(key=key).select_related("file", "draft").first()
    if known is not None:
        return _done(request, known)
    place = f"applying:{draft.code}:{request.user.pk}"
    if request.method == "GET":
        return JsonResponse({"offset": parts.received(place, key)})
    try:
        return _add_piece(request, draft, line, place, key)
    except Refused as refused:
        answer = {"code": refused.code, "text": str(refused), "offset": refused.facts.get("offset")}
        return JsonResponse(answer, status=409 if refused.code == "upload_out_of_step" else 422)


def _add_piece(request: HttpRequest, draft: Draft, line: Asked, place: str, key: UUID) -> JsonResponse:
    told = RANGE.fullmatch(request.headers.get("Content-Range", ""))
    if told is None:
        return JsonResponse(
            {"code": "content_range_missing", "text": "Content-Range: bytes first-last/total"}, status=400
        )
    start, total = int(told[1]), int(told[3])
    offset = parts.append(place, key, start=start, total=total, piece=request.body)
    if offset < total:
        return JsonResponse({"offset": offset})
    name = unquote(request.headers.get("X-File-Name", ""))
    try:
        document = _attach(request, draft, line, parts.whole(place, key, name=name), key)
    finally:
        parts.forget(place, key)
    return _done(request, document)


def _done(request: HttpRequest, document: DraftDocument) -> JsonResponse:
    html = render_to_string(
        "applying/document_page.html", {"page": document, "may": {"attach": True}}, request
    )
    return JsonResponse({"done": True, "html": html})


def _received(request: HttpRequest, draft: Draft, line: Asked) -> list[tuple[str, str]]:
    """Take each file of the form; the names of those that were not taken, and what is wrong with each."""
    sent, wrong = request.FILES.getlist("file"), []
    if not sent:
        return [("", _("Choose a file, or take a photo."))]
    form_key = _uuid(request.POST.get("key", ""))
    for index, upload in enumerate(sent):
        try:
            _attach(request, draft, line, upload, uuid5(form_key, f"{line.kind.pk}:{index}"))
        except Refused as refused:
            if refused.code == "not_allowed":
                raise
            wrong.append((uploads.clean_name(upload.name, "").rstrip("."), str(refused)))
    return wrong


def _attach(request: HttpRequest, draft: Draft, line: Asked, upload: Any, key: UUID) -> DraftDocument:
    """The page this file became; sent again, the page it became the first time, and no second file."""
    with uploads.kept(upload) as stored:
        document: DraftDocument = attach_document(
            draft, actor=request.user, kind=line.kind.pk, file=stored, key=key
        )
    if document.file_id != stored.pk:
        files.discard(stored)
    return document


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _line(request: HttpRequest, code: str, number: int) -> tuple[Draft, Asked]:
    draft = draft_of(request, code)
    line = next((each for each in asked(draft) if each.number == number), None)
    if line is None:
        raise Http404
    return draft, line


def _document(request: HttpRequest, code: str, pk: int) -> DraftDocument:
    seen = DraftDocument.objects.visible_to(request.user).select_related("file", "draft__call", "kind")
    return get_object_or_404(seen, draft__code=code, pk=pk)


def _after(draft: Draft, number: int) -> str:
    if number < len(asked(draft)):
        return reverse("applying:page", args=[draft.code, "documents", number + 1])
    return reverse("applying:tasks", args=[draft.code])


def _page(
    request: HttpRequest,
    draft: Draft,
    line: Asked,
    *,
    wrong: list[tuple[str, str]] | None = None,
    said: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    draft_lines = asked(draft)
    context: dict[str, Any] = {
        "draft": draft,
        "line": next(each for each in draft_lines if each.number == line.number),
        "number": line.number,
        "pages": len(draft_lines),
        "wrong": wrong or [],
        "said": said or {},
        "problems": problems or {},
        "excusing": bool(problems),
        "key": uuid4(),
        "accept": uploads.ACCEPT,
        "after": _after(draft, line.number),
        "may": rights_on(draft, request.user),
    }
    return render(request, "applying/document.html", context, status=status)
