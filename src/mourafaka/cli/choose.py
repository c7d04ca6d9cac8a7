"""mourafaka choose: the exact choice on a person's own files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from mourafaka.cli.tables import BadInput, Row, Table, Toml, read_table, read_toml
from mourafaka.engine.choose import (
    Candidates,
    Choice,
    ChoiceError,
    Conflict,
    Quota,
    Refusal,
    Rules,
    explain,
    select,
)

INFEASIBLE = 3


@click.command(short_help="Choose the best cohort that the rules allow.")
@click.argument("applications", type=click.Path(allow_dash=True))
@click.option("--rules", "rules_file", required=True, type=click.Path(), help="The rules, a TOML file.")
@click.option(
    "--json", "json_file", type=click.Path(allow_dash=True), help="Write JSON there; - is standard output."
)
@click.option(
    "--explain", "explained", default="all", show_default=True, metavar="none|all|ID",
    help="Whose refusal to explain.",
)  # fmt: skip
def choose(applications: str, rules_file: str, json_file: str | None, explained: str) -> None:
    """Choose from APPLICATIONS.csv the cohort of the greatest total score that the rules allow.

    The CSV has columns id and score (at most four decimals), perhaps cost_mad, and any others that the rules
    name. The TOML has seats, perhaps budget_mad, reserve and ties, and any number of [[quota]] with column,
    value, min, max. Exit code: 0 the proven optimum, 3 rules that cannot hold together, 2 bad input.
    """
    rules = read_rules(rules_file)
    table = read_table(applications, required=["id", "score"], unique=["id"])
    candidates = read_candidates(table, rules, rules_file)
    only = _asked(explained, table)
    choice = select(candidates, rules)
    refusals: tuple[Refusal, ...] = ()
    if choice.status == "optimal" and explained != "none":
        refusals = explain(candidates, rules, choice, only)
    if json_file is not None:
        _write(json_file, json.dumps(as_json(choice, refusals), ensure_ascii=False, indent=2) + "\n")
    if json_file != "-":
        _print(choice, refusals, rules)
    if choice.status == "infeasible":
        sys.exit(INFEASIBLE)


def _asked(explained: str, table: Table) -> list[str] | None:
    if explained in ("all", "none"):
        return None
    if all(row["id"] != explained for row in table):
        raise BadInput(
            table.name, f"no application has the id “{explained}” asked for by --explain", column="id"
        )
    return [explained]


def read_candidates(table: Table, rules: Rules, rules_file: str) -> Candidates:
    """The candidates of a table, with the columns that the rules need."""
    needed = list(dict.fromkeys([quota.column for quota in rules.quotas] + _plain(rules.ties)))
    for column in needed:
        if column not in table.columns:
            reason = (
                f"the rules in {rules_file} name this column, but the table has: {', '.join(table.columns)}"
            )
            raise BadInput(table.name, reason, line=1, column=column)
    if rules.budget_mad is not None and "cost_mad" not in table.columns:
        reason = f"the rules in {rules_file} set a budget, so this column is needed"
        raise BadInput(table.name, reason, line=1, column="cost_mad")
    costs = None
    if rules.budget_mad is not None:
        costs = [row.number("cost_mad", places=2, least=Decimal(0)) for row in table]
    scores = [_score(row) for row in table]
    columns = {column: [row[column] for row in table] for column in needed}
    try:
        return Candidates([row["id"] for row in table], scores, columns, costs)
    except ChoiceError as error:
        raise BadInput(table.name, str(error)) from None


def _score(row: Row) -> Decimal:
    score = row.number("score", places=4)
    if abs(score) > 1_000_000:
        raise row.fault("score", f"{score} is out of range")
    return score


def _plain(ties: tuple[str, ...]) -> list[str]:
    return [name.removeprefix("-") for name in ties]


def read_rules(path: str) -> Rules:
    """The rules of a TOML file. Raises BadInput naming the line and the key at fault."""
    file = read_toml(path)
    _only(file, file.data, {"seats", "budget_mad", "quota", "reserve", "ties"})
    if "seats" not in file.data:
        raise file.fault("the number of seats is missing, such as: seats = 33", "seats")
    quotas = file.data.get("quota", [])
    if not isinstance(quotas, list) or not all(isinstance(quota, dict) for quota in quotas):
        raise file.fault("write each quota under its own heading [[quota]]", "quota")
    return Rules(
        _whole(file, file.data, "seats", least=1) or 0,
        tuple(_quotas(file, quotas)),
        _money(file),
        _whole(file, file.data, "reserve"),
        _names(file),
    )


def _quotas(file: Toml, quotas: list[dict[str, Any]]) -> Iterator[Quota]:
    seen: dict[tuple[str, str], int] = {}
    for place, data in enumerate(quotas, start=1):
        quota = _quota(file, place, data)
        first = seen.setdefault((quota.column, quota.value), place)
        if first != place:
            reason = f"quota {first} is already on {quota.column}={quota.value}"
            raise file.fault(reason, "value", table="quota", place=place)
        yield quota


def _quota(file: Toml, place: int, data: Mapping[str, Any]) -> Quota:
    _only(file, data, {"column", "value", "min", "max"}, place)
    for key, example in (("column", 'column = "province"'), ("value", 'value = "09.541"')):
        if not isinstance(data.get(key), str) or not data[key]:
            raise file.fault(f"a text is needed, such as: {example}", key, table="quota", place=place)
    least, most = (_whole(file, data, key, place=place) for key in ("min", "max"))
    if least is None and most is None:
        raise file.fault("the quota has neither min nor max", table="quota", place=place)
    try:
        return Quota(data["column"], data["value"], least or 0, most)
    except ChoiceError as error:
        raise file.fault(str(error), "max", table="quota", place=place) from None


def _only(file: Toml, data: Mapping[str, Any], known: set[str], place: int = 0) -> None:
    for key in data:
        if key not in known:
            reason = f"the key is unknown; known are: {', '.join(sorted(known))}"
            raise file.fault(reason, key, table="quota" if place else "", place=place)


def _whole(file: Toml, data: Mapping[str, Any], key: str, *, least: int = 0, place: int = 0) -> int | None:
    value = data.get(key)
    if value is None:
        return None
    reason = None
    if not isinstance(value, int) or isinstance(value, bool):
        reason = f"“{value}” is not a whole number"
    elif not least <= value <= 10**9:
        reason = f"{value} is below {least}" if value < least else f"{value} is out of range"
    if reason is not None:
        raise file.fault(reason, key, table="quota" if place else "", place=place)
    return int(value)


def _money(file: Toml) -> Decimal | None:
    value = file.data.get("budget_mad")
    if value is None:
        return None
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or not Decimal(value).is_finite():
        raise file.fault(f"“{value}” is not an amount in dirhams", "budget_mad")
    if not 0 <= value <= 10**12:
        raise file.fault(f"{value} is negative or out of range", "budget_mad")
    return Decimal(value)


def _names(file: Toml) -> tuple[str, ...]:
    value = file.data.get("ties", [])
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise file.fault('a list of columns is needed, such as: ties = ["C7", "C2"]', "ties")
    return tuple(value)


def as_json(choice: Choice, refusals: tuple[Refusal, ...]) -> dict[str, Any]:
    """The answer as plain data; exact numbers are texts."""
    return {
        "status": choice.status,
        "objective": _text(choice.objective),
        "bound": _text(choice.bound),
        "chosen": list(choice.chosen),
        "reserve": list(choice.reserve),
        "refused": [
            {
                "id": refusal.id,
                "rank": refusal.rank,
                "rule": str(refusal.rule),
                "cutoff": _text(refusal.cutoff),
                "gap": _text(refusal.gap),
                "needed": _text(refusal.needed),
                "instead_of": list(refusal.instead_of),
            }
            for refusal in refusals
        ],
        "conflicts": [_conflict(conflict) for conflict in choice.conflicts],
        "relaxation": [_change(change) for change in choice.relaxation],
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "rules": [str(rule) for rule in conflict.rules],
        "relaxation": [_change(change) for change in conflict.relaxation],
    }
    if any(rule.kind == "budget" for rule in conflict.rules):
        answer["budget_needed_mad"] = _text(conflict.budget_needed_mad)
    return answer


def _change(change: Any) -> dict[str, Any]:
    return {"rule": str(change.rule), "from": int(change.rule.limit), "to": int(change.to)}


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _write(path: str, text: str) -> None:
    if path == "-":
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(path, f"cannot be written ({error.strerror})") from None


def _print(choice: Choice, refusals: tuple[Refusal, ...], rules: Rules) -> None:
    # rich is slow to import, and JSON does not need it.
    from rich.console import Console
    from rich.table import Table as Grid

    console = Console(highlight=False, markup=False)
    if choice.status == "infeasible":
        console.print("These rules cannot hold together:")
        for conflict in choice.conflicts:
            console.print("  " + "  +  ".join(_named(rule) for rule in conflict.rules))
            if conflict.budget_needed_mad is not None:
                console.print(f"    a budget of {conflict.budget_needed_mad} MAD would be enough")
        console.print("The smallest relaxation:")
        for change in choice.relaxation:
            console.print(f"  {_named(change.rule)}  →  {change.to}")
        return
    console.print(f"{len(choice.chosen)} chosen for {rules.seats} seats, {choice.objective} points in total.")
    console.print(f"Proven: no other choice can have more than {choice.bound} points.\n")
    console.print("Chosen:  " + "  ".join(choice.chosen))
    console.print("Reserve: " + ("  ".join(choice.reserve) or "nobody"))
    if not refusals:
        return
    grid = Grid("Rank", "Refused", "Rule that bound", "Cutoff", "Missing")
    for refusal in refusals:
        cutoff, gap = (
            ("no score would do", "") if refusal.cutoff is None else (str(refusal.cutoff), str(refusal.gap))
        )
        grid.add_row(str(refusal.rank), refusal.id, str(refusal.rule), cutoff, gap)
    console.print()
    console.print(grid)


def _named(rule: Any) -> str:
    return f"{rule} {rule.limit}" if rule.kind in ("seats", "budget") else str(rule)
