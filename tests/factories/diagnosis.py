"""Diagnoses for tests, without going through the acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import factory

from mourafaka.diagnosis.models import Answer, Assessment, Instrument
from mourafaka.diagnosis.queries import questions_of, results_of
from mourafaka.enrolment.models import CoachAssignment
from mourafaka.foundations.journal import jsonable
from tests.factories.enrolment import CoachAssignmentFactory, EnrolmentFactory

HELD_ON = date(2020, 7, 20)


class AssessmentFactory(factory.django.DjangoModelFactory[Assessment]):
    """A diagnosis at M0 being filled by the coach in charge; `answered(assessment)` answers it."""

    class Meta:
        model = Assessment

    enrolment = factory.SubFactory(EnrolmentFactory)
    round = "M0"
    instrument = factory.LazyFunction(lambda: Instrument.objects.in_force())
    held_on = HELD_ON
    officers_present = 3
    women_present = 3
    men_present = 1
    assessor = factory.LazyAttribute(lambda o: coach_of(o.enrolment))


def coach_of(enrolment: Any) -> Any:
    """The coach in charge, assigned when there was none."""
    assignment = CoachAssignment.objects.in_force().filter(enrolment=enrolment).first()
    return (assignment or CoachAssignmentFactory(enrolment=enrolment)).coach


def answered(
    assessment: Assessment, score: int = 3, *, but: Mapping[str, int | None] | None = None, **fields: Any
) -> Assessment:
    """Every question answered `score`, some otherwise (None: it does not apply)."""
    scores = {question.code: score for question in questions_of(assessment.instrument)} | dict(but or {})
    fields = {"evidence": "document", "answered_by": assessment.assessor, **fields}
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            question=code,
            score=value,
            not_applicable_reason="" if value is not None else "Sans objet ici",
            **fields,
        )
        for code, value in scores.items()
    )
    return assessment


def validated(assessment: Assessment) -> Assessment:
    """As validation leaves it, without the act."""
    results = results_of(assessment)
    assessment.state = "validated"
    assessment.results = jsonable(results)
    assessment.overall, assessment.reliability = results.overall, results.reliability
    assessment.save()
    return assessment
