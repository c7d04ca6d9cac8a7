"""mourafaka calibrate: raw and adjusted scores, and the severity of each reviewer, from a file of marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mourafaka.cli.answers import write_json
from mourafaka.cli.tables import BadInput, Table, read_table

if TYPE_CHECKING:
    from mourafaka.engine.calibrate import Calibration


@click.command()
@click.argument("marks", metavar="MARKS.csv")
@click.option(
    "--json", "target", default="-", metavar="FILE|-", help="Where the JSON goes (standard output)."
)
def calibrate(marks: str, target: str) -> None:
    """Correct marks for the severity of those who gave them.

    MARKS.csv has the columns application, reviewer, mark; the same reviewer marks an application once. The
    answer is JSON: raw and adjusted score per application, severity per reviewer, and the components of
    reviewers that no common application links.
    """
    table = read_table(marks, required=("application", "reviewer", "mark"))
    refuse_repeated_pairs(table, "application", "reviewer")
    rows = [(row.text("application"), row.text("reviewer"), float(row.number("mark"))) for row in table]
    from mourafaka.engine.calibrate import CalibrationError
    from mourafaka.engine.calibrate import calibrate as calibrated

    try:
        found = calibrated(rows)
    except CalibrationError as error:
        raise BadInput(table.name, str(error)) from None
    write_json(as_json(found), target)
    for warning in warnings(found):
        click.echo(warning, err=True)


def refuse_repeated_pairs(table: Table, first: str, second: str) -> None:
    """BadInput when two rows have the same two cells."""
    seen: dict[tuple[str, str], int] = {}
    for row in table:
        pair = row.text(first), row.text(second)
        if pair in seen:
            reason = f"“{pair[0]}” and “{pair[1]}” already stand together on line {seen[pair]}"
            raise row.fault(second, reason)
        seen[pair] = row.line


def as_json(found: Calibration) -> Mapping[str, Any]:
    """The calibration as JSON: scores to 6 decimals, applications in the order of their adjusted score."""
    best_first = sorted(found.applications.items(), key=lambda item: (-item[1].adjusted, item[0]))
    return {
        "mu": round(found.mu, 6),
        "separable": found.separable,
        "variances": {
            "application": round(found.variances.application, 6),
            "severity": round(found.variances.severity, 6),
            "noise": round(found.variances.noise, 6),
        },
        "applications": [
            {
                "application": name,
                "raw": round(line.raw, 6),
                "adjusted": round(line.adjusted, 6),
                "n": line.n,
                "spread": round(line.spread, 6),
                "component": line.component,
            }
            for name, line in best_first
        ],
        "severity": {name: round(value, 6) for name, value in found.severity.items()},
        "components": [list(group) for group in found.components],
    }


def warnings(found: Calibration) -> list[str]:
    """What the reader of the figures must know."""
    told = []
    if not found.separable:
        told.append("No application was read twice: severity cannot be told from merit, nothing is adjusted.")
    elif len(found.components) > 1:
        told.append(
            f"The reviewers form {len(found.components)} groups that no common application links: scores are "
            "comparable across groups only if they were dealt like applications."
        )
    return told
