"""Images: served by us, reported by readers, decided by moderators."""

from __future__ import annotations

import secrets

import rules
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mourafaka.foundations.policies import policy, public
from mourafaka.foundations.taking import done, tried
from mourafaka.press import links, services
from mourafaka.press.forms import AnswerForm, AppealForm, ReasonForm, ReportForm, VerdictForm
from mourafaka.press.models import Appeal, Image, SecondReview
from mourafaka.press.queries import staff as reading
from mourafaka.press.views.taking import asked, form_page, posted, reader

DEVICE_COOKIE, YEAR = "press_device", 365 * 24 * 3600


@public
@require_safe
def image(request: HttpRequest, token: str) -> HttpResponse:
    """The thumbnail; a hidden one only for moderators, and nothing under an address that is not ours."""
    key = links.image_of(token) or 0
    found = Image.objects.visible_to(request.user).select_related("thumbnail").filter(pk=key).first()
    if found is None:
        raise Http404
    response = HttpResponse(found.thumbnail.read(), content_type=found.thumbnail.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"  # short: a block is seen within minutes
    return response


@public
@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Image.objects.select_related("thumbnail"), pk=pk)
    if found.hidden:
        return render(request, "press/report_done.html", {"hidden": True})
    form, device = ReportForm(posted(request)), _device(request)
    lines = tried(
        form,
        lambda: services.report_image(
            found,
            actor=reader(request),
            reason=form.cleaned_data["reason"],
            device="" if request.user.is_authenticated else device,
            address=str(request.META.get("REMOTE_ADDR", "")),
            referrer=_foreign_referrer(request),
        ),
    )
    if lines:
        return redirect("press:reported")
    response = render(
        request, "press/report.html", {"image": found, "form": form}, status=422 if form.errors else 200
    )
    signed = links.DEVICE.sign(device)
    response.set_cookie(
        DEVICE_COOKIE, signed, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.HTTPS
    )
    return response


@public
@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """Thanks, and what will happen."""
    return render(request, "press/report_done.html")


def _device(request: HttpRequest) -> str:
    """The token of this device: the one we signed, or a new one."""
    try:
        return links.DEVICE.unsign(request.COOKIES.get(DEVICE_COOKIE, ""))
    except links.signing.BadSignature:
        return secrets.token_urlsafe(24)


def _foreign_referrer(request: HttpRequest) -> str:
    """The site that sent this reader here, if it is another one."""
    told = request.headers.get("Referer", "").partition("//")[2].partition("/")[0]
    return "" if told == request.get_host() else told[:200]


@public
@never_cache
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Image, pk=pk)
    form = AppealForm(posted(request))
    if tried(form, lambda: services.appeal_image(found, actor=reader(request), **asked(form))):
        return render(request, "press/appeal_done.html")
    lead = _("Another moderator than the one who decided will answer within 72 hours.")
    return form_page(
        request, form, title=_("Contest that an image is hidden"), lead=lead, submit=_("Send it")
    )


# Moderators


@policy("press.moderate")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return render(request, "press/queue.html", reading.queue(request.user))


@policy("press.moderate")
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Image.objects.select_related("thumbnail"), pk=pk)
    context = {"image": found, "lines": reading.history(found), "form": ReasonForm()}
    return render(request, "press/image.html", context)


@policy("press.moderate")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = get_object_or_404(Image, pk=pk), ReasonForm(request.POST)
    acts = {
        "keep": services.restore_image,
        "remove": services.remove_image,
        "protect": services.protect_image,
    }
    act = acts.get(request.POST.get("verb", ""))
    if act is None:
        raise Http404
    if tried(form, lambda: act(found, actor=request.user, **form.cleaned_data)):
        return done(request, _("The decision is kept, with its reason."), "press:queue")
    context = {"image": found, "lines": reading.history(found), "form": form}
    return render(request, "press/image.html", context, status=422)


@policy("press.moderate")
def second_review(request: HttpRequest, pk: int) -> HttpResponse:
    """An image drawn by lot, judged again: the page says neither what was decided nor by whom."""
    waiting = SecondReview.objects.visible_to(request.user).waiting()
    found = get_object_or_404(waiting.select_related("decision__image__thumbnail"), pk=pk)
    form = VerdictForm(posted(request))
    if tried(form, lambda: services.judge_again(found, actor=request.user, **form.cleaned_data)):
        return done(request, _("Your verdict is kept."), "press:queue")
    seen = found.decision.image
    context = {"image": seen, "reasons": reading.reported_for(seen), "form": form}
    return render(request, "press/second_review.html", context, status=422 if form.errors else 200)


@policy("press.moderate")
def answer_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Appeal.objects.visible_to(request.user).select_related("image__thumbnail"), pk=pk
    )
    form = AnswerForm(posted(request))
    grant = "grant" in request.POST
    if tried(
        form, lambda: services.answer_appeal(found, actor=request.user, grant=grant, **form.cleaned_data)
    ):
        return done(request, _("The appeal is answered."), "press:queue")
    context = {"appeal": found, "image": found.image, "form": form}
    return render(request, "press/appeal_answer.html", context, status=422 if form.errors else 200)


@public
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """How many images were reported, blocked, kept and removed each month; the rule in words."""
    context = {
        "months": reading.monthly_counts(),
        "second": reading.moderators_differ(),
        "may_moderate": rules.has_perm("press.moderate", request.user),
    }
    return render(request, "press/counts.html", context)
