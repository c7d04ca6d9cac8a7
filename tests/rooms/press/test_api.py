"""The press watch read by programs: open to everybody, the same scope as its pages."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mourafaka.foundations import clock
from mourafaka.people.services import machine
from mourafaka.press import services
from mourafaka.press.entries import Reading
from mourafaka.press.models import Article
from tests.factories.press import SourceFactory, article, entry, take
from tests.factories.territory import ProvinceFactory, RegionFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    RegionFactory()
    ProvinceFactory(code="09.001")
    SectorFactory(code="argan")


def got(path: str, status: int = 200, **query: str):
    answer = Client().get(f"/api/v1/press/{path}", query)
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def test_articles_are_read_as_the_river_shows_them_with_tags_and_evidence():
    source = SourceFactory(code="journal-a", name="Journal inventé A")
    newer, older = take(source, entry(1), entry(2))
    listed = got("articles")["items"]
    file = got(f"articles/{newer.pk}")

    assert [row["id"] for row in listed] == [newer.pk, older.pk]
    assert (listed[0]["publisher"], listed[0]["source"], listed[0]["language"]) == (
        "Journal inventé A",
        "journal-a",
        "fr",
    )
    assert listed[0]["url"] == newer.url
    assert {"kind": "sector", "code": "argan", "evidence": "argan"} in file["tags"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "أركان"}, {"ar"}),
        ({"language": "es"}, {"es"}),
        ({"territory": "09"}, {"fr", "ar"}),
        ({"sector": "argan"}, {"fr", "ar"}),
        ({"source": "journal-b"}, {"es"}),
        ({"q": "introuvable"}, set()),
    ],
)
def test_articles_are_narrowed_by_words_place_sector_language_and_source(query, found):
    take(
        SourceFactory(code="journal-a"),
        entry(1),
        entry(2, title="تعاونيات أركان بسوس تبيع منتوجاتها في أكادير", summary=""),
    )
    spanish = entry(3, title="El gobierno de España firma un acuerdo con Bruselas", summary="")
    take(SourceFactory(code="journal-b", language="es"), spanish)

    assert {row["language"] for row in got("articles", **query)["items"]} == found


def test_a_withdrawn_article_is_found_by_no_program(users):
    made = article()
    services.withdraw_article(made, actor=users("manager"), reason="Essai")

    assert got("articles")["items"] == []
    got(f"articles/{made.pk}", status=404)


def test_a_story_lists_the_papers_that_tell_it():
    title = "Dans le Souss, 33 coopératives d'argan reçues dans la deuxième tranche à Agadir"
    for number in (1, 2):
        article(SourceFactory(), number=number, title=f"{title} ({number})", summary="")
    (story,) = got("stories")["items"]
    articles = got(f"stories/{story['id']}/articles")["items"]

    assert (story["papers"], story["articles"], story["pinned"]) == (2, 2, False)
    assert {row["id"] for row in articles} == set(Article.objects.values_list("pk", flat=True))
    got("stories/999999/articles", status=404)


def test_sources_are_those_followed_and_signals_tell_their_unit_and_source():
    official = SourceFactory(code="office", official=True)
    SourceFactory(code="en-attente", enabled=False)
    reading = Reading("weather", "09.001", "°C max", clock.today(), Decimal("27"))
    services.take_signals(official, actor=machine(), signals=[reading])

    assert [row["code"] for row in got("sources")["items"]] == ["office"]
    (signal,) = got("signals")["items"]
    assert (signal["subject"], signal["unit"], Decimal(signal["value"]), signal["source"]) == (
        "09.001",
        "°C max",
        27,
        "office",
    )


def test_what_is_asked_wrongly_is_refused_in_words_and_reads_nothing():
    for query in ({"territory": "x"}, {"q": "a\x00b"}, {"language": "zz"}):
        got("articles", status=422, **query)
    got("articles/999999", status=404)


def test_a_list_asks_the_database_as_much_for_forty_articles_as_for_five():
    source = SourceFactory()
    counts = []
    for numbers in (range(1, 6), range(6, 41)):
        take(source, *(entry(number) for number in numbers))
        with CaptureQueriesContext(connection) as asked:
            got("articles")
        counts.append(len(asked))

    assert counts[0] == counts[1]
