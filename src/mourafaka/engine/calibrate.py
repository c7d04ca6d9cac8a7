"""Correcting marks for the severity of those who gave them.

    mark = mu + application + severity of the reviewer + noise

Applications, severities and noise are random with unknown variances. The variances come from the sums of
squares (Henderson's method 1, 1953); the effects from his mixed-model equations (1950), whose application
block is diagonal and is eliminated first, so that only a dense (reviewers + 1) square system is solved.
Units are those of the marks. Errors: see `CalibrationError`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Reals: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]

# Under this part of the total variance, noise is taken for rounding: the equations stay well conditioned.
LEAST_NOISE = 1e-6


class CalibrationError(ValueError):
    """Marks that cannot be used.

    `code`: no_marks, mark_not_finite (application, reviewer), mark_twice (application, reviewer).
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


class CalibratedApplication(NamedTuple):
    """One application: `raw` mean of its marks, `adjusted` mean of (mark - severity of who gave it).

    `n` marks, `spread` = highest - lowest, `effect` = best linear unbiased prediction of its own part,
    `component` = rank in `Calibration.components` of the group of reviewers it was read by.
    """

    raw: float
    adjusted: float
    n: int
    spread: float
    effect: float
    component: int


@dataclass(frozen=True)
class Variances:
    """How much applications, reviewers and noise each make marks vary, in squared points."""

    application: float
    severity: float
    noise: float


@dataclass(frozen=True)
class Calibration:
    """Marks put on one footing. A severity above 0 is a reviewer who marks high, under 0 one who marks low.

    `components`: groups of reviewers linked by applications read in common. With more than one, the groups
    are set against each other only by assuming that they were dealt like applications: say so.
    `separable`: whether some application was read twice; if not, severity cannot be told from merit and
    nothing is adjusted.
    """

    mu: float
    applications: dict[str, CalibratedApplication]
    severity: dict[str, float]
    components: tuple[tuple[str, ...], ...]
    variances: Variances
    separable: bool


@dataclass(frozen=True)
class Effects:
    """The solution of the mixed-model equations, by index."""

    mu: float
    application: Reals
    severity: Reals


def calibrate(marks: Iterable[tuple[str, str, float]]) -> Calibration:
    """Severities and adjusted marks from (application, reviewer, mark), in any order."""
    names_a, names_r, application, reviewer, mark = _indexed(list(marks))
    n = np.bincount(application)
    separable = bool((n > 1).any())
    variances = moments(application, reviewer, mark) if separable else Variances(0.0, 0.0, 0.0)
    effects = solve(application, reviewer, mark, variances)
    raw = _sums(application, mark) / n
    severity_met = _sums(application, effects.severity[reviewer]) / n
    group = components(application, reviewer)
    firsts = np.flatnonzero(np.diff(application, prepend=-1))
    spread = np.maximum.reduceat(mark, firsts) - np.minimum.reduceat(mark, firsts)
    columns = (raw, raw - severity_met, n, spread, effects.application, group[reviewer[firsts]])
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return Calibration(
        mu=effects.mu,
        applications=dict(zip(names_a, map(CalibratedApplication._make, rows), strict=True)),
        severity=dict(zip(names_r, effects.severity.tolist(), strict=True)),
        components=tuple(
            tuple(names_r[j] for j in np.flatnonzero(group == k)) for k in range(int(group.max()) + 1)
        ),
        variances=variances,
        separable=separable,
    )


def moments(application: Indices, reviewer: Indices, mark: Reals) -> Variances:
    """The three variances by Henderson's method 1, none under 0.

    With T the uncorrected sum of squares of a grouping (each mark alone, by application, by reviewer, all
    together), T - T(all together) has an expectation linear in the three variances: a 3 x 3 system.
    """
    y = mark - mark.mean()
    size = len(y)
    n, m = np.bincount(application), np.bincount(reviewer)
    correction = y.sum() ** 2 / size
    by_application = (_sums(application, y) ** 2 / n).sum()
    by_reviewer = (_sums(reviewer, y) ** 2 / m).sum()
    squares = np.array([(y**2).sum(), by_application, by_reviewer]) - correction
    together = np.array([float(n @ n) / size, float(m @ m) / size, 1.0])
    # a reviewer marks an application once, so groups overlap in single marks
    expectations = np.array([[size, size, size], [size, len(n), len(n)], [len(m), size, len(m)]]) - together
    found, *_ = np.linalg.lstsq(expectations, squares, rcond=1e-12)
    a, b, e = np.maximum(found, 0.0).tolist()
    return Variances(a, b, max(e, LEAST_NOISE * (a + b + e)))


