"""The filters of the list, the map and the downloads: one set, so that what is downloaded is what is seen."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.widgets import LongSelect
from mourafaka.territory.models import Region, Sector
from mourafaka.territory.queries import provinces_by_region

from .enums import Status
from .models import Cooperative, CooperativeQuerySet

# What a list may be sorted by; anything else falls back to the name.
SORTS = {
    "name": ("sort_key", "pk"),
    "-name": ("-sort_key", "-pk"),
    "code": ("code",),
    "-code": ("-code",),
    "registered": ("registered_on", "pk"),
    "-registered": ("-registered_on", "-pk"),
    "province": ("province_id", "sort_key", "pk"),
    "-province": ("-province_id", "sort_key", "pk"),
}


def regions() -> list[tuple[str, str]]:
    return [(region.code, region.name) for region in Region.objects.current()]


def sectors() -> list[tuple[str, str]]:
    return [(sector.code, sector.label) for sector in Sector.objects.active().sectors()]


class CooperativeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Search"), method="filter_text")
    region = django_filters.ChoiceFilter(
        label=_("Region"),
        choices=regions,
        widget=LongSelect,
        method="filter_place",
        empty_label=_("All regions"),
    )
    province = django_filters.ChoiceFilter(
        label=_("Prefecture or province"),
        choices=provinces_by_region,
        widget=LongSelect,
        method="filter_place",
        empty_label=_("All provinces"),
    )
    sector = django_filters.ChoiceFilter(
        label=_("Sector"),
        choices=sectors,
        widget=LongSelect,
        field_name="sector_id",
        empty_label=_("All sectors"),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Status.choices, widget=LongSelect, empty_label=_("All statuses")
    )
    women_led = django_filters.BooleanFilter(
        label=_("Led by a woman"), widget=forms.CheckboxInput, method="filter_women_led"
    )

    class Meta:
        model = Cooperative
        fields: list[str] = []

    def filter_text(self, queryset: CooperativeQuerySet, name: str, value: str) -> CooperativeQuerySet:
        return queryset.search(value)

    def filter_place(self, queryset: CooperativeQuerySet, name: str, value: str) -> CooperativeQuerySet:
        return queryset.in_territory([value])

    def filter_women_led(
        self, queryset: CooperativeQuerySet, name: str, value: bool
    ) -> QuerySet[Cooperative]:
        return queryset.women_led() if value else queryset

    @property
    def sort(self) -> str:
        asked = str(self.data.get("sort", ""))
        return asked if asked in SORTS else "name"

    def found(self) -> Any:
        """The filtered list; a filter that makes no sense is left out and said beside its field."""
        return self.qs.order_by(*SORTS[self.sort])
