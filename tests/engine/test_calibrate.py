import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mourafaka.engine import calibrate as module
from mourafaka.engine.calibrate import CalibrationError, Variances, calibrate


def simulated(applications: int, reviewers: int, readings: int, seed: int) -> list[tuple[str, str, float]]:
    chance = random.Random(seed)
    merit = [chance.gauss(60, 10) for _ in range(applications)]
    severity = [chance.gauss(0, 6) for _ in range(reviewers)]
    return [
        (f"a{i:04}", f"r{j:02}", round(merit[i] + severity[j] + chance.gauss(0, 4), 2))
        for i in range(applications)
        for j in chance.sample(range(reviewers), readings)
    ]


def full_equations(marks, variances):
    """Henderson's equations as the textbook writes them: dense, nothing eliminated."""
    applications, reviewers = sorted({a for a, _, _ in marks}), sorted({r for _, r, _ in marks})
    design = np.zeros((len(marks), 1 + len(applications) + len(reviewers)))
    for row, (application, reviewer, _) in enumerate(marks):
        design[row, 0] = 1
        design[row, 1 + applications.index(application)] = 1
        design[row, 1 + len(applications) + reviewers.index(reviewer)] = 1
    ratios = [0.0]
    ratios += [variances.noise / variances.application] * len(applications)
    ratios += [variances.noise / variances.severity] * len(reviewers)
    left = design.T @ design + np.diag(ratios)
    solution = np.linalg.solve(left, design.T @ np.array([mark for _, _, mark in marks]))
    mu, *effects = solution.tolist()
    return (
        mu,
        dict(zip(applications, effects[: len(applications)], strict=True)),
        dict(zip(reviewers, effects[len(applications) :], strict=True)),
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_reduced_system_gives_the_full_equations_to_1e_8(seed):
    marks = simulated(60, 8, 3, seed)

    found = calibrate(marks)

    mu, application, severity = full_equations(marks, found.variances)
    assert found.mu == pytest.approx(mu, abs=1e-8)
    assert found.severity == pytest.approx(severity, abs=1e-8)
    assert {name: line.effect for name, line in found.applications.items()} == pytest.approx(
        application, abs=1e-8
    )


def test_uneven_readings_give_the_full_equations_to_1e_8():
    chance = random.Random(4)
    marks = [mark for mark in simulated(40, 6, 4, 9) if chance.random() < 0.6]

    found = calibrate(marks)

    assert found.severity == pytest.approx(full_equations(marks, found.variances)[2], abs=1e-8)


def test_variances_solve_their_own_expectations():
    marks = simulated(3000, 60, 3, 1)

    found = calibrate(marks).variances

    assert math.sqrt(found.application) == pytest.approx(10, rel=0.1)
    assert math.sqrt(found.severity) == pytest.approx(6, rel=0.3)
    assert math.sqrt(found.noise) == pytest.approx(4, rel=0.1)


def test_adjusted_is_raw_less_the_mean_severity_met():
    marks = simulated(30, 5, 2, 3)

    found = calibrate(marks)

    for name, line in found.applications.items():
        met = [found.severity[reviewer] for application, reviewer, _ in marks if application == name]
        assert line.adjusted == pytest.approx(line.raw - sum(met) / len(met))


def test_adjusting_brings_the_ranking_nearer_to_the_truth():
    chance = random.Random(8)
    merit = {f"a{i:03}": chance.gauss(60, 10) for i in range(400)}
    severity = {f"r{j}": chance.gauss(0, 6) for j in range(12)}
    marks = [
        (name, reader, merit[name] + severity[reader] + chance.gauss(0, 4))
        for name in merit
        for reader in chance.sample(sorted(severity), 2)
    ]

    lines = calibrate(marks).applications

    truth = [merit[name] for name in lines]
    raw, adjusted = ([getattr(line, kind) for line in lines.values()] for kind in ("raw", "adjusted"))
    assert np.corrcoef(truth, adjusted)[0, 1] > np.corrcoef(truth, raw)[0, 1] + 0.03


@given(st.randoms())
@settings(max_examples=20)
def test_the_order_of_the_marks_changes_nothing(chance):
    marks = simulated(20, 5, 2, 6)
    shuffled = list(marks)
    chance.shuffle(shuffled)

    assert calibrate(shuffled) == calibrate(marks)


def test_reviewers_without_an_application_in_common_form_two_components():
    marks = [("a", "r", 3.0), ("a", "s", 4.0), ("b", "t", 3.0), ("b", "u", 5.0)]

    found = calibrate(marks)

    assert found.components == (("r", "s"), ("t", "u"))
    assert found.applications["b"].component == 1


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=30, unique=True))
def test_components_are_those_of_the_graph_of_common_readings(pairs):
    pairs = sorted(pairs)
    application = np.unique([a for a, _ in pairs], return_inverse=True)[1]
    names, reviewer = np.unique([r for _, r in pairs], return_inverse=True)

    group = module.components(application, reviewer)

    for i in range(len(names)):
        reached = {i}
        while (
            more := {
                r
                for a, r in zip(application, reviewer, strict=True)
                if any(a == b and s in reached for b, s in zip(application, reviewer, strict=True))
            }
            - reached
        ):
            reached |= more
        assert {j for j in range(len(names)) if group[j] == group[i]} == reached


def test_nothing_is_adjusted_when_no_application_is_read_twice():
    found = calibrate([("a", "r", 3.0), ("b", "s", 5.0)])

    assert not found.separable
    assert found.severity == {"r": 0.0, "s": 0.0}
    assert found.applications["b"].adjusted == 5.0


def test_marks_that_do_not_vary_leave_everybody_equal():
    found = calibrate([("a", "r", 3.0), ("a", "s", 3.0), ("b", "r", 3.0)])

    assert found.variances == Variances(0.0, 0.0, 0.0)
    assert {line.adjusted for line in found.applications.values()} == {3.0}


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ([], "no_marks"),
        ([("a", "r", math.nan)], "mark_not_finite"),
        ([("a", "r", math.inf)], "mark_not_finite"),
        ([("a", "r", 1.0), ("b", "r", 1.0), ("a", "r", 2.0)], "mark_twice"),
    ],
)
def test_marks_that_cannot_be_used_are_refused(marks, code):
    with pytest.raises(CalibrationError) as refused:
        calibrate(marks)

    assert refused.value.code == code
