import random
from dataclasses import replace
from math import inf

import pytest

from mourafaka.engine.itinerary import Coach, Cooperative, Held, ItineraryError, plan, window
from tests.engine.itinerary_checker import faults, instance, optimum

BASE = Coach("k", 30.0, -9.0, frozenset({"ar"}), 4)


def coop(name, lat=30.1, lon=-9.0, visits=2, **more):
    return Cooperative(name, lat, lon, visits, **more)


@pytest.mark.parametrize("first", range(0, 1000, 125))
def test_a_plan_breaks_no_rule_in_1000_random_instances_with_and_without_one_coach(first):
    broken = {}
    for seed in range(first, first + 125):
        coops, coaches, more, per_day = instance(seed)
        for one_coach in (False, True):
            answer = plan(coops, coaches, visits_per_day=per_day, one_coach=one_coach, seconds=20, **more)
            if answer.status != "infeasible":
                broken[seed, one_coach] = faults(answer, coops, coaches, per_day=per_day, **more)

    assert {question: found for question, found in broken.items() if found} == {}


def test_a_tiny_plan_is_the_optimum_found_by_trying_everything():
    wrong = []
    for seed in range(250):
        coops, coaches, months, per_day = tiny(seed)
        best, alone = optimum(coops, coaches, months=months, per_day=per_day)
        answer = plan(coops, coaches, months=months, visits_per_day=per_day)
        kept = plan(coops, coaches, months=months, visits_per_day=per_day, one_coach=True)
        if best == inf:
            wrong += [(seed, found.status) for found in (answer, kept) if found.status != "infeasible"]
            continue
        if abs(answer.travel_km - best) > 1e-4:
            wrong.append((seed, "longer than the optimum", best, answer.travel_km))
        if not max(answer.bound_km, kept.bound_km) - 1e-5 <= best <= kept.travel_km + 1e-5:
            wrong.append((seed, answer.bound_km, kept.bound_km, best, kept.travel_km))
        if (alone == inf) != bool(kept.split):
            wrong.append((seed, kept.split, alone))

    assert wrong == []


def tiny(seed):
    chance = random.Random(seed)
    months = chance.choice([2, 3, 4])
    coops = [
        coop(
            f"c{i}", chance.uniform(29, 31), chance.uniform(-10, -8), chance.randint(1, 2), language=language
        )
        for i, language in enumerate(chance.choices(["", "ar", "zgh"], k=chance.randint(1, 4)))
    ]
    coaches = [
        Coach(
            f"k{j}", chance.uniform(29, 31), chance.uniform(-10, -8), frozenset(spoken), chance.randint(0, 2)
        )
        for j, spoken in enumerate(chance.choices([{"ar"}, {"zgh"}, {"ar", "zgh"}], k=chance.randint(1, 2)))
    ]
    return coops, coaches, months, chance.choice([1, 2, 2, 3])


def test_the_windows_of_five_visits_in_24_months_are_disjoint_and_cover_them():
    months = [list(window(k, 5, 24)) for k in range(1, 6)]

    assert months == [
        [1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11, 12, 13, 14], [15, 16, 17, 18, 19], [20, 21, 22, 23, 24],
    ]  # fmt: skip


def test_neighbours_share_a_tour():
    answer = plan([coop("a"), coop("b", 30.11)], [BASE], months=2)

    assert [tour.stops for tour in answer.tours] == [("a", "b"), ("a", "b")]


def test_the_order_of_the_rows_changes_nothing():
    coops, coaches, more, per_day = instance(4)

    one, other = (
        replace(plan(listed, coaches, visits_per_day=per_day, **more), seconds=0, entered_order_km=0)
        for listed in (coops, coops[::-1])
    )

    assert one == other


def test_held_visits_stay_outside_their_window_and_their_days_count():
    held = [Held("a", 1, 4, "k", "old"), Held("b", 1, 4, "k", "old")]
    coops = [coop("a"), coop("b"), coop("c", visits=4)]

    answer = plan(coops, [replace(BASE, days_per_month=1)], months=4, held=held[:1])

    assert [(c.kind, c.months) for c in answer.conflicts] == [("days", (4,))] or answer.status == "infeasible"
    spacious = plan(coops, [BASE], months=4, held=held)
    assert next(tour for tour in spacious.tours if tour.id == "old").month == 4


