"""Issuing, reading and withdrawing certificates."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.training import services
from mourafaka.training.forms.sessions import ReasonForm
from mourafaka.training.models import Certificate
from mourafaka.training.views.shared import acted, pdf, refused_on, session_of


def _certificate(request: HttpRequest, number: str) -> Certificate:
    rows = Certificate.objects.visible_to(request.user).select_related(
        "attendee__session", "file_fr", "file_ar"
    )
    return get_object_or_404(rows, number=number)


@policy("training.certify")
@require_POST
def issue(request: HttpRequest, number: str) -> HttpResponse:
    found = session_of(request, number)
    return acted(
        request,
        lambda: services.issue_certificates(found, actor=request.user),
        _("The certificates are issued."),
        "training:session",
        number,
    )


@policy("training.view_certificates")
@require_GET
def certificate(request: HttpRequest, number: str, language: str) -> HttpResponse:
    found = _certificate(request, number)
    file = {"fr": found.file_fr, "ar": found.file_ar}.get(language)
    if file is None:
        raise Http404
    return pdf(file)


@policy("training.certify")
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    found = _certificate(request, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_certificate(found, actor=request.user, **form.cleaned_data)
            return redirect("training:session", found.attendee.session.number)
        except Refused as refused:
            refused_on(form, refused)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/revoke.html", {"certificate": found, "form": form}, status=status)
