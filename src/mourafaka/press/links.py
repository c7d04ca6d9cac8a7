"""Signed links that need no account: an image, a digest confirmed or stopped, the device of a reader."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import date

from django.conf import settings
from django.core import signing
from django.urls import reverse

IMAGE = signing.Signer(salt="press.image")
DEVICE = signing.Signer(salt="press.device")
CONFIRM = signing.TimestampSigner(salt="press.confirm")
STOP = signing.Signer(salt="press.stop")
CONFIRM_DAYS = 3


def image_token(pk: int) -> str:
    return IMAGE.sign(str(pk))


def image_of(token: str) -> int | None:
    return _number(IMAGE, token)


def confirm_url(pk: int) -> str:
    return _absolute(reverse("press:confirm", args=[CONFIRM.sign(str(pk))]))


def confirmed(token: str) -> int | None:
    try:
        return int(CONFIRM.unsign(token, max_age=CONFIRM_DAYS * 86_400))
    except (signing.BadSignature, ValueError):
        return None


def stop_url(pk: int) -> str:
    return _absolute(reverse("press:unsubscribe", args=[STOP.sign(str(pk))]))


def stopped(token: str) -> int | None:
    return _number(STOP, token)


def _number(signer: signing.Signer, token: str) -> int | None:
    try:
        return int(signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def digest(text: str) -> str:
    """A digest that tells nothing without this installation's key."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def network(address: str, day: date, *, wide: bool = False) -> str:
    """A network that day: /24 of an IPv4 address, /48 of an IPv6 one (/16 and /32 when `wide`), as a digest whose
    key changes every day. The address itself is kept nowhere; an unreadable one is one network for all."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return digest(f"{day}|?")[:32]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    sizes = (16, 24) if found.version == 4 else (32, 48)
    around = ipaddress.ip_network((found, sizes[0] if wide else sizes[1]), strict=False)
    return digest(f"{day}|{around}")[:32]
