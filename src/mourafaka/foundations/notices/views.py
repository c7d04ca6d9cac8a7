"""The list of each person, its preferences, the signed links, and the proofs of notification."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mourafaka.foundations import clock, outbox
from mourafaka.foundations.models import Channel
from mourafaka.foundations.policies import SIGNED_IN, policy, public
from mourafaka.foundations.refusals import Refused

from . import links, services
from .forms import ProofForm
from .models import Notice, Proof

PAGE_SIZE = 30


@policy(SIGNED_IN)
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    notices = Notice.objects.of(request.user)
    page = Paginator(notices, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notices/index.html", {"page": page, "unread": notices.unread().count()})


@policy(SIGNED_IN)
@never_cache
@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    return render(request, "notices/notice.html", _shown(found))


@policy(SIGNED_IN)
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read: a legal notice opened by whom it is for is proved opened."""
    found = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    if found.legal:
        services.open_notice(found, actor=request.user)
    else:
        services.read_notice(found, actor=request.user)
    return redirect("notices:notice", pk=pk)


@policy(SIGNED_IN)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.read_all_notices(actor=request.user)
    return redirect("notices:index")


@policy(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        services.set_preferences(actor=request.user, channels=request.POST.getlist("channel"))
        messages.success(request, _("Your choice is kept."))
        return redirect("notices:preferences")
    ways = [
        {
            "channel": channel,
            "label": Channel(channel).label,
            "address": address,
            "open": not services.opted_out(address, channel),
        }
        for channel, address in links.ways_of(request.user)
    ]
    return render(request, "notices/preferences.html", {"ways": ways})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The notice, in its language, to whoever holds its signed link. Opening it proves the notification, and a
    deadline may run from it: so it takes a person who presses the button, not a program that follows links."""
    found = links.opened(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        found = services.open_notice(found, actor=request.user)
    with translation.override(found.language):
        return render(request, "notices/open.html", {**_shown(found), "token": token})


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the signature of the link is the proof
@public
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    named = links.stopped(token)
    if named is None:
        raise Http404
    channel, index = named
    if request.method == "POST":
        services.stop_by_link(actor=request.user, address_index=index, channel=channel)
    context = {"done": request.method == "POST", "channel": Channel(channel).label}
    return render(request, "notices/stop.html", context)


@policy("notices.prove")
@never_cache
@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """What proves that a message was notified, and one more proof."""
    message = get_object_or_404(outbox.visible_to(request.user), pk=pk)
    form = ProofForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.prove_notification(message, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The notification is recorded."))
            return redirect("notices:proof", pk=pk)
        except Refused as refused:
            form.add_error(refused.facts.get("field"), str(refused))
    proofs = Proof.objects.filter(about=message.about).select_related("by")
    status = 422 if form.is_bound else 200
    context = {"message": message, "form": form, "proofs": proofs}
    return render(request, "notices/proof.html", context, status=status)


def _shown(found: Notice) -> dict[str, object]:
    text = f"{found.short} {found.url}".strip() if not found.legal else found.short
    return {"notice": found, "whatsapp": links.whatsapp_url(text)}
