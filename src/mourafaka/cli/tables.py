"""Reading people's own files: CSV and TOML, with every fault named by file, line and column.

Accepted: UTF-8 with or without BOM, UTF-16 with BOM; comma, semicolon or tab between cells; a decimal point
or comma; Arabic-Indic digits. Anything else is refused in one sentence, never guessed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

csv.field_size_limit(1_000_000)

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−", "01234567890123456789.-")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BadInput(click.ClickException):
    """A file of the person is wrong: where, and why. The command ends with exit code 2."""

    exit_code = 2

    def __init__(self, file: str, reason: str, *, line: int | None = None, column: str | None = None) -> None:
        self.file, self.line, self.column, self.reason = file, line, column, reason
        place = [file]
        if line is not None:
            place.append(f"line {line}")
        if column is not None:
            place.append(f"column {column}")
        super().__init__(f"{', '.join(place)}: {reason}")


def read_number(text: str, *, places: int | None = None) -> Decimal:
    """The decimal number written in `text`; ValueError says in a sentence why there is none."""
    plain = text.strip().translate(_DIGITS)
    if not plain:
        raise ValueError("a number is missing")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"“{text.strip()}” is not a number")
    number = Decimal(plain.replace(",", "."))
    decimals = -int(number.as_tuple().exponent)
    if places is not None and decimals > places:
        raise ValueError(f"“{text.strip()}” has {decimals} decimal places; at most {places} are allowed")
    return number


@dataclass(frozen=True)
class Row:
    """One line of a table; `line` counts from 1 and includes the header, as editors do."""

    table: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, column: str, reason: str) -> BadInput:
        return BadInput(self.table, reason, line=self.line, column=column)

    def text(self, column: str) -> str:
        """The cell's text, which may not be empty."""
        value = self.cells[column]
        if not value:
            raise self.fault(column, "the cell is empty")
        return value

    def number(self, column: str, *, places: int | None = None, least: Decimal | None = None) -> Decimal:
        try:
            number = read_number(self.cells[column], places=places)
        except ValueError as error:
            raise self.fault(column, str(error)) from None
        if least is not None and number < least:
            raise self.fault(column, f"{number} is below {least}")
        return number


@dataclass(frozen=True)
class Table:
    """A CSV file: its columns and its rows, in the order of the file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def read_table(
    path: str, *, required: Sequence[str] = (), unique: Sequence[str] = (), listed: str = ""
) -> Table:
    """Read a CSV file with a header: `required` columns must exist, `unique` ones may not repeat a value.

    `listed` is a column of values separated by semicolons: where semicolons separate the cells too, the cells a
    line has beyond its header are values of that column. `path` "-" reads standard input. Raises BadInput; an
    empty file, or one without any row, is bad input.
    """
    name = _name(path)
    text = _decoded(name, _bytes(path))
    if not text.strip():
        raise BadInput(name, "the file is empty")
    records = _records(name, text)
    header_line, header = next(records)
    columns = _columns(name, header_line, header, required)
    split = listed in columns and _delimiter(_first_line(text)) == ";"
    rows = tuple(
        _row(name, line, columns, _with_list(cells, columns, listed) if split else cells)
        for line, cells in records
    )
    if not rows:
        raise BadInput(name, "there is a header but no row below it")
    for column in unique:
        _refuse_repeats(rows, column)
    return Table(name, columns, rows)


@dataclass(frozen=True)
class Toml:
    """A TOML file that remembers its text, so that a fault in a value can name its line."""

    name: str
    text: str
    data: Mapping[str, Any]

    def fault(self, reason: str, key: str | None = None, *, table: str = "", place: int = 0) -> BadInput:
        """A fault at `key`, at the top or inside the `place`-th [[table]]."""
        column = key if not table else f"{table} {place}" + (f", {key}" if key else "")
        return BadInput(self.name, reason, line=self._line(key, table, place), column=column)

    def _line(self, key: str | None, table: str, place: int) -> int | None:
        inside, found = 0, None
        for number, line in enumerate(self.text.splitlines(), start=1):
            plain = line.strip()
            if plain.startswith("["):
                inside += plain.startswith(f"[[{table}]]") if table else 1
                if table and key is None and inside == place:
                    return number
                if inside == place and found is None:
                    found = number
            elif key and inside == place and re.match(rf"""["']?{re.escape(key)}["']?\s*[=.]""", plain):
                return number
        return found


def read_toml(path: str) -> Toml:
    """Read a TOML file, its decimal numbers as exact Decimals. Raises BadInput with the line of the fault."""
    name = _name(path)
    text = _decoded(name, _bytes(path))
    if not text.strip():
        raise BadInput(name, "the file is empty")
    try:
        return Toml(name, text, tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        reason = str(error).split(" (at ")[0]
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found.group(1)), found.group(2)) if found else (text.count("\n") + 1, None)
        raise BadInput(name, f"not valid TOML: {reason}", line=line, column=column) from None


