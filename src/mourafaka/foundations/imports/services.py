"""The steps of an import: send, match columns, answer, check (a dry run), import. Every row is kept.

Checking and importing go by chunks, each its own short transaction that also tells the progress: others can
write in between, and work that dies is taken up again where it stopped, no row twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from mourafaka.foundations import files
from mourafaka.foundations.acts import act
from mourafaka.foundations.journal import reference
from mourafaka.foundations.refusals import Refused

from .columns import SPECS
from .models import BatchState, ImportBatch, ImportRow, RowState
from .reading import open_table
from .understanding import Reader, fault

SAMPLE_ROWS = 8
READ_CHUNK = 1_000
CHUNK_ROWS = 50
CHUNK_SECONDS = 0.2  # others wait no longer than this to write
TURN_SECONDS = 0.01  # then whoever waits goes first
QUESTIONS_AT_MOST = 300

Progress = Callable[[ImportBatch], None]


@act("imports.file.send", rule="imports.use", secret=("content",))
def send_file(
    spec_name: str, *, actor: Any, content: bytes, name: str, options: Mapping[str, Any] | None = None
) -> ImportBatch:
    """Keep the file, read its headers and first rows, and match the columns whose headers are known.

    Refuses with the reason why a file cannot be read as a table.
    """
    table = open_table(content)
    sample = [cells for _line, cells in islice(table.rows, SAMPLE_ROWS)]
    if not sample:
        raise Refused("file_without_rows")
    stored = files.store(content, name=name, content_type="application/octet-stream")
    return ImportBatch.objects.create(
        spec_name=spec_name,
        file=stored,
        headers=table.headers,
        sample=sample,
        encoding=table.encoding,
        mapping=SPECS[spec_name].match(table.headers),
        options=dict(options or {}),
        created_by=actor,
    )


@act("imports.columns.match", rule="imports.use")
def match_columns(batch: ImportBatch, *, actor: Any, mapping: Mapping[str, str]) -> ImportBatch:
    """Say which column of the file is which. `mapping`: {index of a header: column}."""
    _refuse_busy(batch)
    columns = [name for name in mapping.values() if name]
    labels = {column.name: str(column.label) for column in batch.spec.columns}
    for name in columns:
        if name not in labels:
            raise Refused("column_unknown", column=name)
        if columns.count(name) > 1:
            raise Refused("column_twice", column=labels[name])
    for column in batch.spec.columns:
        if column.required and column.name not in columns:
            raise Refused("column_unmatched", column=labels[column.name])
    batch.mapping = {index: name for index, name in mapping.items() if name}
    batch.save(update_fields=["mapping"])
    return batch


@act("imports.questions.answer", rule="imports.use")
def answer_questions(batch: ImportBatch, *, actor: Any, answers: Mapping[str, str]) -> ImportBatch:
    """Remember, for this import, what each unrecognised name means ("-": none of them)."""
    _refuse_busy(batch)
    batch.answers = {**batch.answers, **{key: code for key, code in answers.items() if code}}
    batch.save(update_fields=["answers"])
    return batch


@act("imports.options.choose", rule="imports.use")
def choose_options(batch: ImportBatch, *, actor: Any, options: Mapping[str, Any]) -> ImportBatch:
    """Keep what the person ticked (the spec's options); refused with `import_busy` while work is under way."""
    _refuse_busy(batch)
    batch.options = dict(options)
    batch.save(update_fields=["options"])
    return batch


@act("imports.check.start", rule="imports.use")
def start_check(batch: ImportBatch, *, actor: Any) -> ImportBatch:
    """Begin the dry run; nothing but the import itself is written by it."""
    _begin(batch, BatchState.CHECKING)
    return batch


@act("imports.import.start", rule="imports.use")
def start_import(batch: ImportBatch, *, actor: Any) -> ImportBatch:
    """Begin to import the rows that are ready; the others stay, with their reasons."""
    if batch.state not in (BatchState.CHECKED, BatchState.IMPORTING):
        raise Refused("import_not_ready")
    _begin(batch, BatchState.IMPORTING)
    return batch


@act("imports.import.stop", rule="imports.use")
def ask_to_stop(batch: ImportBatch, *, actor: Any) -> ImportBatch:
    """Stop after the chunk under way; what is imported stays imported, the rest stays ready."""
    batch.stop_asked = True
    batch.save(update_fields=["stop_asked"])
    return batch


@act("imports.rows.import", rule="imports.use")
def import_rows(batch: ImportBatch, *, actor: Any, reader: Reader, seconds: float = CHUNK_SECONDS) -> int:
    """Import ready rows for about `seconds`; returns how many were tried, 0 when none is left."""
    began, tried = time.monotonic(), 0
    for row in batch.rows.filter(state=RowState.READY).order_by("line")[:CHUNK_ROWS]:
        _import_row(row, reader)
        tried += 1
        if time.monotonic() - began > seconds:
            break
    batch.rows_done += tried
    _tell(batch)
    return tried


def check(batch: ImportBatch, *, progress: Progress | None = None) -> None:
    """Read the file if it was not, understand every row, and say what is ready, wrong or to be asked."""
    try:
        if not batch.rows.exists() or batch.rows_total == 0:
            _read(batch, progress)
        reader = _reader(batch)
        batch.rows_done = 0
        for rows in _chunks(batch.rows.exclude(state=RowState.DONE).order_by("line").iterator(READ_CHUNK)):
            _understand(rows, reader)
            with transaction.atomic():
                _keep(rows)
                batch.rows_done += len(rows)
                _tell(batch)
            if progress:
                progress(batch)
    except Refused as refused:
        _finish(batch, BatchState.UPLOADED, fault=fault("", refused))
        return
    questions = sorted(reader.asked.values(), key=lambda question: -question["rows"])
    batch.questions = questions[:QUESTIONS_AT_MOST]
    _finish(batch, BatchState.CHECKED)


def run_import(batch: ImportBatch, *, progress: Progress | None = None) -> None:
    """Import what is ready, chunk by chunk, until nothing is left or somebody asks to stop."""
    reader = _reader(batch)
    ready = batch.rows.filter(state=RowState.READY).count()
    batch.rows_done, batch.rows_total = 0, ready
    while import_rows(batch, actor=batch.created_by, reader=reader):
        time.sleep(TURN_SECONDS)
        if progress:
            progress(batch)
        if ImportBatch.objects.filter(pk=batch.pk, stop_asked=True).exists():
            _finish(batch, BatchState.CHECKED)
            return
    _finish(batch, BatchState.DONE)


def _reader(batch: ImportBatch) -> Reader:
    session = batch.spec.session(batch.created_by, batch.options)
    return Reader(batch.spec, session, batch.mapping, batch.answers)


def _read(batch: ImportBatch, progress: Progress | None) -> None:
    """Keep every row of the file. A file that breaks half-way leaves none."""
    batch.rows.all().delete()
    batch.rows_total = batch.rows_done = 0
    table = open_table(batch.file.read())
    try:
        for rows in _chunks(table.rows):
            ImportRow.objects.bulk_create(
                ImportRow(batch=batch, line=line, cells=cells, errors=[]) for line, cells in rows
            )
            batch.rows_total += len(rows)
            _tell(batch)
            if progress:
                progress(batch)
    except Refused:
        batch.rows.all().delete()
        batch.rows_total = 0
        raise


def _understand(rows: list[ImportRow], reader: Reader) -> None:
    for row in rows:
        understood = reader.understand(row.cells)
        reader.check(understood)
        row.errors = understood.errors
        row.state = (
            RowState.REFUSED
            if understood.errors
            else RowState.WAITING
            if understood.questions
            else RowState.READY
        )


def _keep(rows: list[ImportRow]) -> None:
    ImportRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["batch", "line"],
        update_fields=["state", "errors"],
        batch_size=500,
    )


