"""The result page and the report: maturity, radar, red flags, SWOT, and how rounds compare."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mourafaka.diagnosis.enums import BAND_TONES, BANDS, Round, Side
from mourafaka.diagnosis.models import Assessment
from mourafaka.diagnosis.queries.instrument import Question, dimensions_of, instrument_of, scale_of
from mourafaka.diagnosis.queries.results import engine_answers, results_of
from mourafaka.engine import maturity

RINGS = (25, 50, 75, 100)
GAPS_SHOWN = 12


@dataclass(frozen=True)
class DimensionRow:
    """A dimension with its score, and its scores at earlier rounds in their order."""

    code: str
    text: str
    weight: Decimal
    score: Decimal | None
    rounds: Sequence[str]
    earlier: Sequence[Decimal | None]
    change: Decimal | None

    @property
    def by_round(self) -> list[tuple[str, Decimal | None]]:
        return list(zip(self.rounds, self.earlier, strict=True))

    @property
    def band(self) -> Any:
        return BANDS.get(maturity.band(self.score), "")

    @property
    def tone(self) -> str:
        return BAND_TONES.get(maturity.band(self.score), "")


@dataclass(frozen=True)
class Said:
    """A question and its answer in words."""

    question: Question
    score: int
    priority: Decimal | None = None

    @property
    def anchor(self) -> str:
        return self.question.anchor(self.score)


@dataclass(frozen=True)
class SwotSide:
    """A side of the SWOT: what the answers propose and was kept, what was removed, what was typed."""

    side: Side
    kept: Sequence[Said]
    removed: Sequence[Said]
    typed: Sequence[str]

    @property
    def is_empty(self) -> bool:
        return not self.kept and not self.typed


@dataclass(frozen=True)
class Radar:
    """Marks without words: rings, spokes and one polygon a round, in a square of 220 around the centre."""

    rings: Sequence[str]
    spokes: Sequence[tuple[str, str]]
    now: str
    before: str


@dataclass(frozen=True)
class Overview:
    results: maturity.Maturity
    rounds: Sequence[Assessment]  # earlier validated rounds, in order
    rows: Sequence[DimensionRow]
    flags: Sequence[Said]
    gaps: Sequence[Said]
    swot: Sequence[SwotSide]
    radar: Radar
    comparison: maturity.Comparison | None
    improved: Sequence[Question] = field(default_factory=list)
    worsened: Sequence[Question] = field(default_factory=list)

    @property
    def band(self) -> Any:
        return BANDS.get(self.results.band, "")

    @property
    def tone(self) -> str:
        return BAND_TONES.get(self.results.band, "")

    @property
    def earlier_overall(self) -> list[Decimal | None]:
        return [each.overall for each in self.rounds]


def overview_of(assessment: Assessment) -> Overview:
    """Everything one page says of an assessment; provisional while it is being filled."""
    results = results_of(assessment)
    rounds = _earlier(assessment)
    scale = scale_of(assessment.instrument)
    scores = {answer.question: answer.score for answer in assessment.answers.all()}
    compared = _comparison(assessment, rounds[0]) if rounds else None
    rows = _rows(assessment, results, rounds, compared)
    return Overview(
        results=results,
        rounds=rounds,
        rows=rows,
        flags=[Said(scale[code], scores[code] or 0) for code in results.flags],
        gaps=[Said(scale[gap.question], gap.score, gap.priority) for gap in results.gaps[:GAPS_SHOWN]],
        swot=swot_of(assessment, results),
        radar=_radar([row.score for row in rows], [row.earlier[0] if row.earlier else None for row in rows]),
        comparison=compared,
        improved=[scale[code] for code in compared.improved] if compared else [],
        worsened=[scale[code] for code in compared.worsened] if compared else [],
    )


def swot_of(assessment: Assessment, results: maturity.Maturity | None = None) -> list[SwotSide]:
    """Strengths and weaknesses proposed from the answers, less those removed; and what was typed."""
    results = results or results_of(assessment)
    scale = scale_of(assessment.instrument)
    scores = {answer.question: answer.score or 0 for answer in assessment.answers.all()}
    proposed = {Side.STRENGTH: results.strengths, Side.WEAKNESS: results.weaknesses}
    lines = list(assessment.swot_lines.all())
    removed = set(assessment.swot_removed)
    sides = []
    for side in Side:
        said = [Said(scale[code], scores[code]) for code in proposed.get(side, ())]
        sides.append(
            SwotSide(
                side,
                kept=[each for each in said if each.question.code not in removed],
                removed=[each for each in said if each.question.code in removed],
                typed=[line.text for line in lines if line.side == side],
            )
        )
    return sides


def _earlier(assessment: Assessment) -> list[Assessment]:
    """Validated rounds before this one, the first first."""
    order = list(Round.values)
    found = (
        Assessment.objects.validated()
        .filter(enrolment=assessment.enrolment_id)
        .exclude(pk=assessment.pk)
        .select_related("instrument")
        .prefetch_related("answers")
    )
    before = [each for each in found if order.index(each.round) < order.index(assessment.round)]
    return sorted(before, key=lambda each: order.index(each.round))


def _comparison(assessment: Assessment, first: Assessment) -> maturity.Comparison:
    return maturity.compare(
        instrument_of(assessment.instrument),
        engine_answers(first.answers.all()),
        engine_answers(assessment.answers.all()),
        earlier=instrument_of(first.instrument),
    )


def _rows(
    assessment: Assessment,
    results: maturity.Maturity,
    rounds: Sequence[Assessment],
    compared: maturity.Comparison | None,
) -> list[DimensionRow]:
    earlier = [results_of(each).dimensions for each in rounds]
    return [
        DimensionRow(
            code=dimension.code,
            text=dimension.text,
            weight=dimension.weight,
            score=results.dimensions[dimension.code],
            rounds=[each.round for each in rounds],
            earlier=[scores.get(dimension.code) for scores in earlier],
            change=compared.dimensions[dimension.code].points if compared else None,
        )
        for dimension in dimensions_of(assessment.instrument)
    ]


def _radar(now: Sequence[Decimal | None], before: Sequence[Decimal | None]) -> Radar:
    count = len(now)
    drawn_before = any(score is not None for score in before)
    return Radar(
        rings=[_polygon([Decimal(ring)] * count) for ring in RINGS],
        spokes=[_point(place, count, 100.0) for place in range(count)],
        now=_polygon(now),
        before=_polygon(before) if drawn_before else "",
    )


def _polygon(scores: Sequence[Decimal | None]) -> str:
    points = [_point(place, len(scores), float(score or 0)) for place, score in enumerate(scores)]
    return " ".join(f"{x},{y}" for x, y in points)


def _point(place: int, count: int, radius: float) -> tuple[str, str]:
    """On the spoke `place`, the first one up, then clockwise."""
    angle = 2 * math.pi * place / count
    return f"{radius * math.sin(angle):.1f}", f"{-radius * math.cos(angle):.1f}"
