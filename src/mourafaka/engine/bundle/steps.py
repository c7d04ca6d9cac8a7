"""What followed the sitting, step by step in the order of the minutes: withdrawals and accepted appeals.

Each is run again on the places as they then stood, with the data as corrected by the appeals accepted before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mourafaka.engine.bundle.reading import Bundle, Malformed
from mourafaka.engine.procedure import Correction, corrected, promote, reconsider

Rows = list[Mapping[str, Any]]


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold: `record` is what was altered, `sentence` says it."""

    record: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def inputs_of(bundle: Bundle) -> tuple[Rows, Rows]:
    """The applications and the reviews that were decided on."""
    applications: Rows = [
        {("number" if name == "id" else name): value for name, value in line.cells.items()}
        for line in bundle.tables["applications.csv"]
    ]
    reviews: dict[tuple[str, str], dict[str, Any]] = {}
    for line in bundle.tables["marks.csv"]:
        key = line["application"], line["reviewer"]
        review = reviews.setdefault(key, {"application": key[0], "reviewer": key[1], "marks": {}})
        review["marks"][line["criterion"]] = line["mark"]
    return applications, list(reviews.values())


def names_of(value: Any) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


class Impossible(Exception):
    """A step that could not have been taken."""


@dataclass
class Standing:
    """Who holds a place, who waits, who gave up, and the data as they now stand."""

    rules: Mapping[str, Any]
    applications: Rows
    reviews: Rows
    holding: set[str]
    waiting: list[str]
    gone: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, bundle: Bundle) -> Standing:
        decided = {line["application"]: line["decided"] for line in bundle.tables["decisions.csv"]}
        return cls(
            bundle.documents["rules.json"],
            *inputs_of(bundle),
            holding={number for number, outcome in decided.items() if outcome == "selected"},
            waiting=[number for number in _reserve_order(bundle) if decided.get(number) == "reserve"],
        )

    def take(self, promoted: list[str]) -> None:
        self.holding = (self.holding - self.gone) | set(promoted)
        self.waiting = [name for name in self.waiting if name not in self.holding | self.gone]


def step_faults(bundle: Bundle) -> Iterator[Fault]:
    """What does not follow from the rules. Stops at the first step that cannot be run again."""
    now = Standing.of(bundle)
    for file, step in _steps(bundle):
        number = str(step.get("application"))
        place = f"{file}: application {number}"
        run = _withdrawal if file == "withdrawals.json" else _appeal
        try:
            yield from run(now, step, number, place)
        except Impossible as reason:
            yield Fault(place, f"{place} {reason}.")
            return
        except (ValueError, KeyError, TypeError) as error:
            yield Fault(place, f"{place}: the rules cannot be run again ({error}).")
            return


def _steps(bundle: Bundle) -> list[tuple[str, Mapping[str, Any]]]:
    found = []
    for name in ("withdrawals", "appeals"):
        file = f"{name}.json"
        steps = bundle.documents[file].get(name)
        if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
            raise Malformed(f"the list of {name} is missing", file)
        found += [(file, step) for step in steps]
    return sorted(found, key=lambda told: _minutes(told[1]))


def _minutes(step: Mapping[str, Any]) -> int:
    """The number of the additional minutes; packages written before appeals were told bear none."""
    number = step.get("minutes", 0)
    return number if isinstance(number, int) else 0


def _withdrawal(now: Standing, step: Mapping[str, Any], number: str, place: str) -> Iterator[Fault]:
    """The same rules on the seats that were free then; nobody from outside the reserve without a new sitting."""
    if number not in now.holding and number not in now.waiting:
        raise Impossible("had no place to give up")
    now.gone.add(number)
    expected: list[str] = []
    if number in now.holding:
        found = promote(
            now.rules,
            now.applications,
            now.reviews,
            chosen=now.holding,
            withdrawn=now.gone,
            reserve=now.waiting,
        )
        expected = list(found.promoted) if found.from_reserve else []
    yield from _promotion_faults(step, expected, place)
    now.take(expected)


def _appeal(now: Standing, step: Mapping[str, Any], number: str, place: str) -> Iterator[Fault]:
    """The data corrected, then the same rules on the places that remained."""
    if number in now.holding or number in now.gone:
        raise Impossible("had nothing to contest")
    change = Correction({**step["row"], "number": number}, step["reviews"])
    now.applications, now.reviews = corrected(now.applications, now.reviews, [change])
    found = reconsider(
        now.rules,
        now.applications,
        now.reviews,
        number=number,
        chosen=now.holding,
        withdrawn=now.gone,
        reserve=now.waiting,
    )
    for name, value in (("standing", found.standing), ("outcome", found.outcome)):
        if step.get(name) != value:
            yield Fault(place, f"{place}: {name} “{step.get(name)}” was published, the rules give “{value}”.")
    yield from _promotion_faults(step, list(found.promoted), place)
    if found.outcome == "reserve" and number not in now.waiting:
        now.waiting.append(number)
    if found.outcome == "refused":
        now.waiting = [name for name in now.waiting if name != number]
    now.take(list(found.promoted))


def _promotion_faults(step: Mapping[str, Any], expected: list[str], place: str) -> Iterator[Fault]:
    told = names_of(step.get("promoted"))
    if expected != told:
        who, whom = ", ".join(expected) or "nobody", ", ".join(told) or "nobody"
        yield Fault(place, f"{place}: the rules promote {who}, not {whom}.")


def _reserve_order(bundle: Bundle) -> list[str]:
    lines = [line for line in bundle.tables["decisions.csv"] if line["reserve_rank"].isdecimal()]
    return [line["application"] for line in sorted(lines, key=lambda line: int(line["reserve_rank"]))]
