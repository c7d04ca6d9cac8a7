"""What a source announces becomes articles: once each, within its licence, in a language, tagged, findable."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mourafaka.foundations import clock
from mourafaka.people.services import machine
from mourafaka.press import index, services
from mourafaka.press.models import Article, Story
from tests.factories.press import SourceFactory, article, at, entry, take
from tests.factories.registry import CooperativeFactory
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_the_same_entry_taken_twice_is_one_article():
    source = SourceFactory()
    take(source, entry(1), entry(1, url="https://paper.example/1?utm_source=rss#top"))

    again = take(source, entry(1))

    assert (again, Article.objects.count()) == ([], 1)


def test_a_corrected_title_changes_the_article_and_its_index():
    source = SourceFactory()
    take(source, entry(1, title="Une coopérative de safran inventée"))
    take(source, entry(1, title="Une coopérative de miel inventée"))

    assert [a.title for a in Article.objects.all()] == ["Une coopérative de miel inventée"]
    assert (len(index.find("miel")), index.find("safran")) == (1, [])


@pytest.mark.parametrize(
    ("licence", "excerpt", "body"),
    [("link", 0, 0), ("excerpt", 280, 0), ("full", 280, 600)],
)
def test_a_licence_says_how_much_is_kept(licence, excerpt, body):
    source = SourceFactory(licence=licence, licence_note="accord écrit")
    made = article(source, summary="é" * 400, body="t" * 600)

    assert (len(made.excerpt), len(made.body)) == (excerpt, body)


def test_nothing_is_kept_of_a_source_without_licence():
    assert take(SourceFactory(licence="none"), entry(1)) == []


@pytest.mark.parametrize(("allowed", "length"), [(None, 280), (0, 0), (60, 60), (900, 280)])
def test_a_page_that_limits_its_snippets_is_obeyed(allowed, length):
    assert len(article(summary="é" * 400, max_snippet=allowed).excerpt) == length


def test_a_date_more_than_a_day_ahead_is_not_believed():
    made = article(published_at=clock.now() + timedelta(days=3))

    assert abs(made.published_at - clock.now()) < timedelta(minutes=5)


def test_a_title_in_arabic_is_arabic_and_reads_from_the_other_side():
    made = article(title="تعاونيات أركان بسوس تبيع منتوجاتها في أكادير", summary="")

    assert (made.language, made.direction) == ("ar", "rtl")


def test_what_no_language_claims_stays_undecided():
    made = article(SourceFactory(language=""), title="2020 — 33", summary="")

    assert (made.language, made.lang) == ("und", "")


def test_tags_bear_the_words_that_say_so():
    tags = {(tag.kind, tag.code): tag.evidence for tag in article().tags.all()}

    assert tags[("region", "09")] == "Souss"
    assert tags[("sector", "argan")] == "argan"
    assert tags[("province", "09.001")] == "Agadir"


def test_a_cooperative_of_the_registry_is_tagged_by_its_name():
    CooperativeFactory(code="COOP-09-00001", name_fr="Coopérative Tifaouine Imaginaire")
    made = article(title="La coopérative Tifaouine Imaginaire exporte", summary="")

    assert [tag.code for tag in made.tags.filter(kind="cooperative")] == ["COOP-09-00001"]


def test_the_same_text_in_another_paper_is_a_copy_and_leaves_the_river():
    text = "Un texte inventé assez long pour que deux journaux le reprennent mot pour mot ce matin à Agadir."
    first = article(number=2, title="Dépêche inventée reprise partout", summary=text)
    second = article(number=1, title="Dépêche inventée reprise partout", summary=text)

    assert (second.copy_of, list(Article.objects.originals())) == (first, [first])


TOLD_OTHERWISE = "Taroudannt inaugure son unité de valorisation d'huile d'argan, invention de ce test"


def test_two_papers_that_tell_one_event_make_a_story():
    told = "Inauguration inventée d'une unité de valorisation de l'huile d'argan à Taroudannt"
    first = article(number=3, title=told, summary="")
    second = article(number=2, title=TOLD_OTHERWISE, summary="")
    other = article(number=1, title="Le prix imaginaire du safran recule à Taliouine", summary="")

    stories = {each.pk: each.story_id for each in Article.objects.all()}
    assert Story.objects.count() == 1
    assert stories[first.pk] == stories[second.pk] != stories[other.pk]


def test_what_a_paper_prints_every_day_joins_no_story():
    article(number=3, title="Cours des devises du lundi 4 mai 2020", summary="")
    made = article(number=2, title="Cours des devises du mardi 5 mai 2020", summary="")

    assert (made.rubric, made.story_id) == ("exchange", None)


def test_only_the_machine_and_headquarters_take_entries(users):
    source = SourceFactory()

    assert (
        refused(lambda: services.take_entries(source, actor=users("delegate", "09"), entries=[entry(1)]))
        == "not_allowed"
    )


def test_doing_every_step_again_changes_nothing():
    source = SourceFactory()
    take(source, entry(1), entry(2, published_at=at(30)))
    before = list(Article.objects.order_by("pk").values("pk", "story", "copy_of", "content_hash"))

    services.understand_again(source, actor=machine())

    assert list(Article.objects.order_by("pk").values("pk", "story", "copy_of", "content_hash")) == before
