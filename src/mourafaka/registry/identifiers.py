"""Identifiers as Moroccan offices write them: read in any usual form, kept in one, refused with a reason.

ICE: 15 digits, valid when the number is a multiple of 97 (python-stdnum). RIB: 24 digits, bank 3, city 3,
account 16, key 2, valid when the number is a multiple of 97. Tax and CNSS numbers have no check digit.
Every `parse_…` returns the kept form, "" for an empty text, or raises `IdentifierError`.
"""

from __future__ import annotations

import re

import phonenumbers
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.ma import ice as stdnum_ice

from mourafaka.engine.text import fold


class IdentifierError(ValueError):
    """`code` is the reason's name in the refusals of this room."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_ice(text: str) -> str:
    digits = _digits(text)
    if not digits:
        return ""
    try:
        return str(stdnum_ice.validate(digits))
    except InvalidChecksum as wrong:
        raise IdentifierError("ice_wrong_key") from wrong
    except ValidationError as wrong:
        raise IdentifierError("ice_not_15_digits") from wrong


def parse_rib(text: str) -> str:
    digits = _digits(text)
    if not digits:
        return ""
    if not re.fullmatch(r"\d{24}", digits):
        raise IdentifierError("rib_not_24_digits")
    if int(digits) % 97 or digits == "0" * 24:
        raise IdentifierError("rib_wrong_key")
    return digits


def parse_tax_id(text: str) -> str:
    return _plain_number(text, r"\d{7,8}", "tax_id_not_7_or_8_digits")


def parse_cnss_no(text: str) -> str:
    return _plain_number(text, r"\d{7,9}", "cnss_not_7_to_9_digits")


def parse_phone(text: str) -> str:
    """A Moroccan or international number in E.164: 06 12 34 56 78 → +212612345678."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(_latin_digits(text), "MA")
    except phonenumbers.NumberParseException as wrong:
        raise IdentifierError("phone_unreadable") from wrong
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        raise IdentifierError("phone_unreadable")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display_phone(e164: str) -> str:
    """As people in Morocco read it: +212 6 12-345678 → 06 12 34 56 78; foreign numbers internationally."""
    if e164.startswith("+212") and len(e164) == 13:
        national = "0" + e164[4:]
        return " ".join(national[i : i + 2] for i in range(0, 10, 2))
    return e164


def masked(identifier: str, shown: int = 4) -> str:
    """Only the last characters, for a page that many people see."""
    hidden = max(len(identifier) - shown, 0)
    return "•" * hidden + identifier[hidden:]


def _digits(text: str) -> str:
    """The text without the spaces, points and hyphens people group digits with."""
    return re.sub(r"[\s.\-–_/]", "", _latin_digits(text))


def _latin_digits(text: str) -> str:
    return "".join(fold(c) if c.isdigit() else c for c in text if c.isprintable() or c.isspace())


def _plain_number(text: str, pattern: str, code: str) -> str:
    digits = _digits(text)
    if digits and not re.fullmatch(pattern, digits):
        raise IdentifierError(code)
    return digits
