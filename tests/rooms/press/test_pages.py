"""What readers see: the river, an article that leads to its source, stories, places, feeds."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from mourafaka.foundations import clock
from mourafaka.people.services import machine
from mourafaka.press import services
from mourafaka.press.entries import Reading
from mourafaka.press.models import Source
from tests.factories.press import SourceFactory, article, entry, image, take
from tests.factories.territory import ProvinceFactory, RegionFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    RegionFactory()
    ProvinceFactory(code="09.541")
    SectorFactory(code="argan")


def text(answer) -> str:
    return answer.content.decode()


def get(name: str, *args, **query) -> str:
    return text(Client().get(reverse(f"press:{name}", args=args), query))


def test_the_river_shows_the_latest_first_with_paper_time_and_language():
    take(SourceFactory(name="Le Journal Inventé"), entry(2), entry(1))
    page = get("river")

    assert page.index("Invention 1 ") < page.index("Invention 2 ")
    assert "Le Journal Inventé" in page
    assert "Français" in page


def test_an_arabic_headline_bears_its_language_and_direction():
    article(title="تعاونيات أركان بسوس تبيع منتوجاتها في أكادير", summary="")

    assert '<h3 lang="ar" dir="rtl">' in get("river")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"territory": "09"}, {"argan"}),
        ({"sector": "argan"}, {"argan"}),
        ({"language": "es"}, {"gobierno"}),
        ({"q": "gobierno"}, {"gobierno"}),
        ({"q": "coopératives souss"}, {"argan"}),
        ({"q": "absent"}, set()),
        ({"territory": "nowhere"}, {"argan", "gobierno"}),
    ],
)
def test_the_river_is_narrowed(query, shown):
    take(
        SourceFactory(),
        entry(1),
        entry(2, title="El gobierno de España presenta los nuevos presupuestos", summary=""),
    )
    page = get("river", **query)

    assert {
        word for word in ("argan", "gobierno") if f"{word}" in page.partition('class="river"')[2]
    } == shown


def test_an_article_names_its_paper_and_day_and_leads_twice_to_its_source():
    made = article(SourceFactory(name="Le Journal Inventé"))
    page = get("article", made.pk)

    assert page.count(f'href="{made.url}"') == 3  # canonical, above the fold, below the text
    assert "Le Journal Inventé" in page
    assert escape(made.excerpt) in page


def test_an_article_of_a_source_without_licence_is_not_there():
    made = article()
    Source.objects.update(licence="none")

    assert Client().get(reverse("press:article", args=[made.pk])).status_code == 404
    assert made.title not in get("river")


def test_markup_of_a_feed_is_shown_as_text():
    made = article(title="Titre <script>alert(1)</script>", summary="<img src=x onerror=alert(1)>")

    assert "<script>alert" not in get("article", made.pk)
    assert "<img src=x" not in get("article", made.pk)


@pytest.mark.parametrize(
    "name", ["river", "stories", "coverage", "signals", "sources", "subscribe", "counts"]
)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_empty_watch_says_so(name, language):
    answer = Client().get(reverse(f"press:{name}"), headers={"Accept-Language": language})

    assert answer.status_code == 200


def test_the_river_asks_as_many_queries_for_fifty_articles_as_for_five(django_assert_num_queries):
    source = SourceFactory()
    take(source, *(entry(n) for n in range(1, 6)))
    with CaptureQueriesContext(connection) as five:
        get("river", language="fr")
    take(source, *(entry(n) for n in range(6, 51)))
    with django_assert_num_queries(len(five)):
        get("river", language="fr")


def test_a_search_asks_as_many_queries_for_fifty_articles_as_for_five_and_a_few_at_most():
    source = SourceFactory()
    take(source, *(entry(n) for n in range(1, 6)))
    counts = []
    for more in (range(0), range(6, 51)):
        take(source, *(entry(n) for n in more))
        for query in ({"q": "coopératives argan"}, {"territory": "09", "sector": "argan"}):
            with CaptureQueriesContext(connection) as asked:
                get("river", **query)
            counts.append(len(asked))

    assert counts[:2] == counts[2:]
    assert counts[0] <= 5  # a search
    assert counts[1] <= 8  # a list


def test_the_home_page_tells_each_story_once_and_no_daily_rubric():
    title = "Dans le Souss, 33 coopératives d'argan reçues dans la deuxième tranche à Agadir"
    for number in (1, 2):
        article(SourceFactory(), number=number, title=f"{title} ({number})", summary="")
    article(SourceFactory(), number=0, title="Cours des devises du mercredi 21 mai 2025", summary="")
    page = text(Client().get("/"))

    assert page.count("33 coopératives d&#x27;argan") == 1
    assert "Cours des devises" not in page


def test_an_image_blocked_leaves_the_river_at_once(users):
    seen = image()
    before = Client().get(reverse("press:river"))
    services.remove_image(seen, actor=users("manager"), reason="Essai")
    after = Client().get(reverse("press:river"), headers={"If-None-Match": before["ETag"]})

    assert "/press/images/" in text(before)
    assert after.status_code == 200
    assert "/press/images/" not in text(after)


def test_what_a_place_is_covered_by_is_counted_week_by_week():
    article()

    assert '<td class="num">1</td>' in get("coverage")


def test_a_figure_is_told_with_its_unit_day_and_source():
    source = SourceFactory(official=True, name="Office inventé")
    day = clock.today()
    readings = [
        Reading("exchange", "EUR", "MAD", day - timedelta(days=1), Decimal("10.70")),
        Reading("exchange", "EUR", "MAD", day, Decimal("10.75")),
        Reading("exchange", "EUR", "MAD", day, Decimal("10.76")),
    ]
    services.take_signals(source, actor=machine(), signals=readings)
    page = get("signals")

    assert "10,76" in page
    assert "10,75" not in page
    assert "Office inventé" in page


def test_the_weather_of_an_official_bulletin_is_a_series_of_its_place():
    ProvinceFactory(code="09.001", name_fr="Agadir Ida-Ou-Tanane", name_ar="أكادير إدا وتنان")
    source, day = SourceFactory(official=True), clock.today()
    readings = [Reading("weather", "09.001", unit, day, Decimal("27")) for unit in ("°C max", "mm")]
    services.take_signals(source, actor=machine(), signals=readings)
    french, arabic = (
        text(Client().get(reverse("press:signals"), headers={"accept-language": language}))
        for language in ("fr", "ar")
    )

    assert "Agadir" in french
    assert "°C, la plus haute" in french
    assert "أكادير" in arabic


# Feeds


def test_each_kind_of_feed_holds_the_article():
    article()

    for kind, kept in (("rss", "<rss"), ("atom", "<feed"), ("json", "jsonfeed.org")):
        answer = get("feed", kind)
        assert kept in answer
        assert "Invention 1 " in answer


def test_a_json_feed_says_the_language_and_the_source_of_each_item():
    article(SourceFactory(name="Le Journal Inventé"))
    item = json.loads(get("feed", "json"))["items"][0]

    assert (item["language"], item["_source"]["name"]) == ("fr", "Le Journal Inventé")


def test_a_feed_already_read_is_not_sent_again():
    article()
    first = Client().get(reverse("press:feed", args=["rss"]))
    headers = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}

    assert Client().get(reverse("press:feed", args=["rss"]), headers=headers).status_code == 304


def test_a_feed_changes_with_its_articles():
    article()
    first = Client().get(reverse("press:feed", args=["rss"]))["ETag"]
    article(number=2)

    assert Client().get(reverse("press:feed", args=["rss"]))["ETag"] != first


def test_every_list_has_its_feed():
    article(SourceFactory(code="journal-invente"))

    for name, key in (("source_feed", "journal-invente"), ("territory_feed", "09"), ("sector_feed", "argan")):
        assert "Invention 1 " in get(name, key, "rss")


def test_the_feed_of_stories_gives_each_event_once():
    title = "Dans le Souss, 33 coopératives d'argan reçues dans la deuxième tranche à Agadir"
    for number in (1, 2):
        article(SourceFactory(), number=number, title=f"{title} ({number})", summary="")
    article(SourceFactory(), number=3)

    assert [item["title"] for item in json.loads(get("stories_feed", "json"))["items"]] == [f"{title} (1)"]


def test_characters_that_xml_cannot_write_break_no_feed():
    article(title="Un\x08 titre\ud83d inventé\ufffe d'argan", summary="Son\x0b texte\x1b", author="A\x00")

    for kind in ("rss", "atom", "json"):
        assert "Un titre inventé d" in get("feed", kind)


def test_an_unknown_kind_of_feed_is_not_there():
    assert Client().get("/press/feed.xyz").status_code == 404


# Sources, by staff


def test_headquarters_adds_a_source_that_is_not_followed_yet(users, client_as):
    client = client_as(users("manager"))
    told = {
        "code": "journal-neuf",
        "name": "Journal neuf inventé",
        "home_url": "https://neuf.example/",
        "address": "https://neuf.example/feed",
        "kind": "feed",
        "licence": "excerpt",
        "selectors": "title: h1.titre",
    }
    client.post(reverse("press:new_source"), told)

    made = Source.objects.get()
    assert (made.code, made.enabled, made.page_rules) == ("journal-neuf", False, {"title": "h1.titre"})


def test_full_text_without_a_ground_is_refused_in_words(users, client_as):
    client = client_as(users("manager"))
    told = {
        "code": "plein",
        "name": "Plein",
        "home_url": "https://p.example/",
        "address": "https://p.example/feed",
        "kind": "feed",
        "licence": "full",
    }
    answer = client.post(reverse("press:new_source"), told)

    assert (answer.status_code, Source.objects.count()) == (422, 0)


def test_a_list_of_sources_goes_out_and_comes_back(users, client_as):
    SourceFactory(name="Journal A & B", code="a-b")
    listed = Client().get(reverse("press:opml")).content
    Source.objects.all().delete()

    taken = services.take_opml(None, actor=users("manager"), content=listed)

    assert [(each.name, each.enabled) for each in taken] == [("Journal A & B", False)]


@pytest.mark.parametrize(
    "content",
    [b"", b"<opml", b"\xff\xfe", b"<opml><body/></opml>", b'<!DOCTYPE o [<!ENTITY a "b">]><opml>&a;</opml>'],
)
def test_a_broken_list_of_sources_is_refused(users, content):
    from tests.refusing import refused

    manager = users("manager")

    assert refused(lambda: services.take_opml(None, actor=manager, content=content)) == "opml_unreadable"


def test_the_first_list_is_packaged_and_followed_by_nobody(users):
    loaded = services.load_first_list(None, actor=users("manager"))

    assert len(loaded) >= 15
    assert not any(source.enabled for source in loaded)
    assert services.load_first_list(None, actor=users("manager")) == []
