"""Files: written under a random name, synced to the disk, then known to the database."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.http import HttpResponse

from mourafaka.foundations import clock
from mourafaka.foundations.models import Scan, StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import XLSX, download
from mourafaka.foundations.writing import inserted

EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", XLSX: "xlsx"}
NOTHING_RUNS = "sandbox; default-src 'none'"
ERASED = "[effacé]"  # what stands where somebody was named
DISKS = 4  # how many files reach the disk at once: it writes them together

_Syncing = tuple[ThreadPoolExecutor, list[Future[None]]]
_syncing: ContextVar[_Syncing | None] = ContextVar("syncing", default=None)


@contextmanager
def synced_together() -> Iterator[None]:
    """Many files kept in one transaction: each reaches the disk beside the work, and all have at the end. Enter it
    inside the transaction, so that no row is kept before its file."""
    if _syncing.get() is not None:
        yield
        return
    with ThreadPoolExecutor(DISKS, thread_name_prefix="sync") as pool:
        begun: list[Future[None]] = []
        token = _syncing.set((pool, begun))
        try:
            yield
        finally:
            _syncing.reset(token)
        for each in begun:
            each.result()


def store(content: bytes, *, name: str, content_type: str, scan: str = Scan.UNCHECKED) -> StoredFile:
    """Keep `content`; call before the transaction that refers to it, so a crash leaves an orphan file and
    never a row without its file. What people send comes through `received.uploads`."""
    relative = f"{secrets.token_hex(1)}/{secrets.token_urlsafe(24)}"
    path = Path(settings.MEDIA_ROOT) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with open(partial, "wb") as file:
        file.write(content)
    partial.rename(path)
    _reach_the_disk(path)
    return inserted(
        StoredFile(
            name=name[:200],
            content_type=content_type,
            path=relative,
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            scan=scan,
        )
    )


def _reach_the_disk(path: Path) -> None:
    """At once, or beside what follows within `synced_together`."""
    together = _syncing.get()
    if together is None:
        _sync(path)
        return
    pool, begun = together
    begun.append(pool.submit(_sync, path))


def _sync(path: Path) -> None:
    for each in (path, path.parent, path.parent.parent):  # its folder may be new
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def erase_files(files: QuerySet[StoredFile]) -> int:
    """Remove the content of files once the transaction is kept; their fingerprints stay. Returns how many."""
    present = list(files.filter(erased_at=None))
    for file in present:
        file.name, file.erased_at = ERASED, clock.now()
        file.save(update_fields=["name", "erased_at"])
    paths = [Path(settings.MEDIA_ROOT) / file.path for file in present]
    transaction.on_commit(lambda: _unlink(paths))
    return len(present)


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def discard(stored: StoredFile) -> None:
    """Forget a file: its row, and once that is durable its bytes. One that another record also names stays."""
    path = Path(settings.MEDIA_ROOT) / stored.path
    try:
        stored.delete()
    except ProtectedError:
        return
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def attachment(stored: StoredFile, stem: str) -> HttpResponse:
    """A received file on its way out: always a download, in which nothing runs. Refuses what the antivirus has
    not seen yet, or blocked."""
    if stored.scan in (Scan.PENDING, Scan.BLOCKED):
        raise Refused(f"file_{stored.scan}")
    name = f"{stem}.{EXTENSIONS.get(stored.content_type, 'bin')}"
    response = download(stored.read(), name, stored.content_type)
    response["Content-Security-Policy"] = NOTHING_RUNS
    return response
