"""The press watch of the demonstration: invented papers and headlines, a story, figures, two reported images.

Every title says that it is synthetic; images are drawn here from a seed.
"""

from __future__ import annotations

import io
import random
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import resources
from typing import Any

from django.utils import timezone
from PIL import Image

from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.people.models import User
from mourafaka.people.services import machine
from mourafaka.press import services
from mourafaka.press.entries import Entry, Reading
from mourafaka.press.models import Article, Source

SIZE = (640, 400)
LICENCE = "Invention de la démonstration"


def tell(people: dict[str, User], until: date) -> None:
    data = _data()
    with clock.at(until):
        sources = {told["code"]: _source(told, people["responsable"]) for told in data["source"]}
        for source in sources.values():
            _announce(source, [each for each in data["article"] if each["source"] == source.code], until)
        readings = list(_readings(data["series"], until))
        services.take_signals(sources["office-synthetique"], actor=machine(), signals=readings)
        _report_images(data["article"], people)


def _data() -> dict[str, Any]:
    file = resources.files("mourafaka.cli.demonstration") / "data" / "press.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _source(told: dict[str, Any], manager: User) -> Source:
    home = f"https://{told['code']}.example/"
    values = {
        **{name: value for name, value in told.items() if name != "code"},
        "home_url": home,
        "address": f"{home}feed",
        "licence_note": LICENCE,
    }
    made = services.add_source(None, actor=manager, code=told["code"], values=values, synthetic=True)
    return services.follow_source(made, actor=manager)


def _announce(source: Source, told: list[dict[str, Any]], until: date) -> None:
    """Articles of a source; `{cooperative}` in a title is the first cooperative accompanied."""
    accompanied = Enrolment.objects.select_related("cooperative").order_by("pk").first()
    named = accompanied.cooperative.name_fr if accompanied else "Coopérative"
    entries = [
        Entry(
            url=f"{source.home_url}{number}",
            title=each["title"].replace("{cooperative}", named),
            summary=each["summary"],
            published_at=_moment(until - timedelta(days=each["day"]), 7 + number % 9),
        )
        for number, each in enumerate(told, start=1)
    ]
    services.take_entries(source, actor=machine(), entries=entries)


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _readings(series: list[dict[str, Any]], until: date) -> Iterator[Reading]:
    """One value a week, the last one of the day before."""
    for told in series:
        for weeks, value in enumerate(reversed(told["values"])):
            on = until - timedelta(days=1 + 7 * weeks)
            yield Reading(told["kind"], told["subject"], told["unit"], on, Decimal(value))


def _report_images(told: list[dict[str, Any]], people: dict[str, User]) -> None:
    """Two pictures: one reported by a reader and waiting, one hidden because a person of the programme said that
    it shows somebody's private life."""
    shown = {each["image"]: Article.objects.get(title=each["title"]) for each in told if "image" in each}
    first, second = (
        services.keep_image(shown[seed], actor=machine(), content=_picture(seed)).image for seed in (1, 2)
    )
    services.report_image(
        first, actor=machine(), reason="wrong_person", device="demonstration", address="192.0.2.1"
    )
    services.report_image(second, actor=people["delegue"], reason="privacy", address="198.51.100.1")


def _picture(seed: int) -> bytes:
    rng = random.Random(seed)  # noqa: S311  (a drawing, no secret)
    small = Image.new("RGB", (8, 5))
    small.putdata([(150 + rng.randrange(90), 110 + rng.randrange(70), rng.randrange(90)) for _ in range(40)])
    out = io.BytesIO()
    small.resize(SIZE, Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
    return out.getvalue()
