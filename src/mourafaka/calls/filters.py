"""The filters of the list of applications and of its downloads: what is downloaded is what is seen."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, ApplicationQuerySet, Call
from mourafaka.foundations.widgets import LongSelect
from mourafaka.registry.models import Cooperative
from mourafaka.territory.models import Sector, within
from mourafaka.territory.queries import provinces_by_region

SORTS = {
    "number": ("number",),
    "-number": ("-number",),
    "name": ("cooperative__sort_key", "number"),
    "-name": ("-cooperative__sort_key", "number"),
    "province": ("cooperative__province_id", "number"),
    "-province": ("-cooperative__province_id", "number"),
    "submitted": ("submitted_at", "number"),
    "-submitted": ("-submitted_at", "number"),
    "state": ("state", "number"),
    "-state": ("-state", "number"),
}
ANY = _("Any")
ELIGIBILITY = [("yes", _("Eligible")), ("no", _("Not eligible")), ("unknown", _("Not evaluated"))]
_ELIGIBLE = {"yes": Q(eligible=True), "no": Q(eligible=False), "unknown": Q(eligible=None)}


def calls() -> list[tuple[str, str]]:
    return [(call.code, str(call)) for call in Call.objects.public()]


def sectors() -> list[tuple[str, str]]:
    return [(sector.code, sector.label) for sector in Sector.objects.active().sectors()]


class ApplicationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Number or cooperative"), method="filter_text")
    call = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("Call"), choices=calls, widget=LongSelect, field_name="call__code"
    )
    state = django_filters.ChoiceFilter(
        empty_label=ANY, label=_("State"), choices=ApplicationState.choices, widget=LongSelect
    )
    eligibility = django_filters.ChoiceFilter(
        empty_label=ANY,
        label=_("Eligibility"),
        choices=ELIGIBILITY,
        widget=LongSelect,
        method="filter_eligibility",
    )
    province = django_filters.ChoiceFilter(
        empty_label=ANY,
        label=_("Prefecture or province"),
        choices=provinces_by_region,
        widget=LongSelect,
        method="filter_place",
    )
    sector = django_filters.ChoiceFilter(
        empty_label=ANY,
        label=_("Sector"),
        choices=sectors,
        widget=LongSelect,
        field_name="cooperative__sector_id",
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def filter_text(self, queryset: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        named = Cooperative.objects.search(value).values("pk")
        return queryset.filter(Q(number__icontains=value.strip()) | Q(cooperative__in=named))

    def filter_eligibility(self, queryset: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return queryset.filter(_ELIGIBLE[value])

    def filter_place(self, queryset: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return queryset.filter(within([value], "cooperative__province_id"))

    @property
    def sort(self) -> str:
        asked = str(self.data.get("sort", ""))
        return asked if asked in SORTS else "number"

    def found(self) -> Any:
        return self.qs.order_by(*SORTS[self.sort])
