from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mourafaka.engine.text import NumberError, fold, fold_key, parse_decimal, similarity, skeleton


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Coopérative  d’Argane ", "cooperative d argane"),
        ("أُركـــان", "اركان"),
        ("إنزكان آيت ملّول", "انزكان ايت ملول"),
        ("القرى", "القري"),
        ("تعاونية", "تعاونيه"),
        ("N° ٣٤٥", "n 345"),
        ("Cœur\u200e", "coeur"),
    ],
)
def test_folding_forgets_how_words_were_typed(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_a_key_forgets_legal_words_articles_and_spaces():
    assert fold_key("Coopérative Al-Baraka") == fold_key("COOP. EL BARAKA") == "baraka"


def test_an_arabic_key_forgets_the_article_inside_the_word():
    assert fold_key("تعاونية البركة") == fold_key("بركة")


def test_a_name_of_legal_words_alone_keeps_them():
    assert fold_key("La coopérative") == "lacooperative"


@pytest.mark.parametrize(
    "spellings",
    [
        ("Argane", "Arkane", "أركان"),
        ("Taroudannt", "Taroudant", "تارودانت"),
        ("Inezgane", "إنزكان", "انزڭان"),
        ("Chtouka", "اشتوكة"),
        ("Tiznit", "تيزنيت", "ⵜⵉⵣⵏⵉⵜ"),
        ("Al Amal", "الأمل"),
        ("Khadija", "خديجة"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(spellings):
    assert len({skeleton(spelling) for spelling in spellings}) == 1


def test_the_same_name_in_two_alphabets_is_very_alike():
    assert similarity("Coopérative Taroudannt", "تعاونية تارودانت") == 0.9


def test_names_with_nothing_in_common_are_hardly_alike():
    assert similarity("Tiznit", "Ouarzazate") < 0.4


def test_an_empty_name_is_like_nothing():
    assert similarity("", "") == 0.0


@given(st.text(max_size=20), st.text(max_size=20))
def test_similarity_is_symmetric_and_between_0_and_1(a, b):
    assert 0.0 <= similarity(a, b) == similarity(b, a) <= 1.0


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("١٢٣٤", "1234"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("1.234.567", "1234567"),
        ("−3", "-3"),
        ("\u200f12", "12"),
    ],
)
def test_a_number_is_read_as_people_write_it(written, number):
    assert parse_decimal(written) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("NaN", "not_a_number"),
        ("1e5", "not_a_number"),
        ("douze", "not_a_number"),
        ("1 23", "bad_grouping"),
        ("1.2.3", "bad_grouping"),
    ],
)
def test_what_is_not_one_number_is_refused_with_its_text(written, code):
    with pytest.raises(NumberError) as refused:
        parse_decimal(written)

    assert (refused.value.code, refused.value.facts) == (code, {"text": written})


def test_an_amount_that_can_be_read_two_ways_is_not_guessed():
    with pytest.raises(NumberError) as refused:
        parse_decimal("1.234", places=2)

    assert refused.value.code == "ambiguous"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_a_number_written_with_a_comma_and_spaces_comes_back_unchanged(number):
    written = f"{number:,f}".replace(",", " ").replace(".", ",")

    assert parse_decimal(written, places=2) == number
