"""Months of service, and the days of a month one can work."""

from datetime import date

import pytest

from mourafaka.engine.periods import (
    MOVING_YEARS,
    Feast,
    add_months,
    days_to_give,
    fixed_holidays,
    last_day_of,
    moving_feasts,
    working_days,
)

APRIL = date(2021, 4, 1), date(2021, 4, 30)
FEASTS = moving_feasts(2021)


def test_a_month_later_is_the_same_day_or_the_last_one():
    assert (add_months(date(2020, 7, 1), 2), add_months(date(2021, 1, 31), 1)) == (
        date(2020, 9, 1),
        date(2021, 2, 28),
    )


def test_twenty_four_months_from_july_end_in_june():
    assert last_day_of(date(2020, 7, 1), 24) == date(2022, 6, 30)


def test_november_2021_has_twenty_one_working_days():
    days = working_days(date(2021, 11, 1), date(2021, 11, 30), feasts=FEASTS)

    assert (len(days), date(2021, 11, 18) in days) == (21, False)


def test_a_feast_closes_its_days_and_ramadan_does_not():
    days = working_days(date(2021, 5, 10), date(2021, 5, 14), feasts=FEASTS)

    assert days == [date(2021, 5, 10), date(2021, 5, 11), date(2021, 5, 12)]


def test_an_absence_takes_both_its_ends():
    days = working_days(
        date(2021, 3, 1), date(2021, 3, 5), feasts=(), absences=[(date(2021, 3, 2), date(2021, 3, 4))]
    )

    assert days == [date(2021, 3, 1), date(2021, 3, 5)]


def test_fourteen_january_is_a_holiday_since_2024():
    assert [date(year, 1, 14) in fixed_holidays(year) for year in (2023, 2024)] == [False, True]


def test_a_whole_month_gives_what_is_promised():
    days = working_days(date(2021, 3, 1), date(2021, 3, 31), feasts=FEASTS)

    assert days_to_give(8, date(2021, 3, 1), date(2021, 3, 31), available=days, feasts=FEASTS) == 8


def test_days_of_ramadan_count_for_half():
    """April 2021: 22 weekdays, 13 of them fasted: 8 × (9 + 6.5) / 22."""
    days = working_days(*APRIL, feasts=FEASTS)

    assert days_to_give(8, *APRIL, available=days, feasts=FEASTS) == 5


def test_nobody_gives_more_days_than_are_left():
    assert days_to_give(23, *APRIL, available=[date(2021, 4, 1)], feasts=()) == 1


def test_an_empty_period_gives_nothing():
    assert days_to_give(8, date(2021, 4, 3), date(2021, 4, 4), available=[], feasts=()) == 0


@pytest.mark.parametrize("year", range(MOVING_YEARS[0], MOVING_YEARS[1] + 1))
def test_ramadan_lasts_29_or_30_days_and_ends_before_the_feast(year):
    ramadan, fitr, *_ = moving_feasts(year)

    assert (ramadan.ends_on - ramadan.starts_on).days + 1 in (29, 30)
    assert (fitr.starts_on - ramadan.ends_on).days == 1


@pytest.mark.parametrize("year", range(MOVING_YEARS[0], MOVING_YEARS[1] + 1))
def test_the_feast_of_sacrifice_falls_about_seventy_days_after_the_other(year):
    feasts = {feast.kind: feast for feast in moving_feasts(year)}

    assert 67 <= (feasts["eid_adha"].starts_on - feasts["eid_fitr"].starts_on).days <= 70


def test_a_year_the_table_does_not_know_has_no_feast():
    assert moving_feasts(2042) == ()


def test_a_feast_contains_its_two_ends():
    feast = Feast("eid_fitr", date(2021, 5, 13), date(2021, 5, 14))

    assert [day in feast for day in (date(2021, 5, 12), date(2021, 5, 13), date(2021, 5, 14))] == [
        False, True, True,
    ]  # fmt: skip
