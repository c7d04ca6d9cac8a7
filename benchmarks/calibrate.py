"""Calibration at 10,000 applications × 300 reviewers, against the full mixed-model equations solved sparsely."""

from __future__ import annotations

import random
import sys

import numpy as np
from scipy.sparse import csc_matrix, diags, hstack
from scipy.sparse.linalg import spsolve
from scipy.stats import spearmanr

from benchmarks.report import in_turn, record
from mourafaka.engine.calibrate import Calibration, calibrate

Marks = list[tuple[str, str, float]]


def simulated(applications: int, reviewers: int, readings: int) -> tuple[Marks, dict[str, float]]:
    chance = random.Random(2020)
    merit = {f"a{i:05}": chance.gauss(60, 10) for i in range(applications)}
    severity = {f"r{j:03}": chance.gauss(0, 5) for j in range(reviewers)}
    names = sorted(severity)
    marks = [
        (name, reviewer, merit[name] + severity[reviewer] + chance.gauss(0, 6))
        for name in merit
        for reviewer in chance.sample(names, readings)
    ]
    chance.shuffle(marks)
    return marks, merit


def full_equations(marks: Marks, found: Calibration) -> dict[str, float]:
    """Every effect of Henderson's equations, none eliminated."""
    applications = {name: i for i, name in enumerate(sorted({a for a, _, _ in marks}))}
    reviewers = {name: j for j, name in enumerate(sorted({r for _, r, _ in marks}))}
    rows, ones = np.arange(len(marks)), np.ones(len(marks))
    z = csc_matrix((ones, (rows, [applications[a] for a, _, _ in marks])))
    w = csc_matrix((ones, (rows, [reviewers[r] for _, r, _ in marks])))
    design = hstack([csc_matrix(ones[:, None]), z, w]).tocsc()
    v = found.variances
    ratios = [0.0] + [v.noise / v.application] * len(applications) + [v.noise / v.severity] * len(reviewers)
    left = (design.T @ design + diags(ratios)).tocsc()
    solution = spsolve(left, design.T @ np.array([mark for _, _, mark in marks]))
    return dict(zip(["", *applications, *reviewers], solution.tolist(), strict=True))


def main(quick: bool) -> None:
    size = (2_000, 100) if quick else (10_000, 300)
    marks, merit = simulated(*size, readings=3)
    found = calibrate(marks)
    full = full_equations(marks, found)
    ours = {name: line.effect for name, line in found.applications.items()} | found.severity
    apart = max(abs(full[name] - value) for name, value in ours.items())
    assert apart <= 1e-8, apart
    slow, fast = in_turn(lambda: full_equations(marks, found), lambda: calibrate(marks), 1 if quick else 5)
    label = f"{size[0]:,} × {size[1]}"
    record(
        f"calibrate {label} against the full equations",
        slow / fast,
        "equal to 1e-8",
        f"{fast * 1e3:.0f} ms against {slow:.2f} s; largest difference {apart:.1e}",
    )
    record(
        f"calibrate {label}: 50 ms / time",
        0.05 / fast,
        "≥ 1",
        f"{fast * 1e3:.0f} ms, names and sorting included",
    )
    truth = [merit[name] for name in found.applications]
    raw, adjusted = (
        spearmanr(truth, [getattr(line, kind) for line in found.applications.values()]).statistic
        for kind in ("raw", "adjusted")
    )
    record(
        f"calibrate {label}: error of rank left, adjusted / raw",
        (1 - adjusted) / (1 - raw),
        "< 1",
        f"rank correlation with the truth {raw:.3f} raw, {adjusted:.3f} adjusted",
    )


if __name__ == "__main__":
    main("--quick" in sys.argv)
