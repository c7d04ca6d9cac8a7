"""What every document of the selection says around its own words: letterhead, fingerprint, QR code."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext as _

from mourafaka.calls.models import Call


def public_address(call: Call) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}/public/{call.cohort.code}/"


def house(call: Call, foot: str, at_right: list[str]) -> dict[str, Any]:
    """The letterhead in the active language."""
    synthetic = _("Synthetic data: nothing here describes a real cooperative.")
    return {
        "name": "Mourafaka",
        "tifinagh": "ⵎⵓⵔⴰⴼⴰⵇⴰ",
        "line": _("Programme for new cooperatives"),
        "at-right": at_right,
        "foot": foot,
        "page": _("Page"),
        "synthetic": synthetic if call.cohort.synthetic else "",
    }


@lru_cache(maxsize=64)
def qr(address: str) -> str:
    """Every letter of a call bears the same code."""
    drawn = segno.make(address, error="m").svg_inline(border=0, dark="#1d2a1f")
    return str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def in_blocks(fingerprint: str) -> str:
    """Sixty-four digits that an eye can compare."""
    return " ".join(fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8))
