"""Regions, prefectures and provinces, communes; sectors and value chains.

Every place and every sector is keyed by its published code, so that a mandate's territory (`"09"`, `"09.541"`),
an import file and a public bundle all speak the same keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.i18n import Labelled, NamedInTwo

from .enums import CommuneKind, Division, ProvinceKind


def within(codes: Iterable[str], province: str = "province_id") -> Q:
    """Rows whose province lies in one of these territories: "" country, "09" region, "09.541" province.

    >>> within(["09.541"])
    <Q: (AND: ('province_id__in', {'09.541'}))>
    """
    codes = set(codes)
    if "" in codes:
        return Q()
    regions = {code for code in codes if "." not in code}
    provinces = codes - regions
    found = Q(**{f"{province}__in": provinces})
    if regions:
        inside = Province.objects.filter(region_id__in=regions).values("code")
        found |= Q(**{f"{province}__in": inside})
    return found


class RegionQuerySet(models.QuerySet["Region"]):
    def current(self, on: date | None = None) -> Self:
        """The regions in force today, or on a date."""
        if on is None:
            return self.filter(valid_to=None)
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class Region(NamedInTwo):
    code = models.CharField(_("Code"), max_length=8, primary_key=True)
    division = models.CharField(_("Division"), max_length=4, choices=Division.choices)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid until"), null=True, blank=True)
    population_2024 = models.PositiveIntegerField(_("Population 2024"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=120)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Region")
        verbose_name_plural = _("Regions")
        ordering = ["division", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="region_ends_after_it_begins",
                violation_error_message=_("A region cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProvinceQuerySet(models.QuerySet["Province"]):
    def in_territory(self, codes: Iterable[str]) -> Self:
        return self.filter(within(codes, province="code"))


class Province(NamedInTwo):
    code = models.CharField(_("Code"), max_length=8, primary_key=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="provinces", verbose_name=_("Region"))
    kind = models.CharField(_("Kind"), max_length=12, choices=ProvinceKind.choices)
    iso = models.CharField(_("ISO code"), max_length=8, blank=True)
    population_2024 = models.PositiveIntegerField(_("Population 2024"), null=True, blank=True)

    objects = ProvinceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Prefecture or province")
        verbose_name_plural = _("Prefectures and provinces")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Commune(NamedInTwo):
    code = models.CharField(_("Code"), max_length=16, primary_key=True)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="communes", verbose_name=_("Prefecture or province")
    )
    kind = models.CharField(_("Kind"), max_length=8, choices=CommuneKind.choices)
    population_2024 = models.PositiveIntegerField(_("Population 2024"), null=True, blank=True)
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)
    seat_latitude = models.FloatField(_("Latitude of the seat"), null=True, blank=True)
    seat_longitude = models.FloatField(_("Longitude of the seat"), null=True, blank=True)

    class Meta:
        verbose_name = _("Commune")
        verbose_name_plural = _("Communes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class SectorQuerySet(models.QuerySet["Sector"]):
    def sectors(self) -> Self:
        """First level only: agriculture, crafts, argan…"""
        return self.filter(parent=None)

    def branches(self) -> Self:
        return self.exclude(parent=None)

    def active(self) -> Self:
        return self.filter(active=True)


class Sector(Labelled):
    """A sector when it has no parent, a branch of its parent otherwise."""

    code = models.SlugField(_("Code"), max_length=32, primary_key=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches", verbose_name=_("Sector")
    )
    position = models.PositiveSmallIntegerField(_("Position"), default=0)
    active = models.BooleanField(_("Active"), default=True)

    objects = SectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sector")
        verbose_name_plural = _("Sectors")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("code")),
                name="sector_is_not_its_own_branch",
                violation_error_message=_("A sector cannot be its own branch."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ValueChain(Labelled):
    """Filière: argan, saffron, honey…"""

    code = models.CharField(_("Code"), max_length=8, primary_key=True)
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="value_chains", verbose_name=_("Sector")
    )
    position = models.PositiveSmallIntegerField(_("Position"), default=0)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        verbose_name = _("Value chain")
        verbose_name_plural = _("Value chains")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label