def test_after_an_absence_only_what_must_move_moves():
    coops = [coop(f"c{i}", 30 + i / 10, visits=6) for i in range(6)]
    before = plan(coops, [BASE], months=12)
    away = before.tours[0].month

    after = plan(coops, [BASE], months=12, keep=before, absent=[("k", away)])

    lost = {(v.cooperative, v.number) for v in before.visits if v.month == away}
    places = {(v.cooperative, v.number): v.month for v in after.visits}
    changed = {(v.cooperative, v.number) for v in before.visits if places[v.cooperative, v.number] != v.month}
    assert changed == lost
    assert after.moved == len(lost)


def test_a_plan_kept_without_any_change_stays_as_it_is():
    coops, coaches, more, per_day = instance(11)
    before = plan(coops, coaches, visits_per_day=per_day, **more)

    after = plan(coops, coaches, visits_per_day=per_day, keep=before, **more)

    assert (after.visits, after.moved) == (before.visits, 0)


def test_a_cooperative_keeps_the_coach_it_has():
    far = Coach("far", 33.0, -5.0, frozenset(), 4)

    answer = plan([coop("a", coach="far")], [BASE, far], months=2)

    assert {visit.coach for visit in answer.visits} == {"far"}


def test_a_skill_is_asked_of_the_coach():
    skilled = Coach("s", 33.0, -5.0, frozenset(), 4, skills=frozenset({"export"}))

    answer = plan([coop("a", skill="export")], [BASE, skilled], months=2)

    assert {visit.coach for visit in answer.visits} == {"s"}


def test_a_cooperative_is_split_only_for_want_of_days():
    coaches = [
        replace(BASE, id=name, days=dict.fromkeys(gone, 0)) for name, gone in (("k", (1,)), ("l", (2,)))
    ]

    answer = plan([coop("a")], coaches, months=2, one_coach=True)

    assert (answer.split, answer.coach_changes) == (("a",), 1)


def between_two_coaches():
    """Cooperative b lies half-way: now the coach of a, now that of c may bring it along."""
    coaches = [
        replace(BASE, id=name, lon=lon, days_per_month=1) for name, lon in (("left", -9), ("right", -8))
    ]
    coops = [coop("a", 30.5, -8.9), coop("b", 30.5, -8.5, visits=4), coop("c", 30.5, -8.1, visits=3)]
    return coops, coaches


def test_one_coach_for_each_cooperative_is_kept_when_asked_even_if_longer():
    coops, coaches = between_two_coaches()

    free, kept = (plan(coops, coaches, months=12, one_coach=asked) for asked in (False, True))

    assert (free.split, kept.split, kept.coach_changes) == (("b",), (), 0)
    assert free.travel_km < kept.travel_km


def test_among_plans_of_equal_length_a_cooperative_keeps_its_coach():
    twins = [BASE, replace(BASE, id="l")]
    coops = [coop(f"c{i}", 30 + i / 10, visits=3 + i % 2) for i in range(6)]

    answer = plan(coops, twins, months=12)

    assert answer.coach_changes == 0


@pytest.mark.parametrize("one_coach", [False, True])
def test_replanning_when_every_visit_is_held_changes_nothing(one_coach):
    coops = [coop("a"), coop("b", visits=3)]
    before = plan(coops, [BASE], months=12)
    held = [Held(v.cooperative, v.number, v.month, v.coach, v.tour) for v in before.visits]

    after = plan(coops, [BASE], months=12, held=held, keep=before, one_coach=one_coach)

    assert (after.visits, after.moved, after.status) == (before.visits, 0, "optimal")


@pytest.mark.parametrize("one_coach", [False, True])
def test_replanning_moves_neither_what_is_held_nor_what_is_kept(one_coach):
    coops = [coop(f"c{i}", 30 + i / 10, -9 + i / 20, visits=4 + 2 * (i % 3)) for i in range(6)]
    coaches = [BASE, replace(BASE, id="l", lat=30.6)]
    before = plan(coops, coaches, months=12)
    held = [Held(v.cooperative, v.number, v.month, v.coach, v.tour) for v in before.visits if v.month <= 3]

    after = plan(coops, coaches, months=12, held=held, keep=before, absent=[("k", 7)], one_coach=one_coach)

    lost = {(v.cooperative, v.number) for v in before.visits if (v.coach, v.month) == ("k", 7)}
    stayed = {(v.cooperative, v.number, v.month, v.coach) for v in after.visits}
    moved = {
        (v.cooperative, v.number)
        for v in before.visits
        if (v.cooperative, v.number, v.month, v.coach) not in stayed
    }
    assert moved == lost


