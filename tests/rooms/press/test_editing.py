"""What editors arrange stays; what readers ask is answered; digests go to who confirmed, once, when there is news."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from mourafaka.foundations import clock
from mourafaka.foundations.models import JournalEntry, OutboxMessage
from mourafaka.people.services import machine
from mourafaka.press import index, links, services
from mourafaka.press.models import Article, SavedSearch, Story, Subscription, Tag
from tests.factories.press import SourceFactory, article, entry, take
from tests.factories.territory import ProvinceFactory, RegionFactory, SectorFactory, ValueChainFactory
from tests.refusing import refused

pytestmark = pytest.mark.django_db

TOLD = "Inauguration inventée d'une unité de valorisation de l'huile d'argan à Taroudannt"
OTHERWISE = "Taroudannt inaugure son unité de valorisation d'huile d'argan, invention de ce test"
AGAIN = "Une unité inventée de valorisation de l'huile d'argan inaugurée à Taroudannt hier"


def story() -> Story:
    article(number=30, title=TOLD, summary="")
    article(number=29, title=OTHERWISE, summary="")
    return Story.objects.get()


# Stories


def test_what_an_editor_split_the_machine_never_joins_again(users):
    told = story()
    made = services.split_story(told, actor=users("manager"), articles=[Article.objects.get(title=OTHERWISE)])
    for source in SourceFactory.create_batch(1):
        take(source, entry(1, title=AGAIN, summary=""))
    services.understand_again(Article.objects.get(title=OTHERWISE).source, actor=machine())

    assert Article.objects.get(title=OTHERWISE).story == made
    assert Article.objects.get(title=TOLD).story == told


def test_two_stories_merged_are_one_and_a_new_article_joins_it(users):
    told = story()
    article(number=28, title="Le safran imaginaire de Taliouine manque d'acheteurs cette saison", summary="")
    article(
        number=27, title="Cette saison, le safran imaginaire de Taliouine cherche ses acheteurs", summary=""
    )
    other = Story.objects.exclude(pk=told.pk).get()
    services.merge_stories(other, actor=users("manager"), into=told)
    article(number=26, title=AGAIN, summary="")

    assert (told.articles.count(), other.articles.count()) == (5, 0)
    assert refused(lambda: services.merge_stories(other, actor=users("manager"), into=told)) == "story_gone"


def test_a_story_keeps_at_least_one_article(users):
    told = story()

    assert (
        refused(
            lambda: services.split_story(told, actor=users("manager"), articles=list(told.articles.all()))
        )
        == "story_of_one"
    )


def test_a_pinned_story_comes_first_and_its_page_says_who_tells_it(users, client_as):
    told = story()
    client = client_as(users("evaluator"))
    client.post(reverse("press:pin_story", args=[told.pk]))
    page = Client().get(reverse("press:story", args=[told.pk])).content.decode()

    assert Story.objects.get().pinned
    assert page.count("Journal inventé") >= 2


# Tags


def test_a_tag_that_an_editor_removed_never_comes_back(users):
    made = article(number=1)
    tag = made.tags.get(kind="sector", code="argan")
    client = Client()
    client.post(reverse("press:dispute", args=[tag.pk]), {"reason": "Ce n'est pas le sujet"})
    disputed = Tag.objects.get(pk=tag.pk).state
    services.remove_tag(tag, actor=users("manager"))
    services.understand_again(made.source, actor=machine())

    assert disputed == "disputed"
    assert list(made.tags.standing().filter(kind="sector", code="argan")) == []


# Withdrawals


def test_a_withdrawal_granted_erases_the_text_hides_the_article_and_is_told(users):
    made = article(number=1)
    Client().post(
        reverse("press:takedown", args=[made.pk]),
        {"name": "Journal inventé", "email": "j@example.org", "reason": "Nos droits"},
    )
    request = made.takedowns.get()
    services.answer_takedown(
        request, actor=users("delegate", "09"), grant=True, answer="Retiré, avec nos excuses"
    )

    made.refresh_from_db()
    assert request.due_at - request.at == timedelta(hours=48)
    assert (made.state, made.excerpt, index.find("argan")) == ("withdrawn", "", [])
    assert Client().get(reverse("press:article", args=[made.pk])).status_code == 404
    assert OutboxMessage.objects.get(event="press.takedown").recipient == "j@example.org"
    assert "press.takedown.answer" in JournalEntry.objects.values_list("verb", flat=True)


def test_the_answer_to_a_request_speaks_the_language_in_which_it_was_asked(users):
    made = article(number=1)
    client = Client(headers={"accept-language": "ar"})
    asked = {"name": "Journal inventé", "email": "j@example.org", "reason": "حقوقنا"}
    client.post(reverse("press:takedown", args=[made.pk]), asked)
    with translation.override("fr"):
        services.answer_takedown(
            made.takedowns.get(), actor=users("delegate", "09"), grant=False, answer="لا"
        )
    message = OutboxMessage.objects.get(event="press.takedown")

    assert message.language == "ar"
    assert (message.subject, message.body) == ("طلبكم سحب مقال", "مرفوض\n\nلا")


# Digests


@pytest.fixture
def subscribed() -> Subscription:
    RegionFactory()
    ProvinceFactory(code="09.001")
    SectorFactory(code="argan")
    ValueChainFactory(code="ARG", sector_id="argan")
    services.ask_digest(
        None,
        actor=machine(),
        email="Lectrice@example.org",
        language="fr",
        territory_code="09",
        sector="argan",
    )
    return Subscription.objects.get()


def test_nothing_is_sent_before_the_address_confirmed(subscribed):
    article(number=1)
    with clock.at(clock.today() + timedelta(days=8)):
        services.send_digests(None, actor=machine())

    assert list(OutboxMessage.objects.values_list("event", flat=True)) == ["press.confirm"]


def test_a_robot_that_follows_the_link_confirms_nothing(subscribed):
    address = reverse("press:confirm", args=[links.CONFIRM.sign(str(subscribed.pk))])
    Client().get(address)
    looked = Subscription.objects.get().confirmed_at
    Client().post(address)

    assert (looked, Subscription.objects.get().confirmed_at is None) == (None, False)


def test_a_digest_comes_each_week_where_something_is_new_one_article_a_story(subscribed):
    services.confirm_digest(subscribed, actor=machine())
    with clock.at(clock.today() + timedelta(days=3)):
        article(number=2, title=TOLD, summary="")
        article(number=1, title=OTHERWISE, summary="")
    sent = []
    for day in (6, 7, 8, 14, 15):
        with clock.at(clock.today() + timedelta(days=day)):
            sent.append(len(services.send_digests(None, actor=machine())))

    message = OutboxMessage.objects.get(event="press.digest")
    assert sent == [0, 1, 0, 0, 0]
    assert message.body.count("https://paper.example/") == 1
    assert message.unsubscribe_url in message.body
    assert message.html.count("https://paper.example/") == 1
    assert message.unsubscribe_url in message.html


def test_one_click_stops_a_digest(subscribed, settings):
    services.confirm_digest(subscribed, actor=machine())
    path = links.stop_url(subscribed.pk).removeprefix(settings.PUBLIC_URL)
    answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, Subscription.objects.active().count()) == (200, 0)


def test_an_address_is_asked_three_times_a_day_at_most(subscribed):
    for sector in ("", "argan"):
        for territory in ("", "09", "09.001"):
            services.ask_digest(
                None,
                actor=machine(),
                email="lectrice@example.org",
                language="fr",
                territory_code=territory,
                sector=sector,
            )

    assert OutboxMessage.objects.filter(event="press.confirm").count() == 3


def test_the_headers_of_a_digest_let_mail_programs_stop_it(subscribed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    from mourafaka.foundations.gateways import Email

    services.confirm_digest(subscribed, actor=machine())
    with clock.at(clock.today() + timedelta(days=8)):
        article(number=1, title=TOLD, summary="")
        services.send_digests(None, actor=machine())
    Email().send(OutboxMessage.objects.get(event="press.digest"))

    sent = mail.outbox[-1].message()
    parts = [part.get_content_type() for part in sent.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe"] == f"<{links.stop_url(subscribed.pk)}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


# Saved searches


def test_a_saved_search_has_a_feed_that_ends_with_it(users, client_as):
    made = article(number=1)
    owner = users("coach")
    client = client_as(owner)
    client.post(reverse("press:searches"), {"title": "Argan", "query": "argan"})
    found = SavedSearch.objects.get()
    feed = reverse("press:search_feed", args=[found.key, "rss"])
    before = Client().get(feed)
    other = client_as(users("coach")).post(reverse("press:drop_search", args=[found.pk]))
    client.post(reverse("press:drop_search", args=[found.pk]))

    assert made.title.partition(" : ")[0] in before.content.decode()
    assert (other.status_code, Client().get(feed).status_code) == (404, 404)


def test_an_empty_search_is_not_kept(users):
    assert refused(lambda: services.save_search(None, actor=users("coach"), title="Rien")) == "search_empty"
