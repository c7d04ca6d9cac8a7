"""The sheets of a workbook as rows of cells: values as stored, merged cells and unsaved formulas named."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from mourafaka.engine.packages import PackageError, check_workbook

ROWS_AT_MOST = 20_000
COLUMNS_AT_MOST = 200

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


@dataclass(frozen=True)
class Unsaved:
    """A formula whose result the file does not hold: nobody opened it in a spreadsheet since."""

    formula: str

    def __str__(self) -> str:
        return self.formula


@dataclass(frozen=True)
class Row:
    number: int  # as the spreadsheet shows it, from 1
    cells: tuple[Any, ...]

    def __getitem__(self, column: int) -> Any:
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    # (row, column from 0) of a cell inside a merged range, not its first → row and column of the first
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


def address(row: int, column: int) -> str:
    """The cell as a spreadsheet calls it; columns count from 0.

    >>> address(5, 2)
    'C5'
    """
    return f"{get_column_letter(column + 1)}{row}"


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Every worksheet of an XLSX file. Raises PackageError for what cannot or should not be read."""
    check_workbook(content)
    try:
        return tuple(_sheets(content))
    except PackageError:
        raise
    except Exception as wrong:  # a damaged workbook fails inside the library in many ways; all mean the same
        raise PackageError("file_unreadable") from wrong


def _sheets(content: bytes) -> Iterator[Sheet]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for sheet in book.worksheets:
            xml = archive.read(sheet._worksheet_path.lstrip("/"))
            rows = _rows(sheet)
            if _FORMULA.search(xml):
                rows = _with_unsaved(rows, formulas[sheet.title])
            yield Sheet(sheet.title, rows, sheet.sheet_state != "visible", _merged(xml))


def _rows(sheet: Any) -> tuple[Row, ...]:
    sheet.reset_dimensions()  # some programs write a wrong size, and the rest would be lost
    rows = []
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=COLUMNS_AT_MOST), start=1):
        width = next((at for at in range(len(values), 0, -1) if values[at - 1] is not None), 0)
        if width:
            if number > ROWS_AT_MOST:
                raise PackageError("file_too_many_rows", rows=ROWS_AT_MOST)
            rows.append(Row(number, tuple(values[:width])))
        elif number > ROWS_AT_MOST * 4:  # formatted down to the last row a sheet has, and empty
            break
    return tuple(rows)


def _with_unsaved(rows: tuple[Row, ...], written: Any) -> tuple[Row, ...]:
    """The rows with `Unsaved` where a formula stands without its result."""
    known = {row.number: row for row in rows}
    merged = []
    for source in _rows(written):
        row = known.get(source.number, Row(source.number, ()))
        cells = [
            Unsaved(value) if _is_formula(value) and row[column] is None else row[column]
            for column, value in enumerate(source.cells)
        ]
        merged.append(Row(source.number, tuple(cells)))
    return tuple(merged)


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _merged(xml: bytes) -> dict[tuple[int, int], tuple[int, int]]:
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for reference in _MERGED.findall(xml):
        first_column, first_row, last_column, last_row = range_boundaries(reference.decode())
        if (last_row - first_row + 1) * (last_column - first_column + 1) > ROWS_AT_MOST:
            continue
        for row in range(first_row, last_row + 1):
            for column in range(first_column - 1, last_column):
                if (row, column) != (first_row, first_column - 1):
                    covered[row, column] = (first_row, first_column - 1)
    return covered
