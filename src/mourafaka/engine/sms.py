"""How many parts a text message takes: GSM 03.38 seven-bit alphabet with its extension table, or UCS-2."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")  # two septets each: an escape, then the character
GSM_ALONE, GSM_CHAINED = 160, 153  # the rest of 140 bytes holds the header that chains the parts
UCS_ALONE, UCS_CHAINED = 70, 67


@dataclass(frozen=True)
class Count:
    encoding: str  # "gsm-7" or "ucs-2"
    units: int  # septets, or 16-bit units
    parts: int


def count(text: str) -> Count:
    """Units and parts of `text`. A character of two units is never cut between two parts."""
    if all(character in BASIC or character in EXTENSION for character in text):
        widths = [2 if character in EXTENSION else 1 for character in text]
        return Count("gsm-7", sum(widths), _parts(widths, GSM_ALONE, GSM_CHAINED))
    widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
    return Count("ucs-2", sum(widths), _parts(widths, UCS_ALONE, UCS_CHAINED))


def _parts(widths: Iterable[int], alone: int, chained: int) -> int:
    widths = list(widths)
    if sum(widths) <= alone:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > chained:
            parts, used = parts + 1, 0
        used += width
    return parts
