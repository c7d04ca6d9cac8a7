"""From the marks of the reviewers to one exact score per application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mourafaka.engine.calibrate import calibrate
from mourafaka.engine.procedure.outcome import Calibrated, CriterionChange, Pending
from mourafaka.engine.procedure.reading import Dossier, PublishedRules, Review
from mourafaka.engine.score import divergence, eliminatory, mean, means, rounded, total


@dataclass(frozen=True)
class Mark:
    """The figures of one application that was read; `severity_met` = mean severity of its readers."""

    dossier: Dossier
    readings: int
    raw: Decimal
    adjusted: Decimal
    score: Decimal
    spread: Decimal
    severity_met: Decimal
    criteria: Mapping[str, Decimal]
    component: int
    to_lift: tuple[CriterionChange, ...]

    def order(self, ties: Sequence[str], score: Decimal) -> tuple[object, ...]:
        """The key of publication: score, criteria of the tie rule, earlier submission, number."""
        return (
            -score,
            *(-self.criteria[code] for code in ties),
            self.dossier.submitted_at,
            self.dossier.number,
        )


def assess(
    rules: PublishedRules, dossiers: Mapping[str, Dossier], reviews: Mapping[str, Sequence[Review]]
) -> tuple[list[Mark], Calibrated | None]:
    """The mark of each application that was read, by number, and the severities it was corrected for.

    Severities are published to 4 decimals and taken as such, so that anyone can redo the subtraction.
    """
    if not reviews:
        return [], None
    totals = {
        (review.application, review.reviewer): total(review.marks, rules.grid)
        for found in reviews.values()
        for review in found
    }
    calibration = calibrate((a, r, float(points)) for (a, r), points in totals.items())
    severity = {name: rounded(Fraction(value)) for name, value in calibration.severity.items()}
    marks = []
    for number, found in reviews.items():
        points = [totals[number, review.reviewer] for review in found]
        met = mean([severity[review.reviewer] for review in found])
        raw, adjusted = rounded(mean(points)), rounded(mean(points) - met)
        criteria = means([review.marks for review in found], rules.grid)
        marks.append(
            Mark(
                dossier=dossiers[number],
                readings=len(found),
                raw=raw,
                adjusted=adjusted,
                score=adjusted if rules.basis == "adjusted" else raw,
                spread=max(points) - min(points),
                severity_met=rounded(met),
                criteria={code: rounded(value) for code, value in criteria.items()},
                component=calibration.applications[number].component,
                to_lift=_to_lift(criteria, rules),
            )
        )
    given = [review.reviewer for found in reviews.values() for review in found]
    readings = {name: given.count(name) for name in severity}
    return marks, Calibrated(
        rounded(Fraction(calibration.mu)), severity, readings, calibration.components, calibration.separable
    )


def pending(rules: PublishedRules, reviews: Mapping[str, Sequence[Review]]) -> list[Pending]:
    """The readings still owed: a third one is, while two alone diverge."""
    owed = []
    for number, found in reviews.items():
        if len(found) < rules.readings:
            owed.append(Pending(number, "readings"))
        elif rules.third_reading is not None and len(found) == 2:
            gaps = divergence([review.marks for review in found], rules.grid, rules.third_reading).gaps
            criteria = tuple(gap.criterion for gap in gaps if gap.criterion is not None)
            overall = [gap.gap for gap in gaps if gap.criterion is None]
            if gaps:
                owed.append(Pending(number, "third_reading", criteria, overall[0] if overall else None))
    return owed


def _to_lift(criteria: Mapping[str, Fraction], rules: PublishedRules) -> tuple[CriterionChange, ...]:
    floors = {criterion.code: criterion.eliminatory_below for criterion in rules.grid.criteria}
    return tuple(
        CriterionChange(code, rounded(criteria[code]), floors[code] or Decimal(0))
        for code in eliminatory(criteria, rules.grid)
    )
