"""Answers and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import rules

from mourafaka.diagnosis.models import Answer, Assessment
from mourafaka.diagnosis.models.assessment import AssessmentQuerySet
from mourafaka.diagnosis.queries.instrument import instrument_of
from mourafaka.engine import maturity


def answers_of(assessment: Assessment) -> dict[str, int | None]:
    """Question code → 0 to 4, None when it does not apply; a question left out is not answered yet."""
    return {answer.question: answer.score for answer in assessment.answers.all() if answer.is_given}


def engine_answers(answers: Iterable[Answer]) -> dict[str, maturity.Answer]:
    return {
        answer.question: maturity.Answer(answer.score, answer.not_applicable_reason, answer.evidence)
        for answer in answers
        if answer.is_given
    }


def results_of(assessment: Assessment) -> maturity.Maturity:
    """What the answers of an assessment say now; provisional as long as questions are unanswered."""
    return maturity.assess(instrument_of(assessment.instrument), engine_answers(assessment.answers.all()))


def to_do_of(user: Any) -> AssessmentQuerySet:
    """The diagnoses a coach has begun or must correct."""
    if not rules.has_perm("diagnosis.fill_assessment", user):
        return Assessment.objects.none()
    return Assessment.objects.visible_to(user).to_do().for_lists()


def to_review_of(user: Any) -> AssessmentQuerySet:
    """The diagnoses a delegate has to look at, the longest waiting first."""
    if not rules.has_perm("diagnosis.review_assessment", user):
        return Assessment.objects.none()
    return Assessment.objects.visible_to(user).to_review().for_lists().order_by("submitted_at")
