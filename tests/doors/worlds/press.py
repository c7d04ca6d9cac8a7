"""One of everything in the press watch. It is public: nothing here is of one cooperative, so nothing is foreign."""

from __future__ import annotations

from typing import Any

from mourafaka.foundations import clock
from mourafaka.people.services import machine
from mourafaka.press import links, services
from mourafaka.press.models import Appeal, Decision, SavedSearch, SecondReview, Story, Subscription
from tests.factories.press import SourceFactory, article, image
from tests.factories.territory import ProvinceFactory, SectorFactory


def build(world: Any, users: Any) -> None:
    ProvinceFactory(code="09.541")
    SectorFactory(code="argan")
    source = SourceFactory(code="journal-invente", with_images=True)
    made = article(source, number=5)
    now = clock.now()
    story = Story.objects.create(title="Histoire inventée", language="fr", first_at=now, last_at=now)
    made.story = story
    made.save(update_fields=["story"])
    seen = image(3, source)
    owner = users("manager")
    decided = Decision.objects.log(seen, "1", "kept", by=machine(), reason="Essai")
    world.rooms["press", "own"] = {
        "article": made.pk,
        "takedown": made.pk,
        "tag": made.tags.first().pk,
        "story": story.pk,
        "image": seen.pk,
        "token": links.image_token(seen.pk),
        "request": services.ask_takedown(
            made, actor=machine(), name="Journal inventé", email="journal@example.org", reason="Essai"
        ).pk,
        "appeal": Appeal.objects.create(image=seen, text="Essai", at=now, due_at=now).pk,
        "second": SecondReview.objects.create(decision=decided, asked_at=now).pk,
        "search": SavedSearch.objects.create(
            owner=owner, title="Essai", query="argan", key="cle-inventee", saved_at=now
        ).pk,
        "digest": Subscription.objects.create(email="lecteur@example.org", language="fr", asked_at=now).pk,
    }


ARTICLES = ("article", "takedown")
TAGS = ("dispute", "settle_tag")


def value(world: Any, page: str, key: str, target: str) -> Any:
    name = page.partition(":")[2]
    mine = world.rooms["press", "own"]
    if key == "kind":
        return "rss"
    if key == "key":
        return "cle-inventee"
    if key == "code":
        subjects = {
            "territory": "09.541",
            "territory_feed": "09.541",
            "sector": "argan",
            "sector_feed": "argan",
        }
        return subjects.get(name, "journal-invente")
    if key == "token":
        tokens = {
            "image": mine["token"],
            "confirm": links.CONFIRM.sign(str(mine["digest"])),
            "unsubscribe": links.STOP.sign(str(mine["digest"])),
        }
        return tokens[name]
    kinds = {
        **dict.fromkeys(ARTICLES, "article"),
        **dict.fromkeys(TAGS, "tag"),
        "answer_takedown": "request",
        "answer_appeal": "appeal",
        "second_review": "second",
        "drop_search": "search",
        **dict.fromkeys(("report_image", "appeal", "decide", "history"), "image"),
    }
    return mine[kinds.get(name, "story")]
