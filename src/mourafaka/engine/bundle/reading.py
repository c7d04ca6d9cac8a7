"""Opening a bundle that may come from anybody: bounded, and refused in one sentence when it is not one."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mourafaka.engine.bundle.layout import (
    APPLICATION_COLUMNS,
    DECISION_COLUMNS,
    DIGEST_COLUMNS,
    MARK_COLUMNS,
)

MOST_ENTRIES = 64
MOST_BYTES = 64 * 1024 * 1024  # unpacked, all files together
REQUIRED_COLUMNS = {
    "applications.csv": APPLICATION_COLUMNS,
    "marks.csv": MARK_COLUMNS,
    "decisions.csv": DECISION_COLUMNS,
    "digests.csv": DIGEST_COLUMNS,
}
JSON_FILES = (
    "datapackage.json", "rules.json", "choice.json", "session.json", "minutes.json", "withdrawals.json",
)  # fmt: skip


class Malformed(ValueError):
    """This is not a bundle, or not a whole one: which file, which line, and why."""

    def __init__(self, reason: str, file: str = "", line: int | None = None) -> None:
        self.reason, self.file, self.line = reason, file, line
        place = [part for part in (file, f"line {line}" if line else "") if part]
        super().__init__(f"{', '.join(place)}: {reason}" if place else reason)


@dataclass(frozen=True)
class Line:
    """A row of a table and the line it stands on, the header being line 1."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(frozen=True)
class Bundle:
    """A bundle as read: nothing in it has been believed yet."""

    files: Mapping[str, bytes]
    tables: Mapping[str, tuple[Line, ...]]
    documents: Mapping[str, dict[str, Any]]


def unpack(data: bytes) -> Bundle:
    """Read a zip. Raises Malformed; never unpacks more than MOST_BYTES."""
    files = _files(data)
    for name in (*JSON_FILES, *REQUIRED_COLUMNS):
        if name not in files:
            raise Malformed("the file is missing from the bundle", name)
    tables = {name: _table(name, files[name], columns) for name, columns in REQUIRED_COLUMNS.items()}
    documents = {name: _document(name, files[name]) for name in JSON_FILES}
    appeals = files.get("appeals.json", b'{"appeals": []}')  # packages older than the first appeal have none
    documents["appeals.json"] = _document("appeals.json", appeals)
    return Bundle(files, tables, documents)


def _files(data: bytes) -> dict[str, bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Malformed("this is not a zip file") from None
    with archive:
        entries = archive.infolist()
        if len(entries) > MOST_ENTRIES:
            raise Malformed(f"the zip holds {len(entries)} files; a bundle has at most {MOST_ENTRIES}")
        found: dict[str, bytes] = {}
        left = MOST_BYTES
        for entry in entries:
            if entry.filename in found:
                raise Malformed("two files have this name", entry.filename)
            found[entry.filename] = _content(archive, entry, left)
            left -= len(found[entry.filename])
        return found


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The sizes a zip declares may be lies: read one byte more than allowed and see."""
    if entry.flag_bits & 1:
        raise Malformed("the file is encrypted", entry.filename)
    try:
        with archive.open(entry) as file:
            content = file.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        raise Malformed("the file cannot be unpacked: the zip is damaged", entry.filename) from None
    if len(content) > most:
        raise Malformed(f"the bundle unpacks to more than {MOST_BYTES // 1024**2} MB", entry.filename)
    return content


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("the text is not in UTF-8", name, data[: error.start].count(b"\n") + 1) from None


def _table(name: str, data: bytes, required: tuple[str, ...]) -> tuple[Line, ...]:
    reader = csv.reader(io.StringIO(_decoded(name, data), newline=""), strict=True)
    try:
        header = next(reader, [])
        for column in required:
            if header.count(column) != 1:
                raise Malformed(f"the column “{column}” is missing or stands twice", name, 1)
        lines = []
        for cells in reader:
            if len(cells) != len(header):
                reason = f"the line has {len(cells)} cells, the header {len(header)}"
                raise Malformed(reason, name, reader.line_num)
            lines.append(Line(reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise Malformed(f"not valid CSV ({error})", name, reader.line_num) from None
    return tuple(lines)


def _document(name: str, data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(_decoded(name, data), object_pairs_hook=_no_repeats)
    except json.JSONDecodeError as error:
        raise Malformed(f"not valid JSON ({error.msg})", name, error.lineno) from None
    except (RecursionError, ValueError) as error:
        raise Malformed(f"not valid JSON ({error})", name) from None
    if not isinstance(content, dict):
        raise Malformed("an object is expected", name)
    return content


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
