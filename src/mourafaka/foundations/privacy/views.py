"""The register of treatments; what is held of oneself; and for whoever answers for personal data: people, accesses."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from mourafaka.foundations.policies import SIGNED_IN, policy, public
from mourafaka.foundations.privacy import accesses as log
from mourafaka.foundations.privacy import declared, queries, services
from mourafaka.foundations.privacy.models import DataRequest, RequestKind
from mourafaka.foundations.privacy.people import find
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import download
from mourafaka.foundations.visitors import kept_page

PER_PAGE = 50


@public
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    context = {"treatments": declared.treatments(), "receipt": settings.PRIVACY_RECEIPT}
    return kept_page(
        request, settings.PRIVACY_RECEIPT, lambda: render(request, "privacy/register.html", context)
    )


@policy(SIGNED_IN)
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    context = {"page": queries.mine(request.user), "kinds": RequestKind.choices}
    return render(request, "privacy/mine.html", context)


@policy(SIGNED_IN)
@require_POST
def export_mine(request: HttpRequest) -> HttpResponse:
    """One's own data, or those of a cooperative one speaks for."""
    record: Any = request.user
    asked = request.POST.get("cooperative", "")
    if asked:
        record = next((each for each in queries.spoken_for(request.user) if str(each.pk) == asked), None)
        if record is None:
            raise Http404
    return _zip(services.export_person(record, actor=request.user))


@policy(SIGNED_IN)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    kind = request.POST.get("kind", "")
    if kind not in RequestKind.values:
        raise Http404
    services.ask(request.user, actor=request.user, kind=kind, words=request.POST.get("words", ""))
    messages.success(request, _("Your request is recorded. You are answered within ten days."))
    return redirect("privacy:mine")


@policy("privacy.manage")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "")
    found = [{"record": each, "about": declared.subjects()[each._meta.label]} for each in find(asked)]
    waiting = DataRequest.objects.filter(answered_at=None).select_related("person")
    return render(request, "privacy/people.html", {"found": found, "asked": asked, "waiting": waiting})


@policy("privacy.manage")
@never_cache
@require_GET
def person(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    return _person(request, _subject(kind, pk))


@policy("privacy.manage")
@require_POST
def export(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    return _zip(services.export_person(_subject(kind, pk), actor=request.user))


@policy("privacy.manage")
@require_POST
def erase(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Only once the word asked is typed: nothing brings back what is erased."""
    record = _subject(kind, pk)
    if request.POST.get("sure") != "yes":
        return _person(request, record, _("Tick the box: nothing brings back what is erased."), status=422)
    try:
        erased = services.erase_person(record, actor=request.user)
    except Refused as refused:
        return _person(request, record, str(refused), status=409)
    done = {"rows": erased.erasure.rows, "files": erased.erasure.files}
    messages.success(request, _("Erased: %(rows)d records, %(files)d files.") % done)
    return redirect("privacy:person", kind=kind, pk=pk)


@policy("privacy.manage")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(DataRequest, pk=pk)
    services.answer_request(found, actor=request.user, answer=request.POST.get("answer", ""))
    return redirect("privacy:people")


@policy("privacy.audit")
@require_GET
def accesses(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "")
    page = Paginator(queries.accesses(asked), PER_PAGE).get_page(request.GET.get("page"))
    lines = [{"access": each, "kind": queries.kind_in_words(each.kind)} for each in page]
    broken = log.broken() if "check" in request.GET else None
    return render(
        request, "privacy/accesses.html", {"page": page, "lines": lines, "asked": asked, "broken": broken}
    )


def _subject(kind: str, pk: int) -> Any:
    about = declared.subjects().get(kind)
    if about is None:
        raise Http404
    return get_object_or_404(about.table._default_manager, pk=pk)


def _person(request: HttpRequest, record: Any, refused: str = "", status: int = 200) -> HttpResponse:
    context = {
        "record": record,
        "about": declared.subjects()[record._meta.label],
        "parts": queries.parts_of(record),
        "erasures": queries.erasures_of(record),
        "refused": refused,
    }
    return render(request, "privacy/person.html", context, status=status)


def _zip(exported: services.Export) -> HttpResponse:
    return download(exported.content, "mes-donnees.zip", "application/zip")
