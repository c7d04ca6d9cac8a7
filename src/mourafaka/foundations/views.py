"""The outbox: every message waits here until somebody releases it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mourafaka.foundations.mail import release_messages
from mourafaka.foundations.models import Channel, OutboxState
from mourafaka.foundations.outbox import visible_to
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused

PAGE_SIZE = 50


@policy("foundations.view_outbox")
@never_cache
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    rows = visible_to(request.user)
    state = request.GET.get("state", OutboxState.HELD)
    if state not in OutboxState.values:
        state = OutboxState.HELD
    channel = request.GET.get("channel", "")
    if channel in Channel.values:
        rows = rows.filter(channel=channel)
    chosen = f"&channel={channel}" if channel in Channel.values else ""
    channels = [
        {
            "label": label,
            "url": f"?state={state}" + (f"&channel={value}" if value else ""),
            "current": value == (channel if chosen else ""),
        }
        for value, label in [("", _("Every channel")), *Channel.choices]
    ]
    tabs = [
        {
            "label": label,
            "url": f"?state={value}{chosen}",
            "current": value == state,
            "count": rows.filter(state=value).count(),
        }
        for value, label in OutboxState.choices
    ]
    page = Paginator(rows.filter(state=state).defer("body"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs, "channels": channels, "held": state == OutboxState.HELD}
    return render(request, "foundations/outbox.html", context)


@policy("foundations.view_outbox")
@never_cache
@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_to(request.user).select_related("attachment", "released_by"), pk=pk)
    return render(request, "foundations/message.html", {"message": found})


@policy("foundations.view_outbox")
@require_GET
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        visible_to(request.user).filter(attachment__isnull=False).select_related("attachment"), pk=pk
    )
    file = found.attachment
    response = HttpResponse(file.read(), content_type=file.content_type)
    response["Content-Disposition"] = f'inline; filename="{file.name}"'
    return response


@policy("foundations.release_message")
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Release the messages ticked, or every held one that this person sees."""
    chosen = visible_to(request.user).filter(state=OutboxState.HELD)
    if "all" not in request.POST:
        chosen = chosen.filter(pk__in=[key for key in request.POST.getlist("message") if key.isdecimal()])
    try:
        done = release_messages(list(chosen), actor=request.user)
        messages.success(request, _("Messages released: %(count)s.") % {"count": len(done)})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("foundations:outbox")
