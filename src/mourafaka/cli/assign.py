"""mourafaka assign: who reads which application."""

from __future__ import annotations

import csv
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from mourafaka.cli.answers import write_json
from mourafaka.cli.calibrate import refuse_repeated_pairs
from mourafaka.cli.tables import BadInput, Row, Table, read_table

if TYPE_CHECKING:
    from mourafaka.engine.assign import Application, Assignment, Reviewer

INFEASIBLE = 3


@click.command()
@click.argument("applications", metavar="APPLICATIONS.csv")
@click.argument("reviewers", metavar="REVIEWERS.csv")
@click.option("--conflicts", metavar="FILE", help="CSV of pairs that may not meet: application, reviewer.")
@click.option("--pinned", metavar="FILE", help="CSV of pairs that must be kept: application, reviewer.")
@click.option(
    "--per-application", type=click.IntRange(min=1), required=True, help="Readings of each application."
)
@click.option(
    "--json", "target", metavar="FILE|-", help="Write the whole answer as JSON instead of the pairs."
)
def assign(
    applications: str,
    reviewers: str,
    conflicts: str | None,
    pinned: str | None,
    per_application: int,
    target: str | None,
) -> None:
    """Assign reviewers to applications, in a provably best way.

    APPLICATIONS.csv has the column id, and may have language and sector. REVIEWERS.csv has the column id, and
    may have languages and sectors (separated by spaces or semicolons), min and max (number of readings).
    Nobody is given an application in a language they do not read; known sectors and even loads are sought.

    The answer is a CSV of pairs (application, reviewer). Exit code 3 when there is none: the bottleneck is
    named.
    """
    app_table = read_table(applications, required=("id",), unique=("id",))
    reviewer_table = read_table(reviewers, required=("id",), unique=("id",))
    known = {row["id"] for row in app_table}, {row["id"] for row in reviewer_table}
    barred, kept = _pairs(conflicts, *known), _pairs(pinned, *known)
    _refuse_both(kept, barred, pinned)
    from mourafaka.engine import assign as engine

    answer = engine.assign(
        [_application(row) for row in app_table],
        [_reviewer(row) for row in reviewer_table],
        per_application,
        conflicts=barred,
        pinned=kept,
    )
    if target is not None:
        write_json(as_json(answer), target)
    elif answer.status == "optimal":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("application", "reviewer"))
        writer.writerows(answer.pairs)
    for bottleneck in answer.bottlenecks:
        click.echo(f"No assignment is possible: {bottleneck}.", err=True)
    if answer.status == "infeasible":
        raise SystemExit(INFEASIBLE)


def as_json(answer: Assignment) -> dict[str, Any]:
    """The assignment as JSON; `bottlenecks` is empty unless it is infeasible."""
    return {
        "status": answer.status,
        "objective": answer.objective,
        "bound": answer.bound,
        "sector_known": answer.sector_known,
        "loads": dict(answer.loads or {}),
        "pairs": [{"application": a, "reviewer": r} for a, r in answer.pairs],
        "bottlenecks": [
            {
                "kind": found.kind,
                "sentence": str(found),
                "languages": list(found.languages),
                "applications": list(found.applications),
                "reviewers": list(found.reviewers),
                "needed": found.needed,
                "available": found.available,
            }
            for found in answer.bottlenecks
        ],
    }


def _application(row: Row) -> Application:
    from mourafaka.engine.assign import Application

    return Application(row["id"], row.cells.get("language", ""), row.cells.get("sector", ""))


def _reviewer(row: Row) -> Reviewer:
    from mourafaka.engine.assign import Reviewer

    languages = _words(row["languages"]) if "languages" in row.cells else None
    least, most = _bound(row, "min") or 0, _bound(row, "max")
    if most is not None and most < least:
        raise row.fault("max", f"the maximum {most} is under the minimum {least}")
    return Reviewer(row["id"], languages, _words(row.cells.get("sectors", "")), least, most)


def _words(cell: str) -> frozenset[str]:
    return frozenset(re.split(r"[\s;|]+", cell)) - {""}


def _bound(row: Row, column: str) -> int | None:
    """The whole number in the cell; None when the column is absent or the cell empty."""
    if not row.cells.get(column, ""):
        return None
    number = row.number(column, places=0)
    if number < 0:
        raise row.fault(column, f"{number} is below 0")
    return int(number)


def _pairs(path: str | None, applications: set[str], reviewers: set[str]) -> list[tuple[str, str]]:
    if path is None:
        return []
    table = read_table(path, required=("application", "reviewer"))
    refuse_repeated_pairs(table, "application", "reviewer")
    _refuse_unknown(table, "application", applications)
    _refuse_unknown(table, "reviewer", reviewers)
    return [(row["application"], row["reviewer"]) for row in table]


def _refuse_unknown(table: Table, column: str, known: set[str]) -> None:
    for row in table:
        if row[column] not in known:
            raise row.fault(column, f"no {column} has the id “{row[column]}”")


def _refuse_both(kept: list[tuple[str, str]], barred: list[tuple[str, str]], path: str | None) -> None:
    for application, reviewer in sorted(set(kept) & set(barred)):
        raise BadInput(path or "", f"“{application}” and “{reviewer}” are pinned though they are in conflict")
