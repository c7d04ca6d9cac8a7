"""mourafaka plan-visits: who visits which cooperative, in which month, in which tour."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from mourafaka.cli.answers import write_json
from mourafaka.cli.tables import BadInput, Row, Table, read_table

if TYPE_CHECKING:
    from mourafaka.engine.itinerary import Coach, Cooperative, Held, Plan

INFEASIBLE = 3


@click.command("plan-visits")
@click.argument("cooperatives", metavar="COOPERATIVES.csv")
@click.argument("coaches", metavar="COACHES.csv")
@click.option("--months", type=click.IntRange(1, 240), default=24, show_default=True, help="Months to plan.")
@click.option("--json", "as_json_", is_flag=True, help="Print the whole answer as JSON.")
@click.option(
    "--travel", metavar="MATRIX.csv", help="Kilometres instead of great circles: from, to, km over all ids."
)
@click.option(
    "--held",
    metavar="HELD.csv",
    help="Visits that never move: cooperative, number, month, coach, and perhaps tour.",
)
@click.option(
    "--visits-per-day",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Stops of a tour in a day.",
)
@click.option(
    "--one-coach",
    is_flag=True,
    help="A cooperative keeps one coach for all its visits unless days forbid it; this may cost travel.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(1, 3600),
    default=50.0,
    show_default=True,
    help="About how long to search.",
)
def plan_visits(
    cooperatives: str,
    coaches: str,
    months: int,
    as_json_: bool,
    travel: str | None,
    held: str | None,
    visits_per_day: int,
    one_coach: bool,
    seconds: float,
) -> None:
    """Plan the visits of coaches to cooperatives with the fewest kilometres.

    COOPERATIVES.csv has the columns id, lat, lon, visits and language (one, or empty: any). COACHES.csv has id,
    lat, lon, languages (separated by semicolons) and days_per_month.

    Visit k of n falls in a month m with (k-1)·months/n < m ≤ k·months/n. A tour is one coach's, in one month, of
    at most four stops, and takes stops / visits-per-day days, rounded up. A coach speaks the language, and has
    her days. Every visit may be made by any coach who speaks the language and has the days; "split" names the
    cooperatives that see several, "coach_changes" counts how often. With --one-coach a cooperative keeps one coach
    for all its visits unless days forbid it.

    bound_km is a lower bound on every plan within these rules (--one-coach set aside), over all tours of at most
    four stops: the value of the relaxation where tours may be taken in fractions, or a better one proven by branch
    and bound. Nothing is left out for being far.

    Without --json the answer is a CSV of visits. Exit code 3 when something cannot be met: it is named.
    """
    coop_table = read_table(cooperatives, required=("id", "lat", "lon", "visits", "language"), unique=("id",))
    coach_table = read_table(
        coaches,
        required=("id", "lat", "lon", "languages", "days_per_month"),
        unique=("id",),
        listed="languages",
    )
    from mourafaka.engine import itinerary as engine

    visited = [_cooperative(row) for row in coop_table]
    team = [_coach(row) for row in coach_table]
    stops, bases = {c.id for c in visited}, {c.id for c in team}
    matrix = None if travel is None else _matrix(travel, stops, bases, coach_table)
    answer = engine.plan(
        visited,
        team,
        months=months,
        travel=matrix,
        held=_held(held, stops, bases, months),
        visits_per_day=visits_per_day,
        one_coach=one_coach,
        seconds=seconds,
    )
    if as_json_:
        write_json(as_json(answer), "-")
    elif answer.status != "infeasible":
        _print_table(answer)
    for conflict in answer.conflicts:
        click.echo(f"No plan is possible: {conflict}.", err=True)
    for note in answer.notes:
        click.echo(f"Note: {note}.", err=True)
    if answer.status == "infeasible":
        raise SystemExit(INFEASIBLE)


def as_json(answer: Plan) -> dict[str, Any]:
    """The plan as JSON; `conflicts` is empty unless it is infeasible."""
    return {
        "status": answer.status,
        "travel_km": answer.travel_km,
        "bound_km": answer.bound_km,
        "gap": answer.gap,
        "single_trips_km": answer.single_trips_km,
        "entered_order_km": answer.entered_order_km,
        "seconds": round(answer.seconds, 3),
        "split": list(answer.split),
        "coach_changes": answer.coach_changes,
        "visits": [
            {
                "cooperative": v.cooperative,
                "coach": v.coach,
                "number": v.number,
                "month": v.month,
                "tour": v.tour,
            }
            for v in answer.visits
        ],
        "tours": [
            {
                "id": t.id,
                "coach": t.coach,
                "month": t.month,
                "days": t.days,
                "stops": list(t.stops),
                "km": t.km,
            }
            for t in answer.tours
        ],
        "conflicts": [
            {
                "kind": found.kind,
                "sentence": str(found),
                "cooperatives": list(found.cooperatives),
                "coaches": list(found.coaches),
                "languages": list(found.languages),
                "months": list(found.months),
                "needed": found.needed,
                "available": found.available,
            }
            for found in answer.conflicts
        ],
        "notes": list(answer.notes),
    }


def _print_table(answer: Plan) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("month", "coach", "tour", "cooperative", "number"))
    order = {tour.id: tour.stops.index for tour in answer.tours}
    for visit in sorted(
        answer.visits, key=lambda v: (v.month, v.coach, v.tour, order[v.tour](v.cooperative))
    ):
        writer.writerow((visit.month, visit.coach, visit.tour, visit.cooperative, visit.number))
    saved = max(0.0, 1 - answer.travel_km / answer.single_trips_km) if answer.single_trips_km else 0.0
    click.echo(
        f"{len(answer.visits)} visits in {len(answer.tours)} tours, {answer.travel_km:,.1f} km "
        f"({saved:.0%} less than single trips); no plan is under {answer.bound_km:,.1f} km (gap {answer.gap:.2%})",
        err=True,
    )
    if answer.split:
        click.echo(
            f"Several coaches visit: {', '.join(answer.split)} ({answer.coach_changes} changes of coach)",
            err=True,
        )


def _cooperative(row: Row) -> Cooperative:
    from mourafaka.engine.itinerary import Cooperative

    language = row["language"]
    if any(mark in language for mark in ";|"):
        raise row.fault("language", f"“{language}”: a cooperative has one language, or none")
    lat, lon = _position(row)
    return Cooperative(row["id"], lat, lon, _count(row, "visits"), language)


def _coach(row: Row) -> Coach:
    from mourafaka.engine.itinerary import Coach

    lat, lon = _position(row)
    languages = frozenset(word.strip() for word in row["languages"].split(";")) - {""}
    days = _count(row, "days_per_month")
    if days > 31:
        raise row.fault("days_per_month", f"{days} is more than a month has")
    return Coach(row["id"], lat, lon, languages, days)


def _position(row: Row) -> tuple[float, float]:
    place = []
    for column, most in (("lat", 90), ("lon", 180)):
        degrees = row.number(column)
        if abs(degrees) > most:
            raise row.fault(column, f"{degrees} is not between -{most} and {most} degrees")
        place.append(float(degrees))
    return place[0], place[1]


def _count(row: Row, column: str, least: int = 0) -> int:
    number = row.number(column)
    if number != number.to_integral_value():
        raise row.fault(column, f"“{row[column]}” is not a whole number")
    if number < least:
        raise row.fault(column, f"{number} is below {least}")
    if number > 10_000:
        raise row.fault(column, f"{number} is more than 10000")
    return int(number)


def _matrix(
    path: str, stops: Iterable[str], bases: Iterable[str], coaches: Table
) -> dict[tuple[str, str], float]:
    """Kilometres by pair of ids; every pair needed must be there, in both directions."""
    table = read_table(path, required=("from", "to", "km"))
    stops, bases = set(stops), set(bases)
    for row in coaches:
        if row["id"] in stops:
            raise row.fault(
                "id", f"a cooperative also has the id “{row['id']}”: the travel matrix is ambiguous"
            )
    found: dict[tuple[str, str], float] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in table:
        for column in ("from", "to"):
            if row.text(column) not in stops | bases:
                raise row.fault(column, f"no cooperative or coach has the id “{row[column]}”")
        pair = row["from"], row["to"]
        if pair in found:
            raise row.fault(
                "from", f"the way from “{pair[0]}” to “{pair[1]}” already stands on line {lines[pair]}"
            )
        found[pair], lines[pair] = float(row.number("km", least=Decimal(0))), row.line
    needed = [(a, b) for a in sorted(stops) for b in [*sorted(stops), *sorted(bases)] if a != b]
    needed += [(b, a) for b in sorted(bases) for a in sorted(stops)]
    if missing := [pair for pair in needed if pair not in found]:
        start, end = missing[0]
        others = f" (and {len(missing) - 1} other pairs)" if len(missing) > 1 else ""
        raise BadInput(table.name, f"the way from “{start}” to “{end}” is missing{others}", column="km")
    return found


def _held(path: str | None, stops: set[str], bases: set[str], months: int) -> list[Held]:
    from mourafaka.engine.itinerary import Held

    if path is None:
        return []
    table = read_table(path, required=("cooperative", "number", "month", "coach"))
    held: list[Held] = []
    lines: dict[tuple[str, int], int] = {}
    for row in table:
        if row["cooperative"] not in stops:
            raise row.fault("cooperative", f"no cooperative has the id “{row['cooperative']}”")
        if row["coach"] not in bases:
            raise row.fault("coach", f"no coach has the id “{row['coach']}”")
        number, month = _count(row, "number", 1), _count(row, "month", 1)
        if month > months:
            raise row.fault("month", f"{month} is after the last month, {months}")
        key = row["cooperative"], number
        if key in lines:
            raise row.fault("number", f"visit {number} of “{key[0]}” already stands on line {lines[key]}")
        lines[key] = row.line
        tour = row.cells.get("tour", "")
        if tour and any(
            (h.cooperative, h.month, h.coach, h.tour) == (key[0], month, row["coach"], tour) for h in held
        ):
            raise row.fault("tour", f"“{key[0]}” stands twice in the tour “{tour}”")
        held.append(Held(*key, month, row["coach"], tour))
    return held
