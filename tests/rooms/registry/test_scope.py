"""Who sees which cooperatives, and how they are found."""

from __future__ import annotations

from typing import Any

import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from mourafaka.foundations import crypto
from mourafaka.people.enums import Role
from mourafaka.registry.models import Cooperative
from tests.factories.registry import CooperativeFactory
from tests.factories.territory import ProvinceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Cooperative]:
    return [
        CooperativeFactory(province=ProvinceFactory(code=code)) for code in ("09.541", "09.551", "08.577")
    ]


@pytest.mark.parametrize("territory_code", ["", "09", "09.541", "08"])
@pytest.mark.parametrize("role", Role.values)
def test_what_is_listed_is_exactly_what_the_rule_allows(
    users: Any, three: list[Cooperative], role: str, territory_code: str
) -> None:
    user = users(role, territory_code)

    listed = set(Cooperative.objects.visible_to(user))

    assert listed == {c for c in three if rules.has_perm("registry.view_cooperative", user, c)}


def test_a_contact_sees_its_cooperative_whatever_its_place(users: Any, three: list[Cooperative]) -> None:
    president = users("cooperative")
    own = CooperativeFactory(contact=president)

    assert list(Cooperative.objects.visible_to(president)) == [own]
    assert rules.has_perm("registry.view_cooperative", president, own)


def test_nobody_is_shown_nothing(three: list[Cooperative]) -> None:
    assert not Cooperative.objects.visible_to(AnonymousUser()).exists()


def test_a_region_s_code_is_no_prefix_of_another(users: Any) -> None:
    CooperativeFactory(province=ProvinceFactory(code="10.071"))

    assert not Cooperative.objects.visible_to(users("delegate", "1")).exists()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("tamaynut", True),
        ("TAMAYNÛT", True),
        ("argane tamaynut", True),
        ("taroudant", False),
        ("أركان", True),
        ("اركان", True),
        ("تعاونية أركان", True),
        ("COOP-99", True),
        ("001561191", True),
        ("0661234567", True),
        ("06 61 23", True),
        ("%", False),
        ("_", False),
        ("zzz", False),
    ],
)
def test_a_cooperative_is_found_by_any_of_its_names_and_numbers(asked: str, found: bool) -> None:
    CooperativeFactory(
        name_fr="Coopérative Tamaynut Argane",
        name_ar="تعاونية تماينوت أركان",
        ice="001561191000066",
        phone="+212661234567",
    )
    CooperativeFactory(name_fr="Oasis Akka", code="COOP-12-00001", ice="")

    assert Cooperative.objects.search(asked).filter(name_ar__startswith="تعاونية").exists() == found


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("Coop. Tamaynute Argan", True),
        ("تعاونية تماينوت أركان", True),
        ("Oasis Akka", False),
        ("Tamaynut Safran", False),
    ],
)
def test_names_that_read_alike_are_likely_duplicates(name: str, alike: bool) -> None:
    one = CooperativeFactory(name_fr="Coopérative Tamaynut Argane")
    other = CooperativeFactory(name_fr=name)
    CooperativeFactory(name_fr="Coopérative Tamaynut Argane", province=ProvinceFactory(code="08.577"))

    assert Cooperative.objects.likely_duplicates(one) == ([other] if alike else [])


def test_a_list_of_one_province_reads_an_index(territory: Any) -> None:
    page = Cooperative.objects.in_territory(["09.541"]).order_by("sort_key", "pk")[:50]

    if connection.vendor == "sqlite":
        assert "USING INDEX cooperative_by_province" in page.explain()


def test_what_is_encrypted_is_read_back_and_found_by_its_index() -> None:
    token = crypto.encrypt("230010123456789012345697")

    assert ("2300" not in token, crypto.decrypt(token)) == (True, "230010123456789012345697")
    assert crypto.blind_index("a") == crypto.blind_index("a") != crypto.blind_index("b")


def test_a_value_of_another_key_is_named_as_such() -> None:
    with pytest.raises(crypto.WrongKey):
        crypto.decrypt("gAAAAAB" + "x" * 80)
