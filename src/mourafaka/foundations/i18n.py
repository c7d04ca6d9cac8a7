"""Names and labels in several languages, and which pages are read in which.

French and Arabic are complete, and every page has them. The other languages are offered to visitors on the public
pages listed here, of which their catalogue holds every word; elsewhere French stands in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language

EVERYWHERE = ("fr", "ar")
# The home, the calls, one call, the way into the application.
ENTRY = frozenset(
    {
        "portal:home",
        "public_calls:calls",
        "public_calls:call",
        "public_calls:feed",
        "applying:landing",
        "applying:eligibility",
    }
)
# And the cohorts with their choice, the proof of a receipt.
WHOLE_SITE = ENTRY | {"public:cohort", "applying:verify"}
SPOKEN: dict[str, frozenset[str]] = {"zgh": ENTRY, "es": WHOLE_SITE, "en": WHOLE_SITE}


def spoken_on(page: str, *, by_a_visitor: bool) -> tuple[str, ...]:
    """The languages a page is read in: all those complete for it; French and Arabic for whoever works here."""
    offered = dict(settings.LANGUAGES)
    more = (code for code, pages in SPOKEN.items() if by_a_visitor and page in pages and code in offered)
    return (*EVERYWHERE, *more)


class SpokenMiddleware:
    """A page that is not whole in the language asked is answered in French."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        page = request.resolver_match.view_name if request.resolver_match else ""
        spoken = spoken_on(page, by_a_visitor=not request.user.is_authenticated)
        if (get_language() or "") not in spoken:
            translation.activate(EVERYWHERE[0])
            request.LANGUAGE_CODE = EVERYWHERE[0]


def in_active_language(record: object, stem: str) -> str:
    """`stem_xx` of the record for the active language, else French, else Arabic, else English."""
    language = (get_language() or "fr").split("-")[0]
    for code in (language, "fr", "ar", "en"):
        text = getattr(record, f"{stem}_{code}", "")
        if text:
            return str(text)
    return ""


class NamedInTwo(models.Model):
    name_fr = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_active_language(self, "name")


class Labelled(models.Model):
    label_fr = models.CharField(max_length=200)
    label_ar = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_active_language(self, "label")
