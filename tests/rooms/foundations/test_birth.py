"""An empty database gets today's tables at once; it must be the one the migrations lead to, step by step."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from mourafaka.foundations.management.commands.migrate import be_born


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any, tmp_path: Any) -> Iterator[Callable[[str], Any]]:
    """`empty("name")` is a connection to a database beside the one of the tests, with nothing in it."""
    main = connections["default"]
    opened: list[str] = []

    def make(name: str) -> BaseDatabaseWrapper:
        place = f"beside_{os.getpid()}_{name}" if main.vendor == "postgresql" else str(tmp_path / name)
        if main.vendor == "postgresql":
            _tell(f"CREATE DATABASE {place}")
        connections.databases[name] = {**main.settings_dict, "NAME": place}
        opened.append(name)
        return connections[name]

    with django_db_blocker.unblock():
        yield make
        for name in opened:
            place = connections[name].settings_dict["NAME"]
            connections[name].close()
            del connections[name], connections.databases[name]
            if main.vendor == "postgresql":
                _tell(f"DROP DATABASE {place}")
        main.close()


def _tell(statement: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement)


def test_born_or_led_there_step_by_step_the_database_is_the_same(empty: Any) -> None:
    led, born = empty("led"), empty("born")
    with _in_place_of_the_usual(led):  # a migration of django-tasks names no database
        call_command(migrate.Command(), database="led", verbosity=0)
    be_born(born)
    one, other = anatomy(born), anatomy(led)
    assert {kind: set(one[kind]) ^ set(other[kind]) for kind in one if one[kind] != other[kind]} == {}


@contextmanager
def _in_place_of_the_usual(connection: BaseDatabaseWrapper) -> Iterator[None]:
    usual = connections["default"]
    connections["default"] = connection
    try:
        yield
    finally:
        connections["default"] = usual


def test_a_birth_that_fails_leaves_nothing(empty: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.record_migration", _fail)
    with pytest.raises(RuntimeError):
        be_born(empty("born"))
    assert connections["born"].introspection.table_names() == []


def _fail(*_: Any) -> None:
    raise RuntimeError


def anatomy(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Columns, constraints, indexes and triggers by table, whatever their order; and the migrations recorded."""
    queries = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        found: dict[str, Any] = {}
        for kind, query in queries.items():
            cursor.execute(query)
            found[kind] = sorted(_plain(row) for row in cursor.fetchall())
    return found


def _plain(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(_unordered(str(value)) for value in row)


def _unordered(text: str) -> str:
    """The parts of CREATE TABLE, sorted: a column added later stands last, where a birth has it in its place."""
    begin = re.match(r'CREATE TABLE "\w+" \((.*)\)$', text, re.DOTALL)
    if begin is None:
        return text
    parts, depth, last = [], 0, ""
    for character in begin[1]:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(last.strip())
            last = ""
        else:
            last += character
    return "\n".join(sorted([*parts, last.strip()]))


SQLITE = {
    "objects": "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
    "migrations": "SELECT app, name FROM django_migrations",
}
POSTGRESQL = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale, "
    "is_nullable, column_default, is_identity FROM information_schema.columns WHERE table_schema = 'public' "
    # Django's own steps give this key, which nobody reads, 64 bits; its model asks for 32.
    "AND (table_name, column_name) <> ('auth_group_permissions', 'id')",
    "constraints": "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "migrations": "SELECT app, name FROM django_migrations",
}
