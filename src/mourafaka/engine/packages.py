"""Workbooks as the zip packages they are: looked at before anything in them is unpacked.

Sizes as declared are enough: reading stops where the declaration does, and the checksum then fails.
"""

from __future__ import annotations

import io
import zipfile

FILE_BYTES_AT_MOST = 25 * 1024 * 1024
UNPACKED_BYTES_AT_MOST = 400 * 1024 * 1024
RATIO_AT_MOST = 250  # sheets of repeated values pack well; bombs pack a thousand times
PARTS_AT_MOST = 2_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what a workbook locked by a password is wrapped in
_LOCKED = "EncryptedPackage".encode("utf-16-le")


class PackageError(ValueError):
    """A file that is not opened; `code` names the reason."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


def check_workbook(content: bytes) -> None:
    """Refuse what is no XLSX workbook, and what would cost more than it shows."""
    if not content.strip(b"\x00\r\n\t "):
        raise PackageError("file_empty")
    if len(content) > FILE_BYTES_AT_MOST:
        raise PackageError("file_too_large", megabytes=FILE_BYTES_AT_MOST // 1024**2)
    if content.startswith(OLD_EXCEL):
        raise PackageError("file_locked" if _LOCKED in content else "file_old_excel")
    if not content.startswith(b"PK"):
        raise PackageError("file_not_a_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
    except PackageError:
        raise
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as wrong:
        raise PackageError("file_unreadable") from wrong


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = archive.namelist()
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise PackageError("file_not_a_workbook")
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if len(parts) > PARTS_AT_MOST or unpacked > UNPACKED_BYTES_AT_MOST:
        raise PackageError("file_bomb")
    if unpacked > 1024**2 and unpacked / packed > RATIO_AT_MOST:
        raise PackageError("file_bomb")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if b"<!DOCTYPE" in file.read(65_536):  # workbooks never declare entities
                    raise PackageError("file_bomb")
