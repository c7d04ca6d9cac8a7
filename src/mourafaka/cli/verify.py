"""mourafaka verify: recompute a public bundle, or check the journal and the seals of the database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from mourafaka.cli.tables import BadInput

ALTERED = 4
MOST_SHOWN = 20
MOST_BYTES = 64 * 1024 * 1024


@click.command(short_help="Recompute a bundle and name whatever was altered.")
@click.argument("file", required=False, type=click.Path())
@click.option(
    "--database", is_flag=True, help="Check the journal and the seals of this installation instead."
)
@click.option("--fingerprint", metavar="HEX", help="The fingerprint printed on the minutes, to compare too.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def verify(file: str | None, database: bool, fingerprint: str | None, as_json: bool) -> None:
    """Recompute everything in FILE.zip from the bundle alone: no database, no network.

    Exit code: 0 when all recomputes, 4 when something was altered (and named), 2 when FILE is no bundle.
    """
    if database == (file is not None):
        raise click.UsageError("Give a FILE.zip, or --database.")
    found, summary = _database() if database else _bundle(str(file), fingerprint)
    if as_json:
        click.echo(
            json.dumps({"holds": not found, "altered": found, **summary}, ensure_ascii=False, indent=2)
        )
    else:
        _print(found, summary)
    sys.exit(ALTERED if found else 0)


def _bundle(file: str, fingerprint: str | None) -> tuple[list[str], dict[str, Any]]:
    from mourafaka.engine.bundle import Malformed
    from mourafaka.engine.bundle import verify as recompute

    try:
        verdict = recompute(_read(file), fingerprint)
    except Malformed as error:
        raise BadInput(
            f"{file}: {error.file}" if error.file else file, error.reason, line=error.line
        ) from None
    summary = {
        "fingerprint": verdict.fingerprint,
        "applications": verdict.applications,
        "marks": verdict.marks,
        "chosen": verdict.chosen,
        "exceptions": verdict.exceptions,
        "synthetic": verdict.synthetic,
    }
    return [str(fault) for fault in verdict.faults], summary


def _read(file: str) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput(file, f"cannot be read ({error.strerror})") from None
    if len(data) > MOST_BYTES:
        raise BadInput(file, f"the file is larger than {MOST_BYTES // 1024**2} MB")
    return data


def _database() -> tuple[list[str], dict[str, Any]]:
    from mourafaka.cli.site import open_site

    open_site()
    from mourafaka.foundations.models import JournalEntry
    from mourafaka.selection.queries.integrity import integrity_faults

    return integrity_faults(), {"journal_rows": JournalEntry.objects.count()}


def _print(found: list[str], summary: dict[str, Any]) -> None:
    for sentence in found[:MOST_SHOWN]:
        click.echo(f"ALTERED  {sentence}")
    if len(found) > MOST_SHOWN:
        click.echo(f"… and {len(found) - MOST_SHOWN} more consequences (see --json).")
    if found:
        return
    if "journal_rows" in summary:
        click.echo(
            f"All holds: {summary['journal_rows']} journal rows in order, every sealed record as it was."
        )
        return
    click.echo(
        f"All recomputes: {summary['marks']} marks on {summary['applications']} applications give the same choice; "
        f"{summary['chosen']} selected, {summary['exceptions']} exceptions."
    )
    click.echo(f"Fingerprint: {summary['fingerprint']}")
    click.echo("Compare it with the one printed on the minutes.")
    if summary["synthetic"]:
        click.echo("Synthetic data: nothing in it describes a real cooperative.")
