"""What everybody reads of calls: the list, its feed, one call in plain words, answers to all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mourafaka.calls import services
from mourafaka.calls.models import PublishedAnswer
from mourafaka.foundations.refusals import Refused
from tests.factories.calls import CallFactory

pytestmark = pytest.mark.django_db
IN_TIME = datetime(2020, 4, 1, 10, tzinfo=UTC)
TEXTS = {
    "question_fr": "Une union peut-elle répondre ?",
    "question_ar": "هل يمكن لاتحاد أن يشارك؟",
    "answer_fr": "Non, une coopérative seulement.",
    "answer_ar": "لا، التعاونيات فقط.",
}


@pytest.fixture
def opened(manager: Any) -> Any:
    return CallFactory(state="open", documents=["registration", "statutes"])


def page(name: str, *args: Any, language: str = "fr") -> str:
    client = Client(headers={"accept-language": language})
    return client.get(reverse(f"public_calls:{name}", args=args)).content.decode()


def sections_of(text: str) -> list[str]:
    return [part.partition("</h2>")[0].strip() for part in text.split("<h2>")[1:]]


def test_an_open_call_is_listed_as_open_until_the_second_it_closes(opened):
    with time_machine.travel(opened.closes_at, tick=False):
        at_the_last_second = page("calls")
    with time_machine.travel(opened.closes_at.timestamp() + 1, tick=False):
        a_second_later = page("calls")

    assert sections_of(at_the_last_second) == ["Ouverts aujourd’hui"]
    assert sections_of(a_second_later) == ["Ouverts aujourd’hui", "Appels passés"]


def test_a_call_in_preparation_is_nowhere(opened):
    hidden = CallFactory(code="T9-09", state="draft", title_fr="Pas encore", cohort=opened.cohort)

    answers = [page("calls"), page("feed")]

    assert [hidden.title_fr in text for text in answers] == [False, False]
    assert Client().get(reverse("public_calls:call", args=[hidden.code])).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Qui peut se porter candidat", "Pièces demandées", "Questions et réponses"]),
        ("ar", ["أسئلة وأجوبة"]),
    ],
)
def test_a_call_says_who_may_apply_what_to_bring_and_what_was_answered(opened, manager, language, words):
    services.publish_answer(opened, actor=manager, **TEXTS)

    text = page("call", opened.code, language=language)

    assert [word for word in words if word not in text] == []
    assert TEXTS[f"question_{language}"] in text
    assert TEXTS[f"answer_{language}"] in text


def test_an_answer_withdrawn_leaves_the_public_page_at_once(opened, manager):
    answer = services.publish_answer(opened, actor=manager, **TEXTS)
    before = page("call", opened.code)

    services.withdraw_answer(opened, actor=manager, answer=answer)

    assert TEXTS["answer_fr"] in before
    assert TEXTS["answer_fr"] not in page("call", opened.code)
    assert PublishedAnswer.objects.get().withdrawn_at is not None


def test_an_answer_of_another_call_is_not_withdrawn(opened, manager):
    answer = services.publish_answer(opened, actor=manager, **TEXTS)
    other = CallFactory(code="T9-09", cohort=opened.cohort)

    with pytest.raises(Refused) as refused:
        services.withdraw_answer(other, actor=manager, answer=answer)

    assert refused.value.code == "answer_of_another_call"


def test_an_answer_in_one_language_only_is_refused_beside_the_missing_text(opened, manager, client_as):
    with time_machine.travel(IN_TIME):
        answer = client_as(manager).post(
            reverse("calls:publish_answer", args=[opened.code]), {**TEXTS, "answer_ar": "  "}
        )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["answer_ar"]


def test_the_feed_gives_each_published_call_with_its_address(opened):
    feed = ElementTree.fromstring(page("feed"))

    names = {"a": "http://www.w3.org/2005/Atom"}
    links = [entry.find("a:link", names).get("href") for entry in feed.findall("a:entry", names)]
    assert [link.partition("/public/")[2] for link in links] == [f"calls/{opened.code}/"]


def test_the_home_shows_the_calls_open_today(opened):
    with time_machine.travel(IN_TIME):
        home = Client().get(reverse("portal:home")).content.decode()

    assert reverse("public_calls:call", args=[opened.code]) in home
