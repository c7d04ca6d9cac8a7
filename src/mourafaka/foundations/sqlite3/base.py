"""One writes at a time on SQLite. Who waits asks again after a sleep that grows to a tenth of a second, so that
whoever has just come passes before who has waited longest: the slowest of 100 waited seconds. Here each asks again
every two milliseconds or so, and all have the same chance, be it for a transaction or for one statement alone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.base import Database as driver  # type: ignore[attr-defined]

PAUSE = (0.001, 0.003)  # seconds before asking again
SECONDS = 20.0  # as long as the connection itself would wait, unless it says otherwise
BUSY = "database is locked"
WRITES = ("INSERT", "UPDATE", "DELETE")


def in_turn(connection: Any, patience: float, write: Callable[[], Any]) -> Any:
    """What `write` answers, asked again until it is this connection's turn to write, or its patience ends."""
    until = time.monotonic() + patience
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                return write()
            except (OperationalError, driver.OperationalError) as error:
                if str(error) != BUSY or time.monotonic() > until:
                    raise
            time.sleep(random.uniform(*PAUSE))  # noqa: S311  (no secret)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")


class Cursor(base.SQLiteCursorWrapper):
    """Waits for its turn when it writes outside a transaction."""

    def __init__(self, connection: Any, patience: float) -> None:
        super().__init__(connection)
        self.patience = patience

    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.in_transaction or not query.startswith(WRITES):
            return super().execute(query, params)
        return in_turn(self.connection, self.patience, partial(super().execute, query, params))


class DatabaseWrapper(base.DatabaseWrapper):
    @cached_property
    def patience(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", SECONDS))

    @cached_property
    def _make_cursor(self) -> Any:
        return partial(Cursor, patience=self.patience)

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=self._make_cursor)

    def _start_transaction_under_autocommit(self) -> None:
        begin = super()._start_transaction_under_autocommit  # type: ignore[misc]
        in_turn(self.connection, self.patience, begin)
