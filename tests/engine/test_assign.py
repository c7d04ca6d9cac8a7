import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from mourafaka.engine.assign import Application, AssignmentError, Reviewer, assign, difference
from mourafaka.engine.assign.model import SECTOR_POINTS
from mourafaka.engine.assign.network import overload

LANGUAGES, SECTORS = ("fr", "ar", "zgh"), ("argan", "miel", "lait")


@st.composite
def questions(draw, applications=8, reviewers=5):
    """Small assignments: some possible, some not."""
    apps = [
        Application(f"a{i}", draw(st.sampled_from(LANGUAGES)), draw(st.sampled_from(SECTORS)))
        for i in range(draw(st.integers(1, applications)))
    ]
    readers = [
        Reviewer(
            f"r{j}",
            frozenset(draw(st.sets(st.sampled_from(LANGUAGES), min_size=1))),
            frozenset(draw(st.sets(st.sampled_from(SECTORS)))),
            draw(st.integers(0, 1)),
            draw(st.integers(1, 6)),
        )
        for j in range(draw(st.integers(2, reviewers)))
    ]
    everything = list(itertools.product([a.id for a in apps], [r.id for r in readers]))
    pairs = draw(st.lists(st.sampled_from(everything), unique=True, max_size=8))
    cut = draw(st.integers(0, len(pairs)))
    return apps, readers, draw(st.integers(1, 2)), pairs[:cut], pairs[cut : cut + 2]


def independent_best(apps, readers, per_application, conflicts, pinned):
    """The best objective by an integer programme on single pairs; None when there is no assignment."""
    pairs = list(itertools.product(range(len(apps)), range(len(readers))))
    named = [(apps[i].id, readers[j].id) for i, j in pairs]
    held = {a.id: sum(x == a.id for x, _ in pinned) for a in apps}
    total = sum(max(per_application, held[a.id]) for a in apps)
    even = -(-total // len(readers))
    steps = list(itertools.product(range(len(readers)), range(total)))
    cost = [-SECTOR_POINTS * (apps[i].sector in readers[j].sectors) for i, j in pairs]
    cost += [overload(k + 1, even) - overload(k, even) for _, k in steps]
    low = [float(name in pinned) for name in named] + [0.0] * len(steps)
    high = [
        float(name in pinned or (name not in conflicts and readers[j].reads(apps[i].language)))
        for name, (i, j) in zip(named, pairs, strict=True)
    ] + [1.0] * len(steps)
    rows, least, most = [], [], []
    for i, application in enumerate(apps):
        rows.append([float(pair[0] == i) for pair in pairs] + [0.0] * len(steps))
        least.append(max(per_application, held[application.id]))
        most.append(least[-1])
    for j, reader in enumerate(readers):
        mine = [float(pair[1] == j) for pair in pairs]
        rows.append(mine + [0.0] * len(steps))
        least.append(reader.minimum)
        most.append(total if reader.maximum is None else reader.maximum)
        rows.append(mine + [-float(step[0] == j) for step in steps])
        least.append(0)
        most.append(0)
    found = milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(np.array(rows), least, most),
    )
    return None if found.x is None else -round(found.fun)


@given(questions())
@settings(max_examples=150, deadline=None)
def test_the_objective_is_that_of_an_independent_integer_programme(question):
    apps, readers, per_application, conflicts, pinned = question

    answer = assign(apps, readers, per_application, conflicts, pinned)

    assert answer.objective == answer.bound == independent_best(*question)


@given(questions())
@settings(max_examples=80, deadline=None)
def test_every_rule_holds_in_an_assignment(question):
    apps, readers, per_application, conflicts, pinned = question

    answer = assign(apps, readers, per_application, conflicts, pinned)

    pairs = set(answer.pairs)
    language = {a.id: a.language for a in apps}
    reader = {r.id: r for r in readers}
    if answer.status == "optimal":
        assert set(pinned) <= pairs
        assert not pairs & set(conflicts)
        assert all(reader[r].reads(language[a]) for a, r in pairs - set(pinned))
        assert all(
            reader[name].minimum <= load <= reader[name].maximum for name, load in answer.loads.items()
        )


@given(questions())
@settings(max_examples=80, deadline=None)
def test_a_bottleneck_needs_more_than_it_can_get(question):
    answer = assign(*question)

    assert (answer.status == "infeasible") == bool(answer.bottlenecks)
    assert all(found.needed > found.available for found in answer.bottlenecks)


