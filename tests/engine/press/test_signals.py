from datetime import date
from decimal import Decimal

import pytest

from mourafaka.engine.press.signals import read_signals, rubric
from tests.press_corpus import headlines


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Cours des devises du mercredi 21 mai 2025", "exchange"),
        ("أسعار صرف العملات اليوم", "exchange"),
        ("Météo : fortes chaleurs ce jeudi", "weather"),
        ("Les prévisions du vendredi 3 octobre", "weather"),
        ("توقعات أحوال الطقس ليوم الأربعاء", "weather"),
        ("Prix du phosphate : nouvelle hausse", "commodity"),
        ("أسعار المحروقات تنخفض", "commodity"),
        ("Le prix de la meilleure coopérative décerné à Tiznit", None),
        ("Les prévisions", "weather"),
        ("Taux de change : le dirham s'apprécie", "exchange"),
        ("Pétrole : le Brent en hausse", "commodity"),
        ("Inondations : la route coupée", None),
        ("Les prévisions de croissance revues à la hausse", None),
        ("Les prévisions budgétaires de la commune", None),
        ("Météo France et le Maroc signent un accord", None),
    ],
)
def test_rubrics_are_told_from_news(title, kind):
    found = rubric(title)

    assert (found and found.kind) == kind


def test_the_day_of_a_rubric_is_read():
    found = rubric("Cours des devises du mercredi 21 mai 2025")

    assert found is not None
    assert found.on == date(2025, 5, 21)


def test_ordinary_headlines_are_no_rubrics():
    titles = [title for lang in ("fr", "ar", "es", "en") for title in headlines(lang, 100, seed=3)]

    assert [title for title in titles if rubric(title) and "rix" not in title and "سعار" not in title] == []


def read(kind, text):
    return [(row.subject, row.value, row.unit, row.on) for row in read_signals(kind, text, date(2025, 5, 21))]


def test_values_are_read_with_their_units_and_evidence():
    text = "1 EUR = 10,4512 MAD ; 1 USD = 9.2345 MAD ; 100 JPY = 6,32 DH"

    assert read("exchange", text) == [
        ("EUR", Decimal("10.4512"), "MAD", date(2025, 5, 21)),
        ("USD", Decimal("9.2345"), "MAD", date(2025, 5, 21)),
        ("JPY", Decimal("0.0632"), "MAD", date(2025, 5, 21)),
    ]
    evidence = read_signals("exchange", text)[0]
    assert text[evidence.start : evidence.end] == "1 EUR = 10,4512 MAD"


def test_prices_keep_their_measure_and_a_number_without_unit_is_not_read():
    text = "Le phosphate brut s'établit à 152,5 dollars la tonne. L'huile d'olive est à 90 DH le litre. Le miel : 200."

    assert read("commodity", text) == [
        ("phosphate", Decimal("152.5"), "USD/t", date(2025, 5, 21)),
        ("olive_oil", Decimal("90"), "MAD/l", date(2025, 5, 21)),
    ]
    assert read("commodity", "بلغ سعر زيت الزيتون ٩٠ درهما للتر") == [
        ("olive_oil", Decimal("90"), "MAD/l", date(2025, 5, 21))
    ]
    assert read("weather", text) == []


BULLETINS = [
    (
        "Températures minimales et maximales ce mercredi : - Oujda : 11 - 25 - Al Hoceima: -2/20 - Salé : 13 à 22",
        [("02.411", 11, 25), ("01.051", -2, 20), ("04.441", 13, 22)],
    ),
    (
        "درجات الحرارة الدنيا والعليا المرتقبة: وجدة : ١١ - ٢٥، سلا: 13 / 22",
        [("02.411", 11, 25), ("04.441", 13, 22)],
    ),
    ("Températures maximales et minimales : Agadir : 27 - 14 ; Tanger : 90 - 12", [("09.001", 14, 27)]),
    ("Agadir : 14 - 27", []),
]


@pytest.mark.parametrize(("text", "wanted"), BULLETINS)
def test_a_bulletin_gives_the_temperatures_of_each_place(text, wanted):
    read = [(row.subject, row.unit, row.value) for row in read_signals("weather", text, date(2025, 5, 21))]

    assert read == [
        told for place, low, high in wanted for told in ((place, "°C min", low), (place, "°C max", high))
    ]


def test_rain_is_read_with_its_millimetres_and_its_day():
    found = read_signals(
        "weather", "Pluies du 21 mai 2025 : Chefchaouen (48 mm), Larache : 12,5 mm, Tanger (32)"
    )

    assert [(row.subject, row.unit, row.value, row.on) for row in found] == [
        ("01.151", "mm", Decimal("48"), date(2025, 5, 21)),
        ("01.331", "mm", Decimal("12.5"), date(2025, 5, 21)),
    ]
