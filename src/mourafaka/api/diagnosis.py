"""Diagnoses, read."""

from __future__ import annotations

from datetime import date
from typing import Any

import rules
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from mourafaka.api.answers import Page, Paging
from mourafaka.api.auth import Request, enter
from mourafaka.api.paths import REFUSALS, Id, OfEnrolment, Wanted
from mourafaka.diagnosis.enums import Round
from mourafaka.diagnosis.models import Assessment

router = Router(tags=["diagnosis"])


class AssessmentLine(Schema):
    id: int
    about: OfEnrolment
    round: str
    state: str
    held_on: date
    version: int

    @classmethod
    def of(cls, assessment: Assessment) -> AssessmentLine:
        return cls(
            id=assessment.pk,
            about=OfEnrolment.about(assessment.enrolment),
            round=assessment.round,
            state=assessment.state,
            held_on=assessment.held_on,
            version=assessment.version,
        )


class AnswerLine(Schema):
    """`score` is null when the question does not apply, and says why."""

    question: str
    score: int | None
    not_applicable_reason: str
    evidence: str
    version: int


class AssessmentFile(Schema):
    line: AssessmentLine
    instrument: str
    answers: list[AnswerLine]
    results: dict[str, Any]


class AssessmentFilters(Schema):
    enrolment: Wanted | None = None
    round: Round | None = None


def _seen(request: Request) -> Any:
    return Assessment.objects.visible_to(request.auth).select_related("enrolment__cooperative", "instrument")


@router.get("/assessments", response={200: Page[AssessmentLine], **REFUSALS}, url_name="assessments")
def list_assessments(request: Request, filters: Query[AssessmentFilters], paging: Query[Paging]) -> Any:
    """Diagnoses the caller sees."""
    enter(request.auth, "diagnosis.view_assessment")
    found = _seen(request).order_by("enrolment__number", "round")
    if filters.enrolment:
        found = found.filter(enrolment__number=filters.enrolment)
    if filters.round:
        found = found.filter(round=filters.round)
    return paging.cut(found, AssessmentLine.of)


@router.get("/assessments/{id}", response={200: AssessmentFile, **REFUSALS}, url_name="assessment")
def read_assessment(request: Request, id: Id) -> Any:
    """One diagnosis: its results once validated, and its answers for who may read them."""
    enter(request.auth, "diagnosis.view_assessment")
    found = get_object_or_404(_seen(request), pk=id)
    told = (
        found.answers.order_by("question")
        if rules.has_perm("diagnosis.view_answers", request.auth, found)
        else ()
    )
    return AssessmentFile(
        line=AssessmentLine.of(found),
        instrument=str(found.instrument),
        answers=[
            AnswerLine(
                question=each.question,
                score=each.score,
                not_applicable_reason=each.not_applicable_reason,
                evidence=each.evidence,
                version=each.version,
            )
            for each in told
        ],
        results=found.results or {},
    )
