"""From the annotations of an act to what its JSON body holds, and from that body to the act's arguments."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union
from uuid import UUID

from django.core.files.base import File
from django.db import models
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    WithJsonSchema,
    create_model,
)

from mourafaka.api import scopes, uploads
from mourafaka.foundations.models import StoredFile
from mourafaka.people.models import User

Reader = Callable[[User, Any], Any]
LARGEST = 2**31 - 1
ITEMS_AT_MOST = 2000
DAY = r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"  # further away no service starts nor ends


def _day(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(DAY, value):
        raise ValueError("a day is written 2026-11-23")
    return value


Text = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
Name = Annotated[str, Field(min_length=1, max_length=254, pattern=r"^[^\x00-\x1f\x7f]+$")]
Whole = Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]
Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Amount = Annotated[str, Field(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"), AfterValidator(Decimal)]
Number = Annotated[float, Field(strict=True, ge=-1e9, le=1e9)]
Day = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date", "pattern": DAY})
]
FileToken = Annotated[
    str, Field(max_length=200, pattern=r"^[A-Za-z0-9_:=-]+$", description="from POST /files")
]

PLAIN: dict[Any, Any] = {
    str: Text,
    int: Whole,
    bool: StrictBool,
    Decimal: Amount,
    UUID: UUID,
    float: Number,
    date: Day,
    datetime: AwareDatetime,
}
LISTS = (list, tuple, set, frozenset, typing.get_origin(Collection[int]), typing.get_origin(Iterable[int]))
STRICT = ConfigDict(extra="forbid")


class CannotBeTold(TypeError):
    """An annotation that says too little for a body to be checked."""


@dataclasses.dataclass(frozen=True)
class Shape:
    """What the body holds for one argument, and how the argument is made from it."""

    type: Any
    read: Reader = lambda user, value: value
    parts: Mapping[str, Shape] = dataclasses.field(default_factory=dict)
    model: type[models.Model] | None = None

    def part(self, name: str) -> Shape:
        return self.parts[name]


def shape_of(annotation: Any, name: str = "Values") -> Shape:
    """The shape of an annotation; refuses one that says `Any`."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if isinstance(annotation, Shape):
        return annotation
    if annotation in PLAIN:
        return Shape(PLAIN[annotation])
    if origin in (Union, types.UnionType):
        return _optional(inner, name)
    if origin is Literal or (isinstance(annotation, type) and issubclass(annotation, Enum)):
        return Shape(annotation)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(inner, name)
    if origin in LISTS or (isinstance(origin, type) and issubclass(origin, Iterable)):
        return _list(origin, inner, name)
    if isinstance(annotation, type):
        return _of_class(annotation, name)
    raise CannotBeTold(f"{name}: {annotation}")


def _of_class(kind: type, name: str) -> Shape:
    if issubclass(kind, StoredFile):
        return Shape(FileToken, uploads.document_by)
    if kind is bytes:
        return Shape(FileToken, lambda user, token: uploads.sent_by(user, token).read())
    if issubclass(kind, File):
        return Shape(FileToken, uploads.upload_by)
    if issubclass(kind, models.Model):
        if not scopes.has_scope(kind):
            raise CannotBeTold(f"{name}: nobody says who sees {kind.__name__}")
        return Shape(key_type(kind), lambda user, key: scopes.fetch(kind, user, [key])[0], model=kind)
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind)
    raise CannotBeTold(f"{name}: {kind.__name__}")


def key_type(model: type[models.Model]) -> Any:
    whole = isinstance(scopes.key_field(model), models.AutoField | models.IntegerField | models.ForeignKey)
    return Id if whole else Name


def _optional(inner: tuple[Any, ...], name: str) -> Shape:
    some = [kind for kind in inner if kind is not type(None)]
    if len(some) != 1:
        raise CannotBeTold(f"{name}: {inner}")
    shape = shape_of(some[0], name)
    return Shape(shape.type | None, lambda user, value: None if value is None else shape.read(user, value))


def _list(origin: Any, inner: tuple[Any, ...], name: str) -> Shape:
    several = typing.cast(Any, tuple if origin is tuple else set if origin in (set, frozenset) else list)
    item = shape_of(inner[0], name) if inner else shape_of(Any, name)
    limited = Annotated[list[item.type], Field(max_length=ITEMS_AT_MOST)]  # type: ignore[name-defined]
    kind = inner[0]
    if isinstance(kind, type) and issubclass(kind, models.Model) and not issubclass(kind, StoredFile):
        return Shape(limited, lambda user, keys: several(scopes.fetch(kind, user, keys)))
    return Shape(limited, lambda user, items: several(item.read(user, each) for each in items))


def _mapping(inner: tuple[Any, ...], name: str) -> Shape:
    key, value = inner
    named = isinstance(key, type) and issubclass(key, models.Model)
    value_shape = shape_of(value, name)
    key_kind = Name if key is str else Annotated[int, Field(ge=0, le=LARGEST)] if key is int else None
    if named:
        key_kind = Name if key_type(key) is Name else Annotated[int, Field(ge=1, le=LARGEST)]
    if key_kind is None:
        raise CannotBeTold(f"{name}: {inner}")
    limited = Annotated[dict[key_kind, value_shape.type], Field(max_length=ITEMS_AT_MOST)]  # type: ignore[valid-type,name-defined]

    def read(user: User, told: dict[Any, Any]) -> dict[Any, Any]:
        keys = scopes.fetch(key, user, told) if named else list(told)
        return {key: value_shape.read(user, each) for key, each in zip(keys, told.values(), strict=True)}

    return Shape(limited, read)


