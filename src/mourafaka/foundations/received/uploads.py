"""The one way in for a file: what it is, is told by its content; what is kept, is made by us."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import puremagic
from django.core.files.uploadedfile import SimpleUploadedFile

from mourafaka.foundations import files
from mourafaka.foundations.models import Scan, StoredFile
from mourafaka.foundations.received import antivirus, papers, pictures
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.tables import XLSX

BYTES_AT_MOST = 10 * 1024 * 1024
PDF = "application/pdf"
IMAGES = frozenset(pictures.FORMATS)
DOCUMENTS = IMAGES | {PDF}
ACCEPT = (
    ".pdf,.jpg,.jpeg,.png,.webp,application/pdf,image/jpeg,image/png,image/webp"  # what file fields offer
)


@dataclass(frozen=True)
class Cleaned:
    """A received file as it may be kept, and what was read in it before."""

    name: str
    content: bytes
    content_type: str
    scan: Scan
    received_sha256: str  # of the bytes as they came: the same photo sent twice is recognised
    taken_on: date | None = None


class SentBefore(SimpleUploadedFile):
    """A file cleaned when it was sent and now named in an act, with what was read in it then."""

    def __init__(self, stored: StoredFile, *, received_sha256: str, taken_on: date | None) -> None:
        super().__init__(stored.name, stored.read(), stored.content_type)
        self.received_sha256, self.taken_on = received_sha256, taken_on


def keep(upload: Any, *, allowed: frozenset[str] = DOCUMENTS, field: str = "file") -> StoredFile:
    """Store what was received, cleaned. Refusals as `cleaned`."""
    return store(cleaned(upload, allowed=allowed, field=field))


def store(ready: Cleaned) -> StoredFile:
    return files.store(ready.content, name=ready.name, content_type=ready.content_type, scan=ready.scan)


@contextmanager
def kept(upload: Any, *, allowed: frozenset[str] = DOCUMENTS, field: str = "file") -> Iterator[StoredFile]:
    """The stored file, taken away again when what it was received for is refused."""
    stored = keep(upload, allowed=allowed, field=field)
    try:
        yield stored
    except BaseException:
        files.discard(stored)
        raise


def cleaned(upload: Any, *, allowed: frozenset[str] = DOCUMENTS, field: str = "file") -> Cleaned:
    """Refuses `upload_empty`, `upload_too_large`, `upload_not_taken`, `upload_infected`, `upload_encrypted`,
    `upload_too_many_pixels`, `upload_unreadable`, each beside `field`."""
    if upload.size > BYTES_AT_MOST:
        raise Refused("upload_too_large", megabytes=BYTES_AT_MOST // 1024**2, field=field)
    content = bytes(upload.read())
    if not content:
        raise Refused("upload_empty", field=field)
    kind = _kind(content, allowed, field)
    looked = antivirus.scan(content)
    if looked == Scan.BLOCKED:
        raise Refused("upload_infected", field=field)
    before = upload if isinstance(upload, SentBefore) else None
    received = before.received_sha256 if before else hashlib.sha256(content).hexdigest()
    if kind in IMAGES:
        picture = pictures.remade(content, kind, field=field)
        name = clean_name(upload.name, "jpg")
        day = before.taken_on if before else picture.taken_on
        return Cleaned(name, picture.jpeg, "image/jpeg", looked, received, day)
    if kind == PDF:
        content = papers.disarmed(content, field=field)
    return Cleaned(clean_name(upload.name, files.EXTENSIONS[kind]), content, kind, looked, received)


def _kind(content: bytes, allowed: frozenset[str], field: str) -> str:
    """What the first bytes say, whatever the name says; the reader of that format then has the last word."""
    try:
        found = {match.mime_type for match in puremagic.magic_string(content[:4096])} & allowed
    except (puremagic.PureError, ValueError):
        found = set()
    if XLSX in found and not _is_workbook(content):
        found.discard(XLSX)
    if not found:
        workbook = XLSX in allowed
        raise Refused("upload_not_of_these" if workbook else "upload_not_taken", field=field)
    return min(found)


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        return False


def clean_name(name: str | None, extension: str) -> str:
    """The name without folders, control or direction characters, and with the extension of what it is."""
    stem = re.split(r"[/\\]", name or "")[-1].rsplit(".", 1)[0]
    seen = "".join(one for one in unicodedata.normalize("NFC", stem) if unicodedata.category(one)[0] != "C")
    words = " ".join(re.sub(r'["<>|:*?;]', " ", seen).split()).strip(". ")
    return f"{words[:120] or 'document'}.{extension}"
