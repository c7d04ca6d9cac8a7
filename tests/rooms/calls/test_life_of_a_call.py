"""From the programme to the open call: numbers, freezing, versions of the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from mourafaka.calls import rules_data, services
from mourafaka.calls.models import Call, RulesVersion
from mourafaka.foundations import journal
from tests.factories.calls import CallFactory, CohortFactory
from tests.factories.territory import ProvinceFactory, SectorFactory
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db

VALUES = {
    "code": "T2-09",
    "title_fr": "Appel",
    "title_ar": "دعوة",
    "opens_at": datetime(2020, 3, 2, tzinfo=UTC),
    "closes_at": datetime(2020, 4, 30, tzinfo=UTC),
    "seats": 33,
    "max_age_months": 24,
}


def create(actor: Any, **changes: Any) -> Call:
    return services.create_call(
        CohortFactory(), actor=actor, values={**VALUES, **changes}, provinces=[ProvinceFactory()]
    )


def test_a_programme_a_cohort_and_a_lot_are_created_by_headquarters(manager: Any) -> None:
    programme = services.create_programme(None, actor=manager, code="mourafaka", name_fr="M", name_ar="م")
    cohort = services.create_cohort(
        programme,
        actor=manager,
        code="souss-massa-2",
        number=2,
        name_fr="Souss-Massa",
        name_ar="سوس",
        service_starts_on=date(2020, 7, 1),
        service_ends_on=date(2022, 6, 30),
    )
    lot = services.create_lot(cohort, actor=manager, code="L8", provinces=[ProvinceFactory()])

    assert (programme.code, cohort.number, lot.provinces.count()) == ("mourafaka", 2, 1)


def test_a_service_that_ends_before_it_starts_is_refused_with_its_sentence(manager: Any) -> None:
    with refused_with("calls_value_refused") as refused:
        services.create_cohort(
            CohortFactory().programme,
            actor=manager,
            code="late",
            number=3,
            name_fr="x",
            name_ar="x",
            service_starts_on=date(2022, 7, 1),
            service_ends_on=date(2020, 6, 30),
        )

    assert "accompagnement" in str(refused.value)


def test_a_new_call_has_grid_one_and_the_packaged_documents(manager: Any) -> None:
    SectorFactory(code="housing")

    call = create(manager)

    rules = call.rules_versions.get()
    assert (rules.number, rules.frozen_at, rules.data["seats"]) == (1, None, 33)
    assert [line["weight"] for line in rules.data["grid"]] == [15, 15, 15, 12, 10, 10, 10, 8, 5]
    assert call.documents.filter(mandatory=True).count() == 6
    assert [sector.code for sector in call.excluded_sectors.all()] == ["housing"]


def test_a_call_that_closes_before_it_opens_is_refused(manager: Any) -> None:
    with refused_with("calls_value_refused"):
        create(manager, closes_at=datetime(2020, 1, 1, tzinfo=UTC))


def test_a_code_is_used_once(manager: Any) -> None:
    create(manager)

    with refused_with("calls_value_refused"):
        create(manager)


def test_a_delegate_creates_no_call(delegate: Any) -> None:
    with refused_with("not_allowed"):
        create(delegate)


def test_a_regional_manager_creates_calls_for_their_region_only(users: Any) -> None:
    with refused_with("not_allowed"):
        create(users("manager", "04"))


def test_opening_freezes_the_rules(manager: Any) -> None:
    call = services.open_call(create(manager), actor=manager)

    assert (call.state, call.rules_versions.get().frozen_at is not None) == ("open", True)


def test_in_preparation_the_rules_are_rewritten_without_a_version(manager: Any) -> None:
    call = create(manager)

    services.write_rules(call, actor=manager, data={**rules_data.default_rules(40), "threshold": "55"})

    call.refresh_from_db()
    assert call.seats == 40
    assert [v.data["threshold"] for v in call.rules_versions.all()] == ["55"]


def test_after_opening_a_change_is_a_new_frozen_version_with_its_reason(manager: Any) -> None:
    call = services.open_call(create(manager), actor=manager)

    version = services.write_rules(
        call,
        actor=manager,
        data={**rules_data.default_rules(33), "threshold": "55"},
        reason="Décision du comité",
    )

    assert (version.number, version.data["version"], version.reason) == (2, 2, "Décision du comité")
    assert version.frozen_at is not None
    assert call.rules_versions.get(number=1).data["threshold"] == "60"


def test_after_opening_a_change_without_reason_is_refused(manager: Any) -> None:
    call = CallFactory()

    with refused_with("rules_reason_missing"):
        services.write_rules(call, actor=manager, data={**rules_data.default_rules(5), "threshold": "55"})


def test_the_same_rules_again_are_no_new_version(manager: Any) -> None:
    call = services.open_call(create(manager), actor=manager)

    with refused_with("rules_unchanged"):
        services.write_rules(call, actor=manager, data=call.rules_versions.get().data, reason="x")


def test_decided_calls_keep_their_rules(manager: Any) -> None:
    call = CallFactory(state="decided")

    with refused_with("rules_after_decision"):
        services.write_rules(call, actor=manager, data=rules_data.default_rules(5), reason="x")


def test_two_people_writing_rules_at_once_do_not_overwrite_each_other(manager: Any) -> None:
    call = create(manager)
    services.write_rules(call, actor=manager, data=rules_data.default_rules(33), version=1)

    with refused_with("changed_meanwhile"):
        services.write_rules(call, actor=manager, data=rules_data.default_rules(10), version=1)


def test_a_version_changed_behind_the_acts_is_named(manager: Any) -> None:
    call = services.open_call(create(manager), actor=manager)
    rules = call.rules_versions.get()

    RulesVersion.objects.filter(pk=rules.pk).update(data={**rules.data, "threshold": "1"})

    assert [alteration.record for alteration in journal.altered_records()] == [
        f"calls.rulesversion:{rules.pk}"
    ]


def test_every_act_of_preparation_leaves_its_seals_whole(manager: Any) -> None:
    call = create(manager)
    services.edit_call(call, actor=manager, values={"seats": 20})
    services.write_rules(call, actor=manager, data=rules_data.default_rules(21))
    services.open_call(call, actor=manager)

    assert journal.altered_records() == []


def test_an_open_call_is_no_longer_edited(manager: Any) -> None:
    with refused_with("call_not_draft"):
        services.edit_call(CallFactory(), actor=manager, values={"seats": 4})


def test_seats_of_a_call_in_preparation_follow_into_its_rules(manager: Any) -> None:
    call = services.edit_call(create(manager), actor=manager, values={"seats": 20})

    assert call.rules_versions.get().data["seats"] == 20


def test_a_call_closes_once_its_time_is_past(manager: Any) -> None:
    assert services.close_call(CallFactory(), actor=manager).state == "closed"


def test_a_call_does_not_close_before_its_time(manager: Any) -> None:
    with time_machine.travel(datetime(2020, 4, 1, tzinfo=UTC), tick=False), refused_with("call_before_term"):
        services.close_call(CallFactory(), actor=manager)


def test_a_closed_call_does_not_open_again(manager: Any) -> None:
    with refused_with("unknown_step"):
        services.open_call(CallFactory(state="closed"), actor=manager)
