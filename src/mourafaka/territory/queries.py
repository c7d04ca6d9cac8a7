"""What the pages of the territory read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from .models import Commune, Province, Region


@dataclass(frozen=True)
class RegionRow:
    region: Region
    provinces: tuple[Province, ...]


def regions() -> list[RegionRow]:
    """The regions in force, each with its provinces and their number of communes."""
    provinces = Province.objects.annotate(communes_count=Count("communes")).order_by("code")
    by_region: dict[str, list[Province]] = {}
    for province in provinces:
        by_region.setdefault(province.region_id, []).append(province)
    return [RegionRow(region, tuple(by_region.get(region.code, ()))) for region in Region.objects.current()]


def communes_of(province: Province) -> list[Commune]:
    return list(province.communes.order_by("name_fr"))


def provinces_by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    """Provinces as the groups of a choice, region by region."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names = [f"{of}name_{language}" for of in ("", "region__") for language in ("fr", "ar")]
    provinces = Province.objects.select_related("region").only(*names)
    for province in provinces.order_by("region_id", "name_fr"):
        groups.setdefault(province.region.name, []).append((province.code, province.name))
    return list(groups.items())
