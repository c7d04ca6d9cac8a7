"""Registering, correcting and counting: what is kept and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from mourafaka.foundations.models import JournalEntry
from mourafaka.foundations.refusals import Refused
from mourafaka.registry import services
from mourafaka.registry.models import Cooperative, MemberStat
from mourafaka.territory.models import Province, Sector
from tests.factories.registry import CooperativeFactory, MemberStatFactory, valid_ice, valid_rib
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(territory: Any, users: Any) -> Any:
    actor = users("manager")

    def make(province: str = "09.541", **fields: Any) -> Cooperative:
        keywords = {
            name: fields.pop(name)
            for name in ("rib", "even_if_alike", "other_value_chains", "actor")
            if name in fields
        }
        values = {"name_fr": "Tamaynut Argane", "sector": Sector.objects.get(code="argan"), **fields}
        keywords.setdefault("actor", actor)
        return services.register_cooperative(Province.objects.get(code=province), values=values, **keywords)

    make.actor = actor  # type: ignore[attr-defined]
    return make


def test_codes_count_up_in_each_region(register: Any, territory: Any) -> None:
    territory()

    codes = [register(place, name_fr=f"C {n}").code for n, place in enumerate(["09.541", "09.551", "08.577"])]

    assert codes == ["COOP-09-00001", "COOP-09-00002", "COOP-08-00001"]


def test_identifiers_are_kept_in_one_form(register: Any) -> None:
    cooperative = register(
        ice=" 0015.6119.1000-066", phone="06 61-23-45-67", rib="230 010 1234567890123456 97"
    )

    cooperative.refresh_from_db()

    assert (cooperative.ice, cooperative.phone) == ("001561191000066", "+212661234567")
    assert (cooperative.rib, cooperative.rib_masked[-6:]) == ("230010123456789012345697", "••5697")


def test_the_bank_account_is_neither_in_the_database_nor_in_the_journal(register: Any) -> None:
    rib = valid_rib(123456)

    cooperative = register(rib=rib)

    assert rib not in cooperative.rib_encrypted
    assert rib not in str(JournalEntry.objects.values_list("facts", flat=True))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("ice", "001561191000065", "ice_wrong_key"),
        ("ice", "12", "ice_not_15_digits"),
        ("rib", "230010123456789012345698", "rib_wrong_key"),
        ("phone", "12", "phone_unreadable"),
        ("tax_id", "12a", "tax_id_not_7_or_8_digits"),
        ("registered_on", date(2999, 1, 1), "registered_in_the_future"),
        ("name_fr", "", "name_missing"),
    ],
)
def test_a_value_that_does_not_hold_is_refused_by_name(
    register: Any, field: str, value: Any, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        register(**{field: value})

    assert (refused.value.code, refused.value.facts["field"]) == (code, field)
    assert Cooperative.objects.count() == 0


def test_an_ice_already_taken_is_refused_with_the_sentence_of_its_constraint(register: Any) -> None:
    register(ice=valid_ice(7))

    with pytest.raises(Refused) as refused:
        register(name_fr="Autre", ice=valid_ice(7))

    assert (refused.value.code, refused.value.facts["field"]) == ("value_refused", "ice")


def test_a_local_number_is_unique_in_its_court_only(register: Any) -> None:
    register(court="Taroudant", local_reg_no="12/2019")
    register(name_fr="Autre", court="Agadir", local_reg_no="12/2019")

    with pytest.raises(Refused):
        register(name_fr="Troisième", court="Agadir", local_reg_no="12/2019")


def test_a_name_already_registered_in_the_province_is_refused_unless_confirmed(register: Any) -> None:
    register(name_fr="Coopérative Tamaynut Argane")

    with pytest.raises(Refused) as refused:
        register(name_fr="TAMAYNUT-ARGANE")

    assert refused.value.code == "looks_registered"
    assert register(name_fr="TAMAYNUT-ARGANE", even_if_alike=True).code == "COOP-09-00002"


def test_a_branch_of_another_sector_is_refused(register: Any) -> None:
    with refused_with("branch_of_another_sector"):
        register(branch=Sector.objects.get(code="pottery"))


def test_a_delegate_registers_in_their_region_only(register: Any, users: Any, territory: Any) -> None:
    territory()
    delegate = users("delegate", "09")

    assert register(actor=delegate).code == "COOP-09-00001"
    with refused_with("not_allowed"):
        register("08.577", actor=delegate)


def test_a_correction_made_on_an_old_version_overwrites_nothing(register: Any) -> None:
    cooperative = register()
    services.correct_cooperative(cooperative, actor=register.actor, version=1, values={"address": "Douar A"})

    with pytest.raises(Refused) as refused:
        services.correct_cooperative(
            cooperative, actor=register.actor, version=1, values={"address": "Douar B"}
        )

    cooperative.refresh_from_db()
    assert refused.value.code == "changed_meanwhile"
    assert (cooperative.address, cooperative.version) == ("Douar A", 2)


def test_a_correction_without_bank_account_keeps_the_one_there_is(register: Any) -> None:
    cooperative = register(rib=valid_rib(5))

    services.correct_cooperative(cooperative, actor=register.actor, version=1, values={"address": "Douar A"})

    cooperative.refresh_from_db()
    assert cooperative.rib == valid_rib(5)


def test_a_delegate_cannot_move_a_cooperative_out_of_their_region(
    register: Any, users: Any, territory: Any
) -> None:
    territory()
    cooperative = register()

    with refused_with("not_allowed"):
        services.correct_cooperative(
            cooperative,
            actor=users("delegate", "09"),
            version=1,
            values={"province": Province.objects.get(code="08.577")},
        )


def test_the_history_names_who_changed_it(register: Any, users: Any) -> None:
    cooperative, delegate = register(), users("delegate", "09")

    services.correct_cooperative(cooperative, actor=delegate, version=1, values={"address": "Douar A"})

    assert cooperative.history.first().history_user == delegate


def test_a_second_count_for_a_day_must_say_that_it_corrects(register: Any) -> None:
    cooperative, actor, day = register(), register.actor, date(2020, 1, 31)
    first = services.record_members(cooperative, actor=actor, as_of=day, counts={"members_total": 9})

    with refused_with("count_exists"):
        services.record_members(cooperative, actor=actor, as_of=day, counts={"members_total": 11})
    services.record_members(cooperative, actor=actor, as_of=day, counts={"members_total": 11}, corrects=first)

    assert [stat.members_total for stat in cooperative.member_stats.current()] == [11]
    assert cooperative.member_stats.count() == 2


def test_a_part_greater_than_the_total_is_refused(register: Any) -> None:
    with pytest.raises(Refused) as refused:
        services.record_members(
            register(),
            actor=register.actor,
            as_of=date(2020, 1, 31),
            counts={"members_total": 9, "women": 10},
        )

    assert refused.value.code == "value_refused"


@pytest.mark.parametrize(
    "statement", ["UPDATE registry_memberstat SET women = 0", "DELETE FROM registry_memberstat"]
)
def test_the_database_itself_keeps_every_count(statement: str) -> None:
    MemberStatFactory()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert MemberStat.objects.get().women == 6


def test_dissolution_is_final(register: Any) -> None:
    cooperative, actor = register(), register.actor
    services.change_status(
        cooperative, actor=actor, status="dissolved", since=date(2020, 5, 1), reason="Assemblée générale"
    )

    with pytest.raises(Refused) as refused:
        services.change_status(
            cooperative, actor=actor, status="active", since=date(2020, 6, 1), reason="Reprise"
        )

    assert refused.value.code == "status_change_impossible"


def test_a_status_changes_with_a_reason_only(register: Any) -> None:
    with refused_with("status_reason_missing"):
        services.change_status(
            register(), actor=register.actor, status="dormant", since=date(2020, 5, 1), reason=" "
        )


def test_the_last_number_of_a_region_is_never_given_twice(register: Any) -> None:
    register()
    CooperativeFactory()

    assert register(name_fr="Autre").code == "COOP-09-00002"