def solve(application: Indices, reviewer: Indices, mark: Reals, variances: Variances) -> Effects:
    """Henderson's equations; `application` must be in ascending order.

    With w = 1 / (n + noise/var(application)) per application, its effect is w x sum(mark - mu - severity),
    which leaves, for (mu, severities), the marks less w x the sum of their application.
    """
    n = np.bincount(application)
    if variances.severity <= 0:
        return _without_severity(application, reviewer, mark, variances)
    w, kept = _shrinkage(n, variances)
    reviewers = int(reviewer.max()) + 1
    centre = float(mark.mean())
    y = mark - centre
    sums = _sums(application, y)
    left = np.zeros((reviewers + 1, reviewers + 1))
    left[0, 0] = (n * kept).sum()
    left[0, 1:] = left[1:, 0] = _sums(reviewer, kept[application], reviewers)
    left[1:, 1:] = -_read_together(application, reviewer, w, reviewers)
    left[1:, 1:] += np.diag(np.bincount(reviewer) + variances.noise / variances.severity)
    right = np.empty(reviewers + 1)
    right[0] = (kept * sums).sum()
    right[1:] = _sums(reviewer, y - (w * sums)[application], reviewers)
    solution = np.linalg.solve(left, right).astype(np.float64, copy=False)
    mu, severity = float(solution[0]), solution[1:]
    effects = w * (sums - n * mu - _sums(application, severity[reviewer]))
    return Effects(mu + centre, effects, severity)


def components(application: Indices, reviewer: Indices) -> Indices:
    """The group of each reviewer: 0, 1, … in order of first reviewer. `application` ascending."""
    label = np.arange(int(reviewer.max()) + 1)
    together = application[1:] == application[:-1]
    a, b = reviewer[1:][together], reviewer[:-1][together]
    while (apart := label[a] != label[b]).any():
        lower = np.minimum(label[a], label[b])[apart]
        np.minimum.at(label, np.maximum(label[a], label[b])[apart], lower)
        while (jumped := label[label]).tolist() != label.tolist():
            label = jumped
    return np.unique(label, return_inverse=True)[1].astype(np.int64)


def _indexed(marks: list[tuple[str, str, float]]) -> tuple[list[str], list[str], Indices, Indices, Reals]:
    """Sorted names, and per mark, in the order of (application, reviewer), their two ranks and its value."""
    if not marks:
        raise CalibrationError("no_marks")
    applications, reviewers, values = zip(*marks, strict=True)
    names_a, application = _ranked(applications)
    names_r, reviewer = _ranked(reviewers)
    mark = np.array(values, dtype=np.float64)
    order = np.lexsort((reviewer, application))
    application, reviewer, mark = application[order], reviewer[order], mark[order]
    twice = (application[1:] == application[:-1]) & (reviewer[1:] == reviewer[:-1])
    for code, wrong in (("mark_not_finite", ~np.isfinite(mark)), ("mark_twice", twice)):
        for at in np.flatnonzero(wrong)[:1]:
            raise CalibrationError(code, application=names_a[application[at]], reviewer=names_r[reviewer[at]])
    return names_a, names_r, application, reviewer, mark


def _ranked(names: Sequence[str]) -> tuple[list[str], Indices]:
    distinct = sorted(set(names))
    rank = {name: i for i, name in enumerate(distinct)}
    return distinct, np.fromiter(map(rank.__getitem__, names), np.int64, len(names))


def _without_severity(application: Indices, reviewer: Indices, mark: Reals, variances: Variances) -> Effects:
    """The equations when reviewers do not differ: severities are 0, mu the weighted mean of applications."""
    n = np.bincount(application)
    none = np.zeros(int(reviewer.max()) + 1)
    if variances.noise <= 0:  # nothing varies, or nothing was read twice
        mu = float(mark.mean())
        return Effects(mu, _sums(application, mark) / n - mu, none)
    w, kept = _shrinkage(n, variances)
    sums = _sums(application, mark)
    mu = float((kept * sums).sum() / (kept * n).sum())
    return Effects(mu, w * (sums - n * mu), none)


def _shrinkage(n: Indices, variances: Variances) -> tuple[Reals, Reals]:
    """w = 1 / (n + ratio) and 1 - n w = ratio / (n + ratio), where ratio = noise / var(application)."""
    ratio = variances.noise / variances.application if variances.application > 0 else inf
    w: Reals = np.divide(1.0, n + ratio)
    kept: Reals = np.ones(len(n)) if ratio == inf else np.multiply(ratio, w)
    return w, kept


def _read_together(application: Indices, reviewer: Indices, w: Reals, reviewers: int) -> Reals:
    """For each pair of reviewers, the sum of w over the applications both read (the diagonal included)."""
    weight = w[application]
    flat: Reals = _sums(reviewer * (reviewers + 1), weight, reviewers**2)
    for step in range(1, int(np.bincount(application).max())):
        same = np.flatnonzero(application[step:] == application[:-step])
        one, other = reviewer[same], reviewer[same + step]
        for pair in (one * reviewers + other, other * reviewers + one):
            flat += _sums(pair, weight[same], reviewers**2)
    return flat.reshape(reviewers, reviewers)


def _sums(group: Indices, values: Reals, size: int = 0) -> Reals:
    return np.bincount(group, values, minlength=size).astype(np.float64, copy=False)
