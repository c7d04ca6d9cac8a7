"""The register of treatments, which everybody may read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mourafaka.foundations.policies import public
from mourafaka.foundations.privacy.declared import treatments
from mourafaka.foundations.visitors import kept_page


@public
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    context = {"treatments": treatments(), "receipt": settings.PRIVACY_RECEIPT}
    return kept_page(
        request, settings.PRIVACY_RECEIPT, lambda: render(request, "privacy/register.html", context)
    )