def _import_row(row: ImportRow, reader: Reader) -> None:
    understood = reader.understand(row.cells)
    try:
        if understood.errors or understood.questions:
            row.state, row.errors = RowState.REFUSED, understood.errors
        else:
            row.result = reference(reader.session.act(understood.values))
            row.state, row.errors = RowState.DONE, []
    except Refused as refused:
        row.state, row.errors = RowState.REFUSED, [fault(str(refused.facts.get("field", "")), refused)]
    row.save(update_fields=["state", "errors", "result"])


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, READ_CHUNK)):
        yield chunk


def _refuse_busy(batch: ImportBatch) -> None:
    if batch.is_busy:
        raise Refused("import_busy")


def _begin(batch: ImportBatch, state: str) -> None:
    """One person starts one work: the update decides when two press the button together."""
    _refuse_busy(batch)
    now = timezone.now()
    begun = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, heard_at=batch.heard_at).update(
        state=state, started_at=now, heard_at=now, stop_asked=False, fault={}, rows_done=0
    )
    if not begun:
        raise Refused("import_busy")
    batch.refresh_from_db()


def _tell(batch: ImportBatch) -> None:
    batch.heard_at = timezone.now()
    batch.save(update_fields=["rows_total", "rows_done", "heard_at"])


def _finish(batch: ImportBatch, state: str, fault: dict[str, Any] | None = None) -> None:
    batch.state, batch.fault, batch.heard_at = state, fault or {}, timezone.now()
    batch.save(update_fields=["state", "fault", "heard_at", "questions", "rows_total", "rows_done"])
