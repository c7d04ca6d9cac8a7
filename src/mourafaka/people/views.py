"""Sign in by a one-time link; switch role in the demonstration."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import activate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mourafaka.foundations.policies import policy, public
from mourafaka.people import queries, services
from mourafaka.people.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: mail scanners that follow links must not spend them."""
    if request.method != "POST":
        return render(request, "people/link.html")
    user = services.spend_sign_in_link(token)
    if user is None:
        return render(request, "people/link.html", {"spent": True}, status=410)
    login(request, user, backend=BACKEND)
    request.session["demonstration"] = settings.DEMO
    return redirect("portal:home")


@policy("people.switch_role")
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "people/roles.html", {"people": queries.demonstration_people()})


@public
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Become another person of the demonstration."""
    if not settings.DEMO or not request.session.get("demonstration"):
        raise Http404
    user = get_object_or_404(User, email=request.POST.get("email", ""), is_active=True)
    login(request, user, backend=BACKEND)
    request.session["demonstration"] = True
    activate(user.preferred_language)
    messages.success(request, _("You are now %(name)s.") % {"name": user})
    return redirect("portal:home")
