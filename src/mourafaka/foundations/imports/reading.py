"""Reading a table somebody sends: XLSX or CSV, in the encodings and with the separators people have.

Nothing is guessed silently that cannot be seen: the encoding found is shown with the preview. A file that
cannot be read is refused in a sentence; a hostile one before it has cost anything.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from mourafaka.engine.packages import FILE_BYTES_AT_MOST, OLD_EXCEL, PackageError, check_workbook
from mourafaka.foundations.refusals import Refused

ROWS_AT_MOST = 100_000
COLUMNS_AT_MOST = 200
CELL_CHARACTERS_AT_MOST = 5_000
HEADER_WITHIN = 20  # rows looked through for the headers: some files begin with a title

csv.field_size_limit(1_000_000)

Row = tuple[int, list[str]]
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that are Arabic letters in windows-1256 and would be rows of accented capitals in windows-1252.
_ARABIC_RUN = re.compile(rb"[\xc1-\xd6\xd8-\xdb\xdd-\xdf\xe1\xe3-\xe6\xec\xed]{3}")


@dataclass(frozen=True)
class Table:
    """The headers, and the rows as (line, cells); lines count from 1 as editors and spreadsheets do."""

    headers: list[str]
    rows: Iterator[Row]
    encoding: str  # "" for a workbook


def open_table(content: bytes) -> Table:
    """Open a file by its content, whatever its name says. Refuses what is not a readable table."""
    if not content.strip(b"\x00\r\n\t "):
        raise Refused("file_empty")
    if len(content) > FILE_BYTES_AT_MOST:
        raise Refused("file_too_large", megabytes=FILE_BYTES_AT_MOST // 1024**2)
    if content.startswith(OLD_EXCEL):
        raise Refused("file_old_excel")
    if content.startswith(b"PK"):
        return _with_headers(_workbook_rows(content), "")
    text, encoding = decode(content)
    return _with_headers(_csv_rows(text), encoding)


def decode(content: bytes) -> tuple[str, str]:
    """The text and its encoding: a mark, else UTF-8, else the old Windows page for Arabic or for French."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _unmarked(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise Refused("file_unreadable") from wrong
    if "\x00" in text or _looks_binary(text):
        raise Refused("file_not_a_table")
    return text, encoding


def _unmarked(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1256" if _ARABIC_RUN.search(content) else "cp1252"
    return "utf-8"


def _looks_binary(text: str) -> bool:
    start = text[:4000]
    strange = sum(1 for c in start if ord(c) < 32 and c not in "\t\r\n")
    return strange * 50 > len(start)


def _with_headers(rows: Iterator[Row], encoding: str) -> Table:
    for line, cells in rows:
        if sum(1 for cell in cells if cell) >= 2 or (line >= HEADER_WITHIN and any(cells)):
            return Table(_trimmed(cells), _body(rows, len(_trimmed(cells))), encoding)
    raise Refused("file_without_headers")


def _trimmed(cells: list[str]) -> list[str]:
    last = max((index for index, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _body(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """Rows with something in them; cells beyond the headers are kept so that nothing is lost."""
    found = 0
    for line, cells in rows:
        if not any(cells):
            continue
        found += 1
        cells = _trimmed(cells)
        if found > ROWS_AT_MOST:
            raise Refused("file_too_many_rows", rows=ROWS_AT_MOST)
        yield line, cells + [""] * (width - len(cells))


def _csv_rows(text: str) -> Iterator[Row]:
    stream = io.StringIO(text, newline="")
    first = stream.readline()
    line = 0
    if re.fullmatch(r"sep=.\r?\n?", first):  # what Excel itself writes to say its separator
        delimiter, line = first[4], 1
    else:
        delimiter = max(";,\t|", key=first.count) if first else ";"
        stream.seek(0)
    reader = csv.reader(stream, delimiter=delimiter)
    base, before = line, 0
    try:
        for cells in reader:
            yield base + before + 1, [_clean(cell) for cell in cells[:COLUMNS_AT_MOST]]
            before = reader.line_num
    except csv.Error as wrong:
        raise Refused("file_broken_at_line", line=base + before + 1) from wrong


def _workbook_rows(content: bytes) -> Iterator[Row]:
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        sheet.reset_dimensions()  # some programs write a wrong size, and the rest would be lost
        for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS_AT_MOST), start=1):
            if line > ROWS_AT_MOST * 2:
                raise Refused("file_too_many_rows", rows=ROWS_AT_MOST)
            yield line, [_clean(_text(value)) for value in values]
    except Refused:
        raise
    except Exception as wrong:  # a damaged workbook fails inside the library in many ways; all mean the same
        raise Refused("file_unreadable") from wrong


def _refuse_bombs(content: bytes) -> None:
    try:
        check_workbook(content)
    except PackageError as wrong:
        code = "file_not_a_table" if wrong.code == "file_not_a_workbook" else wrong.code
        raise Refused(code, **wrong.facts) from wrong


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat()
        case date():
            return value.isoformat()
    return str(value)


def _clean(text: str) -> str:
    text = text.replace("\x00", "").replace("\xa0", " ").strip()[:CELL_CHARACTERS_AT_MOST]
    return text[1:] if re.match(r"'[=+\-@]", text) else text  # the apostrophe our own downloads add
