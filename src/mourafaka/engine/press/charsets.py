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
    """The text of `content`: byte order mark, then UTF-8, then what is declared, then Windows' code pages.

    UTF-8 comes before the declaration because text that decodes as UTF-8 is UTF-8, whatever a server says.
    Raises `UnicodeDecodeError` on nothing: the last code page reads any byte.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace").lstrip("\ufeff")
    names = ["utf-8"]
    names += [declared] if declared else []
    names += [match[1].decode("ascii") for match in _DECLARED.finditer(content[:4096])]
    for name in names:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return _undeclared(content)


def _undeclared(content: bytes) -> str:
    """Windows-1256 when it makes Arabic words, Windows-1252 otherwise; stray bytes in UTF-8 stay UTF-8."""
    utf8 = content.decode("utf-8", errors="replace")
    broken = utf8.count("\ufffd")
    if broken * 50 < sum(ord(c) > 127 for c in utf8):
        return utf8
    arabic = content.decode("cp1256", errors="replace")
    letters = sum(map(len, _ARABIC_WORD.findall(arabic)))
    return arabic if letters * 2 > broken else content.decode("cp1252", errors="replace")
