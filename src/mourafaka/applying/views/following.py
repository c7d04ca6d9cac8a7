"""After the submission: what happens, the receipt, and the public page that checks a receipt."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mourafaka.applying.forms import LateForm
from mourafaka.applying.models import Draft, Receipt
from mourafaka.applying.queries import applications as queries
from mourafaka.applying.receipts import receipt_pdf, verification_address, verification_qr
from mourafaka.applying.services import submit_late
from mourafaka.calls.models import Application, Call
from mourafaka.foundations.files import attachment
from mourafaka.foundations.formats import format_moment
from mourafaka.foundations.limits import limited
from mourafaka.foundations.policies import policy, public
from mourafaka.foundations.refusals import Refused


@policy("calls.view_application")
def follow(request: HttpRequest, number: str) -> HttpResponse:
    application = _application(request, number)
    page = queries.follow_page(application, request.user)
    context: dict[str, Any] = {"page": page, "draft": Draft.objects.filter(application=application).first()}
    if page.receipt is not None:
        words = _("Application %(number)s lodged on %(moment)s: %(address)s") % {
            "number": page.receipt.number,
            "moment": format_moment(page.receipt.submitted_at),
            "address": verification_address(page.receipt),
        }
        context |= {"qr": verification_qr(page.receipt), "share": "https://wa.me/?text=" + quote(words)}
    return render(request, "applying/follow.html", context)


@policy("calls.view_application")
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as PDF: the same bytes each time it is asked for."""
    found = Receipt.objects.filter(application=_application(request, number)).first()
    if found is None:
        raise Http404
    response = HttpResponse(receipt_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return response


@policy("calls.check_application")
@require_GET
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """What the cooperative signed at the counter, for who checks its application."""
    draft = Draft.objects.filter(application=_application(request, number)).first()
    if draft is None or draft.confirmed_paper is None:
        raise Http404
    return attachment(draft.confirmed_paper, f"{number}-signed")


@policy("calls.manage_call")
def late(request: HttpRequest, call: str) -> HttpResponse:
    """Headquarters lodges after the closing, by exception, what was received before it."""
    found = get_object_or_404(Call.objects.visible_to(request.user), code=call)
    form = LateForm(request.POST or None)
    if form.is_valid():
        try:
            receipt = submit_late(found, actor=request.user, **form.cleaned_data)
            return redirect("calls:application", receipt.number)
        except Refused as refused:
            if refused.code == "not_allowed":
                raise
            field = refused.facts.get("field")
            form.add_error(field if field in form.fields else None, str(refused))
    context = {"call": found, "form": form}
    return render(request, "applying/late.html", context, status=422 if form.errors else 200)


@public
@limited("receipt", requests=10, seconds=600, wrong_only=True)
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a receipt is genuine, for whoever holds its code; it names nobody."""
    found = Receipt.objects.filter(code=code.upper()).select_related("application__call").first()
    status = 404 if found is None else 200
    return render(request, "applying/verify.html", {"receipt": found, "code": code[:20]}, status=status)


def _application(request: HttpRequest, number: str) -> Application:
    seen = Application.objects.visible_to(request.user).select_related(
        "call__cohort", "cooperative__province"
    )
    return get_object_or_404(seen, number=number)
