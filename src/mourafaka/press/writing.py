"""Many rows changed at once, each to its own values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    quote: Callable[[Any], str] = connection.ops.quote_name
    changes = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    key = quote(meta.pk.column)
    rows = [
        [*(field.get_db_prep_save(getattr(each, field.attname), connection) for field in fields), each.pk]
        for each in records
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(meta.db_table)} SET {changes} WHERE {key} = %s", rows)  # noqa: S608  (names of our own columns)
