"""`mourafaka import`: the same import as on the pages, row by row, from a file of the person's own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from mourafaka.cli.site import migrate, say, set_up
from mourafaka.cli.tables import BadInput

SHOWN_AT_MOST = 30


@click.command("import")
@click.argument("content", metavar="CONTENT", type=click.Choice(["cooperatives"]))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--map", "maps", multiple=True, metavar="HEADER=COLUMN", help="What a header of the file means."
)
@click.option(
    "--answer", "answers", multiple=True, metavar="TEXT=CODE", help="What an unrecognised name means."
)
@click.option("--even-if-alike", is_flag=True, help="Register also names already registered in the province.")
@click.option("--dry-run", is_flag=True, help="Check every row and record nothing.")
@click.option(
    "--as", "email", metavar="E-MAIL", help="Act as this person instead of the installation itself."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def import_(
    content: str,
    file: Path,
    maps: tuple[str, ...],
    answers: tuple[str, ...],
    even_if_alike: bool,
    dry_run: bool,
    email: str | None,
    as_json: bool,
) -> None:
    """Import CONTENT (cooperatives) from an XLSX or CSV FILE.

    Each row is recorded on its own; a wrong row never blocks the others. Exit code 0 when every row is
    recorded (or, with --dry-run, could be), 2 when the file or some of its rows must be corrected.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(str(file), f"cannot be read ({error.strerror})") from None
    set_up()
    migrate()
    from django.utils import translation

    from mourafaka.territory.models import Province
    from mourafaka.territory.services import load_reference

    if not Province.objects.exists():
        load_reference()
    from mourafaka.foundations.acts import door
    from mourafaka.foundations.refusals import Refused

    with translation.override("en"), door("cli"):
        try:
            report = _import(content, file, data, pairs(maps), pairs(answers), even_if_alike, dry_run, email)
        except Refused as refused:
            line = refused.facts.get("line")
            raise BadInput(str(file), str(refused), line=line) from None
    _print(report, as_json)
    if report["refused"] or report["questions"]:
        sys.exit(2)


def _import(
    content: str,
    file: Path,
    data: bytes,
    maps: dict[str, str],
    answers: dict[str, str],
    even_if_alike: bool,
    dry_run: bool,
    email: str | None,
) -> dict[str, Any]:
    from mourafaka.foundations.imports import services

    actor = actor_of(email)
    options = {"even_if_alike": even_if_alike}
    batch = services.send_file(content, actor=actor, content=data, name=file.name, options=options)
    batch = services.match_columns(batch, actor=actor, mapping=_mapping(batch, maps))
    _check(batch, actor)
    known = {question["key"]: answers.get(question["text"], "") for question in batch.questions}
    if any(known.values()):
        batch = services.answer_questions(batch, actor=actor, answers=known)
        _check(batch, actor)
    if not dry_run:
        batch = services.start_import(batch, actor=actor)
        with _bar("Recording", batch.rows.filter(state="ready").count()) as advance:
            services.run_import(batch, progress=advance)
    return _report(file, batch, dry_run)


def _check(batch: Any, actor: Any) -> None:
    from mourafaka.foundations.imports import services
    from mourafaka.foundations.refusals import Refused

    services.start_check(batch, actor=actor)
    with _bar("Checking", None) as advance:
        services.check(batch, progress=advance)
    if batch.fault:
        raise Refused(batch.fault["code"], **batch.fault["facts"])


class _bar:
    """A progress bar on the terminal's error stream; nothing when that is not a terminal."""

    def __init__(self, label: str, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._bar = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True)
        self._task = self._bar.add_task(label, total=total)

    def __enter__(self) -> Any:
        self._bar.start()
        return lambda batch: self._bar.update(
            self._task, completed=batch.rows_done, total=batch.rows_total or None
        )

    def __exit__(self, *exc: object) -> None:
        self._bar.stop()


def actor_of(email: str | None) -> Any:
    from mourafaka.people.models import Mandate, User
    from mourafaka.people.services import machine

    if email is not None:
        person = User.objects.filter(email=email.lower(), is_active=True).first()
        if person is None:
            raise click.UsageError(f"no active account has the address {email}")
        return person
    own = machine()  # whoever runs commands beside the database keeps its register
    Mandate.objects.get_or_create(user=own, role="manager")
    return own


def pairs(texts: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        left, mark, right = text.partition("=")
        if not mark or not left.strip():
            raise click.UsageError(f"“{text}” is not of the form LEFT=RIGHT")
        pairs[left.strip()] = right.strip()
    return pairs


def _mapping(batch: Any, maps: dict[str, str]) -> dict[str, str]:
    """What was recognised, and over it what the person says."""
    mapping = dict(batch.mapping)
    for header, column in maps.items():
        if header not in batch.headers:
            raise click.UsageError(
                f"“{header}” is not a header of the file; found: {', '.join(batch.headers)}"
            )
        index = str(batch.headers.index(header))
        mapping = {i: name for i, name in mapping.items() if name != column}
        mapping[index] = column
    return mapping


def _report(file: Path, batch: Any, dry_run: bool) -> dict[str, Any]:
    from mourafaka.foundations.imports.models import RowState
    from mourafaka.foundations.refusals import Refused

    tally = batch.tally()
    refused = [
        {
            "line": row.line,
            "column": error["column"],
            "code": error["code"],
            "message": str(Refused(error["code"], **error["facts"])),
        }
        for row in batch.rows.filter(state=RowState.REFUSED).order_by("line").iterator(2000)
        for error in row.errors
    ]
    questions = [
        {name: question[name] for name in ("column", "text", "rows", "candidates")}
        for question in batch.questions
        if question["key"] not in batch.answers
    ]
    return {
        "file": str(file),
        "import": batch.pk,
        "dry_run": dry_run,
        "encoding": batch.encoding,
        "columns": {batch.headers[int(index)]: name for index, name in batch.mapping.items()},
        "rows": sum(tally.values()),
        "ready": tally["ready"],
        "recorded": tally["done"],
        "refused": refused,
        "questions": questions,
    }


def _print(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        say(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for fault in report["refused"][:SHOWN_AT_MOST]:
        column = f", column {fault['column']}" if fault["column"] else ""
        click.echo(f"{report['file']}, line {fault['line']}{column}: {fault['message']}", err=True)
    if len(report["refused"]) > SHOWN_AT_MOST:
        click.echo(f"and {len(report['refused']) - SHOWN_AT_MOST} more; --json lists them all", err=True)
    for question in report["questions"]:
        names = (
            ", ".join(f"{name} ({code})" for code, name in question["candidates"]) or "nothing reads alike"
        )
        click.echo(
            f"{report['file']}, column {question['column']}: “{question['text']}” is not recognised in "
            f"{question['rows']} rows; --answer '{question['text']}=CODE'. Likely: {names}",
            err=True,
        )
    done = report["ready"] if report["dry_run"] else report["recorded"]
    say(f"{report['rows']} rows: {done} {'could be recorded' if report['dry_run'] else 'recorded'}.")
