"""What people type: numbers, money and dates in any usual form, read into one value or refused with a reason.

Digits may be Western, Arabic-Indic or Persian. A number may group its thousands with spaces, points or commas;
the last point or comma is the decimal mark unless exactly three digits follow it and it groups. Every reader
returns None for an empty text and raises `TypedError` for what it cannot read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-\s](\d{1,2})[/.\-\s](\d{1,2})")
_ARABIC_MARKS = str.maketrans(
    {"٫": ",", "٬": " ", "،": ",", "−": "-"}
)  # decimal mark, thousands, comma, minus
GREATEST = Decimal("999999999999.99")


class TypedError(ValueError):
    """`code` names the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def plain(text: str) -> str:
    """The text with digits 0-9, without invisible marks, without spaces at both ends."""
    kept = (str(unicodedata.decimal(c, c)) for c in text)
    visible = "".join(c for c in kept if unicodedata.category(c) != "Cf")
    return visible.translate(_ARABIC_MARKS).strip()


def amount(text: str) -> Decimal | None:
    """A number with at most two decimals: `1 234,5`, `1.234,50`, `1,234.50` and `١٢٣٤` are read alike."""
    digits = re.sub(r"[\s'’]", "", re.sub(r"(?i)(dirhams?|mad|dhs?|درهم)\.?$", "", plain(text)).strip())
    if not digits:
        return None
    if digits.startswith("-"):
        raise TypedError("number_below_zero")
    value = Decimal(_with_decimal_point(digits))
    if value > GREATEST:
        raise TypedError("number_too_large")
    return value


def _with_decimal_point(digits: str) -> str:
    whole = re.fullmatch(_GROUPED, digits)
    if whole:
        return re.sub(r"[.,]", "", digits)
    head, mark, decimals = _last_mark(digits)
    if mark and not re.fullmatch(r"\d{1,2}", decimals):
        raise TypedError("number_unreadable")
    if not (head.isdecimal() or re.fullmatch(_GROUPED, head)) or (mark and mark in head):
        raise TypedError("number_unreadable")
    return re.sub(r"[.,]", "", head) + (f".{decimals}" if mark else "")


def _last_mark(digits: str) -> tuple[str, str, str]:
    place = max(digits.rfind("."), digits.rfind(","))
    return (digits[:place], digits[place], digits[place + 1 :]) if place >= 0 else (digits, "", "")


def whole(text: str) -> int | None:
    """A count: no decimals, at most six digits."""
    value = amount(text)
    if value is None:
        return None
    if value != value.to_integral_value():
        raise TypedError("number_not_whole")
    if value > 999_999:
        raise TypedError("number_too_large")
    return int(value)


def day(text: str) -> date | None:
    """A day, day first (27/04/2020, 27 4 2020, ٢٧/٠٤/٢٠٢٠) or as machines write it (2020-04-27)."""
    written = plain(text)
    if not written:
        return None
    found = re.fullmatch(_DAY_FIRST, written)
    parts = found.groups()[::-1] if found else None
    if parts is None and (found := re.fullmatch(_YEAR_FIRST, written)):
        parts = found.groups()
    if parts is None:
        raise TypedError("day_unreadable")
    try:
        return date(*(int(part) for part in parts))
    except ValueError as wrong:
        raise TypedError("day_not_in_calendar") from wrong


def written_amount(value: Decimal) -> str:
    """1234.5 → 1 234,50, as people write it; `amount` reads it back."""
    return f"{value:,.2f}".replace(",", " ").replace(".", ",")


def written_day(value: date) -> str:
    """27/04/2020; `day` reads it back."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"