def _dataclass(kind: Any) -> Shape:
    hints = typing.get_type_hints(kind)
    fields = {
        field.name: (shape_of(hints[field.name], field.name), field)
        for field in dataclasses.fields(kind)
        if field.init
    }
    body = body_of(
        kind.__name__,
        {name: (shape, _default(field)) for name, (shape, field) in fields.items()},
    )

    def read(user: User, told: Any) -> Any:
        return kind(
            **{name: fields[name][0].read(user, getattr(told, name)) for name in told.model_fields_set}
        )

    return Shape(body, read)


def _default(field: Any) -> Any:
    given = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    return None if given else ...


def body_of(name: str, fields: Mapping[str, tuple[Shape, Any]]) -> Any:
    """A body with these fields and no other; `...` as a default means that the field is needed. A field left
    out keeps the act's own default."""
    declared: dict[str, Any] = {
        field: (shape.type, ... if default is ... else Field(default_factory=_absent))
        for field, (shape, default) in fields.items()
    }
    return create_model(name, __config__=STRICT, **declared)


def _absent() -> None:
    return None


def columns(model: type[models.Model], names: Iterable[str], title: str) -> Shape:
    """Some columns of a model, each optional: what `Mapping[str, Any]` means in the acts that edit records."""
    shapes = {name: _nullable(model._meta.get_field(name)) for name in names}
    body = body_of(title, {name: (shape, None) for name, shape in shapes.items()})

    def read(user: User, told: Any) -> dict[str, Any]:
        return {name: shapes[name].read(user, getattr(told, name)) for name in told.model_fields_set}

    return Shape(body, read, shapes)


def _nullable(field: Any) -> Shape:
    shape = _column(field)
    if not field.null:
        return shape
    return Shape(shape.type | None, lambda user, value: None if value is None else shape.read(user, value))


def _column(field: Any) -> Shape:
    if isinstance(field, models.ForeignKey):
        return shape_of(field.related_model, field.name)
    if field.choices:
        return Shape(Literal[tuple(value for value, _label in field.flatchoices)])
    if isinstance(field, models.CharField):
        return Shape(Annotated[Text, Field(max_length=field.max_length)])
    kinds: tuple[tuple[type, Any], ...] = (
        (models.JSONField, list[str]),  # themes of a report, questions of an action: codes in a list
        (models.TextField, str),
        (models.BooleanField, bool),
        (models.DecimalField, Decimal),
        (models.DateTimeField, datetime),
        (models.DateField, date),
        (models.IntegerField, int),
        (models.FloatField, float),
    )
    for column, kind in kinds:
        if isinstance(field, column):
            return shape_of(kind)
    raise CannotBeTold(f"{field.model.__name__}.{field.name}")


def keywords(function: Any, title: str, *, less: str) -> Shape:
    """The keyword arguments of an act `less` one, for an act that does it several times over."""
    written = inspect.unwrap(function)
    parameters = dict(list(inspect.signature(written).parameters.items())[1:])
    hints = hints_of(written)
    shapes = {name: shape_of(hints[name], name) for name in parameters if name not in ("actor", less)}
    body = body_of(
        title,
        {
            name: (shape, ... if parameters[name].default is inspect.Parameter.empty else None)
            for name, shape in shapes.items()
        },
    )

    def read(user: User, told: Any) -> dict[str, Any]:
        return {name: shapes[name].read(user, getattr(told, name)) for name in told.model_fields_set}

    return Shape(body, read, shapes)


def hints_of(function: Any) -> dict[str, Any]:
    """The annotations of a function, those it imports for the type checker only included."""
    names = {**scopes.house_models(), **vars(inspect.getmodule(function))}
    return typing.get_type_hints(function, globalns=names, include_extras=True)


def each(shape: Shape) -> Shape:
    """A text key → this shape."""

    def read(user: User, told: dict[str, Any]) -> dict[str, Any]:
        return {key: shape.read(user, value) for key, value in told.items()}

    limited = Annotated[dict[Name, shape.type], Field(max_length=ITEMS_AT_MOST)]  # type: ignore[name-defined]
    return Shape(limited, read)


def entries(title: str, needed: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> Shape:
    """A list of objects with these fields: name → annotation. The act gets a list of mappings."""
    shapes = {name: shape_of(kind, name) for name, kind in {**needed, **(optional or {})}.items()}
    body = body_of(title, {name: (shape, ... if name in needed else None) for name, shape in shapes.items()})

    def read(user: User, told: list[Any]) -> list[dict[str, Any]]:
        return [
            {name: shapes[name].read(user, getattr(line, name)) for name in line.model_fields_set}
            for line in told
        ]

    return Shape(Annotated[list[body], Field(max_length=ITEMS_AT_MOST)], read)  # type: ignore[valid-type]


def one_of(values: Iterable[str]) -> Shape:
    """A text that is one of these."""
    return Shape(Literal[tuple(values)])


#: A document of any form, checked by the act itself, which words every fault.
FREE = Shape(dict[str, Any])
