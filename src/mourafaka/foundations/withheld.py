"""What the journal does not hold: personal values, kept beside it where they can be erased.

A row of the journal never changes, and what is known of a person must be erasable. So of each value that may be
personal the journal holds a commitment only: SHA-256 of 16 random bytes and of the value's canonical JSON. The
bytes and the value are in `WithheldValue`; without the bytes a commitment tells nothing, so erasing that row erases
the value and the chain still holds.

A value stays in clear when its type or its name says that it cannot be personal: a record's reference, a number, a
date, a choice, a text under a name that the rooms declared impersonal and none declared personal. Every other text
is withheld.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, is_dataclass
from enum import Enum
from typing import Any

from django.core.files.base import File
from django.db import models

from mourafaka.foundations.models import WithheldValue
from mourafaka.foundations.writing import insert

MARK = "withheld"
# Codes, columns and references are keys; whatever else somebody typed is not.
_KEY = re.compile(r"[a-z0-9_.:-]{1,120}|[A-Z0-9.-]{1,24}")


class Withholding:
    """Splits what an act tells into what the journal holds and what is kept beside it."""

    def __init__(self, jsonable: Callable[[Any], Any]) -> None:
        self.jsonable = jsonable
        self.rows: list[WithheldValue] = []

    def split(self, value: Any, name: str = "") -> Any:
        clear, personal = _names()
        if name in clear or _harmless(value, name in personal):
            return self.jsonable(value)
        if is_dataclass(value) and not isinstance(value, type):
            value = asdict(value)
        if isinstance(value, Mapping) and all(_KEY.fullmatch(str(key)) for key in value):
            return {str(key): self.split(item, str(key)) for key, item in value.items()}
        if isinstance(value, list | tuple) and any(_composed(item) for item in value):
            return [self.split(item, name) for item in value]
        return self._withhold(self.jsonable(value))

    def _withhold(self, value: Any) -> Any:
        if value in ("", [], {}):
            return value
        salt = secrets.token_hex(16)
        row = WithheldValue(commitment=commitment(salt, value), salt=salt, value=value)
        self.rows.append(row)
        return {MARK: row.commitment}

    def keep(self, sequence: int) -> None:
        for row in self.rows:
            row.sequence = sequence
        insert(self.rows)


def commitment(salt: str, value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def committed(content: Any) -> str:
    """The commitment that stands here instead of a value; empty when the value itself does."""
    return str(content[MARK]) if isinstance(content, dict) and content.keys() == {MARK} else ""


def commitments(content: Any) -> Iterable[str]:
    found = committed(content)
    if found:
        yield found
    elif isinstance(content, dict | list):
        for item in content.values() if isinstance(content, dict) else content:
            yield from commitments(item)


def rows_of(*contents: Any) -> dict[str, WithheldValue]:
    keys = {key for content in contents for key in commitments(content)}
    found: dict[str, WithheldValue] = {}
    for chunk in _chunks(sorted(keys)):
        found |= {row.commitment: row for row in WithheldValue.objects.filter(commitment__in=chunk)}
    return found


def opened(content: Any, rows: Mapping[str, WithheldValue]) -> Any:
    """The content with its values back; None stands for what was erased."""
    key = committed(content)
    if key:
        return rows[key].value if key in rows else None
    if isinstance(content, dict):
        return {name: opened(item, rows) for name, item in content.items()}
    return [opened(item, rows) for item in content] if isinstance(content, list) else content


def agrees(content: Any, value: Any, rows: Mapping[str, WithheldValue]) -> bool:
    """Whether `value` is what was told; of what was erased since, nothing is asked any more."""
    key = committed(content)
    if key:
        row = rows.get(key)
        return row is not None and (row.erasure_id is not None or commitment(row.salt, value) == key)
    if isinstance(content, dict) and isinstance(value, dict):
        return content.keys() == value.keys() and all(agrees(content[n], value[n], rows) for n in content)
    if isinstance(content, list) and isinstance(value, list):
        return len(content) == len(value) and all(
            agrees(a, b, rows) for a, b in zip(content, value, strict=True)
        )
    return bool(content == value)


def altered() -> list[int]:
    """The journal rows whose withheld value is no longer what was committed to."""
    rows = WithheldValue.objects.filter(erasure=None).order_by("sequence")
    return [row.sequence for row in rows.iterator(2000) if commitment(row.salt, row.value) != row.commitment]


def _harmless(value: Any, personal: bool) -> bool:
    if value is None or isinstance(value, bool | models.Model | models.QuerySet) or _composed(value):
        return not _composed(value)
    if isinstance(value, Enum):
        return True
    if isinstance(value, list | tuple | set | frozenset):
        return not isinstance(value, set | frozenset) and all(_harmless(item, personal) for item in value)
    return not personal and not isinstance(value, str | File)


def _composed(value: Any) -> bool:
    return isinstance(value, Mapping) or (is_dataclass(value) and not isinstance(value, type))


def _names() -> tuple[frozenset[str], frozenset[str]]:
    from mourafaka.foundations.privacy.declared import names

    return names()


def _chunks(keys: list[str], size: int = 500) -> Iterable[list[str]]:
    return (keys[at : at + size] for at in range(0, len(keys), size))
