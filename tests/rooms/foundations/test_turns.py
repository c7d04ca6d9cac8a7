"""Whoever waits to write on SQLite gets a turn, or is told after its patience."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from mourafaka.foundations.sqlite3 import base

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets many write at once"),
]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Callable[[float], base.DatabaseWrapper]]:
    """A connection with this patience, while another one is writing."""
    made = []

    def make(patience: float) -> base.DatabaseWrapper:
        options = {"transaction_mode": "IMMEDIATE", "timeout": patience}
        settings = {**connection.settings_dict, "NAME": tmp_path / "turns.sqlite3", "OPTIONS": options}
        made.append(base.DatabaseWrapper(settings))
        made[-1].inc_thread_sharing()
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    other = sqlite3.connect(tmp_path / "turns.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_it_begins_as_soon_as_the_other_has_done(writer: Any, writing: Any, monkeypatch: Any) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        writing.execute("COMMIT")

    monkeypatch.setattr(base.time, "sleep", pause)
    mine = writer(30)
    mine.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)

    assert (mine.connection.in_transaction, len(pauses)) == (True, 1)
    assert mine.connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,)


def test_a_statement_alone_waits_for_its_turn_like_a_transaction(
    writer: Any, writing: Any, monkeypatch: Any
) -> None:
    for statement in ("CREATE TABLE kept (name TEXT)", "COMMIT", "BEGIN IMMEDIATE"):
        writing.execute(statement)
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        writing.execute("COMMIT")

    monkeypatch.setattr(base.time, "sleep", pause)
    with writer(30).cursor() as cursor:
        cursor.execute("INSERT INTO kept VALUES (%s)", ["one"])

    assert len(pauses) == 1
    assert writing.execute("SELECT name FROM kept").fetchall() == [("one",)]


def test_it_is_told_when_its_patience_ends(writer: Any, writing: Any) -> None:
    mine = writer(0)

    with pytest.raises(OperationalError, match="database is locked"):
        mine.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
