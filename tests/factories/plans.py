"""Development plans for tests, without going through the acts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import factory

from mourafaka.plans.models import Plan, PlanAction
from tests.factories.diagnosis import AssessmentFactory, answered, validated

RED_FLAGS = {"FIN1": 0, "MAR1": 1, "GOV3": 2}


def diagnosed(scores: dict[str, int | None] | None = None, score: int = 3, **fields: Any) -> Any:
    """An enrolment whose M0 diagnosis is validated: 3 everywhere but where said."""
    fields = {"enrolment__phase": "plan", **fields}
    return validated(
        answered(AssessmentFactory(**fields), score, but=RED_FLAGS if scores is None else scores)
    )


class PlanFactory(factory.django.DjangoModelFactory[Plan]):
    """A draft for FIN1 at 0, MAR1 at 1 and GOV3 at 2, with actions for the first two."""

    class Meta:
        model = Plan
        skip_postgeneration_save = True

    assessment = factory.LazyFunction(diagnosed)
    enrolment = factory.LazyAttribute(lambda o: o.assessment.enrolment)
    answers = factory.LazyAttribute(lambda o: {a.question: a.score for a in o.assessment.answers.all()})
    drafted_by = factory.LazyAttribute(lambda o: o.assessment.assessor)

    @factory.post_generation
    def actions(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`actions=[]` leaves it empty; else a list of dictionaries of fields, one an action."""
        if not create:
            return
        lines = (
            extracted
            if extracted is not None
            else [
                {"questions": ["FIN1"]},
                {"questions": ["MAR1"], "axis": "marketing", "title_fr": "Prospecter de nouveaux clients"},
            ]
        )
        for number, line in enumerate(lines, start=1):
            PlanActionFactory(plan=self, **{"code": f"A{number}", **line})


class PlanActionFactory(factory.django.DjangoModelFactory[PlanAction]):
    class Meta:
        model = PlanAction

    plan = factory.SubFactory(PlanFactory, actions=[])
    code = "A1"
    axis = "management"
    title_fr = "Tenir une comptabilité simplifiée"
    title_ar = "مسك محاسبة مبسطة"
    questions = ["FIN1"]
    indicator_fr = "Mois de comptabilité tenus"
    indicator_ar = "شهور المحاسبة الممسوكة"
    unit_fr = "mois"
    target = Decimal(6)
    starts_month = 3
    due_month = 8
    owner = "Trésorière"
    priority = 1
    own_cash_mad = Decimal(3000)
    programme_mad = Decimal(3000)
    evidence_fr = "Journal et bilan"
