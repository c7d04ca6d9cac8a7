"""Files about an import: the template to fill in, and the rows to correct."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from mourafaka.foundations.tables import csv_bytes, xlsx_bytes

from .columns import Session, Spec
from .models import ImportBatch, RowState, sentence


def template(spec: Spec, session: Session, kind: str) -> bytes:
    """Headers in the reader's language, one example row; the workbook also explains each column."""
    headers = [str(column.label) for column in spec.columns]
    example = [[column.example for column in spec.columns]]
    if kind == "csv":
        return csv_bytes(headers, example)
    return xlsx_bytes(
        headers,
        example,
        title=str(spec.title),
        right_to_left=get_language_bidi(),
        more=[
            (_("Instructions"), [_("Column"), _("Required"), _("What to write"), _("Example")], _rows(spec)),
            (_("Lists"), [_("Column"), _("Code"), _("Name")], _lists(spec, session)),
        ],
    )


def _rows(spec: Spec) -> Iterator[list[Any]]:
    for column in spec.columns:
        required = _("yes") if column.required else ""
        yield [str(column.label), required, str(column.help), column.example]


def _lists(spec: Spec, session: Session) -> Iterator[list[Any]]:
    for column in spec.columns:
        if column.kind and not column.within:
            for code, name in session.names(column.kind, None).choices():
                yield [str(column.label), code, name]


def rows_to_correct(batch: ImportBatch, kind: str) -> bytes:
    """The rows that are not imported, as they were, with their line and what is wrong: ready to be sent again."""
    headers = [_("Line"), *batch.headers, _("To correct")]
    rows = _rows_to_correct(batch)
    if kind == "csv":
        return csv_bytes(headers, rows)
    return xlsx_bytes(headers, rows, title=_("To correct"), right_to_left=get_language_bidi())


def _rows_to_correct(batch: ImportBatch) -> Iterator[list[Any]]:
    width, spec = len(batch.headers), batch.spec
    left = batch.rows.filter(state__in=(RowState.REFUSED, RowState.WAITING)).order_by("line")
    for row in left.iterator(chunk_size=2000):
        if row.state == RowState.WAITING:
            said = _("A name in this row was not recognised and the question about it was not answered.")
        else:
            said = " ".join(sentence(spec, error) for error in row.errors)
        yield [row.line, *row.cells[:width], *[""] * (width - len(row.cells)), said]
