"""Filling a diagnosis: opened at its round, answered question by question."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mourafaka.diagnosis import services
from mourafaka.diagnosis.models import Answer, Assessment, Instrument
from mourafaka.diagnosis.queries import answers_of, results_of, to_do_of
from mourafaka.foundations import clock
from mourafaka.foundations.refusals import Refused
from tests.factories.diagnosis import AssessmentFactory, answered, coach_of
from tests.factories.enrolment import EnrolmentFactory

pytestmark = pytest.mark.django_db
JULY = date(2020, 7, 20)


@pytest.fixture(autouse=True)
def _in_the_summer_of_2020():
    with clock.at(date(2020, 8, 1)):
        yield


@pytest.fixture
def assessment():
    return AssessmentFactory()


def refusal(call, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value


def answer(assessment, question="GOV1", **given):
    return services.answer_question(assessment, actor=assessment.assessor, question=question, **given)


# --- opening ---


def test_the_coach_in_charge_opens_the_round_with_the_instrument_in_force():
    enrolment = EnrolmentFactory()

    opened = services.open_assessment(enrolment, actor=coach_of(enrolment), round="M0", held_on=JULY)

    assert (opened.state, opened.instrument.version) == ("draft", 1)
    assert Instrument.objects.get().frozen_at is not None


def test_nobody_else_opens_a_diagnosis(users):
    enrolment = EnrolmentFactory()

    for person in (users("coach", "09"), users("delegate", "09"), users("manager")):
        wrong = refusal(services.open_assessment, enrolment, actor=person, round="M0", held_on=JULY)
        assert wrong.code == "not_allowed"


@pytest.mark.parametrize(
    ("code", "round", "held_on", "reason"),
    [
        ("unknown_round", "M6", JULY, ""),
        ("before_service_starts", "M0", date(2020, 6, 30), "Urgence"),
        ("held_in_the_future", "M0", date(2020, 8, 2), ""),
        ("out_of_round_without_reason", "M12", JULY, "  "),
    ],
)
def test_a_round_is_not_opened_on_a_day_that_cannot_be(code, round, held_on, reason):
    enrolment = EnrolmentFactory()

    wrong = refusal(
        services.open_assessment,
        enrolment,
        actor=coach_of(enrolment),
        round=round,
        held_on=held_on,
        reason=reason,
    )

    assert wrong.code == code
    assert not Assessment.objects.exists()


def test_outside_its_months_a_round_is_opened_with_a_reason():
    enrolment = EnrolmentFactory()

    opened = services.open_assessment(
        enrolment, actor=coach_of(enrolment), round="M12", held_on=JULY, reason="La coopérative ferme en été"
    )

    assert (opened.in_its_months, opened.out_of_round_reason) == (False, "La coopérative ferme en été")


def test_a_round_has_one_diagnosis(assessment):
    again = refusal(
        services.open_assessment, assessment.enrolment, actor=assessment.assessor, round="M0", held_on=JULY
    )

    assert again.code == "round_already_open"


@pytest.mark.parametrize(
    ("phase", "code"), [("convention", "agreement_first"), ("abandoned", "enrolment_over")]
)
def test_a_diagnosis_needs_an_accompaniment_under_way(phase, code):
    enrolment = EnrolmentFactory(phase=phase)

    wrong = refusal(services.open_assessment, enrolment, actor=coach_of(enrolment), round="M0", held_on=JULY)

    assert wrong.code == code


# --- answering ---


def test_an_answer_is_kept_with_its_evidence_and_comment(assessment):
    kept = answer(assessment, score=3, evidence="document", comment="PV du 12 mars")

    assert (kept.score, kept.evidence, kept.comment, kept.version) == (3, "document", "PV du 12 mars", 1)
    assert answers_of(assessment) == {"GOV1": 3}


def test_the_same_answer_again_changes_nothing(assessment):
    answer(assessment, score=3)

    assert answer(assessment, score=3).version == 1


def test_a_comment_alone_is_kept_and_is_no_answer(assessment):
    answer(assessment, comment="À revoir avec la trésorière")

    assert answers_of(assessment) == {}
    assert results_of(assessment).answered == 0


def test_a_question_that_does_not_apply_has_its_reason(assessment):
    answer(assessment, applies=False, not_applicable_reason="Pas de stock : prestation de service")

    assert answers_of(assessment) == {"GOV1": None}


@pytest.mark.parametrize(
    ("code", "question", "given"),
    [
        ("diagnosis_score_out_of_range", "GOV1", {"score": 5}),
        ("diagnosis_score_out_of_range", "GOV1", {"score": -1}),
        ("diagnosis_score_out_of_range", "GOV1", {"score": "three"}),
        ("diagnosis_unknown_question", "GOV7", {"score": 3}),
        ("diagnosis_reason_missing", "GOV1", {"applies": False, "not_applicable_reason": "  "}),
        ("diagnosis_score_and_reason", "GOV1", {"score": 3, "not_applicable_reason": "Sans objet"}),
        ("diagnosis_unknown_evidence", "GOV1", {"score": 3, "evidence": "rumour"}),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_nothing_is_kept(code, question, given, assessment):
    wrong = refusal(answer, assessment, question, **given)

    assert wrong.code == code
    assert not Answer.objects.exists()


def test_a_third_question_of_a_dimension_cannot_be_left_out(assessment):
    for question in ("GOV1", "GOV2"):
        answer(assessment, question, not_applicable_reason="Sans objet")

    wrong = refusal(answer, assessment, "GOV3", not_applicable_reason="Sans objet")

    assert wrong.facts == {"dimension": "GOV", "limit": 2, "questions": "GOV1, GOV2, GOV3"}
    assert answers_of(assessment) == {"GOV1": None, "GOV2": None}


def test_several_answers_are_kept_all_or_none(assessment):
    answers = {"GOV1": {"score": 2}, "GOV2": {"score": 9}}

    wrong = refusal(services.answer_questions, assessment, actor=assessment.assessor, answers=answers)

    assert wrong.code == "diagnosis_score_out_of_range"
    assert answers_of(assessment) == {}


def test_an_answer_over_a_version_not_seen_overwrites_nothing(assessment):
    answer(assessment, score=3, version=0)

    wrong = refusal(answer, assessment, score=1, version=0)

    assert wrong.code == "changed_meanwhile"
    assert answers_of(assessment) == {"GOV1": 3}


def test_an_answer_over_the_version_seen_replaces_it(assessment):
    answer(assessment, score=3, version=0)

    assert answer(assessment, score=1, version=1).version == 2


def test_answers_to_other_questions_do_not_collide(assessment):
    answer(assessment, "GOV1", score=3, version=0)
    answer(assessment, "GOV2", score=1, version=0)

    assert answers_of(assessment) == {"GOV1": 3, "GOV2": 1}


def test_a_submitted_diagnosis_takes_no_answer(assessment):
    answered(assessment)
    services.submit_assessment(assessment, actor=assessment.assessor)

    assert refusal(answer, assessment, score=0).code == "assessment_closed"
    assert results_of(assessment).overall == Decimal("75.0")


# --- who was there, SWOT ---


def test_fewer_than_three_ordinary_members_is_a_warning(assessment):
    edited = services.edit_assessment(
        assessment, actor=assessment.assessor, held_on=JULY, officers_present=2, women_present=2
    )

    assert edited.too_few_present is True


def test_the_head_is_not_overwritten_when_somebody_changed_it(assessment):
    services.edit_assessment(assessment, actor=assessment.assessor, held_on=JULY, version=1)

    wrong = refusal(services.edit_assessment, assessment, actor=assessment.assessor, held_on=JULY, version=1)

    assert wrong.code == "changed_meanwhile"


def test_the_swot_keeps_what_is_typed_and_what_is_removed(assessment):
    services.write_swot(
        assessment,
        actor=assessment.assessor,
        lines={"opportunity": ["Foire de Taliouine", " "], "threat": ["Sécheresse"]},
        removed=["GOV1"],
    )

    assessment.refresh_from_db()
    assert [(line.side, line.text) for line in assessment.swot_lines.all()] == [
        ("opportunity", "Foire de Taliouine"),
        ("threat", "Sécheresse"),
    ]
    assert assessment.swot_removed == ["GOV1"]


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("unknown_side", {"lines": {"wish": ["Un camion"]}}),
        ("too_many_swot_lines", {"lines": {"threat": [f"Menace {n}" for n in range(13)]}}),
        ("diagnosis_unknown_question", {"lines": {}, "removed": ["GOV9"]}),
    ],
)
def test_a_swot_that_cannot_be_is_refused(code, given, assessment):
    wrong = refusal(services.write_swot, assessment, actor=assessment.assessor, **given)

    assert wrong.code == code


def test_what_a_coach_has_to_do_is_what_is_begun_or_returned(assessment, users):
    assert list(to_do_of(assessment.assessor)) == [assessment]
    assert list(to_do_of(users("delegate", "09"))) == []
