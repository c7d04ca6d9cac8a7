"""The front door: the home page, the components, light or dark."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from mourafaka.foundations import sockets
from mourafaka.foundations.policies import public
from mourafaka.portal import samples

THEMES = ("light", "dark")
YEAR = 365 * 24 * 60 * 60


@public
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "portal/home.html", {"panels": sockets.home.collect(request.user)})
    return render(request, "portal/welcome.html", {"panels": sockets.public_home.collect(request)})


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


@public
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
