"""What the diagnosis says on the pages of earlier rooms."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from mourafaka.diagnosis import plugs
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from tests.factories.diagnosis import AssessmentFactory, answered, coach_of, validated
from tests.factories.enrolment import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_french():
    with translation.override("fr"):
        yield


def step(enrolment, user, day):
    with clock.at(day):
        return plugs.next_step(enrolment, user)


def test_the_coach_is_asked_for_the_first_diagnosis_by_the_end_of_month_three():
    enrolment = EnrolmentFactory()

    asked = step(enrolment, coach_of(enrolment), date(2020, 7, 10))

    assert asked == {
        "label": "Remplir le diagnostic M0",
        "url": reverse("diagnosis:open", args=[enrolment.number]) + "?round=M0",
        "due": date(2020, 9, 30),
    }


def test_a_diagnosis_begun_is_gone_on_with():
    assessment = AssessmentFactory()

    asked = step(assessment.enrolment, assessment.assessor, date(2020, 7, 25))

    assert asked["url"] == reverse("diagnosis:questions", args=[assessment.enrolment.number, "M0"])


def test_between_two_rounds_nothing_is_asked():
    assessment = validated(answered(AssessmentFactory()))

    asked = [
        step(assessment.enrolment, assessment.assessor, day) for day in (date(2020, 12, 1), date(2021, 6, 1))
    ]

    assert [each and each["label"] for each in asked] == [None, "Remplir le diagnostic M12"]


def test_the_delegate_is_asked_to_review(users):
    assessment = answered(AssessmentFactory(state="submitted"))

    asked = step(assessment.enrolment, users("delegate", "09"), date(2020, 8, 1))

    assert asked["label"] == "Examiner le diagnostic M0"


def test_a_first_diagnosis_not_validated_after_sixty_days_is_an_alert():
    late, done = EnrolmentFactory(), validated(answered(AssessmentFactory()))

    raised = plugs.late_diagnoses(Enrolment.objects.all(), date(2020, 9, 10))

    assert done.enrolment_id != late.pk
    assert [(each.enrolment_id, each.since) for each in raised] == [(late.pk, date(2020, 8, 30))]


def test_the_timeline_and_the_panel_show_what_a_person_may_see(users):
    assessment = validated(answered(AssessmentFactory(), 3))
    delegate, stranger = users("delegate", "09"), users("finance")

    moments = plugs.moments_of_cooperative(assessment.enrolment.cooperative, delegate)

    assert [(each.on, str(each.title), str(each.text)) for each in moments] == [
        (assessment.held_on, "Diagnostic M0", "Maturité 75,0 sur 100")
    ]
    assert plugs.moments_of_cooperative(assessment.enrolment.cooperative, stranger) == []
    assert plugs.maturity_of_enrolment(assessment.enrolment, delegate).context["lines"][0]["tone"] == "done"
    assert plugs.maturity_of_enrolment(assessment.enrolment, stranger) is None
