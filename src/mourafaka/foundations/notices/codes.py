"""One-time codes sent to an e-mail address or a phone number: proof that whoever asks can read there."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from datetime import timedelta

from django.db import transaction

from mourafaka.engine import sms
from mourafaka.foundations import clock
from mourafaka.foundations.crypto import blind_index
from mourafaka.foundations.delivery import dispatch
from mourafaka.foundations.models import Channel, OutboxMessage, OutboxState

from .events import EVENTS
from .models import Code, WrongTry

EVENT = "notices.code"
MINUTES_VALID = 10
TRIES = 5
PER_ADDRESS_AN_HOUR = 5
PER_NETWORK_AN_HOUR = 60  # many people behind one operator's address
WRONG_PER_NETWORK_AN_HOUR = 100


def send_code(address: str, *, purpose: str, language: str, network: str = "") -> None:
    """Send six digits to an address, valid ten minutes for this purpose; the code before stops working.

    `network` is the visitor's IP address. Past a limit nothing is sent, and the answer is the same: it never tells
    whether an address is known.
    """
    index, place, now = blind_index(_plain(address)), network_index(network), clock.now()
    with transaction.atomic():
        if _too_many(index, place):
            return
        digits = f"{secrets.randbelow(10**6):06d}"
        Code.objects.filter(address_index=index, purpose=purpose, used_at=None, expires_at__gt=now).update(
            expires_at=now
        )
        code = Code.objects.create(
            address_index=index,
            purpose=purpose,
            digest=_digest(index, purpose, digits),
            asked_at=now,
            expires_at=now + timedelta(minutes=MINUTES_VALID),
            network_index=place,
        )
        _send(address, digits, code, language)


def check_code(address: str, *, purpose: str, code: str, network: str = "") -> bool:
    """Whether this is the code last sent, in time and within five tries; a right one is spent."""
    index, place, now = blind_index(_plain(address)), network_index(network), clock.now()
    with transaction.atomic():
        if place and _wrong_tries(place) >= WRONG_PER_NETWORK_AN_HOUR:
            return False
        sent = (
            Code.objects.select_for_update(of=("self",))
            .filter(address_index=index, purpose=purpose, used_at=None, expires_at__gt=now, tries__lt=TRIES)
            .order_by("-pk")
            .first()
        )
        digits = "".join(str(int(one)) for one in code if one.isdecimal())
        if sent is not None and hmac.compare_digest(sent.digest, _digest(index, purpose, digits)):
            sent.used_at = now
            sent.save(update_fields=["used_at"])
            return True
        if sent is not None:
            sent.tries += 1
            sent.save(update_fields=["tries"])
        if place:
            WrongTry.objects.create(network_index=place, at=now)
        return False


def forget_codes() -> int:
    """Remove codes and wrong tries a day old; they serve nothing any more."""
    before = clock.now() - timedelta(days=1)
    codes, _models = Code.objects.filter(asked_at__lt=before).delete()
    tries, _models = WrongTry.objects.filter(at__lt=before).delete()
    return codes + tries


def network_index(address: str) -> str:
    """A blind index of the network: /24 or /48, so that one subscriber counts once and none is stored."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    network = ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False)
    return blind_index(str(network))


def _too_many(index: str, place: str) -> bool:
    recent = Code.objects.filter(asked_at__gt=clock.now() - timedelta(hours=1))
    if recent.filter(address_index=index).count() >= PER_ADDRESS_AN_HOUR:
        return True
    return bool(place) and recent.filter(network_index=place).count() >= PER_NETWORK_AN_HOUR


def _wrong_tries(place: str) -> int:
    hour = clock.now() - timedelta(hours=1)
    return WrongTry.objects.filter(network_index=place, at__gt=hour).count()


def _plain(address: str) -> str:
    return "".join(address.split()).lower()


def _digest(index: str, purpose: str, digits: str) -> str:
    return blind_index(f"{index}:{purpose}:{digits}")


def _send(address: str, digits: str, code: Code, language: str) -> None:
    words = EVENTS[EVENT].words({"code": digits, "minutes": MINUTES_VALID}, language=language)
    by_mail = "@" in address
    message = OutboxMessage.objects.create(
        channel=Channel.EMAIL if by_mail else Channel.SMS,
        event=EVENT,
        urgent=True,
        recipient=address[:254],
        language=language,
        subject=words.subject,
        body=words.text if by_mail else words.short,
        parts=None if by_mail else sms.count(words.short).parts,
        about=f"notices.code:{code.pk}",
        dedup_key=f"notices.code:{code.pk}",
        state=OutboxState.RELEASED,
        released_at=clock.now(),
    )
    dispatch(message)
