from datetime import UTC, date, datetime, timedelta

import pytest

from mourafaka.engine.press.dates import CASABLANCA, believable, read_date, read_moment

MOROCCAN = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("27 - 04 - 2020", date(2020, 4, 27)),
        ("27-04-2020", date(2020, 4, 27)),
        ("27/4/2020", date(2020, 4, 27)),
        ("2020-04-27", date(2020, 4, 27)),
        ("٢٧ - ٠٤ - ٢٠٢٠", date(2020, 4, 27)),
        ("\u200f27 - 04 - 2020\u200f", date(2020, 4, 27)),
        ("lundi 1er août 2022", date(2022, 8, 1)),
        ("27 avr. 2020", date(2020, 4, 27)),
        ("27 de abril de 2020", date(2020, 4, 27)),
        ("April 27th, 2020", date(2020, 4, 27)),
        ("12 كانون الأول 2019", date(2019, 12, 12)),
        ("5 سبتمبر 2021", date(2021, 9, 5)),
        ("du 3 au 5 mai 2021", date(2021, 5, 5)),
        ("31 - 02 - 2020", None),
        ("2020", None),
        ("33 coopératives en 2020", None),
        ("", None),
    ],
)
def test_a_day_is_read_however_it_is_written(written, day):
    assert read_date(written) == day


@pytest.mark.parametrize(("month", "name"), list(enumerate(MOROCCAN, start=1)))
def test_moroccan_months_are_known(month, name):
    assert read_date(f"نشر يوم 9 {name} 2023") == date(2023, month, 9)


def test_moments_are_aware_and_without_zone_they_are_moroccan():
    assert read_moment("Mon, 30 Nov 2026 19:26:46 +0100") == datetime(2026, 11, 30, 18, 26, 46, tzinfo=UTC)
    assert read_moment("2026-11-30T10:00:00Z") == datetime(2026, 11, 30, 10, tzinfo=UTC)
    assert read_moment("27 avril 2021 à 10h30") == datetime(2021, 4, 27, 10, 30, tzinfo=CASABLANCA)
    assert read_moment("hier") is None


def test_what_is_a_day_ahead_or_older_than_the_web_is_not_believed():
    now = datetime(2026, 11, 30, tzinfo=UTC)

    assert believable(now + timedelta(hours=24), now)
    assert not believable(now + timedelta(hours=25), now)
    assert not believable(datetime(1970, 1, 1, tzinfo=UTC), now)
