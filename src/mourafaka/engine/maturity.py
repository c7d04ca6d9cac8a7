"""How mature a cooperative is, from the answers of a diagnosis: dimensions, overall, red flags, what to do first.

Every question is answered 0 to 4, or does not apply, with a reason. With s the mean of the applicable answers
of a dimension, the dimension scores 100 × s / 4; the overall score is the mean of the dimensions weighted by
the instrument, whose weights sum to 100. Computed in fractions and rounded once, half up, to one decimal; the
band is that of the rounded score, so that no page shows 75.0 beside the band below. The instrument is that of
the programme (DIAG-COOP); its areas follow IWA 29:2019.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

HIGHEST = 4
WEAK_AT_MOST = 1
STRONG_FROM = 3
CRITICAL_FACTOR = 2
# How an answer is known; what was only said counts for nothing in the reliability index.
EVIDENCE = ("document", "observation", "declaration")
DECLARED_ONLY = "declaration"
BANDS = (("mature", 75), ("consolidating", 50), ("emerging", 25), ("fragile", 0))


class MaturityError(ValueError):
    """An instrument or answers that cannot be used; `code` names the reason and `facts` its particulars."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


@dataclass(frozen=True)
class Dimension:
    """A part of the instrument, worth `weight` points of 100."""

    code: str
    weight: Decimal


@dataclass(frozen=True)
class Question:
    """One question; a critical one (★) answered 0 or 1 raises a red flag."""

    code: str
    dimension: str
    critical: bool = False


@dataclass(frozen=True)
class Instrument:
    """Dimensions and questions, in order. Weights are above 0 and sum to 100; each dimension keeps at least one
    question that applies even when as many as allowed do not."""

    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]
    not_applicable_at_most: int = 2

    def __post_init__(self) -> None:
        _check_codes("dimension_twice", [dimension.code for dimension in self.dimensions])
        _check_codes("question_twice", [question.code for question in self.questions])
        for dimension in self.dimensions:
            if not dimension.weight > 0:
                raise MaturityError("weight_not_positive", dimension=dimension.code, weight=dimension.weight)
            if len(self.of_dimension(dimension.code)) <= self.not_applicable_at_most:
                raise MaturityError(
                    "too_few_questions", dimension=dimension.code, needed=self.not_applicable_at_most + 1
                )
        if (total := sum(dimension.weight for dimension in self.dimensions)) != 100:
            raise MaturityError("weights_do_not_sum_to_100", sum=total)
        for question in self.questions:
            if question.dimension not in self.weights:
                raise MaturityError("unknown_dimension", question=question.code, dimension=question.dimension)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Instrument":
        """The instrument as a version keeps it: `dimensions`, `questions`, `not_applicable_at_most`."""
        return cls(
            tuple(Dimension(str(line["code"]), _weight(line)) for line in data["dimensions"]),
            tuple(
                Question(str(line["code"]), str(line["dimension"]), bool(line.get("critical")))
                for line in data["questions"]
            ),
            int(data.get("not_applicable_at_most", 2)),
        )

    @property
    def weights(self) -> dict[str, Decimal]:
        return {dimension.code: dimension.weight for dimension in self.dimensions}

    def of_dimension(self, code: str) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.dimension == code)


@dataclass(frozen=True)
class Answer:
    """0 to 4, or None with a reason when the question does not apply; and how it is known."""

    score: int | None
    not_applicable_reason: str = ""
    evidence: str = DECLARED_ONLY


@dataclass(frozen=True)
class Gap:
    """An answer below 4 and how much it matters: weight of its dimension × (4 − score), twice when critical."""

    question: str
    score: int
    priority: Decimal


@dataclass(frozen=True)
class Maturity:
    """What the answers say. `overall`, a dimension or `reliability` is None while nothing applicable is answered
    there; as long as `unanswered` names questions, every figure is provisional."""

    overall: Decimal | None
    band: str
    dimensions: Mapping[str, Decimal | None]
    flags: tuple[str, ...]
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    gaps: tuple[Gap, ...]
    reliability: Decimal | None
    answered: int
    questions: int
    unanswered: Mapping[str, tuple[str, ...]]

    @property
    def complete(self) -> bool:
        return not self.unanswered


