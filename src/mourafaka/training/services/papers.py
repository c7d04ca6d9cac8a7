"""What every paper of the training says around its own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mourafaka.calls.models import Cohort
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.formats import format_date
from mourafaka.training.models import HalfDay, Session

LANGUAGES = ("fr", "ar")


def house(cohort: Cohort, foot: str, at_right: Sequence[str]) -> dict[str, Any]:
    """The letterhead in the active language."""
    synthetic = _("Synthetic data: nothing here describes a real cooperative.")
    return {
        "name": "Mourafaka",
        "tifinagh": "ⵎⵓⵔⴰⴼⴰⵇⴰ",
        "line": _("Programme for new cooperatives"),
        "at-right": list(at_right),
        "foot": foot,
        "page": _("Page"),
        "synthetic": synthetic if cohort.synthetic else "",
    }


def issued_at() -> datetime:
    """This moment as typst takes it: with a fixed offset."""
    return clock.now().astimezone(UTC)


def public_url(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def language_of(enrolment: Enrolment) -> str:
    """The language the cooperative applied in, if we write it; French otherwise."""
    language = enrolment.application.language
    return language if language in LANGUAGES else "fr"


def recipient_of(enrolment: Enrolment) -> str:
    """The e-mail of whoever speaks for the cooperative; without one its address: paper is handed over."""
    contacts = enrolment.cooperative.contacts.all()
    if contacts:
        return str(min(contacts, key=lambda contact: contact.pk).user.address)
    return ", ".join(address_of(enrolment))[:254]


def address_of(enrolment: Enrolment) -> list[str]:
    cooperative = enrolment.cooperative
    lines = (cooperative.name, cooperative.address, cooperative.province.name)
    return [line for line in lines if line]


def half_day_words(half_day: HalfDay) -> str:
    """12 avril 2021, matin (09:00–12:00)."""
    times = f"{half_day.starts_at:%H:%M}–{half_day.ends_at:%H:%M}"
    return f"{format_date(half_day.on)}, {half_day.get_part_display()} ({times})"


def dates_words(session: Session) -> str:
    first, last = format_date(session.starts_on), format_date(session.ends_on)
    return first if first == last else f"{first} – {last}"
