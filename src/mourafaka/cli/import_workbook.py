"""`mourafaka import-workbook`: today's three sheets, their dashboard, and what is not understood in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from mourafaka.cli.tables import BadInput
from mourafaka.engine.packages import FILE_BYTES_AT_MOST, PackageError
from mourafaka.engine.workbook import (
    REASONS,
    WHYS,
    Figures,
    Names,
    Question,
    Territory,
    Workbook,
    WorkbookError,
    as_written,
    figures,
    progress_of,
    read,
    read_sheets,
    rounded,
    sentence,
)

SHOWN_AT_MOST = 40


@click.command("import-workbook", short_help="Today's three sheets: figures, questions, import.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and tell; record nothing, need no database.")
@click.option("--json", "as_json", is_flag=True, help="Print figures, questions and readings as JSON.")
@click.option(
    "--same",
    "sames",
    multiple=True,
    metavar="ID=CODE",
    help="Which cooperative of the register ID is; or ID=new.",
)
@click.option(
    "--as", "email", metavar="E-MAIL", help="Act as this person instead of the installation itself."
)
def import_workbook(
    file: Path, dry_run: bool, as_json: bool, sames: tuple[str, ...], email: str | None
) -> None:
    """Read FILE.xlsx, the programme's sheets cooperatives, formation and coaching, and tell its dashboard.

    Whatever is not understood becomes a question with its sheet, row and column, and counts as unknown, never as
    zero; what is understood otherwise than written is listed under readings. Training rate: modules attended / 4;
    coaching rate: sessions held / 12; a province has the mean of its cooperatives, in percent with two decimals,
    halves rounded up. Without --dry-run the new cooperatives are registered and every row is kept. Exit code 0 when
    read, with or without questions; 2 for a file, sheet or column that cannot be read.
    """
    content = _bytes(file)
    workbook = understood(str(file), content)
    report = as_report(workbook)
    if not dry_run:
        report["import"] = _import(file, content, sames, email)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print(report, figures(progress_of(workbook)))


def _import(file: Path, content: bytes, sames: tuple[str, ...], email: str | None) -> dict[str, Any]:
    """Record it, by the same acts as the pages; what became of the rows."""
    from mourafaka.cli.imports import actor_of, pairs
    from mourafaka.cli.site import migrate, set_up

    answers = {f"same|{source}": code for source, code in pairs(sames).items()}
    set_up()
    migrate()
    from django.utils import translation

    from mourafaka.foundations.acts import door
    from mourafaka.foundations.refusals import Refused
    from mourafaka.results import services
    from mourafaka.results.models import WorkbookState
    from mourafaka.territory.models import Province
    from mourafaka.territory.services import load_reference

    if not Province.objects.exists():
        load_reference()
    with translation.override("en"), door("cli"):
        try:
            actor = actor_of(email)
            batch = services.send_workbook(file.name, actor=actor, content=content)
            already = batch.state == WorkbookState.IMPORTED
            if not already:
                if answers:
                    batch = services.answer_workbook(batch, actor=actor, answers=answers)
                batch = services.import_workbook(batch, actor=actor)
        except Refused as refused:
            raise BadInput(str(file), str(refused)) from None
        return _became(batch, already)


def _became(batch: Any, already: bool) -> dict[str, Any]:
    waiting = batch.progress.filter(cooperative=None).order_by("position")
    return {
        "number": batch.pk,
        "already_imported": already,
        "rows": batch.progress.count(),
        "in_the_register": batch.progress.exclude(cooperative=None).count(),
        "not_registered": [
            {"id": row.source_id, "name": row.name, "row": row.rows["cooperatives"], "why": row.why_not}
            for row in waiting
        ],
    }


def understood(name: str, content: bytes) -> Workbook:
    """The workbook as understood with the packaged names of places; BadInput says what cannot be read."""
    from mourafaka.territory import packaged

    territory = Territory(Names(packaged.regions()), Names(packaged.provinces()))
    try:
        return read(read_sheets(content), territory)
    except (PackageError, WorkbookError) as wrong:
        raise BadInput(name, REASONS[wrong.code] % wrong.facts) from None


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(FILE_BYTES_AT_MOST + 1)
    except OSError as error:
        raise BadInput(str(file), f"cannot be read ({error.strerror})") from None


def as_report(workbook: Workbook) -> dict[str, Any]:
    """Everything read, as plain data."""
    return {
        "figures": as_figures(figures(progress_of(workbook)), as_written(workbook)),
        "questions": [as_question(question) for question in workbook.questions],
        "readings": [
            {
                "sheet": reading.sheet,
                "column": reading.column,
                "value": reading.value,
                "understood": reading.understood,
                "why": WHYS[reading.why],
                "rows": list(reading.rows),
            }
            for reading in workbook.readings
        ],
        "kept_rows": [
            {"sheet": kept.sheet, "row": kept.row, "why": kept.why, "cells": dict(kept.raw)}
            for kept in workbook.kept
        ],
        "columns_not_used": {kind: list(names) for kind, names in workbook.unused_columns.items() if names},
    }


def as_figures(found: Figures, written: Mapping[str, str]) -> dict[str, Any]:
    """The dashboard; its provinces under the names the workbook uses, with their official ones."""
    return {
        "cooperatives": found.cooperatives,
        "members": found.members,
        "women": found.women,
        "women_led": found.women_led,
        "turnover_mad": number(found.turnover_mad),
        "training_rate": number(rounded(found.training_rate)),
        "coaching_rate": number(rounded(found.coaching_rate)),
        "provinces": {
            written.get(place.name, place.name): {
                "name": place.name,
                "code": place.code,
                "cooperatives": place.cooperatives,
                "members": place.members,
                "women": place.women,
                "turnover_mad": number(place.turnover_mad),
                "training_rate": number(rounded(place.training_rate)),
                "training_status": place.training_status,
                "training_rank": place.training_rank,
                "coaching_rate": number(rounded(place.coaching_rate)),
                "coaching_status": place.coaching_status,
                "coaching_rank": place.coaching_rank,
            }
            for place in found.provinces
        },
        "all_visits": found.all_visits,
        "no_visit": found.no_visit,
        "modules_attended": {str(count): number for count, number in found.modules_attended.items()},
        "training_statuses": found.training_statuses,
        "coaching_statuses": found.coaching_statuses,
    }


def as_question(question: Question) -> dict[str, Any]:
    return {
        "sheet": question.sheet,
        "row": question.row,
        "column": question.column,
        "cell": question.cell,
        "value": question.value,
        "code": question.code,
        "question": sentence(question),
        "proposals": list(question.proposals),
    }


def number(value: Decimal) -> int | float:
    """A number of JSON: whole when it is."""
    return int(value) if value == value.to_integral_value() else float(value)


def _print(report: Mapping[str, Any], found: Figures) -> None:
    # rich is slow to import, and JSON does not need it.
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table as Grid

    console = Console(highlight=False, markup=False)
    turnover = f"{found.turnover_mad:,.2f}".replace(",", " ")
    console.print(
        f"{found.cooperatives} cooperatives, {found.women_led} led by women; {found.members} members, "
        f"{found.women} women; turnover {turnover} MAD"
    )
    grid = Grid("Province", "Number", "Training", "", "Rank", "Coaching", "", "Rank", box=SIMPLE)
    for place in found.provinces:
        grid.add_row(
            place.name if place.code else f"? {place.name}",
            str(place.cooperatives),
            f"{rounded(place.training_rate)} %",
            place.training_status,
            str(place.training_rank),
            f"{rounded(place.coaching_rate)} %",
            place.coaching_status,
            str(place.coaching_rank),
        )
    console.print(grid)
    attended = ", ".join(f"{count} modules: {many}" for count, many in found.modules_attended.items())
    console.print(f"{attended}. All 12 visits: {found.all_visits}; none: {found.no_visit}.")
    _print_questions(console, report)
    if done := report.get("import"):
        said = "was imported before; nothing is done twice" if done["already_imported"] else "is imported"
        console.print(f"The workbook {said}: {done['rows']} rows, {done['in_the_register']} in the register.")
        for row in done["not_registered"][:SHOWN_AT_MOST]:
            console.print(f"not registered: row {row['row']}, {row['id']} {row['name']}: {row['why']}")
        _print_more(console, done["not_registered"], "rows")


def _print_questions(console: Any, report: Mapping[str, Any]) -> None:
    for reading in report["readings"][:SHOWN_AT_MOST]:
        rows = ", ".join(map(str, reading["rows"][:5])) + (" …" if len(reading["rows"]) > 5 else "")
        console.print(
            f"read: {reading['sheet']} {reading['column']} “{reading['value']}” as {reading['understood']} "
            f"({reading['why']}; rows {rows})"
        )
    _print_more(console, report["readings"], "readings")
    for question in report["questions"][:SHOWN_AT_MOST]:
        likely = f" Perhaps {', '.join(question['proposals'])}." if question["proposals"] else ""
        console.print(
            f"? {question['sheet']}, row {question['row']}, {question['column']}: "
            f"“{question['value']}” {question['question']}{likely}"
        )
    _print_more(console, report["questions"], "questions")
    console.print(f"{len(report['questions'])} questions, {len(report['readings'])} readings.")


def _print_more(console: Any, items: Any, what: str) -> None:
    if len(items) > SHOWN_AT_MOST:
        console.print(f"and {len(items) - SHOWN_AT_MOST} more {what}; --json lists them all")
