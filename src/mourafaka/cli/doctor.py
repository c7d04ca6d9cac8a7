"""`mourafaka doctor`: is this installation sound? One line a check, exit 1 when one fails."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click

from mourafaka.cli.site import say, set_up, waiting_migrations

# Builds of SQLite before this one may lose the write-ahead log when it is reset.
SQLITE_SOUND = (3, 51, 3)
LEAST_FREE_SHARE = 0.05


@dataclass(frozen=True)
class Check:
    name: str
    passed: bool
    found: str


def checks() -> Iterator[Check]:
    from django.conf import settings

    from mourafaka.foundations import invariants

    yield Check("Python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield _engine()
    waiting = waiting_migrations()
    yield Check("database up to date", not waiting, f"{len(waiting)} migrations to apply")
    key = settings.DATA_FOLDER / "secret_key"
    mode = key.stat().st_mode & 0o777 if key.exists() else 0o600
    yield Check("secret key readable by its owner only", mode == 0o600, oct(mode))
    usage = shutil.disk_usage(settings.DATA_FOLDER)
    yield Check("free disk", usage.free / usage.total >= LEAST_FREE_SHARE, f"{usage.free / usage.total:.0%}")
    if waiting:
        return
    for each in invariants.declared():
        broken = list(each.broken())
        yield Check(each.sentence, not broken, f"{len(broken)} broken" if broken else "holds")


def _engine() -> Check:
    from django.db import connection

    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
        return Check("PostgreSQL 15 or later", int(version.split(".")[0]) >= 15, version)
    import sqlite3

    found = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    return Check("SQLite build without the WAL-reset fault", found >= SQLITE_SOUND, sqlite3.sqlite_version)


@click.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """Check this installation: database, secrets, disk, and what must always be true of the data."""
    set_up()
    found = list(checks())
    if as_json:
        say(json.dumps([asdict(check) for check in found]))
    else:
        for check in found:
            say(f"{'ok  ' if check.passed else 'FAIL'} {check.name}: {check.found}")
    sys.exit(0 if all(check.passed for check in found) else 1)