def assess(instrument: Instrument, answers: Mapping[str, Answer]) -> Maturity:
    """What `answers` (by question code; a question left out is not answered yet) say of a cooperative.

    Raises `MaturityError`: `unknown_question`, `score_out_of_range`, `reason_missing`, `score_and_reason`,
    `unknown_evidence`, `too_many_not_applicable`.
    """
    check_answers(instrument, answers)
    scores = {code: answer.score for code, answer in answers.items() if answer.score is not None}
    exact = {
        dimension.code: _dimension(instrument, dimension.code, scores) for dimension in instrument.dimensions
    }
    overall = _overall(instrument, exact)
    gaps = _gaps(instrument, scores)
    return Maturity(
        overall=overall,
        band=band(overall),
        dimensions={code: _rounded(value) for code, value in exact.items()},
        flags=tuple(
            q.code for q in instrument.questions if q.critical and scores.get(q.code, 4) <= WEAK_AT_MOST
        ),
        strengths=_strengths(instrument, scores),
        weaknesses=tuple(gap.question for gap in gaps if gap.score <= WEAK_AT_MOST),
        gaps=gaps,
        reliability=_reliability(answers),
        answered=len(answers),
        questions=len(instrument.questions),
        unanswered=_unanswered(instrument, answers),
    )


def check_answers(instrument: Instrument, answers: Mapping[str, Answer]) -> None:
    """Raise `MaturityError` for the first answer that cannot be one."""
    known = {question.code for question in instrument.questions}
    for code, answer in answers.items():
        if code not in known:
            raise MaturityError("unknown_question", question=code)
        _check_answer(code, answer)
    for dimension in instrument.dimensions:
        left_out = [
            question.code
            for question in instrument.of_dimension(dimension.code)
            if question.code in answers and answers[question.code].score is None
        ]
        if len(left_out) > instrument.not_applicable_at_most:
            raise MaturityError(
                "too_many_not_applicable",
                dimension=dimension.code,
                limit=instrument.not_applicable_at_most,
                questions=", ".join(left_out),
            )


def band(score: Decimal | None) -> str:
    """fragile < 25 ≤ emerging < 50 ≤ consolidating < 75 ≤ mature; "" without a score."""
    if score is None:
        return ""
    return next(name for name, lowest in BANDS if score >= lowest)


