"""What can be imported: a Spec of columns, and how each cell is understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.db import models
from django.utils import translation
from django.utils.functional import Promise

from mourafaka.engine.text import NumberError, fold, fold_key, parse_decimal
from mourafaka.foundations.refusals import Refused

Text = str | Promise
_LANGUAGES = ("fr", "ar", "en")
_YES = frozenset({"oui", "o", "yes", "y", "vrai", "true", "1", "x", "نعم"})
_NO = frozenset({"non", "n", "no", "faux", "false", "0", "لا"})


class Recognised(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def candidates(self) -> tuple[tuple[str, str], ...]: ...


class Names(Protocol):
    """The entries a cell may name: a gazetteer of places, sectors…"""

    def recognise(self, text: str) -> Recognised: ...

    def choices(self) -> list[tuple[str, str]]: ...

    def __contains__(self, code: str) -> bool: ...


class Session(Protocol):
    """One reading of one file by one person."""

    def names(self, kind: str, within: str | None) -> Names:
        """The names a column of this kind may hold."""

    def check(self, values: Mapping[str, Any]) -> None:
        """Raise `Refused` as the act would, without writing."""

    def act(self, values: Mapping[str, Any]) -> models.Model:
        """Do it, by the same act as the pages."""


def text(cell: str) -> str:
    return cell


@dataclass(frozen=True)
class Column:
    """A column of the template. A `kind` is a name to recognise, or to ask about when it is not certain."""

    name: str
    label: Text
    parse: Callable[[str], Any] = text
    required: bool = False
    kind: str = ""
    within: str = ""
    also: tuple[str, ...] = ()
    help: Text = ""
    example: str = ""

    def headers(self) -> set[str]:
        """Folded headers that mean this column, in every language of the product."""
        spoken = {self.name.replace("_", " "), *self.also}
        for language in _LANGUAGES:
            with translation.override(language):
                spoken.add(str(self.label))
        return {fold(header) for header in spoken}


@dataclass(frozen=True)
class Spec:
    """What a file becomes: `session(actor, options)` gives the names, the checks and the act of one import."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    permission: str
    session: Callable[[Any, Mapping[str, Any]], Session]
    options: tuple[tuple[str, Text], ...] = ()
    list_url: str = "/"
    help: Text = ""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def match(self, headers: Iterable[str]) -> dict[str, str]:
        """{index of a header: column}, each column once; headers nobody knows are left out."""
        known = {header: column.name for column in self.columns for header in column.headers()}
        keys = {fold_key(header): name for header, name in known.items()}
        matched: dict[str, str] = {}
        for index, header in enumerate(headers):
            bare = re.sub(r"\s*[*(].*$", "", header)
            name = known.get(fold(header)) or known.get(fold(bare)) or keys.get(fold_key(bare))
            if name and name not in matched.values():
                matched[str(index)] = name
        return matched


SPECS: dict[str, Spec] = {}


def offer(spec: Spec) -> None:
    """Make a kind of file importable; called from the room's `apps.py`."""
    SPECS[spec.name] = spec


@dataclass
class Understood:
    """A row as understood: values by column, what is wrong, and the names to ask about."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    questions: list[tuple[str, str, str]] = field(default_factory=list)  # kind, within, text as written


def day(cell: str) -> date | None:
    """2020-04-27, 27/04/2020, 27.4.20 or 27-04-2020, in any digits; a day comes before its month."""
    if not cell:
        return None
    plain = "".join(fold(c) if c.isdigit() else c for c in cell).split("T")[0].strip()
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?: 00:00:00)?", plain)
    european = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", plain)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if european:
            return date(int(european[3]), int(european[2]), int(european[1]))
    except ValueError:
        pass
    raise Refused("cell_not_a_date", text=cell[:60])


def whole(cell: str) -> int | None:
    """A count: a whole number, not negative."""
    if not cell:
        return None
    number = _number(cell, places=None)
    if number != number.to_integral_value() or number < 0 or number > 10_000_000:
        raise Refused("cell_not_a_count", text=cell[:60])
    return int(number)


def amount(cell: str) -> Decimal | None:
    """Dirhams, at most two decimals."""
    if not cell:
        return None
    number = _number(re.sub(r"(?i)\s*(mad|dhs?|درهم)\.?$", "", cell), places=2)
    if number < 0 or number >= Decimal(10) ** 12:
        raise Refused("cell_not_an_amount", text=cell[:60])
    return number


def degrees(cell: str) -> float | None:
    return float(_number(cell, places=None)) if cell else None


def _number(cell: str, *, places: int | None) -> Decimal:
    try:
        return parse_decimal(cell, places=places)
    except NumberError as wrong:
        raise Refused("cell_not_a_number", text=cell[:60]) from wrong


def yes_or_no(cell: str) -> bool | None:
    folded = fold(cell)
    if not folded:
        return None
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise Refused("cell_not_yes_or_no", text=cell[:60])


def one_of(choices: type[models.TextChoices]) -> Callable[[str], str]:
    """A value of a short list, by its code or its label in any language."""

    def parse(cell: str) -> str:
        if not cell:
            return ""
        for member in choices:
            spoken = {member.value}
            for language in _LANGUAGES:
                with translation.override(language):
                    spoken.add(str(member.label))
            if fold(cell) in {fold(word) for word in spoken}:
                return str(member.value)
        raise Refused("cell_not_in_list", text=cell[:60], known=", ".join(str(m.label) for m in choices))

    return parse


def short(length: int) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if len(cell) > length:
            raise Refused("cell_too_long", length=length)
        return cell

    return parse
