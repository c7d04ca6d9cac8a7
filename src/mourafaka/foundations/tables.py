"""Tables that leave: CSV and XLSX that a spreadsheet opens as text and numbers, never as formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# A text that begins like this is computed by a spreadsheet; plain numbers and phone numbers are harmless.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"^[+-]?[\d\s.,]+$")
# Characters XML has no place for.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f￾￿]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_bytes(headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with BOM and semicolons: what Excel opens rightly in French and Arabic settings."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_guarded(_text(header)) for header in headers])
    writer.writerows([_guarded(_text(value)) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_bytes(
    headers: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "",
    right_to_left: bool = False,
    more: Iterable[tuple[str, Sequence[Any], Iterable[Sequence[Any]]]] = (),
) -> bytes:
    """A workbook of one sheet, and of `more` sheets (title, headers, rows); texts stay texts."""
    book = Workbook(write_only=True)
    for name, heads, lines in ((title or "1", headers, rows), *more):
        sheet = book.create_sheet(_sheet_name(name))
        sheet.sheet_view.rightToLeft = right_to_left
        sheet.freeze_panes = "A2"
        for index, head in enumerate(heads, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = min(max(len(str(head)) + 4, 14), 48)
        sheet.append([_cell(sheet, head, bold=True) for head in heads])
        for line in lines:
            sheet.append([_cell(sheet, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table_response(
    kind: str, name: str, headers: Sequence[Any], rows: Iterable[Sequence[Any]], **options: Any
) -> HttpResponse:
    """A download named `name`, as "xlsx" or "csv". Its `keys_taken` are the texts of its first column, for the log
    of accesses."""
    keys: list[str] = []
    noted = _noting(rows, keys)
    if kind == "xlsx":
        response = download(xlsx_bytes(headers, noted, **options), f"{name}.xlsx", XLSX)
    else:
        response = download(csv_bytes(headers, noted), f"{name}.csv", "text/csv; charset=utf-8")
    response.keys_taken = keys  # type: ignore[attr-defined]
    return response


def _noting(rows: Iterable[Sequence[Any]], keys: list[str]) -> Iterable[Sequence[Any]]:
    for row in rows:
        keys.append(_text(row[0]) if row else "")
        yield row


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(value) else str(value)
        )
    return str(value)


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | date):
        cell = WriteOnlyCell(sheet, _UNPRINTABLE.sub("", _text(value)))
        cell.data_type = "s"  # "=1+1" typed by somebody stays the text "=1+1"
    else:
        cell = WriteOnlyCell(sheet, _naive(value))
    if bold:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _naive(value: Any) -> Any:
    """Workbooks know no time zones: the programme's own is meant."""
    aware = isinstance(value, datetime) and timezone.is_aware(value)
    return timezone.localtime(value).replace(tzinfo=None) if aware else value


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31] or "1"
