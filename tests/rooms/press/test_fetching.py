"""One newspaper's server on loopback, asked for real."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from mourafaka.press.fetching import FEED, PAGE, Fetcher, FetchProblem, Limits, Policy
from mourafaka.press.fetching.feeds import read_feed, read_sitemap
from mourafaka.press.fetching.guard import Allowance
from mourafaka.press.fetching.pace import after_failure, next_visit, read_retry_after
from mourafaka.press.fetching.robots import Robots
from tests.press_corpus import headlines
from tests.press_server import newspaper, rss
from tests.running import run

NOW = datetime(2026, 11, 30, 23, tzinfo=UTC)
HOME = Policy(pause=timedelta(0), allowance=Allowance(loopback=True))


def ask(path, kind=FEED, policy=HOME, **options):
    """(answer or code of the problem, the problem, the newspaper)."""

    async def once():
        async with newspaper() as paper, Fetcher(policy, clock=lambda: NOW) as fetcher:
            try:
                return await fetcher.get(paper.url(path), kind, **options), None, paper
            except FetchProblem as problem:
                return problem.code, problem, paper

    return run(once())


def test_a_feed_is_fetched_with_what_the_next_visit_needs():
    answer, _, _ = ask("/feed.xml")

    assert (answer.status, answer.body, answer.etag) == (200, rss(), '"v1"')
    assert (answer.last_modified, answer.max_age) == ("Mon, 30 Nov 2026 10:00:00 GMT", timedelta(minutes=15))
    assert answer.moved_to is None


def test_a_visit_that_says_what_it_has_gets_no_body_again():
    answer, _, paper = ask("/feed.xml", etag='"v1"', last_modified="Mon, 30 Nov 2026 10:00:00 GMT")

    assert (answer.unchanged, answer.body) == (True, b"")
    sent = paper.asked[-1][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"v1"', "Mon, 30 Nov 2026 10:00:00 GMT")


@pytest.mark.parametrize("path", ["/feed.gz", "/feed.deflate"])
def test_compressed_answers_are_inflated(path):
    answer, _, _ = ask(path)

    assert answer.body == rss()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/bomb", "too_large"),
        ("/endless", "too_large"),
        ("/announced", "too_large"),
        ("/feed.br", "encoding_refused"),
        ("/feed.badgz", "encoding_refused"),
        ("/image-as-feed", "wrong_type"),
        ("/entities", "doctype_refused"),
        ("/xxe", "doctype_refused"),
        ("/private/feed.xml", "robots_refused"),
        ("/missing", "http_status"),
        ("/gone", "gone"),
        ("/loop", "redirect_loop"),
        ("/hops/5", "too_many_redirects"),
        ("/to?u=file:///etc/passwd", "scheme_refused"),
        ("/to?u=http://10.0.0.1/", "address_refused"),
        ("/to?u=/private/feed.xml", "robots_refused"),
    ],
)
def test_what_is_broken_or_hostile_is_a_problem_with_its_code(path, code):
    found, _, _ = ask(path)

    assert found == code


def test_a_slow_server_is_left_at_the_end_of_the_time_given():
    policy = Policy(pause=timedelta(0), allowance=Allowance(loopback=True), limits=Limits(total_seconds=0.3))

    found, _, _ = ask("/slow", policy=policy)

    assert found == "too_slow"


def test_a_busy_server_says_when_to_come_back():
    code, problem, _ = ask("/busy")

    assert (code, problem.facts["status"], problem.retry_after) == (
        "http_status",
        503,
        timedelta(seconds=120),
    )


def test_a_permanent_move_is_told_and_a_passing_one_is_not():
    moved, _, paper = ask("/hops/1")
    passing, _, _ = ask("/to?u=/feed.xml&s=302")

    assert moved.moved_to == paper.url("/feed.xml")
    assert passing.moved_to is None
    assert passing.body == rss()


def test_one_host_is_asked_one_thing_at_a_time():
    async def many():
        async with newspaper() as paper, Fetcher(HOME) as fetcher:
            await asyncio.gather(*(fetcher.get(paper.url("/feed.xml"), FEED) for _ in range(8)))
            return paper

    paper = run(many())

    assert (paper.most_at_once, paper.paths().count("/feed.xml")) == (1, 8)


def test_two_pages_of_one_host_are_apart_by_the_pause():
    policy = Policy(pause=timedelta(milliseconds=120), allowance=Allowance(loopback=True))

    async def twice():
        loop = asyncio.get_running_loop()
        async with newspaper() as paper, Fetcher(policy) as fetcher:
            await fetcher.get(paper.url("/page.html"), PAGE)
            start = loop.time()
            await fetcher.get(paper.url("/page.html"), PAGE)
            return loop.time() - start

    assert run(twice()) >= 0.11


def test_robots_are_as_rfc_9309_says():
    forbids = "User-agent: *\nDisallow: /x"
    answers = {"http://a": (404, "x"), "http://b": (503, ""), "http://c": None, "http://d": (200, forbids)}
    asked = []

    async def answer(url):
        asked.append(url)
        return answers[url.removesuffix("/robots.txt")]

    async def ask_them():
        robots = Robots("MourafakaPress", answer)
        allowed = [await robots.allows(f"{host}/x", NOW) for host in answers]
        await robots.allows("http://d/y", NOW + timedelta(hours=23))
        before = len(asked)
        await robots.allows("http://d/y", NOW + timedelta(hours=25))
        return allowed, before, len(asked)

    assert run(ask_them()) == ([True, False, False, False], 4, 5)


# ---- When to come back ---------------------------------------------------------------------------------------------


def every(pause, count=20):
    return [NOW - pause * n for n in range(count)]


def test_a_source_is_visited_at_half_its_rhythm_between_five_minutes_and_a_day():
    assert next_visit(every(timedelta(hours=2)), NOW) == NOW + timedelta(hours=1)
    assert next_visit(every(timedelta(seconds=20)), NOW) == NOW + timedelta(minutes=5)
    assert next_visit(every(timedelta(days=30)), NOW) == NOW + timedelta(hours=24)
    assert next_visit([], NOW) == NOW + timedelta(hours=1)


def test_what_the_source_asks_makes_it_later_never_sooner():
    often = every(timedelta(minutes=20))

    assert next_visit(often, NOW, ttl=timedelta(hours=3)) == NOW + timedelta(hours=3)
    assert next_visit(often, NOW, max_age=timedelta(seconds=1)) == NOW + timedelta(minutes=10)
    assert next_visit(often, NOW, skip_hours=frozenset({23, 0})) == datetime(2026, 12, 1, 1, tzinfo=UTC)


def test_failures_are_followed_by_longer_and_longer_pauses_up_to_a_day():
    pauses = [after_failure(n, NOW, chance=random.Random(1)) - NOW for n in (1, 2, 3, 30)]

    assert pauses[0] < pauses[1] < pauses[2] < pauses[3] <= timedelta(hours=24)
    assert timedelta(minutes=7.5) <= pauses[0] <= timedelta(minutes=12.5)
    assert after_failure(1, NOW, retry_after=timedelta(hours=5)) == NOW + timedelta(hours=5)


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 01 Dec 2026 00:00:00 GMT", timedelta(hours=1)),
        ("Mon, 30 Nov 2026 01:00:00 GMT", timedelta(0)),
        ("99999999999999", timedelta(hours=24)),
        ("soon", None),
        ("²", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header, pause):
    assert read_retry_after(header, NOW) == pause


# ---- Feeds and sitemaps --------------------------------------------------------------------------------------------


def test_a_feed_gives_plain_entries_with_their_moments():
    feed = read_feed(rss("fr", 20), url="https://paper.example/feed.xml", now=NOW)
    first = feed.entries[0]
    title = headlines("fr", 20)[0]

    assert (feed.title, feed.lang, feed.ttl) == ("Journal d'essai 1", "fr", timedelta(minutes=30))
    assert len(feed.entries) == 20
    assert (first.title, first.summary) == (title, f"{title} & suite.")
    assert (first.url, first.guid) == ("https://paper.example/fr/1/0", "fr-1-0")
    assert first.published_at == datetime(2026, 11, 30, 22, tzinfo=UTC)


def test_a_feed_says_how_often_it_changes_and_when_it_wants_no_visit():
    asked = (
        b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
        b"<skipHours><hour>3</hour><hour>24</hour></skipHours>"
    )
    feed = read_feed(rss().replace(b"<ttl>30</ttl>", asked), url="https://paper.example", now=NOW)

    assert (feed.ttl, feed.skip_hours) == (timedelta(hours=6), {3, 0})


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>صحيفة</title><entry>
<title>تعاونيات &lt;b&gt;سوس&lt;/b&gt;</title><link href="/1"/><id>tag:1</id><updated>2026-11-30T10:00:00Z</updated>
</entry></feed>"""
JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
{"id": "1", "url": "https://paper.example/1", "title": "Un titre", "date_published": "2026-11-30T10:00:00+01:00"}]}"""
BROKEN = rss("fr", 3)[:-40]
LATIN1 = rss("fr", 3).decode().replace("utf-8", "iso-8859-1").encode("cp1252", errors="ignore")
UNDECLARED = rss("ar", 3).decode().replace(" encoding='utf-8'", "").encode("cp1256", errors="ignore")


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (ATOM.encode(), "تعاونيات سوس"),
        (JSON_FEED.encode(), "Un titre"),
        (b"\xef\xbb\xbf\n\n" + rss("es", 3), headlines("es", 3)[0]),
        (BROKEN, headlines("fr", 3)[0]),
        (LATIN1, headlines("fr", 3)[0]),
        (UNDECLARED, headlines("ar", 3)[0]),
    ],
    ids=["atom", "json", "bom", "broken", "latin1", "undeclared"],
)
def test_feeds_of_every_kind_and_charset_are_read(body, title):
    feed = read_feed(body, url="https://paper.example/feed", now=NOW)

    assert feed.entries[0].title == title
    assert feed.entries[0].url.startswith("https://paper.example/")


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"not a feed", b"{}", b"<html><body>x</body></html>", b"\x00\xff" * 500]
)
def test_what_is_no_feed_is_a_problem(body):
    with pytest.raises(FetchProblem) as refused:
        read_feed(body, url="https://paper.example/feed", now=NOW)

    assert refused.value.code == "not_readable"


def test_a_moment_in_the_future_and_an_address_that_is_no_page_are_left_out():
    body = rss("fr", 2).decode().replace("Mon, 30 Nov 2026 23", "Mon, 30 Nov 2096 23")
    body = body.replace("https://paper.example/fr/1/1", "javascript:alert(1)")

    feed = read_feed(body.encode(), url="https://paper.example/feed", now=NOW)

    assert [(entry.url, entry.published_at) for entry in feed.entries] == [
        ("https://paper.example/fr/1/0", None)
    ]


def test_a_news_sitemap_gives_its_newest_pages_first_and_an_index_its_lists():
    body = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://paper.example/old</loc>
    <lastmod>2026-11-01</lastmod></url><url><loc>https://paper.example/new</loc><n:news><n:publication>
    <n:language>fr</n:language></n:publication><n:publication_date>2026-11-30T09:00:00Z</n:publication_date>
    <n:title>Un titre &amp; un autre</n:title></n:news></url></urlset>"""
    index = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
    <loc>https://paper.example/a.xml</loc></sitemap></sitemapindex>"""

    entries = read_sitemap(body.encode(), url="https://paper.example/s.xml", now=NOW).entries
    lists = read_sitemap(index.encode(), url="https://paper.example/s.xml", now=NOW).sitemaps

    assert [(entry.url, entry.title, entry.lang) for entry in entries] == [
        ("https://paper.example/new", "Un titre & un autre", "fr"),
        ("https://paper.example/old", "", None),
    ]
    assert lists == ("https://paper.example/a.xml",)
