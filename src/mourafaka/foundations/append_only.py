"""Tables that only grow: the database itself refuses UPDATE and DELETE, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, migrations


def forbid_changes(table: str) -> migrations.RunPython:
    """A migration operation after which rows of `table` can be added but never changed or removed."""

    def create(apps: Any, schema_editor: Any) -> None:
        for statement in _statements(schema_editor.connection.vendor, table):
            schema_editor.execute(statement)

    def drop(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        for verb in ("update", "delete"):
            where = f" ON {table}" if vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{where}")

    return migrations.RunPython(create, drop)


def _statements(vendor: str, table: str) -> list[str]:
    message = f"{table} only grows: its rows are never changed or removed"
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for verb in ("update", "delete")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows: its rows are never changed or removed', TG_TABLE_NAME; END $$"
    ).replace("%", "%%")
    triggers = [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION only_grows()"
        for verb in ("update", "delete")
    ]
    return [function, *triggers]


@contextmanager
def lifted(table: str) -> Iterator[None]:
    """Inside a transaction, let rows of a table that only grows be changed: for the erasure of personal data, which
    the law asks, and for nothing else."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            guarded = _guards_on_postgresql(cursor, table)
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_update") if guarded else None
            yield
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_update") if guarded else None
            return
        name = f"{table}_no_update"
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
        row = cursor.fetchone()
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        yield
        cursor.execute(row[0]) if row else None


def _guards_on_postgresql(cursor: Any, table: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = %s", [f"{table}_no_update"])
    return cursor.fetchone() is not None
