"""What everybody may read of calls: the list and its feed, one call in plain words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mourafaka.calls import queries
from mourafaka.calls.models import Call
from mourafaka.foundations.formats import format_moment
from mourafaka.foundations.policies import public
from mourafaka.foundations.visitors import kept_page


@public
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    page = queries.published_calls()
    return kept_page(request, repr(page), lambda: render(request, "calls/public/calls.html", {"page": page}))


@public
@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Call.objects.public().select_related("cohort"), code=code)
    version = queries.version_of_call(found)
    return kept_page(
        request, version, lambda: render(request, "calls/public/call.html", queries.call_for_everybody(found))
    )


class CallsFeed(Feed):
    """Calls as they open, for readers of feeds (Atom)."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Calls for applications")

    def link(self) -> str:
        return reverse("public_calls:calls")

    def items(self) -> list[Call]:
        return list(Call.objects.public().order_by("-opens_at")[:20])

    def item_title(self, item: Call) -> str:
        return item.title

    def item_description(self, item: Call) -> str:
        first, last = format_moment(item.opens_at), format_moment(item.closes_at)
        return _("From %(first)s to %(last)s, Moroccan time") % {"first": first, "last": last}

    def item_link(self, item: Call) -> str:
        return reverse("public_calls:call", args=[item.code])

    def item_pubdate(self, item: Call) -> datetime:
        return item.opens_at


feed = public(CallsFeed())


def open_calls(request: HttpRequest) -> SafeString | None:
    """The calls anybody may answer today, on the public home."""
    page = queries.published_calls()
    if not page.open:
        return None
    context: dict[str, Any] = {"calls": page.open}
    return render_to_string("calls/public/home.html", context, request=request)
