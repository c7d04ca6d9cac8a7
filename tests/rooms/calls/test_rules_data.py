"""What may be written as rules, and the sentence for each fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mourafaka.calls import queries, rules_data, services
from tests.factories.calls import ApplicationFactory, CallFactory
from tests.factories.territory import ProvinceFactory
from tests.refusing import refused_with

KNOWN = {
    "province": frozenset({"09.541", "09.551"}),
    "sector": frozenset({"argan"}),
    "women_led": rules_data.YES_NO,
}


def rules(**changes: Any) -> dict[str, Any]:
    return {**rules_data.default_rules(10), **changes}


def quota(value: str = "09.541", column: str = "province", **bounds: Any) -> dict[str, Any]:
    return {"column": column, "value": value, **bounds}


def faults(data: Any) -> list[str]:
    with pytest.raises(rules_data.RulesFaulty) as faulty:
        rules_data.checked(data, KNOWN)
    for problem in faulty.value.problems:
        assert str(problem)
    return [problem.code for problem in faulty.value.problems]


def test_grid_one_describes_six_levels_of_nine_criteria_in_two_languages() -> None:
    grid = rules_data.grid_v1()

    assert [len(line["levels"]) for line in grid] == [6] * 9
    assert all(level["fr"] and level["ar"] for line in grid for level in line["levels"])
    assert {line["code"]: line["eliminatory_below"] for line in grid if line["eliminatory_below"]} == {
        "C1": "2",
        "C4": "2",
    }


def test_the_first_rules_of_a_call_are_sound_and_in_their_one_form() -> None:
    once = rules_data.checked(rules_data.default_rules(33), KNOWN)

    assert rules_data.checked(once, KNOWN) == once
    assert (once["reserve_share"], once["threshold"]) == ("0.2", "60")


CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({"seats": 0}, ["out_of_range"]),
    ({"seats": "33"}, ["not_a_whole_number"]),
    ({"seats": True}, ["not_a_whole_number"]),
    ({"seats": None}, ["missing"]),
    ({"threshold": "101"}, ["out_of_range"]),
    ({"threshold": "NaN"}, ["not_a_number"]),
    ({"threshold": "-1"}, ["out_of_range"]),
    ({"threshold": 60.5}, ["not_a_number"]),
    ({"reserve_share": "1.5"}, ["out_of_range"]),
    ({"readings": 0}, ["out_of_range"]),
    ({"basis": "mean"}, ["not_a_choice"]),
    ({"third_reading": None}, ["not_an_object"]),
    ({"third_reading": {"criterion_gap": "6", "total_gap": "20"}}, ["out_of_range"]),
    ({"third_reading": {"criterion_gap": "2", "total_gap": "20", "x": 1}}, ["unknown_key"]),
    ({"colour": "green"}, ["unknown_key"]),
    ({"grid": []}, ["grid_empty", "tie_unknown", "tie_unknown"]),
    ({"grid": "C1"}, ["not_a_list", "tie_unknown", "tie_unknown"]),
    ({"ties": ["C99"]}, ["tie_unknown"]),
    ({"ties": ["C7", "C7"]}, ["tie_twice"]),
    ({"ties": "C7"}, ["not_a_list"]),
    ({"quotas": None}, ["not_a_list"]),
    ({"quotas": ["x"]}, ["not_an_object"]),
    ({"quotas": [quota()]}, ["quota_empty"]),
    ({"quotas": [quota(min=5, max=4)]}, ["quota_crossed"]),
    ({"quotas": [quota(min=11)]}, ["quota_above_seats"]),
    ({"quotas": [quota(min=-1)]}, ["not_a_whole_number"]),
    ({"quotas": [quota(min="4")]}, ["not_a_whole_number"]),
    ({"quotas": [quota("09.999", min=1)]}, ["unknown_value"]),
    ({"quotas": [quota(column="colour", min=1)]}, ["unknown_column"]),
    ({"quotas": [quota(min=1, weight=2)]}, ["unknown_key"]),
    ({"quotas": [quota(min=1), quota(max=5)]}, ["quota_twice"]),
    ({"quotas": [quota(min=6), quota("09.551", min=5)]}, ["minimums_above_seats"]),
    ({"quotas": [quota(max=4), quota("09.551", max=5)]}, ["maximums_below_seats"]),
]


@pytest.mark.parametrize(("changes", "codes"), CASES)
def test_a_fault_is_named(changes: dict[str, Any], codes: list[str]) -> None:
    assert faults(rules(**changes)) == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"weight": 20}, ["weights"]),
        ({"weight": "heavy"}, ["not_a_number"]),
        ({"weight": -5}, ["out_of_range"]),
        ({"code": "C2"}, ["criterion_twice"]),
        ({"eliminatory_below": "6"}, ["out_of_range"]),
        ({"label": {"fr": "Rentabilité"}}, ["text_missing"]),
        ({"levels": []}, ["six_levels"]),
        ({"levels": [{"fr": "x", "ar": ""}] * 6}, ["text_missing"] * 6),
        ({"colour": "green"}, ["unknown_key"]),
    ],
)
def test_a_fault_of_the_grid_is_named(change: dict[str, Any], codes: list[str]) -> None:
    first, *others = rules_data.grid_v1()

    assert faults(rules(grid=[{**first, **change}, *others])) == codes


def test_several_faults_are_told_together() -> None:
    assert len(faults(rules(threshold="x", seats=0, ties=["Z"]))) == 3


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(rules_data.KEYS)), inner)
        ),
        max_leaves=8,
    ),
    st.sampled_from(sorted(rules_data.KEYS)),
)
def test_whatever_is_sent_is_sound_or_refused_in_words(value: Any, key: str) -> None:
    assert all(said_of(data) is None or all(said_of(data)) for data in (value, rules(**{key: value})))


def said_of(data: Any) -> list[str] | None:
    """The sentences of its faults, None when it is sound."""
    try:
        rules_data.checked(data, KNOWN)
    except rules_data.RulesFaulty as faulty:
        return [str(problem) for problem in faulty.problems]
    return None


@pytest.mark.django_db
def test_faulty_rules_are_refused_with_their_place(manager: Any) -> None:
    with refused_with("rules_faulty") as refused:
        services.write_rules(
            CallFactory(), actor=manager, data=rules(quotas=[quota(min=3, max=2)]), reason="x"
        )

    assert all(words in str(refused.value) for words in ("1", "3", "2"))


@pytest.mark.django_db
def test_quotas_are_proposed_by_largest_remainder_with_a_floor_of_one(manager: Any) -> None:
    call = CallFactory(seats=5)
    ApplicationFactory.create_batch(19, call=call, eligible=True)
    ApplicationFactory(call=call, eligible=True, cooperative__province=ProvinceFactory(code="09.551"))
    ApplicationFactory.create_batch(5, call=call, eligible=False, cooperative__province__code="09.551")

    proposed = {line.province.code: (line.eligible, line.seats) for line in queries.propose_quotas(call)}

    assert proposed == {"09.541": (19, 4), "09.551": (1, 1)}


@pytest.mark.django_db
def test_more_provinces_with_applications_than_seats_cannot_each_have_one(manager: Any) -> None:
    call = CallFactory(seats=1)
    ApplicationFactory(call=call, eligible=True)
    ApplicationFactory(call=call, eligible=True, cooperative__province=ProvinceFactory(code="09.551"))

    with refused_with("quota_floors_exceed_seats"):
        queries.propose_quotas(call)


@pytest.mark.django_db
def test_two_versions_are_compared_in_words(manager: Any) -> None:
    ProvinceFactory(code="09.551")
    before = rules_data.checked(rules(quotas=[quota(min=2)]), KNOWN)
    after = rules_data.checked(
        rules(threshold="55", quotas=[quota(min=2, max=4), quota("09.551", max=6)]), KNOWN
    )

    changes = [(change.before, change.after) for change in queries.differences(before, after)]

    assert len(changes) == 3
    assert changes[0] == ("60", "55")
