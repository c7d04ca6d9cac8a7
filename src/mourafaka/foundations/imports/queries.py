"""What the pages of an import read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from .columns import Column, Session
from .models import BatchState, ImportBatch, ImportRow, RowState, sentence

ROWS_SHOWN = 50


@dataclass(frozen=True)
class HeaderRow:
    """One column of the file: its header, what it holds, and the column it is matched with."""

    index: int
    header: str
    examples: tuple[str, ...]
    matched: str


@dataclass(frozen=True)
class Question:
    key: str
    column: Any
    text: str
    within_name: str
    rows: int
    candidates: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    required: bool


@dataclass(frozen=True)
class WrongRow:
    line: int
    start: str
    sentences: tuple[str, ...]


def header_rows(batch: ImportBatch) -> list[HeaderRow]:
    return [
        HeaderRow(
            index,
            header,
            tuple(
                dict.fromkeys(cells[index] for cells in batch.sample if index < len(cells) and cells[index])
            )[:3],
            batch.mapping.get(str(index), ""),
        )
        for index, header in enumerate(batch.headers)
    ]


def unmatched_required(batch: ImportBatch) -> list[Column]:
    return [c for c in batch.spec.columns if c.required and c.name not in batch.mapping.values()]


def questions_as_asked(batch: ImportBatch) -> list[dict[str, Any]]:
    """The questions without answer, in the order the page shows them."""
    return [question for question in batch.questions if question["key"] not in batch.answers]


def questions(batch: ImportBatch) -> list[Question]:
    """The names still to be explained, those of most rows first."""
    session = batch.spec.session(batch.created_by, batch.options)
    asked = []
    for question in questions_as_asked(batch):
        column = batch.spec.column(question["column"])
        likely = tuple((code, name) for code, name in question["candidates"])
        every = session.names(column.kind, question["within"] or None).choices()
        others = tuple(sorted((pair for pair in every if pair not in likely), key=lambda pair: pair[1]))
        asked.append(
            Question(
                question["key"],
                column.label,
                question["text"],
                _within_name(session, batch, column, question["within"]),
                question["rows"],
                likely,
                others,
                column.required,
            )
        )
    return asked


def _within_name(session: Session, batch: ImportBatch, column: Column, code: str) -> str:
    """The name of what narrows the question: the province of a commune."""
    if not code or not column.within:
        return ""
    choices = session.names(batch.spec.column(column.within).kind, None).choices()
    return dict(choices).get(code, code)


@dataclass(frozen=True)
class Option:
    name: str
    label: Any
    chosen: bool


def options(batch: ImportBatch) -> list[Option]:
    return [Option(name, label, bool(batch.options.get(name))) for name, label in batch.spec.options]


def wrong_rows(batch: ImportBatch) -> list[WrongRow]:
    """The first rows to correct; all of them are in the file to download."""
    rows: list[ImportRow] = list(batch.rows.filter(state=RowState.REFUSED).order_by("line")[:ROWS_SHOWN])
    return [
        WrongRow(
            row.line,
            " · ".join(cell for cell in row.cells[:4] if cell),
            tuple(sentence(batch.spec, error) for error in row.errors),
        )
        for row in rows
    ]


def step(batch: ImportBatch) -> int:
    """1 columns, 2 check, 3 import, 4 report."""
    return {
        BatchState.UPLOADED: 1,
        BatchState.CHECKING: 2,
        BatchState.CHECKED: 2,
        BatchState.IMPORTING: 3,
        BatchState.DONE: 4,
    }[BatchState(batch.state)]


def seconds_left(batch: ImportBatch) -> int | None:
    """At the pace so far; None until there is one."""
    if not batch.rows_done or batch.started_at is None or not batch.is_busy:
        return None
    spent = (timezone.now() - batch.started_at).total_seconds()
    return round(spent * (batch.rows_total - batch.rows_done) / batch.rows_done)
