"""Signed links that need no account: open a legal notice, want no more of a channel."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse

from mourafaka.foundations.crypto import blind_index
from mourafaka.foundations.models import Channel

from .models import Notice

OPEN, STOP = signing.Signer(salt="notices.open"), signing.Signer(salt="notices.stop")


def open_url(notice: Notice) -> str:
    return _absolute(reverse("notices:open", args=[OPEN.sign(str(notice.pk))]))


def opened(token: str) -> Notice | None:
    try:
        return Notice.objects.filter(pk=int(OPEN.unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None


def stop_url(address: str, channel: str) -> str:
    return _absolute(reverse("notices:stop", args=[STOP.sign(f"{channel}.{blind_index(address)}")]))


def stopped(token: str) -> tuple[str, str] | None:
    """(channel, blind index of the address), or None when the link is not ours."""
    try:
        channel, _dot, index = STOP.unsign(token).partition(".")
    except signing.BadSignature:
        return None
    return channel, index


def whatsapp_url(text: str) -> str:
    """A link that lets a person send the text on from her own telephone."""
    return f"https://wa.me/?{urlencode({'text': text})}"


def ways_of(user: Any) -> list[tuple[str, str]]:
    """The addresses of an account, by channel."""
    ways = [
        (Channel.EMAIL.value, getattr(user, "email", None)),
        (Channel.SMS.value, getattr(user, "phone", None)),
    ]
    return [(channel, address) for channel, address in ways if address]


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
