"""What everybody may see: the cohort, its minutes, its bundle."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mourafaka.calls.models import Cohort
from mourafaka.foundations.policies import public
from mourafaka.foundations.visitors import kept_page
from mourafaka.selection.models import Minute, PublishedBundle
from mourafaka.selection.queries import public as queries

PAGE_AGE_SECONDS = 60


@public
@require_safe
@cache_control(private=True, max_age=PAGE_AGE_SECONDS)
def cohort(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(queries.with_version(Cohort.objects.all()), code=code)
    return kept_page(request, queries.version_of(found), lambda: _cohort(request, found))


def _cohort(request: HttpRequest, found: Cohort) -> HttpResponse:
    page = queries.public_cohort(found)
    if page is None:
        raise Http404
    return render(request, "selection/public/cohort.html", {"page": page})


@public
@require_safe
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """The last published data package."""
    found = PublishedBundle.objects.filter(cohort__code=code).select_related("file").first()
    if found is None:
        raise Http404
    return _file(request, found.file)


@public
@require_safe
def minute(request: HttpRequest, code: str, number: int, language: str) -> HttpResponse:
    """Minutes are public once the bundle that gives their hash is."""
    published = PublishedBundle.objects.filter(cohort__code=code)
    rows = Minute.objects.filter(call__cohort__code=code, number=number, language=language)
    found = rows.select_related("file").first()
    if found is None or not published.exists():
        raise Http404
    return _file(request, found.file)


def _file(request: HttpRequest, file: Any) -> HttpResponse:
    """A file whose hash is its identity: asked again, it is not sent again."""
    tag = f'"{file.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    response = HttpResponse(file.read(), content_type=file.content_type)
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=300"
    kind = "inline" if file.content_type == "application/pdf" else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{file.name}"'
    return response
