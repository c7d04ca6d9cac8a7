"""reconsider: the same rules again after an appeal was accepted, on the places that remain.

The whole procedure on the corrected data says where the application would have stood. If it would have been
chosen or waiting, it asks for the places that remain together with the reserve, under the same rules; nobody
loses a place. With no place for it, it waits on the reserve list; whoever waited there already still does.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mourafaka.engine.procedure.deciding import Rows, decide, promote
from mourafaka.engine.procedure.outcome import Assessed, Refused, jsonable
from mourafaka.engine.procedure.reading import PublishedRules


@dataclass(frozen=True)
class Correction:
    """What an accepted appeal puts in the place of what was read: the row of one application (with its `number`)
    and all its reviews."""

    row: Mapping[str, Any]
    reviews: Sequence[Mapping[str, Any]]

    @property
    def number(self) -> str:
        return str(self.row["number"])


@dataclass(frozen=True)
class Reconsidered:
    """Where the application would have stood (`standing`), what it gets (`outcome`), who takes a place that
    remained (`promoted`), its corrected figures, and why it is still refused if it is."""

    number: str
    standing: Literal["chosen", "reserve", "refused"]
    outcome: Literal["selected", "reserve", "refused"]
    promoted: tuple[str, ...]
    places: int
    assessed: Assessed | None
    refusal: Refused | None

    def to_json(self) -> dict[str, Any]:
        """Dictionaries, lists and texts only."""
        found: dict[str, Any] = jsonable(self)
        return found


def corrected(
    applications: Rows, reviews: Rows, corrections: Iterable[Correction]
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The applications and reviews with each correction in its place; a later one replaces an earlier one."""
    rows = {str(row["number"]): row for row in applications}
    read = list(reviews)
    for correction in corrections:
        rows[correction.number] = correction.row
        read = [review for review in read if str(review["application"]) != correction.number]
        read += [{**review, "application": correction.number} for review in correction.reviews]
    return list(rows.values()), read


def reconsider(
    rules: Mapping[str, Any],
    applications: Sequence[Mapping[str, Any]],
    reviews: Sequence[Mapping[str, Any]],
    *,
    number: str,
    chosen: Collection[str],
    withdrawn: Collection[str],
    reserve: Sequence[str] = (),
) -> Reconsidered:
    """The outcome for `number` on data already `corrected`. `chosen` all keep their places; `withdrawn` are all
    who gave up so far. Raises what `decide` and `promote` raise.
    """
    whole = decide(rules, applications, reviews)
    assessed = next((each for each in whole.applications if each.number == number), None)
    standing = assessed.standing if assessed else "refused"
    places = PublishedRules.of(rules).seats - len(set(chosen) - set(withdrawn))
    promoted: tuple[str, ...] = ()
    if standing != "refused" and places > 0:
        waiting = [*(name for name in reserve if name != number), number]
        found = promote(rules, applications, reviews, chosen=chosen, withdrawn=withdrawn, reserve=waiting)
        promoted = found.promoted if found.from_reserve else ()
    if number in promoted:
        outcome: Literal["selected", "reserve", "refused"] = "selected"
    else:
        outcome = "refused" if standing == "refused" and number not in reserve else "reserve"
    return Reconsidered(
        number=number,
        standing=standing,
        outcome=outcome,
        promoted=promoted,
        places=max(places, 0),
        assessed=assessed,
        refusal=next((each for each in whole.refused if each.number == number), None),
    )