@given(questions(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_inputs_changes_nothing(question, chance):
    apps, readers, per_application, conflicts, pinned = question
    mixed = [chance.sample(things, len(things)) for things in (apps, readers, conflicts, pinned)]

    again = assign(mixed[0], mixed[1], per_application, mixed[2], mixed[3])

    assert again == assign(*question)


def test_a_rare_language_is_named_with_what_it_needs_and_what_it_can_get():
    apps = [Application(f"z{i}", "zgh") for i in range(4)] + [Application(f"f{i}", "fr") for i in range(6)]
    readers = [Reviewer("r1", frozenset({"zgh"}), maximum=3), Reviewer("r2", frozenset({"zgh"}), maximum=4)]
    readers += [Reviewer(f"r{j}", frozenset({"fr"})) for j in range(3, 7)]

    (found,) = assign(apps, readers, 3).bottlenecks

    assert str(found) == "language zgh: 4 applications need 12 readings, 2 reviewers can give 7"
    assert found.reviewers == ("r1", "r2")


def test_a_minimum_nobody_can_reach_is_named():
    apps = [Application("a", "fr"), Application("b", "ar")]
    readers = [Reviewer("r", frozenset({"ar"}), minimum=2), Reviewer("s"), Reviewer("t")]

    (found,) = assign(apps, readers, 1).bottlenecks

    assert str(found) == "1 reviewer must give at least 2 readings, and can give 1"


def test_more_pinned_readings_than_a_maximum_are_named():
    apps = [Application("a"), Application("b")]

    (found,) = assign(
        apps, [Reviewer("r", maximum=1), Reviewer("s")], 1, pinned=[("a", "r"), ("b", "r")]
    ).bottlenecks

    assert str(found) == "r has 2 pinned readings and can give 1"


def test_many_conflicts_are_all_respected_and_the_optimum_still_proven():
    chance = random.Random(2)
    apps = [Application(f"a{i:03}", chance.choice(LANGUAGES), chance.choice(SECTORS)) for i in range(150)]
    readers = [
        Reviewer(f"r{j:02}", frozenset(LANGUAGES), frozenset({chance.choice(SECTORS)}), maximum=23)
        for j in range(14)
    ]
    conflicts = {(a.id, r.id) for a in apps for r in readers if chance.random() < 0.35}

    answer = assign(apps, readers, 2, conflicts)

    assert answer.objective == answer.bound
    assert not conflicts & set(answer.pairs)
    assert len(answer.pairs) == 300


def test_readings_over_the_even_load_cost_more_and_more_up_to_20_points_each():
    assert [overload(load, 10) for load in (9, 10, 11, 13, 30, 31)] == [0, 0, 1, 6, 210, 230]


def test_equal_reviewers_share_the_work_evenly():
    answer = assign([Application(f"a{i}") for i in range(30)], [Reviewer(f"r{j}") for j in range(6)], 2)

    assert set(answer.loads.values()) == {10}


def test_filling_one_hole_leaves_every_pinned_pair_in_place():
    apps, readers = [Application(f"a{i}") for i in range(10)], [Reviewer(f"r{j}") for j in range(5)]
    before = assign(apps, readers, 2)
    hole = before.pairs[0]

    after = assign(apps, readers, 2, conflicts=[hole], pinned=before.pairs[1:])

    change = difference(before.pairs, after.pairs)
    assert change.removed == (hole,)
    assert [application for application, _ in change.added] == [hole[0]]
    assert change.kept == 19


def test_a_difference_counts_the_loads_that_move():
    change = difference([("a", "r"), ("b", "s")], [("a", "r"), ("b", "r")])

    assert change.loads == {"r": (1, 2), "s": (1, 0)}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (([], [Reviewer("r")], 1), "no_application"),
        (([Application("a")], [], 1), "no_reviewer"),
        (([Application("a")], [Reviewer("r")], 0), "per_application_under_one"),
        (([Application("a")] * 2, [Reviewer("r")], 1), "application_twice"),
        (([Application("a")], [Reviewer("r")] * 2, 1), "reviewer_twice"),
        (([Application("a")], [Reviewer("r", minimum=3, maximum=2)], 1), "bounds_crossed"),
        (([Application("a")], [Reviewer("r")], 1, [("b", "r")]), "unknown_application"),
        (([Application("a")], [Reviewer("r")], 1, [("a", "s")]), "unknown_reviewer"),
        (([Application("a")], [Reviewer("r")], 1, [("a", "r")], [("a", "r")]), "pinned_in_conflict"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(arguments, code):
    with pytest.raises(AssignmentError) as refused:
        assign(*arguments)

    assert refused.value.code == code
