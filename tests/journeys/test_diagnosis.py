"""A diagnosis in the cooperative's yard: on a phone, through a lost connection, without scripts, in fr and ar."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mourafaka.diagnosis.models import Answer, Assessment
from mourafaka.diagnosis.queries import answers_of
from tests.factories.diagnosis import AssessmentFactory, answered, validated
from tools.look import sideways

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PHONE = 360
SAVED = '#saved[data-state="saved"]'
WAITING = '#saved[data-state="waiting"]'
CUT = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION_RESET",
    "409",
)  # connections cut, answers refused on purpose
# One red dot, as a PNG.
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
)


@pytest.fixture
def assessment() -> Any:
    return AssessmentFactory(enrolment__cooperative__name_fr="Coopérative Tifaouine")


def address(assessment: Assessment, name: str, *more: str) -> str:
    return reverse(f"diagnosis:{name}", args=[assessment.enrolment.number, assessment.round, *more])


@pytest.fixture
def at_question(open_page, client_as, assessment) -> Any:
    """`at_question("GOV1")` is the coach's phone on that question, the sheet of the others fetched."""

    def visit(code: str = "GOV1", **options: Any) -> Any:
        client = client_as(assessment.assessor)
        page = open_page(
            address(assessment, "question", code), client=client, width=PHONE, expects=CUT, **options
        )
        if options.get("scripts", True):
            page.wait_for_selector("#saved[data-sheet-ready]", state="attached")
        return page

    return visit


def choose(page: Any, question: str, score: str) -> None:
    page.wait_for_selector(f'[data-question="{question}"][data-ready]')
    page.locator(f'[name="score"][value="{score}"]').check(force=True)


def go_on(page: Any) -> None:
    page.locator('[form="answer"][value="next"]').click()


def settled(page: Any) -> None:
    """Everything kept on the phone has been sent."""
    page.wait_for_selector(SAVED, state="attached")


def test_an_answer_is_saved_as_it_is_given(at_question, assessment):
    page = at_question()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        choose(page, "GOV1", "3")
    settled(page)

    assert answers_of(assessment) == {"GOV1": 3}
    assert page.locator("#saved").inner_text() == "Enregistré"


def test_a_lost_connection_in_the_middle_loses_nothing(at_question, assessment):
    page = at_question()
    choose(page, "GOV1", "3")
    settled(page)
    page.context.set_offline(True)

    for question, score in (("GOV1", "2"), ("GOV2", "4"), ("GOV3", "1")):
        choose(page, question, score)
        page.locator("textarea").fill(f"Dit sans réseau : {question}")
        go_on(page)
    page.wait_for_selector('[data-question="GOV4"][data-ready]')
    said, before = page.locator("#saved").inner_text(), answers_of(assessment)
    page.context.set_offline(False)
    settled(page)

    assert said.startswith("Gardé sur ce téléphone")
    assert before == {"GOV1": 3}
    assert answers_of(assessment) == {"GOV1": 2, "GOV2": 4, "GOV3": 1}
    assert Answer.objects.get(question="GOV3").comment == "Dit sans réseau : GOV3"


def test_what_is_kept_on_the_phone_is_sent_when_the_page_is_opened_again(at_question, assessment):
    page = at_question()
    where, phone = page.url, page.context
    phone.set_offline(True)
    choose(page, "GOV1", "2")
    page.wait_for_selector(WAITING, state="attached")
    page.close()  # a page only left would still send it
    phone.set_offline(False)

    page = phone.new_page()
    page.goto(where)
    settled(page)

    assert answers_of(assessment) == {"GOV1": 2}
    assert page.locator('[name="score"]:checked').get_attribute("value") == "2"


def test_an_answer_whose_reply_was_lost_acts_once(at_question, assessment):
    page = at_question()
    lost = []

    def lose_the_first_reply(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())  # the server acts, the phone never hears
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/questions/GOV1/", lose_the_first_reply)
    choose(page, "GOV1", "3")
    page.wait_for_selector(WAITING, state="attached")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    settled(page)

    answer = Answer.objects.get()
    assert (answer.score, answer.version) == (3, 1)


