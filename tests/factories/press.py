"""Sources, articles and images for tests; titles say that they are invented."""

from __future__ import annotations

import io
import random
from datetime import datetime, timedelta
from typing import Any

import factory
from PIL import Image as Picture

from mourafaka.foundations import clock
from mourafaka.people.services import machine
from mourafaka.press import services
from mourafaka.press.entries import Entry
from mourafaka.press.models import Article, Image, Source


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    class Meta:
        model = Source

    code = factory.Sequence(lambda n: f"journal-{n + 1}")
    name = factory.Sequence(lambda n: f"Journal inventé {n + 1}")
    home_url = factory.LazyAttribute(lambda o: f"https://{o.code}.example/")
    address = factory.LazyAttribute(lambda o: f"https://{o.code}.example/feed")
    language = "fr"
    enabled = True
    synthetic = True


WORDS = [
    "atelier",
    "bassin",
    "caravane",
    "devis",
    "engrais",
    "foire",
    "gare",
    "hangar",
    "ingrédient",
    "jardin",
    "kiosque",
    "lavoir",
    "moulin",
    "navette",
    "olive",
    "palmier",
    "quai",
    "récolte",
    "sentier",
    "tapis",
    "usine",
    "verger",
    "wagon",
    "zellige",
    "amande",
    "brebis",
    "cumin",
    "datte",
    "étal",
    "figue",
    "grenade",
    "henné",
    "irrigation",
    "jujube",
    "laine",
    "miel",
    "noyer",
    "orge",
    "pressoir",
    "ruche",
]


def entry(number: int = 1, **facts: Any) -> Entry:
    """No two numbers tell the same thing."""
    rng = random.Random(number)
    told = {
        "url": f"https://paper.example/{number}",
        "title": f"Invention {number} : {' '.join(rng.sample(WORDS, 4))}, les coopératives d'argan du Souss",
        "summary": f"Texte inventé de {' '.join(rng.sample(WORDS, 12))} à Agadir.",
        "published_at": clock.now() - timedelta(hours=number),
    }
    return Entry(**{**told, **facts})


def take(source: Source, *entries: Entry) -> list[Article]:
    return services.take_entries(source, actor=machine(), entries=entries)


def article(source: Source | None = None, **facts: Any) -> Article:
    """One article, through the act."""
    return take(source or SourceFactory(), entry(**facts))[0]


def at(hours: float) -> datetime:
    """So many hours ago."""
    return clock.now() - timedelta(hours=hours)


def picture(seed: int = 1, kind: str = "PNG", size: tuple[int, int] = (96, 72)) -> bytes:
    """A picture of coloured blocks, another one for each seed."""
    rng = random.Random(seed)
    small = Picture.new("RGB", (8, 6))
    small.putdata([tuple(rng.randrange(256) for _ in range(3)) for _ in range(48)])
    out = io.BytesIO()
    small.resize(size, Picture.Resampling.BICUBIC).save(out, kind)
    return out.getvalue()


def image(seed: int = 1, source: Source | None = None) -> Image:
    """An image of an article of a source whose licence lets it be shown."""
    source = source or SourceFactory(with_images=True)
    found = article(source, number=1000 + seed)
    return services.keep_image(found, actor=machine(), content=picture(seed)).image
