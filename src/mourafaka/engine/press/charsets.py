"""Bytes to text: what the page declares is tried first, what it is decides."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_ARABIC_WORD = re.compile("[\u0621-\u064a]{3,}")


def decode(content: bytes, declared: str | None = None) -> str:
    """The text of `content`: byte order mark, UTF-16 by its nulls, UTF-8, what is declared, Windows' code pages.

    UTF-8 comes before the declaration because text that decodes as UTF-8 is UTF-8, whatever a server says.
    Raises `UnicodeDecodeError` on nothing: the last code page reads any byte.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace").lstrip("\ufeff")
    if wide := _unmarked_wide(content):
        return content.decode(wide, errors="replace")
    names = ["utf-8"]
    names += [declared] if declared else []
    names += [match[1].decode("ascii") for match in _DECLARED.finditer(content[:4096])]
    for name in names:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return _undeclared(content)


def _unmarked_wide(content: bytes) -> str | None:
    """UTF-16 without its mark: one byte in two of its Latin text is null, always on the same side."""
    sample = content[:4096]
    half = len(sample) // 2
    for name, nulls, others in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        if nulls.count(0) * 4 > half and others.count(0) * 50 < half:
            return name
    return None


def _undeclared(content: bytes) -> str:
    """UTF-8 with stray bytes when most of its signs are whole, else Windows-1256 when it makes Arabic words."""
    utf8 = content.decode("utf-8", errors="replace")
    broken = utf8.count("\ufffd")
    if broken * 2 < sum(ord(c) > 127 for c in utf8):  # more signs of two bytes than bytes that are none
        return utf8
    arabic = content.decode("cp1256", errors="replace")
    letters = sum(map(len, _ARABIC_WORD.findall(arabic)))
    return arabic if letters * 2 > broken else content.decode("cp1252", errors="replace")
