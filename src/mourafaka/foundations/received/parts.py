"""A file that comes in pieces over a bad line: it goes on from the last byte that is on our disk."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from pathlib import Path
from uuid import UUID

from django.conf import settings

from mourafaka.foundations.received.uploads import BYTES_AT_MOST
from mourafaka.foundations.refusals import Refused

AT_ONCE = 8  # files under way in one place; the oldest one gives way
HOURS_KEPT = 48
FOLDER = "parts"  # of the files
PIECE_AT_MOST = 1024 * 1024


class Whole:
    """A file all of whose pieces came, as an upload is read."""

    def __init__(self, path: Path, name: str) -> None:
        self.name, self.path = name, path
        self.size = path.stat().st_size

    def read(self) -> bytes:
        return self.path.read_bytes()


def received(place: str, key: UUID) -> int:
    """How many bytes of this file are kept."""
    path = _path(place, key)
    return path.stat().st_size if path.exists() else 0


def append(place: str, key: UUID, *, start: int, total: int, piece: bytes) -> int:
    """Add a piece that begins at byte `start`; how many bytes are kept now, synced to the disk.

    Refuses `upload_too_large`, and `upload_out_of_step` (with `offset`, where to go on) a piece that does not
    begin where the last one ended.
    """
    if not 0 < total <= BYTES_AT_MOST:
        raise Refused("upload_too_large", megabytes=BYTES_AT_MOST // 1024**2, field="file")
    path = _path(place, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    _make_room(path)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        offset = os.fstat(file).st_size
        if start != offset or start + len(piece) > total or len(piece) > PIECE_AT_MOST:
            raise Refused("upload_out_of_step", offset=offset)
        os.pwrite(file, piece, start)
        os.fsync(file)
        return start + len(piece)
    finally:
        os.close(file)


def whole(place: str, key: UUID, *, name: str) -> Whole:
    return Whole(_path(place, key), name)


def forget(place: str, key: UUID) -> None:
    _path(place, key).unlink(missing_ok=True)


def forget_old() -> int:
    """Remove what nobody finished to send within two days; how many files."""
    before, gone = time.time() - HOURS_KEPT * 3600, 0
    for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*/*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _path(place: str, key: UUID) -> Path:
    folder = hashlib.sha256(place.encode()).hexdigest()[:32]
    return Path(settings.MEDIA_ROOT) / FOLDER / folder / key.hex


def _make_room(path: Path) -> None:
    others = [each for each in path.parent.iterdir() if each != path]
    for each in sorted(others, key=lambda other: other.stat().st_mtime)[: max(len(others) - AT_ONCE + 1, 0)]:
        each.unlink(missing_ok=True)
