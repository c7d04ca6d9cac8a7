"""What people type is read, or refused with a reason."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mourafaka.engine import typed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,5", "1234.5"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("١٢٣٤", "1234"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("1.234", "1234"),
        ("12,5", "12.5"),
        ("15 000 DH", "15000"),
        ("15000 درهم", "15000"),
        ("1\u202f234", "1234"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, value):
    assert typed.amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("beaucoup", "number_unreadable"),
        ("1,2,3", "number_unreadable"),
        ("12,3456", "number_unreadable"),
        ("-5", "number_below_zero"),
        ("9" * 15, "number_too_large"),
        ("²", "number_unreadable"),
    ],
)
def test_an_amount_that_cannot_be_read_says_why(text, code):
    with pytest.raises(typed.TypedError) as refused:
        typed.amount(text)

    assert refused.value.code == code


def test_a_count_has_no_decimals():
    with pytest.raises(typed.TypedError) as refused:
        typed.whole("12,5")

    assert refused.value.code == "number_not_whole"


@pytest.mark.parametrize(
    "text", ["27/04/2020", "٢٧/٠٤/٢٠٢٠", "27-4-2020", "27 04 2020", "2020-04-27", "27.04.2020"]
)
def test_a_day_is_read_as_people_write_it(text):
    assert typed.day(text) == date(2020, 4, 27)


@pytest.mark.parametrize(
    ("text", "code"),
    [("hier", "day_unreadable"), ("31/02/2020", "day_not_in_calendar"), ("04/20", "day_unreadable")],
)
def test_a_day_that_cannot_be_read_says_why(text, code):
    with pytest.raises(typed.TypedError) as refused:
        typed.day(text)

    assert refused.value.code == code


def test_an_empty_text_is_no_value():
    assert (typed.amount(" "), typed.whole(""), typed.day("\u200f")) == (None, None, None)


@given(st.decimals(0, typed.GREATEST, places=2))
def test_an_amount_written_is_read_back(value):
    assert typed.amount(typed.written_amount(value)) == value


@given(st.dates())
def test_a_day_written_is_read_back(value):
    assert typed.day(typed.written_day(value)) == value
