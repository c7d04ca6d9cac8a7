from datetime import date, timedelta

from mourafaka.engine.itinerary import Tour, place_days

MARCH = [
    date(2026, 3, 1) + timedelta(days)
    for days in range(31)
    if (date(2026, 3, 1) + timedelta(days)).weekday() < 5
]
APRIL = [
    date(2026, 4, 1) + timedelta(days)
    for days in range(30)
    if (date(2026, 4, 1) + timedelta(days)).weekday() < 5
]
MONTHS = {day: day.month for day in MARCH + APRIL}


def tour(name, *stops, month=3, days=1):
    return Tour(name, "k", month, days, stops or (name,), 10.0)


def test_no_day_is_taken_twice():
    tours = [tour(f"t{i}", days=1 + i % 2) for i in range(12)]

    days = [day for run in place_days(tours, {"k": MARCH}).values() for day in run]

    assert len(days) == len(set(days)) == 18


def test_a_tour_of_two_days_takes_two_days_that_follow_one_another():
    first, second = place_days([tour("t", days=2)], {"k": MARCH})["t"]

    assert second - first == timedelta(1)


def test_busy_days_stay_free():
    placed = place_days([tour("t")], {"k": MARCH}, {"k": MARCH[:-1]})

    assert placed == {"t": (MARCH[-1],)}


def test_a_tour_without_a_day_left_has_none():
    assert place_days([tour("t", days=2)], {"k": MARCH[:1]}) == {"t": ()}


def test_each_tour_falls_in_its_month():
    placed = place_days([tour("t", month=4)], {"k": MARCH + APRIL}, month_of=MONTHS)

    assert placed["t"][0].month == 4


def test_two_visits_to_a_cooperative_are_a_fortnight_apart_where_possible():
    tours = [tour("t", "a", month=3), tour("u", "a", month=4)]

    placed = place_days(tours, {"k": MARCH[-3:] + APRIL}, month_of=MONTHS)

    assert placed["u"][0] - placed["t"][0] >= timedelta(14)


def test_tours_are_spread_over_the_month():
    placed = place_days([tour("t"), tour("u")], {"k": MARCH})

    assert (placed["t"][0], placed["u"][0]) == (MARCH[0], MARCH[-1])
