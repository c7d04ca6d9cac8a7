"""Parts of text messages."""

from hypothesis import given
from hypothesis import strategies as st

from mourafaka.engine.sms import BASIC, EXTENSION, Count, count

GSM = st.text(st.sampled_from(sorted(BASIC | EXTENSION)), max_size=500)


def test_160_latin_letters_take_one_part():
    assert count("a" * 160) == Count("gsm-7", 160, 1)


def test_161_latin_letters_take_two_parts():
    assert count("é" * 161) == Count("gsm-7", 161, 2)


def test_70_arabic_letters_take_one_part_and_71_take_two():
    assert (count("م" * 70).parts, count("م" * 71).parts, count("م" * 135).parts) == (1, 2, 3)


def test_a_euro_sign_takes_two_septets():
    assert count("€" * 81) == Count("gsm-7", 162, 2)


def test_an_escaped_character_is_not_cut_between_parts():
    assert count("a" * 152 + "€" + "a" * 152).parts == 3


def test_a_letter_with_circumflex_needs_the_wide_alphabet():
    assert count("être").encoding == "ucs-2"


def test_an_emoji_takes_two_units():
    assert count("🌿") == Count("ucs-2", 2, 1)


@given(GSM)
def test_a_longer_text_never_takes_fewer_parts(text):
    assert count(text + "a").parts >= count(text).parts


@given(st.text(max_size=400))
def test_parts_hold_every_unit_and_no_more_than_a_gap_a_part_is_lost(text):
    counted = count(text)
    alone, chained = (160, 153) if counted.encoding == "gsm-7" else (70, 67)

    assert (counted.units <= alone) == (counted.parts == 1)
    if counted.parts > 1:
        assert (counted.parts - 1) * (chained - 1) < counted.units <= counted.parts * chained
