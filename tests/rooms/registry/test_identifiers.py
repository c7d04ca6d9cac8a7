"""Identifiers: read in any usual form, kept in one, refused with a reason."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ma import ice as stdnum_ice

from mourafaka.registry.identifiers import (
    IdentifierError,
    display_phone,
    masked,
    parse_cnss_no,
    parse_ice,
    parse_phone,
    parse_rib,
    parse_tax_id,
)
from mourafaka.registry.models import Cooperative
from tests.factories.registry import valid_ice, valid_rib

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize("ice", ["001561191000066", "002136093000040", "009900001000060"])
def test_published_ices_are_valid(ice: str) -> None:
    assert parse_ice(ice) == ice


@given(st.integers(1, 10**13 - 1), st.integers(0, 14), st.integers(1, 9))
def test_one_mistyped_digit_of_an_ice_is_always_noticed(number: int, place: int, more: int) -> None:
    ice = valid_ice(number)
    wrong = ice[:place] + str((int(ice[place]) + more) % 10) + ice[place + 1 :]

    with pytest.raises(IdentifierError):
        parse_ice(wrong)


@given(st.text("0123456789", min_size=15, max_size=15))
def test_our_ice_is_valid_when_stdnum_says_so(text: str) -> None:
    try:
        ours = parse_ice(text) == text
    except IdentifierError:
        ours = False

    assert ours == stdnum_ice.is_valid(text)


@given(st.integers(1, 10**22 - 1))
def test_a_rib_is_read_with_its_spaces_and_in_arabic_digits(number: int) -> None:
    rib = valid_rib(number)
    spaced = f"{rib[:3]} {rib[3:6]} {rib[6:22]} {rib[22:]}"

    assert (parse_rib(spaced), parse_rib(rib.translate(ARABIC))) == (rib, rib)


@pytest.mark.parametrize("rib", ["230010123456789012345698", "0" * 24, "23001", "x" * 24])
def test_a_rib_that_does_not_hold_is_refused(rib: str) -> None:
    with pytest.raises(IdentifierError):
        parse_rib(rib)


@pytest.mark.parametrize(
    "text",
    ["0661234567", "06 61 23 45 67", "+212 661-234567", "00212661234567", "٠٦٦١٢٣٤٥٦٧", "(0661) 23.45.67"],
)
def test_a_phone_is_kept_in_one_form(text: str) -> None:
    assert parse_phone(text) == "+212661234567"


@pytest.mark.parametrize("text", ["12", "bonjour", "0161234567890123", "+212"])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError):
        parse_phone(text)


def test_a_phone_is_shown_as_people_say_it() -> None:
    assert display_phone("+212661234567") == "06 61 23 45 67"


@given(st.text())
def test_any_text_is_an_identifier_or_refused(text: str) -> None:
    for parse in (parse_ice, parse_rib, parse_phone, parse_tax_id, parse_cnss_no):
        with contextlib.suppress(IdentifierError):
            parse(text)


def test_only_the_last_four_characters_are_shown() -> None:
    assert (masked("001561191000066"), masked("12"), masked("")) == ("•" * 11 + "0066", "12", "")


@pytest.mark.parametrize(
    ("registered_on", "on", "months"),
    [
        (date(2018, 4, 27), date(2020, 4, 27), 24),
        (date(2018, 4, 28), date(2020, 4, 27), 23),
        (date(2020, 1, 31), date(2020, 2, 29), 0),
        (None, date(2020, 1, 1), None),
    ],
)
def test_age_counts_full_months(registered_on: date | None, on: date, months: int | None) -> None:
    assert Cooperative(registered_on=registered_on).age_months(on) == months
