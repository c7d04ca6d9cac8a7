"""The phone number or e-mail somebody applies with, proved by a code; an account is opened by the first proof."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mourafaka.engine.typed import plain
from mourafaka.foundations.notices import codes
from mourafaka.people.enums import Role
from mourafaka.people.models import User
from mourafaka.people.services import give_mandate, machine, open_account
from mourafaka.registry.identifiers import IdentifierError, parse_phone

PURPOSE = "apply"


class AddressError(ValueError):
    """Neither a phone number nor an e-mail."""


def read(text: str) -> str:
    """The address in one form: +212612345678 or mail@example.org."""
    text = text.strip()
    try:
        if "@" in text:
            validate_email(text)
            return text.lower()
        number = parse_phone(text)
    except (ValidationError, IdentifierError):
        number = ""
    if not number:
        raise AddressError(_("Write a phone number (06 12 34 56 78) or an e-mail address."))
    return number


def send(address: str, *, language: str, network: str = "", purpose: str = PURPOSE) -> None:
    codes.send_code(address, purpose=purpose, language=language, network=network)


def person_of(
    address: str, code: str, *, language: str, network: str = "", purpose: str = PURPOSE
) -> User | None:
    """Who this address belongs to when the code is right; a new account the first time."""
    digits = "".join(c for c in plain(code) if c.isdigit())
    if not codes.check_code(address, purpose=purpose, code=digits, network=network):
        return None
    person = account_of(address, language=language)
    return person if person.is_active else None


def account_of(address: str, *, language: str) -> User:
    """The account of this address; one is opened the first time, into which only a code sent there leads."""
    known: dict[str, Any] = {"email": address} if "@" in address else {"phone": address}
    person = User.objects.filter(**known).first()
    if person is None:
        installation = machine()
        person = open_account(None, actor=installation, full_name="", preferred_language=language, **known)
        give_mandate(person, actor=installation, role=Role.COOPERATIVE)
    return person