def test_a_photo_taken_without_a_connection_is_sent_later(at_question, assessment):
    page = at_question()
    page.context.set_offline(True)
    choose(page, "GOV1", "3")
    page.set_input_files("[name=file]", {"name": "pv.png", "mimeType": "image/png", "buffer": DOT})
    expect(page.locator("[data-file]")).to_contain_text("pv")
    page.context.set_offline(False)
    settled(page)

    answer = Answer.objects.select_related("file").get()
    assert answer.file is not None
    assert answer.file.content_type == "image/jpeg"


def test_two_people_on_one_question_see_both_answers(at_question, assessment):
    page = at_question()
    Answer.objects.create(
        assessment=assessment,
        question="GOV1",
        score=1,
        comment="Dit par une autre",
        answered_by=assessment.assessor,
    )

    choose(page, "GOV1", "4")
    page.wait_for_selector(".summary")

    assert "Dit par une autre" in page.inner_text(".summary")
    assert page.locator('[name="score"]:checked').get_attribute("value") == "4"
    assert answers_of(assessment) == {"GOV1": 1}
    go_on(page)
    page.wait_for_selector('[data-question="GOV2"]')
    settled(page)
    assert answers_of(assessment) == {"GOV1": 4}


def test_a_question_left_out_waits_for_its_reason(at_question, assessment):
    page = at_question()
    choose(page, "GOV1", "na")
    asked = page.locator("#saved").inner_text()

    page.fill("[name=not_applicable_reason]", "Coopérative de services")
    page.locator("textarea").focus()
    settled(page)

    assert asked == "Dites pourquoi la question est sans objet."
    assert answers_of(assessment) == {"GOV1": None}


def test_without_scripts_each_page_is_a_plain_form(at_question, assessment):
    page = at_question(scripts=False)
    page.locator('[name="score"][value="3"]').check(force=True)
    page.locator("textarea").fill("PV du 12 mars")

    go_on(page)

    assert page.url.endswith(address(assessment, "question", "GOV2"))
    assert Answer.objects.get().comment == "PV du 12 mars"


@pytest.fixture
def everything(assessment: Any, users: Any) -> Any:
    """A diagnosis half filled, one to review, one validated with an earlier one, and somebody who sees them."""
    answered(assessment, 2, but={"GOV1": 0, "FIN3": None})
    Answer.objects.filter(question__startswith="ESE").delete()
    first = validated(answered(AssessmentFactory(), 1, but={"GOV2": 4}))
    second = answered(
        AssessmentFactory(enrolment=first.enrolment, round="M12", out_of_round_reason="Foire"), 3
    )
    waiting = answered(
        AssessmentFactory(enrolment__cooperative__name_fr="Coopérative " + "Tamaynut " * 12), 2
    )
    Assessment.objects.filter(pk=waiting.pk).update(state="submitted")
    return {"filled": assessment, "second": validated(second), "waiting": waiting}


PAGES = {
    "list": ("delegate", None),
    "assessment": ("delegate", "second"),
    "review": ("delegate", "waiting"),
    "question": ("coach", "filled"),
    "questions": ("coach", "filled"),
    "swot": ("coach", "filled"),
    "edit": ("coach", "filled"),
    "instruments": ("manager", None),
    "version": ("manager", None),
}


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_the_diagnosis_fails_axe_or_scrolls_sideways(
    name, language, open_page, client_as, everything, violations, users
):
    role, which = PAGES[name]
    person = (
        everything["filled"].assessor if role == "coach" else users(role, "" if role == "manager" else "09")
    )
    client = client_as(person)
    more = {"question": ("GOV1",)}.get(name, ())
    if which:
        path = address(everything[which], name, *more)
    else:
        path = reverse(f"diagnosis:{name}", args=[1] if name == "version" else [])

    wide = open_page(path, client=client, language=language)
    narrow = open_page(path, client=client, language=language, width=320)

    assert violations(wide) == []
    assert violations(narrow) == []
    assert sideways(narrow) == 0
