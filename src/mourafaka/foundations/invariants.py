"""What is true of every installation at every moment, written once: read by `manage.py check_invariants`,
`mourafaka doctor` and every battery of `make quality`. Rooms declare theirs from `apps.ready()`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from mourafaka.foundations import clock, journal
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.received import parts

ORPHAN_AFTER = timedelta(hours=24)  # a file without its row may still be on its way to it


@dataclass(frozen=True)
class Invariant:
    """`broken` gives one line for each record that does not hold; none when all do."""

    code: str
    sentence: str
    broken: Callable[[], Iterable[str]]


_DECLARED: dict[str, Invariant] = {}


def declare(code: str, sentence: str, broken: Callable[[], Iterable[str]]) -> None:
    _DECLARED[code] = Invariant(code, sentence, broken)


def declared() -> list[Invariant]:
    return [_DECLARED[code] for code in sorted(_DECLARED)]


def files_missing() -> Iterator[str]:
    """I5: rows without their file or of another content, and files nobody has known for a day."""
    root = Path(settings.MEDIA_ROOT)
    known = set()
    stored = StoredFile.objects.values_list("path", "sha256", "erased_at")
    for path, sha256, erased_at in stored.iterator(chunk_size=2000):
        known.add(path)
        if erased_at is not None:
            continue
        try:
            content = (root / path).read_bytes()
        except OSError:
            yield f"file {path}: missing"
            continue
        if hashlib.sha256(content).hexdigest() != sha256:
            yield f"file {path}: not what was stored"
    before = (clock.now() - ORPHAN_AFTER).timestamp()
    for found in root.rglob("*") if root.exists() else ():
        under_way = found.is_relative_to(root / parts.FOLDER)
        unknown = found.is_file() and not under_way and str(found.relative_to(root)) not in known
        if unknown and found.stat().st_mtime < before:
            yield f"file {found.relative_to(root)}: known to no record"


def database_unsound() -> Iterator[str]:
    """I8: what SQLite says of its own pages and of references to rows that are not there."""
    if connection.vendor != "sqlite":
        return  # PostgreSQL verifies its pages and references by itself
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        yield from (str(row[0]) for row in cursor.fetchall() if row[0] != "ok")
        cursor.execute("PRAGMA foreign_key_check")
        yield from (f"{row[0]} row {row[1]} refers to a missing {row[2]}" for row in cursor.fetchall())


def journal_broken() -> Iterator[str]:
    """I9: links of the chain that do not hold, and sealed records changed behind its back."""
    yield from (f"journal row {each.sequence}: {each.reason}" for each in journal.breaks())
    yield from (f"{each.record}: {each.field} altered" for each in journal.altered_records())


declare("I5", "every stored file is on the disk as it was sent", files_missing)
declare("I8", "the database is sound", database_unsound)
declare("I9", "the journal is whole and what it sealed unaltered", journal_broken)
