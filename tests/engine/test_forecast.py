"""The forecast of completion: exact where it can be told by hand, calibrated on histories it never saw."""

from __future__ import annotations

import random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mourafaka.engine.forecast import History, Months, due_by, forecast, months_of, together

MONTHS = st.lists(st.integers(1, 24), max_size=12, unique=True).map(lambda months: tuple(sorted(months)))


def chance(history: History, *others: History) -> float:
    return forecast([history, *others])[0].probability


@pytest.mark.parametrize(
    ("month", "due"), [(0, 0), (1, 1), (2, 1), (3, 2), (12, 6), (23, 12), (24, 12), (30, 12)]
)
def test_a_visit_is_due_at_the_start_of_each_window(month, due):
    assert due_by(month) == due


def test_months_that_owe_a_visit_and_bring_none_are_missed():
    assert months_of(History("a", month=7, held=(1, 4))) == Months(kept=2, missed=3)  # 3, 5 and 6


def test_a_complete_one_is_certain():
    assert chance(History("a", month=20, held=tuple(range(1, 13)))) == 1.0


def test_one_that_left_completes_no_more():
    assert chance(History("a", month=20, held=tuple(range(1, 13)), left=True)) == 0.0


def test_what_no_longer_fits_in_the_months_left_is_impossible_and_said():
    late = forecast([History("a", month=20, held=(1, 3))])[0]

    assert (late.probability, late.reasons[1].code, dict(late.reasons[1].facts)) == (
        0.0,
        "months_short",
        {"left": 5, "missing": 10},
    )


def test_the_pace_is_told_in_its_own_numbers():
    slow = forecast([History("a", month=6, held=(1, 5))])[0]

    assert dict(slow.reasons[0].facts) == {"held": 2, "month": 6, "pace": 8, "visits": 12}


def test_month_three_tells_apart_who_will_miss_month_twenty_four():
    others = [History(str(n), month=3, held=(1, 3), coach="B") for n in range(20)]
    silent, steady = History("a", month=3, coach="A"), History("b", month=3, held=(1, 3), coach="B")

    told = {each.id: each.probability for each in forecast([silent, steady, *others])}

    assert told["a"] < told["b"] - 0.1


def test_a_slow_coach_weighs_on_a_cooperative_that_just_began():
    def with_coach(held: tuple[int, ...]) -> float:
        return chance(
            History("new", month=1, coach="A"), *(History(str(n), 12, held, "A") for n in range(10))
        )

    assert with_coach((5,)) < with_coach((1, 3, 5, 7, 9, 11))


@given(MONTHS, st.integers(1, 24), st.integers(1, 24))
@settings(max_examples=200, deadline=None)
def test_one_more_visit_held_never_lowers_the_chance(held, month, more):
    held = tuple(each for each in held if each <= month)
    more = min(more, month)

    before, after = (
        chance(History("a", month, held)),
        chance(History("a", month, tuple(sorted((*held, more))))),
    )

    assert after >= before - 1e-9


@given(st.lists(st.tuples(MONTHS, st.integers(-2, 30), st.booleans()), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_every_forecast_is_a_chance_and_an_interval_around_what_is_held(rows):
    histories = [
        History(str(n), month, tuple(m for m in held if m <= month), suspended=suspended)
        for n, (held, month, suspended) in enumerate(rows)
    ]

    for each in forecast(histories):
        assert 0 <= each.probability <= 1
        assert each.held <= each.low <= each.high <= max(12, each.held)
        assert each.low - 1 <= each.expected <= each.high + 1


def test_the_order_of_the_histories_changes_nothing():
    histories = [History(str(n), month=9, held=tuple(range(1, n)), coach=str(n % 3)) for n in range(1, 9)]

    there, back = forecast(histories), forecast(histories[::-1])

    assert [(f.id, round(f.probability, 9)) for f in there] == [
        (f.id, round(f.probability, 9)) for f in back[::-1]
    ]


# Against simulated programmes: coaches and cooperatives of unequal pace, some leave


def lived(chance: random.Random, pace: float, leaving: float) -> tuple[tuple[int, ...], int | None]:
    """Months of the visits held in two years, and the month it left, if it did. Not the model's own rules: visits
    come in any month of their window, are put off by seasons, and may be caught up two in a month."""
    held: list[int] = []
    for month in range(1, 25):
        if chance.random() < leaving:
            return tuple(held), month
        season = 0.5 if month % 12 in (10, 11) else 1.0
        behind = due_by(month) - len(held)
        for _ in range(min(2, behind)):
            if chance.random() < pace * season:
                held.append(month)
    return tuple(held), None


def programme(seed: int) -> list[tuple[str, tuple[int, ...], int | None]]:
    chance = random.Random(seed)
    paces = {f"c{n}": chance.betavariate(5, 3) for n in range(6)}
    return [
        (coach, *lived(chance, min(0.95, max(0.05, chance.gauss(pace, 0.12))), 0.006))
        for coach, pace in paces.items()
        for _ in range(10)
    ]


def seen_at(month: int, lives: list) -> tuple[list[History], list[bool]]:
    histories, completed = [], []
    for n, (coach, held, left) in enumerate(lives):
        if left is not None and left <= month:
            continue
        so_far = tuple(m for m in held if m < month)
        gap = 30 * (month - (so_far[-1] if so_far else 0))
        histories.append(History(str(n), month, so_far, coach, gap_days=gap))
        completed.append(left is None and len(held) >= 12)
    return histories, completed


def brier(chances: list[float], happened: list[bool]) -> float:
    return fmean((p - h) ** 2 for p, h in zip(chances, happened, strict=True))


@pytest.mark.parametrize(("month", "better_by"), [(4, 0.02), (7, 0.06), (13, 0.1), (19, 0.1)])
def test_forecasts_of_simulated_programmes_beat_the_base_rate(month, better_by):
    chances, happened = [], []
    for seed in range(40):
        histories, completed = seen_at(month, programme(seed))
        chances += [each.probability for each in forecast(histories)]
        happened += completed

    base = fmean(happened)
    skill = 1 - brier(chances, happened) / brier([base] * len(happened), happened)

    assert skill >= better_by, (month, round(skill, 3), base, fmean(chances))


def test_the_number_of_completions_of_a_programme_falls_within_its_interval():
    inside = []
    for seed in range(60):
        histories, completed = seen_at(12, programme(seed))
        group = together(forecast(histories))
        inside.append(group.low <= sum(completed) <= group.high)

    assert fmean(inside) >= 0.6, fmean(inside)


def test_an_empty_group_expects_nobody():
    assert (together([]).share, together([]).high) == (0.0, 0)
