"""What the pages where a diagnosis is filled show: one question, or all of them with what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mourafaka.diagnosis.models import Answer, Assessment
from mourafaka.diagnosis.queries.instrument import Dimension, Question, dimensions_of, questions_of

NOT_APPLICABLE = "na"


@dataclass(frozen=True)
class Typed:
    """An answer as a form holds it: `score` is "", "0" to "4" or "na"."""

    score: str = ""
    not_applicable_reason: str = ""
    evidence: str = ""
    comment: str = ""
    version: int = 0

    @classmethod
    def of(cls, answer: Answer | None) -> Typed:
        if answer is None:
            return cls()
        score = "" if answer.score is None else str(answer.score)
        return cls(
            score=score if answer.applies else NOT_APPLICABLE,
            not_applicable_reason=answer.not_applicable_reason,
            evidence=answer.evidence,
            comment=answer.comment,
            version=answer.version,
        )


@dataclass(frozen=True)
class QuestionPage:
    """One question, what is answered, and where one is among the others."""

    question: Question
    dimension: Dimension
    answer: Answer | None
    total: int
    answered_here: int
    total_here: int
    previous: str
    next: str

    @property
    def typed(self) -> Typed:
        return Typed.of(self.answer)

    @property
    def anchors(self) -> list[tuple[str, str]]:
        return [(str(score), text) for score, text in enumerate(self.question.anchor_texts)]


@dataclass(frozen=True)
class DimensionProgress:
    """A dimension of the list: its questions, each with its answer or None."""

    dimension: Dimension
    lines: Sequence[tuple[Question, Answer | None]]

    @property
    def answered(self) -> int:
        return sum(1 for _question, answer in self.lines if answer and answer.is_given)

    @property
    def total(self) -> int:
        return len(self.lines)


def question_pages(assessment: Assessment) -> dict[str, QuestionPage]:
    """Every question by code, in order."""
    questions = questions_of(assessment.instrument)
    codes = ["", *(question.code for question in questions), ""]
    progress = {each.dimension.code: each for each in progress_of(assessment)}
    answers = {q.code: answer for each in progress.values() for q, answer in each.lines}
    return {
        question.code: QuestionPage(
            question=question,
            dimension=progress[question.dimension].dimension,
            answer=answers[question.code],
            total=len(questions),
            answered_here=progress[question.dimension].answered,
            total_here=progress[question.dimension].total,
            previous=codes[question.place - 1],
            next=codes[question.place + 1],
        )
        for question in questions
    }


def progress_of(assessment: Assessment) -> list[DimensionProgress]:
    """The questions by dimension, each with its answer."""
    answers = {answer.question: answer for answer in assessment.answers.select_related("file", "answered_by")}
    questions = questions_of(assessment.instrument)
    return [
        DimensionProgress(
            dimension, [(q, answers.get(q.code)) for q in questions if q.dimension == dimension.code]
        )
        for dimension in dimensions_of(assessment.instrument)
    ]


def first_open(assessment: Assessment) -> str:
    """The first question without an answer, else the first."""
    questions = [line for each in progress_of(assessment) for line in each.lines]
    still = [question.code for question, answer in questions if answer is None or not answer.is_given]
    return (still or [questions[0][0].code])[0]
