"""Names of places and sectors: recognised for certain, or proposed, never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from mourafaka.territory.models import Commune, Province, Region
from mourafaka.territory.names import Gazetteer, recognise
from mourafaka.territory.services import load_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(territory: Any) -> None:
    territory()


def test_usual_spellings_of_a_province_are_certain(country: None) -> None:
    spellings = {
        "Taroudant": "09.541",
        "TAROUDANNT": "09.541",
        "تارودانت": "09.541",
        "إقليم تارودانت": "09.541",
        "Province de Tiznit": "09.581",
        "préfecture d’Agadir": "09.001",
        "Agadir Ida-Outanane": "09.001",
        "أكادير إداوتنان": "09.001",
        "inezgane ait melloul": "09.273",
        "09.551": "09.551",
        "09551": "09.551",
        "El Kelâa des Sraghna": "07.191",
        "عمالة مكناس": "03.061",
    }
    gazetteer = Gazetteer("province")

    assert {text: gazetteer.recognise(text).code for text in spellings} == spellings


def test_a_misspelt_province_is_proposed_and_not_taken(country: None) -> None:
    misspelt = {"Tarudant": "09.541", "Tiznitt": "09.581", "El Kelaa": "07.191", "Chefchaouene": "01.151"}

    found = {text: recognise(text, "province") for text in misspelt}

    assert {text: proposed.candidates[0][0] for text, proposed in found.items()} == misspelt
    assert not any(proposed.certain for proposed in found.values())


def test_what_names_nothing_is_never_certain(country: None) -> None:
    nothing = ["", "   ", "xyzzy", "12345", "🙂", "'; DROP TABLE"]

    assert not any(recognise(text, "province").certain for text in nothing)


def test_every_official_name_is_certain_or_ambiguous_and_never_another(country: None) -> None:
    gazetteer = Gazetteer("province")

    wrong = [
        (name, gazetteer.recognise(name).code)
        for province in Province.objects.all()
        for name in (province.name_fr, province.name_ar, province.name_fr.upper())
        if gazetteer.recognise(name).code != province.code
    ]

    assert wrong == []


def test_a_commune_s_name_is_certain_within_its_province(country: None) -> None:
    names = list(Commune.objects.filter(province="09.541"))
    gazetteer = Gazetteer("commune", "09.541")

    found = {gazetteer.recognise(commune.name_fr).code for commune in names}

    assert len(found - {""}) >= len(names) - 4  # two communes may share a name: then a person answers


def test_a_region_of_1997_is_not_one_of_today(country: None) -> None:
    assert not recognise("Souss-Massa-Drâa", "region").certain
    assert recognise("Souss-Massa-Drâa", "region_1997").code == "1997.04"


@pytest.mark.parametrize(
    ("text", "code"),
    [("Artisanat", "crafts"), ("agricole", "agriculture"), ("أركان", "argan"), ("housing", "housing")],
)
def test_sectors_are_recognised_in_three_languages(territory: Any, text: str, code: str) -> None:
    assert recognise(text, "sector").code == code


def test_loading_twice_changes_nothing(territory: Any) -> None:
    first = territory()

    assert territory() == first
    assert (first.provinces, first.communes, first.regions) == (75, 1503, 28)


def test_the_sixteen_regions_of_1997_ended_the_day_before_the_twelve_began(territory: Any) -> None:
    old = Region.objects.filter(division="1997")

    assert (old.count(), Region.objects.current().count()) == (16, 12)
    assert all(region.valid_to < Region.objects.get(code="09").valid_from for region in old)


def test_every_province_has_its_outline_and_its_iso_code(country: None) -> None:
    from mourafaka.territory.maps import choropleth

    drawn = {shape.code for shape in choropleth({}).shapes}

    assert drawn == set(Province.objects.exclude(iso="").values_list("code", flat=True))


def test_load_reference_without_communes_is_quick_enough_for_every_test(territory: Any) -> None:
    assert load_reference(regions=["09"], communes=False).provinces == 6
