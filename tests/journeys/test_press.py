"""The press watch on a phone: a reader goes from the river to the source and reports an image; a moderator answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mourafaka.people.services import machine
from mourafaka.press import services
from mourafaka.press.models import Article, Image, Story
from tests.factories.press import SourceFactory, article, image
from tests.factories.territory import ProvinceFactory, RegionFactory, SectorFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
EVENT = "Dans le Souss, 33 coopératives d'argan reçues dans la deuxième tranche à Agadir"
ARABIC = "تعاونيات أركان بسوس تبيع منتوجاتها في أكادير"


@pytest.fixture
def watch() -> Image:
    """Two papers tell one event, an Arabic one tells another, an image is shown."""
    RegionFactory()
    ProvinceFactory(code="09.001")
    SectorFactory(code="argan")
    source = SourceFactory(code="journal-invente", with_images=True)
    for number in (1, 2):
        article(SourceFactory(), number=number, title=f"{EVENT} ({number})", summary="")
    article(SourceFactory(language="ar"), number=3, title=ARABIC, summary="")
    return image(3, source)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_reader_goes_from_the_river_to_the_source_and_reports_an_image(phone_of, watch, language):
    phone = phone_of()
    told = watch.illustrations.get().article

    phone.go(reverse("press:river")).open(reverse("press:article", args=[told.pk]))
    assert phone.shows(f'a[href="{told.url}"]') == 2
    phone.open(reverse("press:report_image", args=[watch.pk])).fill(reason="offensive").send()
    assert phone.page.url.endswith(reverse("press:reported"))
    story = Story.objects.get()
    for path in (
        reverse("press:article", args=[Article.objects.get(title=ARABIC).pk]),
        f"{reverse('press:river')}?q=argan&territory=09",
        f"{reverse('press:river')}?q=introuvable",
        reverse("press:stories"),
        reverse("press:story", args=[story.pk]),
        reverse("press:territory", args=["09"]),
        reverse("press:sector", args=["argan"]),
        reverse("press:source", args=["journal-invente"]),
        *(reverse(f"press:{name}") for name in ("coverage", "signals", "sources", "subscribe", "counts")),
        reverse("press:takedown", args=[told.pk]),
    ):
        phone.go(path)

    assert list(Image.objects.awaiting()) == [watch]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_moderator_looks_decides_and_answers(phone_of, users, watch, language):
    services.report_image(watch, actor=machine(), reason="offensive", device="d", address="10.1.1.1")
    told = watch.illustrations.get().article
    services.ask_takedown(told, actor=machine(), name="Journal", email="j@example.org", reason="Nos droits")
    moderator: Any = users("manager")
    services.save_search(None, actor=moderator, title="Argan", query="argan")
    phone = phone_of(moderator)

    phone.go(reverse("press:desk")).open(reverse("press:answer_takedown", args=[told.takedowns.get().pk]))
    phone.go(reverse("press:queue")).open(reverse("press:history", args=[watch.pk])).fill(reason="Violente")
    phone.press('button[name="verb"][value="remove"]')
    for path in (
        reverse("press:history", args=[watch.pk]),
        reverse("press:searches"),
        reverse("press:new_source"),
        reverse("press:health", args=["journal-invente"]),
        reverse("press:story", args=[Story.objects.get().pk]),
    ):
        phone.go(path)

    assert (Image.objects.get().state, Image.objects.awaiting().exists()) == ("removed", False)
