"""Tables that only grow: the database itself refuses UPDATE and DELETE, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, migrations

ERASING = "mourafaka.erasing"


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
    triggers = [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION only_grows()"
        for verb in ("update", "delete")
    ]
    return [guard_of_postgresql(), *triggers]


def guard_of_postgresql() -> str:
    """What the triggers call: it refuses, but an update while an erasure is under way in this transaction."""
    return (
        "CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND current_setting('{ERASING}', true) = 'on' THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION '% only grows: its rows are never changed or removed', TG_TABLE_NAME; END $$"
    ).replace("%", "%%")


@contextmanager
def lifted(table: str) -> Iterator[None]:
    """Inside a transaction, let rows of a table that only grows be changed: for the erasure of personal data, which
    the law asks, and for nothing else."""
    name = f"{table}_no_update"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL {ERASING} = 'on'")
            yield
            cursor.execute(f"SET LOCAL {ERASING} = 'off'")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
        row = cursor.fetchone()
        if row is None:
            yield
            return
        cursor.execute(f"DROP TRIGGER {name}")
        yield
        cursor.execute(row[0])
