"""The people of a call of 2020: headquarters, a delegate of the region, and one of another region."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import Database


def _since_2015(user: Any) -> Any:
    user.mandates.update(starts_on=date(2015, 1, 1))
    return user


@pytest.fixture
def manager(users: Any) -> Any:
    return _since_2015(users("manager"))


@pytest.fixture
def delegate(users: Any) -> Any:
    return _since_2015(users("delegate", "09"))


@pytest.fixture
def stranger(users: Any) -> Any:
    return _since_2015(users("delegate", "04"))


@pytest.fixture
def at_once(transactional_db: None, tmp_path: Any) -> Any:
    """`at_once([f, g, …])` runs functions in as many threads, each with its own connection, and gives what they
    returned or raised. SQLite's in-memory database has one writer at most, so its content moves to a file."""
    settings = connection.settings_dict
    name = settings["NAME"]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        file = Database.connect(tmp_path / "together.sqlite3")
        file.execute("PRAGMA journal_mode=WAL")

    def run(functions: list[Any]) -> list[Any]:
        if connection.vendor == "sqlite":
            connection.connection.backup(file)
            settings["NAME"] = str(tmp_path / "together.sqlite3")
        with ThreadPoolExecutor(len(functions)) as pool:
            return list(pool.map(_answer, functions))

    yield run
    settings["NAME"] = name


def _answer(function: Any) -> Any:
    try:
        return function()
    except Exception as error:
        return error
    finally:
        connection.close()