def test_more_visits_than_days_are_counted_in_the_conflict():
    coops = [coop(f"c{i}", visits=1) for i in range(9)]

    (found,) = plan(coops, [replace(BASE, days_per_month=2)], months=2).conflicts

    assert (found.kind, found.needed, found.available) == ("days", 9, 8)


def test_a_language_nobody_speaks_is_named():
    (found,) = plan([coop("a", language="zgh")], [BASE]).conflicts

    assert str(found) == "no coach has the language zgh: a cannot be visited"


def test_nothing_to_visit_is_a_plan_without_travel():
    answer = plan([coop("a", visits=0)], [BASE])

    assert (answer.status, answer.visits, answer.travel_km, answer.gap) == ("optimal", (), 0.0, 0.0)


@pytest.mark.parametrize(
    ("coops", "coaches", "more", "code"),
    [
        ([coop("a"), coop("a")], [BASE], {}, "cooperative_twice"),
        ([coop("a")], [BASE, BASE], {}, "coach_twice"),
        ([coop("a", visits=-1)], [BASE], {}, "visits_negative"),
        ([coop("a")], [], {}, "no_coach"),
        ([coop("a", coach="z")], [BASE], {}, "unknown_coach"),
        ([coop("a")], [BASE], {"held": [Held("z", 1, 1, "k")]}, "unknown_cooperative"),
        ([coop("a")], [BASE], {"held": [Held("a", 1, 25, "k")]}, "month_outside"),
        ([coop("a")], [BASE], {"held": [Held("a", 1, 1, "k"), Held("a", 1, 2, "k")]}, "held_twice"),
        ([coop("a")], [BASE], {"travel": {("a", "k"): 3.0}}, "pair_missing"),
        ([coop("k")], [BASE], {"travel": {}}, "coach_and_cooperative"),
        ([coop("a")], [BASE], {"months": 0}, "no_month"),
        ([coop("a")], [BASE], {"absent": [("z", 1)]}, "unknown_coach"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(coops, coaches, more, code):
    with pytest.raises(ItineraryError) as refused:
        plan(coops, coaches, **more)

    assert refused.value.code == code


def unequal(cooperatives, coaches, chance):
    """Four to twelve visits each, some in one language only."""
    visited = [
        coop(
            f"c{i:03}", chance.uniform(29, 32), chance.uniform(-10, -7), visits=chance.randint(4, 12),
            language=chance.choice(["", "ar", "ar", "zgh"]),
        )
        for i in range(cooperatives)
    ]  # fmt: skip
    team = [
        Coach(
            f"k{j:02}", chance.uniform(29, 32), chance.uniform(-10, -7),
            frozenset({"ar", "zgh"} if j % 2 else {"ar"}), 8,
        )
        for j in range(coaches)
    ]  # fmt: skip
    return visited, team


@pytest.mark.parametrize(("cooperatives", "coaches"), [(70, 2), (90, 1)])
def test_more_visits_of_one_coach_than_are_planned_at_once_break_no_rule(cooperatives, coaches):
    visited, team = unequal(cooperatives, coaches, random.Random(7))
    team = [replace(coach, languages=frozenset({"ar", "zgh"}), days_per_month=30) for coach in team]

    answer = plan(visited, team, seconds=4)

    assert faults(answer, visited, team, months=24) == []
    assert 0 < answer.bound_km <= answer.travel_km


def test_the_kilometres_of_the_plan_are_those_of_its_tours():
    visited, team = unequal(8, 2, random.Random(3))

    answer = plan(visited, team, seconds=5)

    assert answer.travel_km == pytest.approx(sum(tour.km for tour in answer.tours), abs=1e-6)


def test_a_skill_the_coach_of_a_cooperative_lacks_is_named_apart_from_its_language():
    (found,) = plan([coop("a", language="ar", skill="export", coach="k")], [BASE]).conflicts

    assert (found.kind, found.languages, found.skills) == ("coach", (), ("export",))