@dataclass(frozen=True)
class Change:
    """A score at two rounds, None where there was none."""

    before: Decimal | None
    after: Decimal | None

    @property
    def points(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Comparison:
    """Two rounds of one cooperative, on the dimensions and questions that both have."""

    overall: Change
    dimensions: Mapping[str, Change]
    improved: tuple[str, ...]
    worsened: tuple[str, ...]
    flags_lifted: tuple[str, ...]
    flags_raised: tuple[str, ...]


def compare(
    instrument: Instrument,
    before: Mapping[str, Answer],
    after: Mapping[str, Answer],
    *,
    earlier: Instrument | None = None,
) -> Comparison:
    """What changed between two rounds; `earlier` is the instrument of the first when it was another version."""
    old, new = assess(earlier or instrument, before), assess(instrument, after)
    moved = {
        question.code: Decimal(_score(after, question.code) - _score(before, question.code))
        for question in instrument.questions
        if _has_score(before, question.code) and _has_score(after, question.code)
    }
    return Comparison(
        overall=Change(old.overall, new.overall),
        dimensions={code: Change(old.dimensions.get(code), score) for code, score in new.dimensions.items()},
        improved=tuple(code for code, steps in moved.items() if steps > 0),
        worsened=tuple(code for code, steps in moved.items() if steps < 0),
        flags_lifted=tuple(code for code in old.flags if code not in new.flags),
        flags_raised=tuple(code for code in new.flags if code not in old.flags),
    )


def _check_answer(code: str, answer: Answer) -> None:
    if answer.score is None and not answer.not_applicable_reason.strip():
        raise MaturityError("reason_missing", question=code)
    if answer.score is not None and answer.not_applicable_reason:
        raise MaturityError("score_and_reason", question=code)
    if answer.score is not None and answer.score not in range(HIGHEST + 1):
        raise MaturityError("score_out_of_range", question=code, score=answer.score)
    if answer.evidence not in EVIDENCE:
        raise MaturityError("unknown_evidence", question=code, evidence=answer.evidence)


def _check_codes(reason: str, codes: Sequence[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise MaturityError(reason, name=code)


def _weight(line: Mapping[str, Any]) -> Decimal:
    try:
        weight = Decimal(str(line["weight"]))
    except (InvalidOperation, KeyError):
        weight = Decimal("NaN")
    if not weight.is_finite():
        raise MaturityError("weight_not_positive", dimension=line.get("code"), weight=line.get("weight"))
    return weight


def _dimension(instrument: Instrument, code: str, scores: Mapping[str, int]) -> Fraction | None:
    found = [scores[question.code] for question in instrument.of_dimension(code) if question.code in scores]
    return Fraction(sum(found) * 100, len(found) * HIGHEST) if found else None


def _overall(instrument: Instrument, exact: Mapping[str, Fraction | None]) -> Decimal | None:
    total = Fraction(0)
    for dimension in instrument.dimensions:
        score = exact[dimension.code]
        if score is None:  # no weighted mean while a dimension says nothing
            return None
        total += Fraction(dimension.weight) * score / 100
    return _rounded(total)


def _rounded(value: Fraction | None) -> Decimal | None:
    """One decimal, half up: exact, since ten times a fraction is compared in whole numbers."""
    if value is None:
        return None
    return Decimal((value * 20 + 1) // 2).scaleb(-1)


def _gaps(instrument: Instrument, scores: Mapping[str, int]) -> tuple[Gap, ...]:
    """From what matters most; equal ones in the order of the instrument."""
    gaps = [
        Gap(question.code, scores[question.code], _priority(instrument, question, scores[question.code]))
        for question in instrument.questions
        if scores.get(question.code, HIGHEST) < HIGHEST
    ]
    return tuple(sorted(gaps, key=lambda gap: -gap.priority))


def _priority(instrument: Instrument, question: Question, score: int) -> Decimal:
    factor = CRITICAL_FACTOR if question.critical else 1
    return instrument.weights[question.dimension] * (HIGHEST - score) * factor


def _strengths(instrument: Instrument, scores: Mapping[str, int]) -> tuple[str, ...]:
    strong = [question for question in instrument.questions if scores.get(question.code, 0) >= STRONG_FROM]
    weights = instrument.weights
    strong.sort(key=lambda question: -weights[question.dimension] * scores[question.code])
    return tuple(question.code for question in strong)


def _reliability(answers: Mapping[str, Answer]) -> Decimal | None:
    """100 × (applicable answers seen in a document or on the spot) / (applicable answers)."""
    applicable = [answer for answer in answers.values() if answer.score is not None]
    if not applicable:
        return None
    seen = sum(answer.evidence != DECLARED_ONLY for answer in applicable)
    return _rounded(Fraction(seen * 100, len(applicable)))


def _unanswered(instrument: Instrument, answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    left = {
        dimension.code: tuple(
            question.code
            for question in instrument.of_dimension(dimension.code)
            if question.code not in answers
        )
        for dimension in instrument.dimensions
    }
    return {code: questions for code, questions in left.items() if questions}


def _has_score(answers: Mapping[str, Answer], code: str) -> bool:
    return code in answers and answers[code].score is not None


def _score(answers: Mapping[str, Answer], code: str) -> int:
    return answers[code].score or 0
