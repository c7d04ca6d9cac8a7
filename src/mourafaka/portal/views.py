"""The front door: the home page, the components, light or dark."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from mourafaka.foundations import sockets
from mourafaka.foundations.policies import public
from mourafaka.foundations.visitors import kept_page
from mourafaka.portal import samples

THEMES = ("light", "dark")
YEAR = 365 * 24 * 60 * 60


@public
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "portal/home.html", {"panels": sockets.home.collect(request.user)})
    panels = sockets.public_home.collect(request)
    said = "".join(panels)
    return kept_page(request, said, lambda: render(request, "portal/welcome.html", {"panels": panels}))


@public
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component of the pages, in French and in Arabic."""
    return render(request, "portal/components.html", samples.everything())


@public
@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """The layout of a phone: one question, one button."""
    return render(request, "portal/phone_sample.html", {"form": samples.SampleForm(), "steps": samples.STEPS})


# The language and the colours of a device are nobody's secret and change no data. Without a token in their forms,
# a public page is the same for every visitor, and can be kept.
language = public(csrf_exempt(set_language))


@public
@csrf_exempt
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light or dark for this device; anything else gives the choice back to the device."""
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
        following = "/"
    response = redirect(following)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
