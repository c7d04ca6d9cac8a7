"""Sources visited for real on loopback: what fails is one line of a health page, and disturbs nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mourafaka.foundations import clock
from mourafaka.people.services import machine
from mourafaka.press import harvest, index, problems, rounds, services, tasks
from mourafaka.press.enums import Visit
from mourafaka.press.fetching.problems import CODES
from mourafaka.press.harvest import stored_entries
from mourafaka.press.models import Article, Illustration, RawPage, Signal, Source
from tests.factories.press import SourceFactory
from tests.press_corpus import headlines, page
from tests.press_server import Newspaper, newspaper

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(settings) -> Iterator[Newspaper]:
    """The newspaper, served from a thread of its own."""
    settings.PRESS_REACHES_LOOPBACK, settings.PRESS_PAUSE_SECONDS = True, 0
    ready, loop = threading.Event(), asyncio.new_event_loop()
    found: list[Newspaper] = []
    closing = asyncio.Event()

    async def serve() -> None:
        async with newspaper() as made:
            found.append(made)
            ready.set()
            await closing.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(60)
    yield found[0]
    loop.call_soon_threadsafe(closing.set)
    thread.join(60)
    loop.close()


def source(paper: Newspaper, path: str, **facts: object) -> Source:
    return SourceFactory(address=paper.url(path), synthetic=False, **facts)


def test_a_visit_keeps_articles_raw_bytes_and_a_line_of_health(paper):
    found = source(paper, "/feed.xml")
    (line,) = rounds.visit_all([found])

    assert (line.outcome, line.found, line.new, line.sentence) == (
        "taken",
        20,
        20,
        str(problems.SENTENCES[""]),
    )
    assert (Article.objects.count(), RawPage.objects.count(), found.etag) == (20, 1, '"v1"')
    assert found.next_visit_at >= clock.now() + timedelta(minutes=29)  # its ttl asks for thirty


def test_a_second_visit_asks_for_nothing_it_has(paper):
    found = source(paper, "/feed.xml")
    rounds.visit_all([found])
    (line,) = rounds.visit_all([Source.objects.get(pk=found.pk)])

    assert (line.outcome, Article.objects.count()) == ("unchanged", 20)


FAILING = {
    "/missing": "http_status",
    "/busy": "http_status",
    "/bomb": "too_large",
    "/entities": "doctype_refused",
    "/xxe": "doctype_refused",
    "/loop": "redirect_loop",
    "/page.html": "not_readable",
    "/image-as-feed": "wrong_type",
    "/private/feed.xml": "robots_refused",
    "/to?u=http://169.254.169.254/": "address_refused",
}


def test_sources_that_fail_are_lines_of_their_own_and_the_good_one_is_read(paper):
    failing = [source(paper, path) for path in FAILING]
    lines = rounds.visit_all([*failing, source(paper, "/feed.xml")])

    assert {line.code for line in lines[:-1]} == set(FAILING.values())
    assert [line.code for line in lines[:-1]] == list(FAILING.values())
    assert (lines[-1].outcome, Article.objects.count()) == ("taken", 20)
    assert all(found.failures == 1 and found.next_visit_at > clock.now() for found in failing)


def test_a_source_that_makes_us_stumble_takes_nothing_from_the_others_of_its_round(paper, monkeypatch):
    sources = [source(paper, "/feed.xml"), source(paper, "/feed.gz")]
    brought = rounds.harvest(sources, ())
    brought[0].entries[3] = replace(brought[0].entries[3], published_at=datetime(2026, 1, 1))  # no time zone
    monkeypatch.setattr(rounds, "harvest", lambda *_: brought)
    lines = rounds.visit_all(sources)

    assert [line.code for line in lines] == ["stumbled", ""]
    assert {kept.source for kept in Article.objects.all()} == {sources[1]}


def test_a_page_that_makes_us_stumble_while_it_is_read_is_a_line_of_its_own(paper, monkeypatch):
    sources = [source(paper, "/list.html", kind="page", page_rules=OWN_RULES), source(paper, "/feed.xml")]
    monkeypatch.setattr(harvest, "read_article", lambda *_, **__: 1 / 0)

    assert [line.code for line in rounds.visit_all(sources)] == ["stumbled", ""]
    assert {kept.source for kept in Article.objects.all()} == {sources[1]}


def test_a_picture_that_makes_us_stumble_stops_none_after_it(monkeypatch):
    articles = [Article(pk=n, image_url="https://paper.example/a.jpg") for n in (1, 2)]
    asked = []
    monkeypatch.setattr(services, "keep_image", lambda article, **_: asked.append(article) or 1 / 0)

    rounds._illustrate(articles, {"https://paper.example/a.jpg": b""})

    assert asked == articles


def test_a_round_asks_the_database_as_much_for_forty_entries_as_for_ten(paper):
    sources = [source(paper, "/feed.xml"), source(paper, "/feed.gz")]
    harvests = rounds.harvest(sources, ())
    rounds.machine()
    counts = []
    for size in (5, 5, 20):
        some = [replace(made, entries=made.entries[-size:]) for made in harvests]
        Article.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            rounds._settled(list(zip(sources, some, strict=True)))
        counts.append(len(asked))

    assert abs(counts[2] - counts[1]) < 10  # the first reads what a process reads once


def test_a_source_that_is_gone_is_left(paper):
    found = source(paper, "/gone")
    rounds.visit_all([found])

    assert (found.enabled, found.next_visit_at) == (False, None)


def test_a_permanent_redirect_is_adopted_the_third_time(paper):
    found = source(paper, "/hops/0")
    addresses = []
    for _ in range(3):
        found = Source.objects.get(pk=found.pk)
        rounds.visit_all([found])
        addresses.append(found.address.rpartition("/")[2])

    assert addresses == ["0", "0", "feed.xml"]


OWN_RULES = {
    "links": "div.latest h3 a",
    "title": "div.headline",
    "body": "div.text",
    "date": "div.when",
    "drop": "p.ad",
}


def test_a_page_of_links_is_read_by_the_papers_own_rules_and_its_pages_asked_once(paper):
    found = source(
        paper, "/list.html", kind="page", page_rules=OWN_RULES, licence="full", licence_note="Essai"
    )
    (line,) = rounds.visit_all([found])
    asked = paper.paths()
    rounds.visit_all([Source.objects.get(pk=found.pk)])

    assert (line.outcome, line.new) == ("taken", 2)
    assert asked == ["/list.html", "/story/1", "/missing", "/story/2"]
    assert paper.paths()[len(asked) :] == ["/list.html", "/missing"]
    made = Article.objects.get(url=paper.url("/story/1"))
    title, told = headlines("fr", 12, seed=51)[:2]
    assert (made.title, made.body) == (title, f"{told}, dit le texte du papier.\nLa suite du texte.")
    assert timezone.localtime(made.published_at).isoformat()[:16] == "2020-04-27T10:30"
    assert not made.tags.filter(evidence__in=headlines("es", 1)).exists()


def test_a_sitemap_is_followed_to_its_news_and_a_bare_address_is_opened(paper):
    found = source(paper, "/sitemaps.xml", kind="sitemap", page_rules=OWN_RULES)
    (line,) = rounds.visit_all([found])

    assert (line.outcome, line.new) == ("taken", 2)
    assert paper.paths() == ["/sitemaps.xml", "/news.xml", "/story/2"]
    assert set(Article.objects.values_list("title", flat=True)) == {
        "Les coopératives d'essai",
        headlines("fr", 12, seed=52)[0],
    }


def test_images_of_a_visit_are_made_anew_and_what_is_no_image_takes_nothing_from_its_article(paper):
    found = source(paper, "/list.html", kind="page", page_rules=OWN_RULES, with_images=True)
    rounds.visit_all([found])
    made = Illustration.objects.get()

    assert Article.objects.count() == 2
    assert made.article.url == paper.url("/story/1")
    assert made.image.thumbnail.content_type == "image/webp"
    assert made.image.thumbnail.read()[8:12] == b"WEBP"


def test_an_official_bulletin_becomes_the_weather_of_its_places(paper):
    official = source(paper, "/bulletin.xml", official=True)
    rounds.visit_all([official, source(paper, "/bulletin.xml?copy")])

    values = Signal.objects.values_list("series__subject", "series__unit", "value", "source")
    assert set(values) == {
        ("09.001", "°C min", 14, official.pk),
        ("09.001", "°C max", 27, official.pk),
        ("01.511", "°C min", 12, official.pk),
        ("01.511", "°C max", 21, official.pk),
    }


def test_every_problem_of_the_fetcher_is_worded():
    assert set(CODES) <= set(problems.SENTENCES)


def test_what_was_received_is_gone_over_again_without_change(paper):
    found = source(paper, "/feed.xml")
    rounds.visit_all([found])
    before = list(Article.objects.order_by("pk").values_list("pk", "content_hash"))

    assert rounds.read_again(found) == 20
    assert list(Article.objects.order_by("pk").values_list("pk", "content_hash")) == before


def test_new_rules_of_a_paper_are_applied_to_the_pages_already_received(paper):
    found = source(paper, "/list.html", kind="page", page_rules=OWN_RULES | {"title": "h1"})
    rounds.visit_all([found])
    before = set(found.articles.values_list("title", flat=True))
    asked = len(paper.asked)
    found.page_rules = OWN_RULES

    assert rounds.read_again(found) == 2
    assert before == {"Le nom du site"}
    assert set(found.articles.values_list("title", flat=True)) == {
        headlines("fr", 12, seed=51)[0],
        headlines("fr", 12, seed=52)[0],
    }
    assert len(paper.asked) == asked


def test_the_river_around_an_aggregated_article_reaches_neither_its_text_nor_its_tags_nor_the_index():
    made, url = page("fr", 3), "https://agregateur.example/1"
    found = SourceFactory(kind="page", licence="full", licence_note="Essai")
    (told,) = stored_entries(found, [(url, "text/html", made.html().encode())], {url})
    (article,) = services.take_entries(found, actor=machine(), entries=[told])
    around = {text for text, _ in made.river if text not in f"{made.title} {made.paragraphs}"}

    assert (article.title, article.publisher) == (made.title, made.paper)
    assert timezone.localdate(article.published_at) == made.published_on
    assert article.body.split("\n") == made.paragraphs
    assert all(tag.evidence in f"{made.title} {article.excerpt}" for tag in article.tags.all())
    assert [text for text in around if index.find(text)] == []


def test_raw_pages_are_erased_after_thirty_days(paper):
    rounds.visit_all([source(paper, "/feed.xml")])
    with clock.at(clock.today() + timedelta(days=29)):
        kept = services.purge_raw_pages(None, actor=machine())
    with clock.at(clock.today() + timedelta(days=31)):
        purged = services.purge_raw_pages(None, actor=machine())

    assert (kept, purged) == (0, 1)


def test_the_worker_visits_only_what_is_due_and_followed(paper):
    due = source(paper, "/feed.xml")
    source(paper, "/gone", enabled=False)
    source(paper, "/missing", next_visit_at=clock.now() + timedelta(hours=1))
    tasks.visit_due.func()

    assert paper.paths() == ["/feed.xml"]
    assert Source.objects.get(pk=due.pk).visits.get().outcome == Visit.TAKEN
