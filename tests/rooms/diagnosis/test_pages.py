"""The pages: filled without scripts, refused in words, reviewed, and seen by those who may."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mourafaka.diagnosis import services
from mourafaka.diagnosis.models import Answer, Assessment, Instrument
from mourafaka.diagnosis.queries import answers_of
from mourafaka.diagnosis.xlsform import instrument_workbook
from mourafaka.foundations import clock
from tests.factories.diagnosis import AssessmentFactory, answered, coach_of, validated
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.files import jpeg
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
PHOTO = jpeg()


@pytest.fixture(autouse=True)
def _in_the_summer_of_2020():
    with clock.at(date(2020, 8, 1)):
        yield


@pytest.fixture
def assessment():
    return AssessmentFactory()


@pytest.fixture
def coach(assessment, client_as):
    return client_as(assessment.assessor)


def url(name: str, assessment: Assessment, *more: str) -> str:
    return reverse(f"diagnosis:{name}", args=[assessment.enrolment.number, assessment.round, *more])


def post(client, assessment, question="GOV1", **fields):
    return client.post(
        url("question", assessment, question), {"version": "0", "evidence": "declaration", **fields}
    )


# --- filling ---


def test_a_round_is_opened_from_its_form(client_as):
    enrolment = EnrolmentFactory()
    client = client_as(coach_of(enrolment))
    typed = {
        "round": "M0",
        "held_on": "2020-07-20",
        "officers_present": 3,
        "women_present": 4,
        "men_present": 0,
    }

    answer = client.post(reverse("diagnosis:open", args=[enrolment.number]), typed)

    assert answer.status_code == 302
    assert Assessment.objects.get().ordinary_members_present == 4


def test_a_round_refused_says_why_beside_its_field(client_as):
    enrolment = EnrolmentFactory()
    typed = {
        "round": "M0",
        "held_on": "2020-06-01",
        "officers_present": 3,
        "women_present": 4,
        "men_present": 0,
    }

    answer = client_as(coach_of(enrolment)).post(reverse("diagnosis:open", args=[enrolment.number]), typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["held_on"]


def test_an_answer_goes_on_to_the_next_question(coach, assessment):
    answer = post(coach, assessment, score="3", comment="PV signé")

    assert answer.url == url("question", assessment, "GOV2")
    assert answers_of(assessment) == {"GOV1": 3}


def test_the_last_question_goes_back_to_the_list(coach, assessment):
    assert post(coach, assessment, "ESE6", score="3").url == url("questions", assessment)


def test_a_refused_answer_comes_back_with_what_was_typed(coach, assessment):
    answer = post(coach, assessment, score="na", not_applicable_reason=" ", comment="À discuter")

    assert answer.status_code == 409
    assert "À discuter" in answer.content.decode()
    assert not Answer.objects.exists()


def test_two_people_on_one_question_both_are_shown(coach, assessment, client_as):
    post(coach, assessment, score="3", comment="La présidente dit oui")

    answer = post(coach, assessment, score="1", comment="Aucun PV trouvé", version="0")

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "La présidente dit oui" in text
    assert "Aucun PV trouvé" in text
    assert answers_of(assessment) == {"GOV1": 3}


def test_the_same_form_sent_twice_acts_once(coach, assessment):
    act_id = str(uuid.uuid4())
    post(coach, assessment, score="3", act_id=act_id)

    post(coach, assessment, score="3", act_id=act_id)

    assert Answer.objects.get().version == 1


def test_a_script_hears_the_version_kept_and_a_refusal_in_words(coach, assessment):
    where = url("question", assessment, "GOV1")
    kept = coach.post(where, {"score": "3", "version": "0"}, headers={"accept": "application/json"})
    refused = coach.post(where, {"score": "9", "version": "1"}, headers={"accept": "application/json"})

    assert (kept.status_code, kept.json()["version"]) == (200, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "diagnosis_score_out_of_range")


def test_a_photo_is_kept_with_the_answer_and_can_be_removed(coach, assessment):
    post(coach, assessment, score="3", file=SimpleUploadedFile("pv.png", PHOTO))
    kept = coach.get(url("file", assessment, "GOV1"))

    post(coach, assessment, score="3", version="1", remove_file="yes")

    assert (kept.content[:3], kept["Content-Type"]) == (PHOTO[:3], "image/jpeg")
    assert Answer.objects.get().file is None


@pytest.mark.parametrize("content", [b"MZ not a picture", b"<html>", b""])
def test_a_file_that_is_no_photo_and_no_pdf_is_refused_and_the_page_keeps_the_rest(
    content, coach, assessment
):
    answer = post(
        coach, assessment, score="3", comment="Voir pièce", file=SimpleUploadedFile("pv.png", content + b" ")
    )

    assert answer.status_code == 409
    assert "Voir pièce" in answer.content.decode()


def test_an_unknown_question_is_no_page(coach, assessment):
    assert coach.get(url("question", assessment, "GOV9")).status_code == 404


def test_the_sheet_holds_every_question(coach, assessment):
    assert coach.get(url("sheet", assessment)).content.decode().count('data-question="') == 48


def test_the_list_says_what_is_left(coach, assessment):
    answered(assessment, but={})
    Answer.objects.filter(question="FIN1").delete()

    answer = coach.get(url("questions", assessment))

    assert (answer.context["answered"], answer.context["total"]) == (47, 48)


def test_a_half_filled_diagnosis_is_refused_with_the_questions_named(coach, assessment):
    answered(assessment)
    Answer.objects.filter(question__in=["FIN1", "FIN2"]).delete()

    answer = coach.post(url("submit", assessment))

    assert answer.status_code == 409
    assert "FIN1, FIN2" in answer.content.decode()


def test_a_submitted_diagnosis_has_no_form_any_more(coach, assessment):
    answered(assessment)
    coach.post(url("submit", assessment))

    assert coach.get(url("question", assessment, "GOV1")).status_code == 409
    assert coach.get(url("assessment", assessment)).status_code == 200


def test_the_swot_is_kept_removed_and_completed(coach, assessment):
    answered(assessment, 2, but={"GOV1": 0, "MAR1": 4})

    coach.post(url("swot", assessment), {"version": "1", "opportunity": "Foire\n\nÉcole", "kept": ["GOV1"]})

    page = coach.get(url("assessment", assessment))
    sides = {side.side.value: side for side in page.context["overview"].swot}
    assert [said.question.code for said in sides["weakness"].kept] == ["GOV1"]
    assert [said.question.code for said in sides["strength"].removed] == ["MAR1"]
    assert sides["opportunity"].typed == ["Foire", "École"]


def test_who_was_there_is_corrected(coach, assessment):
    typed = {
        "held_on": "2020-07-21",
        "officers_present": 2,
        "women_present": 5,
        "men_present": 1,
        "summary": "Bureau motivé",
        "version": 1,
    }

    coach.post(url("edit", assessment), typed)

    assessment.refresh_from_db()
    assert (assessment.held_on, assessment.ordinary_members_present) == (date(2020, 7, 21), 6)
    assert assessment.summary == "Bureau motivé"


# --- reading and reviewing ---


@pytest.fixture
def submitted(assessment):
    answered(assessment, 2, but={"FIN1": 1})
    return services.submit_assessment(assessment, actor=assessment.assessor)


@pytest.fixture
def delegate(users, client_as):
    return client_as(users("delegate", "09"))


def test_the_delegate_reads_answers_beside_their_evidence_and_validates(submitted, delegate):
    page = delegate.get(url("review", submitted))

    answer = delegate.post(url("validate", submitted))

    assert "Souvenirs et reçus" in page.content.decode()
    assert answer.status_code == 302
    assert Assessment.objects.get().overall == Decimal("49.4")


def test_the_delegate_returns_with_a_reason_that_the_coach_reads(submitted, delegate, coach):
    unsaid = delegate.post(url("return", submitted), {"reason": ""})
    delegate.post(url("return", submitted), {"reason": "FIN1 : joindre le journal"})

    assert unsaid.status_code == 422
    assert "joindre le journal" in coach.get(url("questions", submitted)).content.decode()


def test_rounds_are_compared_on_the_result(submitted, delegate):
    first = validated(submitted)
    second = validated(
        answered(AssessmentFactory(enrolment=first.enrolment, round="M12", out_of_round_reason="Test"), 3)
    )

    overview = delegate.get(url("assessment", second)).context["overview"]

    assert overview.comparison.overall.points == Decimal("25.6")
    assert [row.earlier for row in overview.rows if row.code == "FIN"] == [[Decimal("45.8")]]
    assert overview.comparison.flags_lifted == ("FIN1",)


@pytest.mark.parametrize(("language", "word"), [("fr", "Gouvernance"), ("ar", "DIAG-COOP")])
def test_the_report_is_written_in_the_language_of_the_cooperative(
    language, word, submitted, delegate, tmp_path
):
    validated(submitted)

    pdf = delegate.get(url("report", submitted, language)).content

    assert word in text_of(pdf, tmp_path)


def test_no_report_before_validation(submitted, delegate):
    assert delegate.get(url("report", submitted, "fr")).status_code == 409


def test_a_cooperative_reads_its_own_result_once_validated(submitted, users, client_as):
    president = users("cooperative")
    submitted.enrolment.cooperative.contacts.create(user=president)
    client = client_as(president)
    before = client.get(url("assessment", submitted)).status_code

    validated(submitted)

    assert (before, client.get(url("assessment", submitted)).status_code) == (404, 200)
    assert client.get(url("report", submitted, "ar")).status_code == 200


def test_the_list_asks_as_many_queries_for_few_as_for_many(delegate, django_assert_max_num_queries):
    AssessmentFactory.create_batch(2)
    delegate.get(reverse("diagnosis:list"))
    AssessmentFactory.create_batch(10)

    with django_assert_max_num_queries(25):
        assert delegate.get(reverse("diagnosis:list")).status_code == 200


# --- the instrument ---


def test_a_faulty_workbook_is_told_line_by_line_and_nothing_changes(users, client_as):
    client = client_as(users("manager"))

    answer = client.post(
        reverse("diagnosis:import"), {"workbook": SimpleUploadedFile("x.xlsx", b"PK broken"), "note": ""}
    )

    assert answer.status_code == 422
    assert len(answer.context["problems"]) == 1
    assert Instrument.objects.count() == 1


def test_a_workbook_taken_out_unchanged_makes_no_version(users, client_as):
    client = client_as(users("manager"))
    content = client.get(reverse("diagnosis:workbook", args=[1])).content

    answer = client.post(reverse("diagnosis:import"), {"workbook": SimpleUploadedFile("v1.xlsx", content)})

    assert content[:2] == instrument_workbook(Instrument.objects.get())[:2]
    assert answer.status_code == 422


def test_the_versions_are_read(users, client_as):
    client = client_as(users("manager"))

    assert client.get(reverse("diagnosis:instruments")).status_code == 200
    assert client.get(reverse("diagnosis:version", args=[1])).status_code == 200
