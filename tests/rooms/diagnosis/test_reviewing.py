"""From submission to validation: whole, reviewed by somebody else, sealed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mourafaka.diagnosis import services
from mourafaka.diagnosis.models import Answer, Assessment
from mourafaka.diagnosis.queries import to_review_of
from mourafaka.foundations import clock, journal
from mourafaka.foundations.refusals import Refused
from tests.factories.diagnosis import AssessmentFactory, answered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_summer_of_2020():
    with clock.at(date(2020, 8, 1)):
        yield


@pytest.fixture
def delegate(users):
    return users("delegate", "09")


@pytest.fixture
def submitted():
    assessment = answered(AssessmentFactory(), 2, but={"FIN1": 1, "GES3": None})
    return services.submit_assessment(assessment, actor=assessment.assessor)


def refusal(call, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value


def test_a_half_filled_diagnosis_is_not_submitted_and_the_open_questions_are_named():
    assessment = answered(AssessmentFactory(), 2)
    Answer.objects.filter(question__in=["FIN2", "FIN5", "RH1"]).delete()

    wrong = refusal(services.submit_assessment, assessment, actor=assessment.assessor)

    assert wrong.facts == {
        "count": 3,
        "where": "Finances (2): FIN2, FIN5 · Ressources humaines (1): RH1",
    }
    assert Assessment.objects.get().state == "draft"


def test_validation_keeps_the_results_and_takes_the_enrolment_to_its_plan(submitted, delegate):
    services.validate_assessment(submitted, actor=delegate)

    assessment = Assessment.objects.select_related("enrolment").get()
    assert (assessment.state, assessment.overall) == ("validated", Decimal("49.4"))
    assert assessment.results["flags"] == ["FIN1"]
    assert assessment.enrolment.phase == "plan"


def test_a_later_round_leaves_the_phase_alone(delegate):
    assessment = answered(AssessmentFactory(round="M12", out_of_round_reason="Test"), 2)
    services.submit_assessment(assessment, actor=assessment.assessor)

    services.validate_assessment(assessment, actor=delegate)

    assessment.enrolment.refresh_from_db()
    assert assessment.enrolment.phase == "diagnosis"


def test_only_the_delegate_of_the_place_or_headquarters_validates(submitted, users):
    for person in (users("delegate", "08"), users("evaluator"), users("coach", "09"), submitted.assessor):
        assert refusal(services.validate_assessment, submitted, actor=person).code == "not_allowed"


def test_nobody_validates_what_they_filled(submitted, users):
    both = users("delegate", "09")
    Assessment.objects.update(assessor=both)

    assert refusal(services.validate_assessment, submitted, actor=both).code == "own_diagnosis"


def test_a_returned_diagnosis_goes_back_to_the_coach_with_its_reason(submitted, delegate):
    returned = services.return_assessment(submitted, actor=delegate, reason="FIN1 sans pièce")

    assert (returned.state, returned.return_reason) == ("returned", "FIN1 sans pièce")
    assert returned.is_editable


def test_a_return_needs_a_reason(submitted, delegate):
    wrong = refusal(services.return_assessment, submitted, actor=delegate, reason="  ")

    assert wrong.code == "return_without_reason"


def test_two_delegates_do_not_both_act(submitted, delegate, users):
    services.return_assessment(submitted, actor=users("manager"), reason="À revoir")

    assert refusal(services.validate_assessment, submitted, actor=delegate).code == "assessment_state"


def test_a_validated_diagnosis_is_never_changed(submitted, delegate):
    services.validate_assessment(submitted, actor=delegate)
    coach = submitted.assessor

    assert (
        refusal(services.answer_question, submitted, actor=coach, question="GOV1", score=4).code
        == "assessment_closed"
    )
    assert refusal(services.write_swot, submitted, actor=coach, lines={}).code == "assessment_closed"
    assert refusal(services.submit_assessment, submitted, actor=coach).code == "assessment_state"
    assert (
        refusal(services.return_assessment, submitted, actor=delegate, reason="x").code == "assessment_state"
    )


def test_an_answer_altered_after_validation_is_named(submitted, delegate):
    services.validate_assessment(submitted, actor=delegate)

    Answer.objects.filter(question="FIN1").update(score=4)

    found = [(each.record, each.field) for each in journal.altered_records()]
    assert found == [(f"diagnosis.assessment:{submitted.pk}", "FIN1")]


def test_an_instrument_altered_after_validation_is_named(submitted, delegate):
    services.validate_assessment(submitted, actor=delegate)
    submitted.instrument.data["dimensions"][0]["weight"] = "16"

    submitted.instrument.save()

    assert [each.field for each in journal.altered_records()] == ["instrument"]


def test_what_is_being_filled_is_not_sealed_yet(submitted, delegate):
    services.return_assessment(submitted, actor=delegate, reason="À revoir")
    services.answer_question(submitted, actor=submitted.assessor, question="FIN1", score=3)

    assert journal.altered_records() == []


def test_what_awaits_a_delegate_is_submitted_in_the_region(submitted, delegate, users):
    assert list(to_review_of(delegate)) == [submitted]
    assert list(to_review_of(users("delegate", "08"))) == []
    assert list(to_review_of(submitted.assessor)) == []


# --- who sees it ---


def test_an_assessment_is_seen_by_those_who_work_on_it(submitted, delegate, users):
    seers = [delegate, users("manager"), users("evaluator"), users("admin"), submitted.assessor]
    blind = [
        users("delegate", "08"),
        users("coach", "09"),
        users("finance"),
        users("trainer"),
        users("funder"),
    ]

    assert [Assessment.objects.visible_to(person).count() for person in seers] == [1] * 5
    assert [Assessment.objects.visible_to(person).count() for person in blind] == [0] * 5


def test_a_cooperative_sees_its_own_once_validated(submitted, delegate, users):
    president = users("cooperative")
    submitted.enrolment.cooperative.contacts.create(user=president)
    before = Assessment.objects.visible_to(president).count()

    services.validate_assessment(submitted, actor=delegate)

    assert (before, Assessment.objects.visible_to(president).count()) == (0, 1)
    assert Assessment.objects.visible_to(users("cooperative")).count() == 0
