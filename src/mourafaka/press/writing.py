"""Many rows written at once, each with its own values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def write(records: Sequence[Model], *names: str) -> None:
    """Save these fields of records of one model: one prepared statement run for each, where `bulk_update` writes one
    long CASE for every field."""
    if not records:
        return
    meta = records[0]._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    statement = f"UPDATE {_quoted(meta.db_table)} SET {changes} WHERE {_quoted(meta.pk.column)} = %s"  # noqa: S608
    _run(statement, [[*_values(each, fields), each.pk] for each in records])


def insert(records: Sequence[Model]) -> None:
    """New rows of one model, whose keys nobody needs: quicker than `bulk_create`, which asks for them."""
    if not records:
        return
    meta = records[0]._meta
    fields: list[Any] = [field for field in meta.concrete_fields if not field.primary_key]
    columns = ", ".join(_quoted(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {_quoted(meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    _run(statement, [_values(each, fields) for each in records])


def _values(record: Model, fields: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(getattr(record, field.attname), connection) for field in fields]


def _quoted(name: Any) -> str:
    return str(connection.ops.quote_name(name))


def _run(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
