import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mourafaka.engine.quotas import QuotaError, largest_remainder

COUNTS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 200), max_size=10)


def test_places_follow_whole_parts_then_largest_remainders():
    assert largest_remainder({"a": 47, "b": 33, "c": 20}, 10, floor=0) == {"a": 5, "b": 3, "c": 2}


def test_a_province_with_one_application_gets_the_floor():
    assert largest_remainder({"a": 1000, "b": 1}, 10) == {"a": 9, "b": 1}


def test_a_province_without_application_gets_nothing():
    assert largest_remainder({"a": 10, "b": 0}, 5) == {"a": 5, "b": 0}


def test_equal_remainders_go_to_the_first_key():
    assert largest_remainder({"b": 5, "a": 5}, 3) == {"b": 1, "a": 2}


def test_more_seats_than_applications_leaves_seats_over():
    assert largest_remainder({"a": 2, "b": 1}, 10) == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("counts", "seats", "floor", "code"),
    [
        ({"a": 9, "b": 9, "c": 9}, 2, 1, "floors_exceed_seats"),
        ({"a": -1}, 2, 1, "negative_count"),
        ({"a": 1}, -2, 1, "negative_seats_or_floor"),
    ],
)
def test_places_that_cannot_be_shared_are_refused(counts, seats, floor, code):
    with pytest.raises(QuotaError) as refused:
        largest_remainder(counts, seats, floor)

    assert refused.value.code == code


@given(COUNTS, st.integers(0, 300))
def test_all_seats_are_shared_and_nobody_gets_more_than_it_has(counts, seats):
    assume(sum(1 for count in counts.values() if count) <= seats)

    shares = largest_remainder(counts, seats)

    assert sum(shares.values()) == min(seats, sum(counts.values()))
    assert all(min(1, counts[key]) <= shares[key] <= counts[key] for key in counts)


@given(COUNTS.filter(lambda counts: any(counts.values())), st.integers(0, 300))
def test_without_floor_no_share_is_a_whole_place_off(counts, seats):
    shares = largest_remainder(counts, seats, floor=0)

    total = sum(counts.values())
    seats = min(seats, total)
    assert all(abs(shares[key] * total - seats * counts[key]) < total for key in counts)
