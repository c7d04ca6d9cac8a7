"""A newspaper's own page: its rules first, then what it says of itself, then the general reading."""

from datetime import UTC, datetime

import pytest

from mourafaka.engine.press.articles import (
    PageRules,
    Robots,
    check_rules,
    read_article,
    read_links,
    read_robots,
)
from tests.press_corpus import newspaper_page

RULED = """<html lang="fr"><head><meta name="robots" content="max-snippet:50, noimageindex">
<link rel="canonical" href="/vrai"><script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",
"headline": "Titre de la page", "datePublished": "2026-11-30T09:00:00+01:00", "publisher": {"name": "Un journal"},
"author": [{"name": "Une plume"}, {"name": "Une autre"}], "image": {"url": "/i.jpg"}}]}</script></head><body>
<h2 class="t">Titre du journal</h2><time class="d">27 avril 2020</time><div class="b"><p>Premier.</p>
<div class="ad"><p>Publicité.</p></div><p>Second<br>troisième.</p></div><ul class="l"><li><a href="/1">Un</a></li>
<li><a href="/1">Un encore</a></li><li><a href="https://b.example/2">Deux</a></li></ul></body></html>"""


@pytest.mark.parametrize("seed", range(6))
def test_a_page_gives_its_article_without_menus_asides_and_comments(seed):
    lang = "ar" if seed % 3 == 2 else "fr"
    html, told = newspaper_page(lang, seed)

    found = read_article(html.encode(), url="https://paper.example/1")

    assert found is not None
    assert "\n".join(found.paragraphs) == told
    assert found.lang == lang
    assert found.published_at is not None


def test_what_a_page_says_of_itself_is_read():
    found = read_article(RULED, url="https://paper.example/a/1")

    assert found is not None
    assert (found.title, found.publisher, found.author) == (
        "Titre de la page",
        "Un journal",
        "Une plume, Une autre",
    )
    assert found.published_at == datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert (found.canonical_url, found.image_url) == (
        "https://paper.example/vrai",
        "https://paper.example/i.jpg",
    )
    assert found.robots == Robots(index=True, image=False, max_snippet=50)


def test_a_paper_that_writes_as_an_aggregator_does_is_read_as_a_paper():
    """«Publié dans» a section and «Cliquez ici» to subscribe are on many papers' own pages."""
    body = "".join(
        f"<p>La récolte de safran de la commune {n} a été bonne cette année.</p>" for n in range(6)
    )
    content = (
        f"<html><body><article><h1>Le safran</h1><p>Publié dans Économie</p>{body}"
        "<p><a href='/n'>Cliquez ici pour vous abonner</a></p></article></body></html>"
    )

    article = read_article(content)

    assert article is not None
    assert (article.title, article.aggregated) == ("Le safran", False)
    assert len(article.paragraphs) >= 6


def test_the_rules_of_a_paper_come_first():
    rules = PageRules(title=".t", date=".d", body=".b", drop=".ad", links=".l li")

    found = read_article(RULED, url="https://paper.example/a/1", rules=rules)

    assert found is not None
    assert found.title == "Titre du journal"
    assert found.published_at is not None
    assert found.published_at.date().isoformat() == "2020-04-27"
    assert found.paragraphs == ("Premier.", "Second", "troisième.")
    assert read_links(RULED, url="https://paper.example/a/", rules=rules) == [
        ("https://paper.example/1", "Un"),
        ("https://b.example/2", "Deux"),
    ]


def test_selectors_that_cannot_be_read_are_named_and_find_nothing():
    rules = PageRules(title="div[", body=".b")

    assert check_rules(rules) == ["title"]
    found = read_article(RULED, rules=rules)
    assert found is not None
    assert found.title == "Titre de la page"


@pytest.mark.parametrize(
    ("content", "robots"),
    [
        ("", Robots()),
        ("nosnippet", Robots(max_snippet=0)),
        ("noindex, max-snippet:-1", Robots(index=False)),
        ("none", Robots(index=False, image=False, max_snippet=0)),
    ],
)
def test_what_robots_may_quote_is_read(content, robots):
    assert read_robots(content) == robots


@pytest.mark.parametrize(
    "content", ["", "   ", b"\x00\xff\xfe", "<html></html>", "<p>sans titre</p>", "<" * 5000]
)
def test_a_page_without_article_is_none(content):
    assert read_article(content) is None


def test_a_page_in_windows_arabic_is_read_whatever_it_declares():
    html, told = newspaper_page("ar", 2)

    found = read_article(
        html.replace('charset="utf-8"', 'charset="windows-1256"').encode("cp1256", errors="ignore")
    )

    assert found is not None
    assert found.paragraphs[0] == told.split("\n")[0]
