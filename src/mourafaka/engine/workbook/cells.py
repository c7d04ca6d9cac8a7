"""What one cell says. Every reader gives (value, canonical text) or raises `NotUnderstood` with its reason."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from mourafaka.engine.text import NumberError, fold, parse_decimal
from mourafaka.engine.workbook.sheets import Unsaved

PRESENT, ABSENT, YES, NO = "présent", "absent", "oui", "non"
_YES = frozenset(
    {"present", "presente", "presents", "presentes", "present e", "p", "x", "1", "oui", "o", "yes", "y"}
    | {"true", "vrai", "حاضر", "حاضره", "نعم"}
)
_NO = frozenset(
    {"absent", "absente", "absents", "absentes", "absent e", "a", "abs", "0", "non", "n", "no", "false"}
    | {"faux", "غايب", "غايبه", "لا"}
)
_TICKS, _CROSSES = frozenset("✓✔☑✅"), frozenset("✗✘☒❌")
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)", re.I)
_CURRENCY = re.compile(r"(?i)\s*(mad|dhs?|dirhams?|دراهم|درهما|درهم|د\.م)\.?\s*$")
MEMBERS_AT_MOST = 100_000
MONEY_BELOW = Decimal(10) ** 12
CHARACTERS_AT_MOST = 300


class NotUnderstood(ValueError):
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def shown(value: Any) -> str:
    """The cell as a person sees it."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return str(Decimal(repr(value)))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)[:CHARACTERS_AT_MOST]


def text(value: Any) -> str:
    """The words of a cell on one line; empty when nothing visible is there."""
    _refuse_errors(value)
    visible = shown(value).replace("\x00", "").replace("\u200b", "").replace("\ufeff", "")
    return " ".join(visible.split())


def identifier(value: Any) -> str:
    """An identity however it was typed: 12, 12.0, " 12 " and "12" are one, and so are "c-7" and "C-7"."""
    if isinstance(value, datetime | date | time):
        raise NotUnderstood("id_is_a_date")
    written = text(value)
    if not written:
        raise NotUnderstood("id_missing")
    plain = "".join(fold(c) if c.isdigit() else c for c in written)
    number = re.fullmatch(r"([0-9]+)[.,]0+", plain)
    return number[1] if number else plain.upper()


def count(value: Any) -> int:
    """A number of people."""
    number = _number(value, places=None)
    if number != number.to_integral_value():
        raise NotUnderstood("not_whole")
    if number < 0:
        raise NotUnderstood("negative")
    if number > MEMBERS_AT_MOST:
        raise NotUnderstood("too_large")
    return int(number)


def money(value: Any) -> Decimal:
    """Dirhams, as exactly as they are written."""
    number = _number(_CURRENCY.sub("", value) if isinstance(value, str) else value, places=2)
    if number < 0:
        raise NotUnderstood("negative")
    if number >= MONEY_BELOW:
        raise NotUnderstood("too_large")
    return number


def presence(value: Any) -> bool:
    """Whether somebody was there, or a session was held."""
    written = text(value)
    if not written:
        raise NotUnderstood("presence_missing")
    if written[0] in _TICKS | _CROSSES and len(written.rstrip("\ufe0f")) == 1:
        return written[0] in _TICKS
    word = fold(shown(int(value)) if isinstance(value, bool) else written)
    if word not in _YES | _NO:
        raise NotUnderstood("not_presence")
    return word in _YES


def yes_or_no(value: Any) -> bool:
    try:
        return presence(value)
    except NotUnderstood as wrong:
        codes = {"presence_missing": "text_missing", "not_presence": "yes_no_unknown"}
        raise NotUnderstood(codes.get(wrong.code, wrong.code)) from wrong


def as_presence(there: bool) -> str:
    return PRESENT if there else ABSENT


def as_yes_or_no(yes: bool) -> str:
    return YES if yes else NO


def _number(value: Any, *, places: int | None) -> Decimal:
    if isinstance(value, bool | datetime | date | time):
        raise NotUnderstood("not_a_number")
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if not number.is_finite():
            raise NotUnderstood("not_a_number")
        return number
    written = text(value)
    if not written:
        raise NotUnderstood("number_missing")
    try:
        return parse_decimal(written, places=places)
    except NumberError as wrong:
        raise NotUnderstood("ambiguous" if wrong.code == "ambiguous" else "not_a_number") from wrong


def _refuse_errors(value: Any) -> None:
    if isinstance(value, Unsaved):
        raise NotUnderstood("formula_unsaved")
    if isinstance(value, str) and _ERROR.match(value.strip()):
        raise NotUnderstood("error_value")
