"""Dates, numbers and money as Morocco writes them: Babel's `fr_MA` and `ar_MA`, digits 0-9 everywhere,
and the Moroccan names of the months in Arabic."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import get_language

_LOCALES = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB", "es": "es_ES", "zgh": "zgh_MA"}
MONTHS_AR = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
)


def locale(language: str | None = None) -> Locale:
    return _locale((language or get_language() or "fr").split("-")[0])


@cache
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(_LOCALES.get(code, "fr_MA"))
    except UnknownLocaleError:
        return Locale.parse("fr_MA")


def format_date(value: date | datetime | None, language: str | None = None) -> str:
    """27 avril 2020 · 27 أبريل 2020; a moment is told in the programme's time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return _written_date(value, locale(language))


@lru_cache(maxsize=4096)  # a list writes the same few days again and again, and Babel takes its time
def _written_date(value: date, where: Locale) -> str:
    if where.language == "ar":
        return f"{value.day} {MONTHS_AR[value.month - 1]} {value.year}"
    return babel_date(value, format="long", locale=where)


def format_moment(value: datetime | None, language: str | None = None) -> str:
    if value is None:
        return ""
    local = timezone.localtime(value)
    joint = {"ar": "على الساعة", "fr": "à", "es": "a las", "zgh": "ⴳ"}.get(locale(language).language, "at")
    return f"{format_date(local, language)} {joint} {local:%H:%M}"


def format_number(value: int | Decimal | float | None, language: str | None = None, places: int = 0) -> str:
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return _written_number(value, pattern, locale(language))


@lru_cache(maxsize=4096, typed=True)
def _written_number(value: int | Decimal | float, pattern: str, where: Locale) -> str:
    return str(format_decimal(value, format=pattern, locale=where, numbering_system="latn"))


def format_score(value: Decimal | float | None, language: str | None = None) -> str:
    """A score out of 100, one decimal."""
    return format_number(value, language, places=1)


def format_money(amount_mad: Decimal | int | None, language: str | None = None) -> str:
    if amount_mad is None:
        return "–"
    where = locale(language)
    if where.language == "ar":
        return f"{format_number(amount_mad, language, places=2)} درهم"
    return str(format_currency(amount_mad, "MAD", locale=where, numbering_system="latn"))
