"""One writes at a time on SQLite. Who waits asks again after a sleep that grows to a tenth of a second, so that
whoever has just come passes before who has waited longest: the slowest of 100 waited seconds. Here each asks again
every two milliseconds or so, and all have the same chance."""

from __future__ import annotations

import random
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

PAUSE = (0.001, 0.003)  # seconds before asking again
SECONDS = 20.0  # as long as the connection itself would wait, unless it says otherwise
BUSY = "database is locked"


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self) -> None:
        """BEGIN, asked again until it is this connection's turn to write, or its patience ends."""
        patience = float(self.settings_dict["OPTIONS"].get("timeout", SECONDS))
        until = time.monotonic() + patience
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    super()._start_transaction_under_autocommit()  # type: ignore[misc]
                    return
                except OperationalError as error:
                    if str(error) != BUSY or time.monotonic() > until:
                        raise
                time.sleep(random.uniform(*PAUSE))  # noqa: S311  (no secret)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")