def _name(path: str) -> str:
    return "standard input" if path == "-" else path


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadInput(path, f"cannot be read ({error.strerror})") from None


def _decoded(name: str, data: bytes) -> str:
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(
            name, "the text is not in UTF-8; save the file again as “CSV UTF-8”", line=line
        ) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise BadInput(name, "there is a null character: this is not a text file", line=line)
    return text


def _first_line(text: str) -> str:
    return text.lstrip("\r\n").split("\n", 1)[0]


def _with_list(cells: list[str], columns: Sequence[str], listed: str) -> list[str]:
    """The cells beyond the header are values of the column `listed`, and go back into it."""
    while len(cells) > len(columns) and not cells[-1]:
        cells = cells[:-1]
    at, extra = columns.index(listed), len(cells) - len(columns)
    return (
        [*cells[:at], ";".join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]] if extra > 0 else cells
    )


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count) if any(mark in header for mark in ",;\t") else ","


def _records(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Every non-empty record with the line it starts on (a quoted cell may hold several lines)."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(_first_line(text)), strict=True)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadInput(name, f"not valid CSV ({error})", line=before + 1) from None
        line, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]


def _columns(name: str, line: int, header: list[str], required: Sequence[str]) -> tuple[str, ...]:
    while header and not header[-1]:
        header = header[:-1]
    for place, column in enumerate(header, start=1):
        if not column:
            raise BadInput(name, "the column has no name", line=line, column=str(place))
        if header.index(column) != place - 1:
            raise BadInput(name, "two columns have this name", line=line, column=column)
    columns = [_as_required(column, header, required) for column in header]
    for column in required:
        if column not in columns:
            raise BadInput(
                name, f"the column is missing; found: {', '.join(header)}", line=line, column=column
            )
    return tuple(columns)


def _as_required(column: str, header: Sequence[str], required: Sequence[str]) -> str:
    """“Visits” and “Days per month” are visits and days_per_month, unless those stand there too."""

    def plain(text: str) -> str:
        return "_".join(text.casefold().replace("_", " ").split())

    meant = [name for name in required if plain(name) == plain(column) and name not in header]
    alike = [other for other in header if plain(other) == plain(column)]
    return meant[0] if len(meant) == 1 and len(alike) == 1 else column


def _row(name: str, line: int, columns: tuple[str, ...], cells: list[str]) -> Row:
    if len(cells) < len(columns):
        reason = f"the line has {len(cells)} cells, the header {len(columns)}"
        raise BadInput(name, reason, line=line, column=columns[len(cells)])
    extra = next((place for place in range(len(columns), len(cells)) if cells[place]), None)
    if extra is not None:
        reason = (
            f"“{cells[extra]}” stands beyond the last column of the header; a cell that holds the separator "
            "needs quotation marks"
        )
        raise BadInput(name, reason, line=line, column=str(extra + 1))
    return Row(name, line, dict(zip(columns, cells, strict=False)))


def _refuse_repeats(rows: tuple[Row, ...], column: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        value = row.text(column)
        if value in seen:
            raise row.fault(column, f"“{value}” already stands on line {seen[value]}")
        seen[value] = row.line
