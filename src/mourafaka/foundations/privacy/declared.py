"""What the programme says of each personal field: why it is kept, who receives it, how long (law 09-08, art. 5;
GDPR, art. 5 and 30).

A room declares its fields in its `privacy.py`, which is found by its name. A field that could hold personal
data, by its type, and is declared nowhere, turns the build red. Columns that say which account acted belong to
one treatment, "acts", and need no line of their own.

The same declarations are what is exported to a person, erased at their request, and erased when the time of
keeping has passed:

- `belongs` says by which ways, from a row, its people are reached ("pk": the row is the person's own);
- `subject` names the tables whose rows are people, and what they are recognised by in other people's texts;
- `ends` says which rows of a treatment have served, at a date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

ACTS = "acts"


@dataclass(frozen=True)
class Group:
    """Fields of one table that one sentence describes, used by the treatment `of`."""

    of: str
    model: str
    names: tuple[str, ...]
    data: Any  # what people read, translated

    @property
    def whose(self) -> tuple[str, ...]:
        return _ways.get(self.model, ())

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)


@dataclass(frozen=True)
class Subject:
    """A table whose rows are people, or speak for one. `names` and `addresses` recognise the person elsewhere;
    `linked` says which rows of this table are another subject's, {model: way}."""

    model: str
    title: Any
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    linked: tuple[tuple[str, str], ...] = ()
    find: Callable[[str], Any] | None = None  # what somebody types -> a queryset
    key: str = "pk"  # the column the log of accesses knows the record by

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)


@dataclass(frozen=True)
class End:
    """Rows of a table whose purpose ended: `served(before)` are those for which it ended before that moment.

    `how`: their fields are emptied, the rows removed, or all that is known of these people erased.
    """

    of: str
    model: str
    served: Callable[[datetime], Any]
    how: str = "empty"  # empty, remove, person, values


@dataclass(frozen=True)
class Treatment:
    """A use made of personal data. `months` counts from the end of its purpose."""

    code: str
    order: int
    title: Any
    purpose: Any
    basis: Any
    recipients: Any
    kept: Any
    months: int

    @property
    def groups(self) -> list[Group]:
        return [group for group in _groups.values() if group.of == self.code]


_treatments: dict[str, Treatment] = {}
_groups: dict[tuple[str, tuple[str, ...]], Group] = {}
_without: dict[str, set[str]] = {}
_ways: dict[str, tuple[str, ...]] = {}
_subjects: dict[str, Subject] = {}
_ends: list[End] = []


def treatment(code: str, **said: Any) -> None:
    _treatments[code] = Treatment(code, **said)


def personal(model: str, *names: str, of: str, data: Any) -> None:
    """These fields hold personal data, used by the treatment `of`, which an earlier or later room declares."""
    _groups[model, names] = Group(of, model, names, data)


def belongs(model: str, *ways: str) -> None:
    """By which relations, from a row, the people (`subject`) it is about are reached."""
    _ways[model] = (*_ways.get(model, ()), *ways)


def subject(model: str, **said: Any) -> None:
    _subjects[model] = Subject(model, **said)


def ends(of: str, model: str, served: Callable[[datetime], Any], *, how: str = "empty") -> None:
    """When the rows of a table have served the treatment `of`; its months are counted from there."""
    _ends.append(End(of, model, served, how))


def impersonal(model: str, *names: str) -> None:
    """These fields could hold personal data by their type, and do not."""
    _without.setdefault(model, set()).update(names)


def treatments() -> list[Treatment]:
    return sorted(_treatments.values(), key=lambda each: each.order)


def groups() -> list[Group]:
    return list(_groups.values())


def groups_of(model: type[models.Model]) -> list[Group]:
    return [group for group in _groups.values() if group.model == model._meta.label]


def subjects() -> dict[str, Subject]:
    return dict(_subjects)


def ends_of(code: str) -> list[End]:
    return [end for end in _ends if end.of == code]


@lru_cache(maxsize=1)
def names() -> tuple[frozenset[str], frozenset[str]]:
    """Names of columns that hold nothing personal anywhere, and names of those that do somewhere."""
    held = {name for group in _groups.values() for name in group.names}
    harmless = {name for without in _without.values() for name in without}
    for model in apps.get_models():
        if model.__module__.startswith("mourafaka."):
            harmless |= {column.name for column in model._meta.concrete_fields if _is_a_choice(column)}
    return frozenset(harmless - held), frozenset(held)


def treatment_of(model: type[models.Model], name: str) -> Treatment | None:
    """The treatment a field belongs to."""
    label = model._meta.label
    for group in _groups.values():
        if group.model == label and name in group.names:
            return _treatments[group.of]
    return _treatments.get(ACTS) if _says_who(model._meta.get_field(name)) else None


def undeclared() -> list[str]:
    """“room.Model.field” of each field that could be personal and of which nothing is said."""
    return [
        f"{model._meta.label}.{column.name}"
        for model, column in _could_be_personal()
        if treatment_of(model, column.name) is None
        and column.name not in _without.get(model._meta.label, set())
    ]


def stale() -> list[str]:
    """What is declared of fields that are no longer there."""
    said = [(group.model, name) for group in _groups.values() for name in group.names]
    said += [(model, name) for model, names in _without.items() for name in names]
    present = {
        (model._meta.label, column.name) for model in apps.get_models() for column in model._meta.fields
    }
    return sorted(f"{model}.{name}" for model, name in said if (model, name) not in present)


def _could_be_personal() -> Iterator[tuple[type[models.Model], Any]]:
    for model in apps.get_models():
        ours = model.__module__.startswith("mourafaka.") and not model.__name__.startswith("Historical")
        for column in model._meta.concrete_fields if ours else ():
            if _holds_free_content(column):
                yield model, column


def _holds_free_content(column: Any) -> bool:
    """Text somebody writes, a file, a position, an account; not a choice, a slug, a count or a date."""
    if column.is_relation:
        return column.related_model._meta.label == "foundations.StoredFile" or _says_who(column)
    if _is_a_choice(column):
        return False
    return isinstance(column, models.CharField | models.TextField | models.JSONField | models.FloatField)


def _is_a_choice(column: Any) -> bool:
    return isinstance(column, models.SlugField) or bool(getattr(column, "choices", None))


def _says_who(column: Any) -> bool:
    return bool(column.is_relation and column.related_model._meta.label == settings.AUTH_USER_MODEL)
