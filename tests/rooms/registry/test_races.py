"""Two people at once, on real transactions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from mourafaka.foundations.refusals import Refused
from mourafaka.registry import services
from mourafaka.registry.models import Cooperative
from mourafaka.territory.models import Province, Sector
from mourafaka.territory.services import load_reference

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite's test database lives in memory, where threads share one cache instead of waiting",
    ),
]


def at_once(work: Any, count: int) -> list[Any]:
    def one(number: int) -> Any:
        try:
            return work(number)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.fixture
def place(users: Any) -> tuple[Province, Sector, Any]:
    load_reference(regions=["09"], communes=False)
    return Province.objects.get(code="09.541"), Sector.objects.get(code="argan"), users("manager")


def test_registrations_at_once_get_codes_that_follow_each_other(place: tuple[Province, Sector, Any]) -> None:
    province, sector, actor = place

    def register(number: int) -> str:
        values = {"name_fr": f"Coopérative {number}", "sector": sector}
        return services.register_cooperative(province, actor=actor, values=values).code

    codes = at_once(register, 8)

    assert sorted(codes) == [f"COOP-09-{n:05d}" for n in range(1, 9)]


def test_of_corrections_at_once_one_is_kept_and_the_others_are_told(
    place: tuple[Province, Sector, Any],
) -> None:
    province, sector, actor = place
    made = services.register_cooperative(
        province, actor=actor, values={"name_fr": "Tifaout", "sector": sector}
    )

    def correct(number: int) -> str:
        values = {"address": f"Douar {number}"}
        return services.correct_cooperative(made, actor=actor, version=1, values=values).address

    answers = at_once(correct, 5)

    assert answers.count("changed_meanwhile") == 4
    assert Cooperative.objects.get().address in answers


def test_one_ice_registered_at_once_twice_is_kept_once(place: tuple[Province, Sector, Any]) -> None:
    province, sector, actor = place

    def register(number: int) -> str:
        values = {"name_fr": f"Coopérative {number}", "sector": sector, "ice": "001561191000066"}
        return services.register_cooperative(province, actor=actor, values=values).code

    answers = at_once(register, 4)

    assert (answers.count("value_refused"), Cooperative.objects.count()) == (3, 1)
