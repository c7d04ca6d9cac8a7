"""The empty database of the tests is migrated once and kept as a file: on SQLite, later runs begin from it.

The file's name is a hash of all migrations and of the lock, so a change of either makes another one.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parent.parent
_open: list[sqlite3.Connection] = []  # a database in memory lasts as long as a connection to it


def kept() -> Path:
    sources = [ROOT / "requirements.txt", *sorted((ROOT / "src").rglob("migrations/*.py"))]
    digest = hashlib.sha256()
    for path in sources:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return Path(tempfile.gettempdir()) / f"mourafaka-schema-{os.getuid()}-{digest.hexdigest()[:20]}.sqlite3"


def begin_from_what_is_kept() -> None:
    """From now on a test database in memory is created as a copy of the kept one, if there is one."""
    create = DatabaseCreation._create_test_db

    def filled(self: Any, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = create(self, verbosity, autoclobber, keepdb)
        if self.is_in_memory_db(name) and kept().exists():
            source, target = sqlite3.connect(kept()), sqlite3.connect(name, uri=True, check_same_thread=False)
            source.backup(target)
            source.close()
            _open.append(target)
        return name

    DatabaseCreation._create_test_db = filled


def keep() -> None:
    """Write the database just migrated where the next run finds it."""
    if connection.vendor != "sqlite" or kept().exists():
        return
    partial = kept().with_suffix(f".{os.getpid()}")
    target = sqlite3.connect(partial)
    connection.ensure_connection()
    connection.connection.backup(target)
    target.close()
    partial.replace(kept())
