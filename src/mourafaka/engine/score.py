"""Marks on the grid and what follows from them: total, eliminatory marks, need of a third reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

Marks = Mapping[str, Decimal]

HIGHEST_MARK = Decimal(5)
FOUR_PLACES = Decimal("0.0001")


class ScoreError(ValueError):
    """A grid or marks that cannot be used; `code` names the reason and `facts` its particulars."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


@dataclass(frozen=True)
class Criterion:
    """One line of the grid: marked 0 to 5, worth `weight` points, perhaps eliminatory under a mark."""

    code: str
    weight: Decimal
    eliminatory_below: Decimal | None = None


@dataclass(frozen=True)
class Grid:
    """The criteria of a call; their weights are above 0 and sum to 100."""

    criteria: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        codes = [criterion.code for criterion in self.criteria]
        for code in codes:
            if codes.count(code) > 1:
                raise ScoreError("criterion_twice", criterion=code)
        for criterion in self.criteria:
            if not criterion.weight > 0:
                raise ScoreError("weight_not_positive", criterion=criterion.code, weight=criterion.weight)
        if (weights := sum(criterion.weight for criterion in self.criteria)) != 100:
            raise ScoreError("weights_do_not_sum_to_100", sum=weights)

    @classmethod
    def from_rules(cls, lines: Sequence[Mapping[str, Any]]) -> "Grid":
        """The grid written in a version of the rules: `code`, `weight`, `eliminatory_below` (or null)."""
        return cls(tuple(_criterion(line) for line in lines))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the criteria, in the order of the grid."""
        return tuple(criterion.code for criterion in self.criteria)

    @property
    def weights(self) -> dict[str, Decimal]:
        """The weight of each criterion."""
        return {criterion.code: criterion.weight for criterion in self.criteria}


@dataclass(frozen=True)
class Thresholds:
    """From which gap between two readings a third one is due: on one criterion, or on the total."""

    criterion_gap: Decimal
    total_gap: Decimal


@dataclass(frozen=True)
class Gap:
    """Two readings too far apart: on `criterion`, or on the total when it is None."""

    criterion: str | None
    gap: Decimal
    threshold: Decimal


@dataclass(frozen=True)
class Divergence:
    """Whether a third reading is due, and every gap that says so."""

    gaps: tuple[Gap, ...]

    @property
    def third_reading_due(self) -> bool:
        """Whether any gap reaches its threshold."""
        return bool(self.gaps)


def total(marks: Marks, grid: Grid) -> Decimal:
    """Points out of 100, 4 decimals: sum of weight x mark / 5 (rounded half to even)."""
    check(marks, grid)
    points = sum((c.weight * marks[c.code] for c in grid.criteria), Decimal(0)) / HIGHEST_MARK
    return points.quantize(FOUR_PLACES, ROUND_HALF_EVEN)


def check(marks: Marks, grid: Grid, **where: object) -> None:
    """Raise ScoreError unless each criterion of the grid, and nothing else, has a mark from 0 to 5."""
    for code in grid.codes:
        if code not in marks:
            raise ScoreError("mark_missing", criterion=code, **where)
        mark = marks[code]
        if not mark.is_finite() or not 0 <= mark <= HIGHEST_MARK:
            raise ScoreError("mark_out_of_range", criterion=code, mark=mark, **where)
    for code in marks:
        if code not in grid.weights:
            raise ScoreError("unknown_criterion", criterion=code, **where)


def means(readings: Sequence[Marks], grid: Grid) -> dict[str, Fraction]:
    """The mean mark of each criterion over the readings of one application, exact."""
    return {code: mean([marks[code] for marks in readings]) for code in grid.codes}


def mean(values: Sequence[Decimal]) -> Fraction:
    """The exact mean of at least one value."""
    return sum(map(Fraction, values), Fraction(0)) / len(values)


def rounded(value: Fraction) -> Decimal:
    """`value` to 4 decimals, half to even."""
    return Decimal(round(value * 10_000)).scaleb(-4)


def eliminatory(means_of_marks: Mapping[str, Fraction], grid: Grid) -> tuple[str, ...]:
    """The criteria whose mean mark is under their eliminatory mark."""
    return tuple(
        criterion.code
        for criterion in grid.criteria
        if criterion.eliminatory_below is not None
        and means_of_marks[criterion.code] < Fraction(criterion.eliminatory_below)
    )


def divergence(readings: Sequence[Marks], grid: Grid, thresholds: Thresholds) -> Divergence:
    """The gaps (highest - lowest) between readings that reach a threshold, criteria first, then the total."""
    if len(readings) < 2:
        return Divergence(())
    limit = thresholds.criterion_gap
    spreads = {code: _spread([marks[code] for marks in readings]) for code in grid.codes}
    gaps = [Gap(code, gap, limit) for code, gap in spreads.items() if gap >= limit]
    overall = _spread([total(marks, grid) for marks in readings])
    if overall >= thresholds.total_gap:
        gaps.append(Gap(None, overall, thresholds.total_gap))
    return Divergence(tuple(gaps))


def exact(value: object, **where: object) -> Decimal:
    """The finite decimal written in `value` (a string or an integer); a float would not be exact."""
    try:
        if isinstance(value, (str, int, Decimal)) and (number := Decimal(value)).is_finite():
            return number
    except InvalidOperation:
        pass
    raise ScoreError("not_a_decimal", value=value, **where)


def _criterion(line: Mapping[str, Any]) -> Criterion:
    code = str(line["code"])
    floor = line.get("eliminatory_below")
    return Criterion(
        code,
        exact(line["weight"], criterion=code),
        None if floor is None else exact(floor, criterion=code),
    )


def _spread(values: Sequence[Decimal]) -> Decimal:
    return max(values) - min(values)
