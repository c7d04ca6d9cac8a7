"""Rows written thousands of times: the statement is made once for each model, where Django compiles one each time.

No signal is sent and no `save` is called: for models that have neither.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import AutoField, Model

M = TypeVar("M", bound=Model)


def write(records: Sequence[Model], *names: str) -> None:
    """Save these fields of records of one model: one prepared statement run for each, where `bulk_update` writes one
    long CASE for every field."""
    if not records:
        return
    statement, fields = _update(type(records[0]), names, connection.vendor)
    _run(statement, [[*_values(each, fields), each.pk] for each in records])


def insert(records: Sequence[Model]) -> None:
    """New rows of one model, whose keys nobody needs: quicker than `bulk_create`, which asks for them."""
    if not records:
        return
    statement, fields = _insertion(type(records[0]), connection.vendor)
    _run(statement, [_new_values(each, fields) for each in records])


def inserted(record: M) -> M:
    """One new row, which learns its key."""
    _inserted(record)
    return record


def found_or_inserted(record: M, unique: str) -> tuple[M, bool]:
    """The row that already has the `unique` value of this record, or the record, new; and whether it is new. Of two
    who write it at once, the second finds the first's."""
    column = _quoted(record._meta.get_field(unique).column)  # type: ignore[union-attr]
    if _inserted(record, f"ON CONFLICT ({column}) DO NOTHING"):
        return record, True
    return type(record)._default_manager.get(**{unique: getattr(record, unique)}), False


def _inserted(record: Model, otherwise: str = "") -> bool:
    statement, fields = _insertion(type(record), connection.vendor)
    key = _quoted(record._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} {otherwise} RETURNING {key}", _new_values(record, fields))
        row = cursor.fetchone()
    if row is None:
        return False
    (record.pk,) = row
    record._state.adding, record._state.db = False, connection.alias
    return True


def kept(record: M) -> M:
    """A whole record, inserted when it is new, else every column of its row written."""
    if record._state.adding:
        return inserted(record)
    write([record], *(field.name for field in record._meta.concrete_fields if not field.primary_key))
    return record


@functools.lru_cache(maxsize=1000)
def _insertion(model: type[Model], vendor: str) -> tuple[str, list[Any]]:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    columns = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({places})", fields  # noqa: S608


@functools.lru_cache(maxsize=1000)
def _update(model: type[Model], names: tuple[str, ...], vendor: str) -> tuple[str, list[Any]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    table, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    return f"UPDATE {table} SET {changes} WHERE {key} = %s", fields  # noqa: S608


def _values(record: Model, fields: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(getattr(record, field.attname), connection) for field in fields]


def _new_values(record: Model, fields: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(record, add=True), connection) for field in fields]


def _quoted(name: Any) -> str:
    return str(connection.ops.quote_name(name))


def _run(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
