"""Something to put in the components where they are shown: a form, a page of a list, a map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the cooperative"), help_text=_("As it stands in the local register.")
    )
    email = forms.EmailField(label=_("E-mail address"))
    members = forms.IntegerField(label=_("Members"), min_value=5)
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=[("", "—"), ("argan", _("Argan")), ("saffron", _("Saffron"))],
        required=False,
    )
    legal_form = forms.ChoiceField(
        label=_("Who manages it?"),
        choices=[("one", _("One manager")), ("board", _("A board of directors"))],
        widget=forms.RadioSelect,
        help_text=_("As decided by the last general assembly."),
    )
    minutes = forms.FileField(label=_("Minutes of the last general assembly"), required=False)
    comment = forms.CharField(
        label=_("What should one know about it?"), widget=forms.Textarea({"rows": 4}), required=False
    )
    consent = forms.BooleanField(
        label=_("The cooperative agrees to be named on public pages."), required=False
    )


class SampleFilters(forms.Form):
    province = forms.ChoiceField(
        label=_("Province"),
        choices=[("", _("All")), ("09.541", _("Taroudannt")), ("09.551", _("Tata"))],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), ("submitted", _("Submitted"))], required=False
    )


@dataclass(frozen=True)
class Square:
    """A made-up outline, enough to show the shades of a map."""

    level: int
    path: str


@dataclass(frozen=True)
class SampleMap:
    view_box: str
    shapes: tuple[Square, ...]
    legend: tuple[Any, ...]
    credit: Any


MAP = SampleMap(
    "0 0 120 44",
    tuple(
        Square(level, f"M{level * 24} 2h20l4 {10 + 4 * level}l-6 {26 - 4 * level}h-18l-4 -20z")
        for level in range(5)
    ),
    (),
    _("Boundaries: invented for this page."),
)


@dataclass(frozen=True)
class Sample:
    """What the page shows in one language."""

    code: str
    direction: str
    form: SampleForm
    wrong_form: SampleForm
    filters: SampleFilters
    page: Page
    day: date = date(2020, 3, 2)
    later: date = date(2020, 5, 18)
    capital_mad: Decimal = Decimal("28500")


def in_each_language() -> list[Sample]:
    page = Paginator(range(182), 50).page(2)
    return [
        Sample(
            code,
            direction,
            SampleForm(auto_id=f"{code}-%s"),
            SampleForm({"email": "amina@", "members": "3"}, auto_id=f"{code}-wrong-%s"),
            SampleFilters(auto_id=f"{code}-filter-%s"),
            page,
        )
        for code, direction in (("fr", "ltr"), ("ar", "rtl"))
    ]


TABS = [
    {"label": _("File"), "url": "#tabs", "current": True},
    {"label": _("Reviews"), "url": "#tabs", "count": 3},
    {"label": _("History"), "url": "#tabs"},
]
CRUMBS = [(_("Calls"), "#breadcrumbs"), (_("Souss-Massa"), "#breadcrumbs"), (_("Application"), "")]
STEPS = [_("Identity"), _("Members"), _("Documents"), _("Send")]

YEARS = [
    {
        "year": 2020,
        "moments": [
            {"on": date(2020, 4, 27), "title": _("Submitted"), "text": "", "tone": "done", "url": "#facts"}
        ],
    }
]
EVENTS = [{"at": date(2020, 4, 27), "what": _("Submitted"), "who": "Souss-Massa", "reason": ""}]


@dataclass(frozen=True)
class Part:
    """A section of the page; `tags` are the components it shows."""

    name: str
    title: Any
    tags: str
    wide: bool = False  # one language under the other, across the page

    @property
    def template(self) -> str:
        return f"portal/samples.html#{self.name}"


PARTS = [
    Part("states", _("States"), "c-state"),
    Part("actions", _("Actions"), "c-button c-dialog"),
    Part("figures", _("Figures and meters"), "c-figures c-figure c-meter c-progress", wide=True),
    Part("boxes", _("Cards, panels, remarks"), "c-card c-panel c-why c-note c-empty c-fold"),
    Part("tables", _("Tables"), "c-table c-sort c-cutline c-bar c-pagination", wide=True),
    Part("forms", _("Forms"), "c-form c-fields c-field c-form-errors"),
    Part("lists", _("Filters and search"), "c-filters c-search"),
    Part(
        "facts",
        _("Facts, things to do, what happened"),
        "c-facts c-fact c-todo c-timeline c-moment c-story c-history",
    ),
    Part("ways", _("Finding one’s way"), "c-breadcrumbs c-tabs c-steps"),
    Part("maps", _("Maps"), "c-map"),
    Part("heads", _("Heads of pages"), "c-hero c-page-head", wide=True),
]


def everything() -> dict[str, Any]:
    return {
        "samples": in_each_language(),
        "parts": PARTS,
        "tabs": TABS,
        "crumbs": CRUMBS,
        "steps": STEPS,
        "map": MAP,
        "years": YEARS,
        "events": EVENTS,
    }
