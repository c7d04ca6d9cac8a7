"""Group training in numbers: who was present, what was learnt, what is needed, what changed afterwards.

Shares are exact fractions, so that 80 % of five half-days is four and never 3.9999.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

TOP_SCORE = 4  # of a question of the diagnosis
TOP_MARK = Decimal(20)
SMALLEST_GROUP = 5  # below it nothing is said of a group


# --- Presence ---


@dataclass(frozen=True)
class Person:
    """One participant of a session: half-days attended, of how many; whether she manages the cooperative."""

    attended: int
    half_days: int
    manages: bool


def share(attended: int, half_days: int) -> Fraction:
    """The part of the half-days attended; nothing when there is none."""
    return Fraction(attended, half_days) if half_days else Fraction(0)


def reaches(person: Person, threshold_percent: int) -> bool:
    """Whether a person attended enough, e.g. 80 % of the half-days."""
    return person.half_days > 0 and share(person.attended, person.half_days) * 100 >= threshold_percent


def cooperative_present(people: Iterable[Person], threshold_percent: int) -> bool:
    """A cooperative is present when at least one of its managers attended enough."""
    return any(person.manages and reaches(person, threshold_percent) for person in people)


# --- What was learnt ---


def gain(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Points won between the two tests; unknown when one is missing."""
    return None if before is None or after is None else after - before


def normalised_gain(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """The part won of what could be won, (after − before) / (20 − before), as Hake (1998) defines it.

    Unknown when a test is missing or nothing could be won.
    """
    if before is None or after is None or before >= TOP_MARK:
        return None
    return (after - before) / (TOP_MARK - before)


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    """The mean of what is known."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


# --- Who needs what ---


@dataclass(frozen=True)
class Question:
    """A question a module answers, with its weight in the diagnosis."""

    code: str
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class Need:
    """How much a cooperative needs a module: 0 nothing to learn, 1 everything.

    `gaps` are the points missing to the top score, by question, the widest first; `asked` tells that its plan
    asks for the module; `unknown` that none of the questions was answered.
    """

    level: Fraction
    gaps: tuple[tuple[str, int], ...]
    asked: bool = False
    unknown: bool = False


def need(questions: Sequence[Question], scores: Mapping[str, int | None], *, asked: bool = False) -> Need:
    """The weighted gap to the top score over the questions answered: Σ w·(4 − score) / Σ w·4."""
    known = [(question, score) for question in questions if (score := scores.get(question.code)) is not None]
    could = sum((question.weight * TOP_SCORE for question, _ in known), Fraction(0))
    missing = sum((question.weight * (TOP_SCORE - score) for question, score in known), Fraction(0))
    gaps = [(question.code, TOP_SCORE - score) for question, score in known if score < TOP_SCORE]
    gaps.sort(key=lambda gap: (-gap[1], gap[0]))
    return Need(missing / could if could else Fraction(0), tuple(gaps), asked, not known)


def order_of_need(needs: Mapping[str, Need]) -> list[str]:
    """Who is served first: those whose plan asks for the module, then the widest gap; ties by name."""
    return sorted(needs, key=lambda unit: (not needs[unit].asked, -needs[unit].level, unit))


# --- Places ---


@dataclass(frozen=True)
class Request:
    """A cooperative on the waiting list and the places it asks for."""

    name: str
    places: int


def promoted(waiting: Sequence[Request], free: int) -> list[str]:
    """Who gets the free places: in the order of the list, whole requests only, the first that fit."""
    taken = []
    for request in waiting:
        if request.places <= free:
            taken.append(request.name)
            free -= request.places
    return taken


# --- What changed afterwards ---


@dataclass(frozen=True)
class Side:
    """The mean change of one group and how many it holds; the mean is withheld for a small group."""

    number: int
    mean_change: Fraction | None


@dataclass(frozen=True)
class Effect:
    """The change of a module's questions where the cooperative was present and where it was absent.

    An association, not a cause: who attends is not drawn by lot. `difference` is unknown when a side is small.
    """

    present: Side
    absent: Side

    @property
    def difference(self) -> Fraction | None:
        if self.present.mean_change is None or self.absent.mean_change is None:
            return None
        return self.present.mean_change - self.absent.mean_change


def change(
    questions: Collection[str], before: Mapping[str, int | None], after: Mapping[str, int | None]
) -> Fraction | None:
    """The mean change, in points of 0 to 4, over the questions answered both times."""
    pairs = [(before.get(code), after.get(code)) for code in questions]
    both = [b - a for a, b in pairs if a is not None and b is not None]
    return Fraction(sum(both), len(both)) if both else None


def effect(changes: Mapping[str, Fraction | None], present: Collection[str]) -> Effect:
    """Compare the known changes of the cooperatives present with those of the others."""
    known = {unit: value for unit, value in changes.items() if value is not None}
    return Effect(
        _side([value for unit, value in known.items() if unit in present]),
        _side([value for unit, value in known.items() if unit not in present]),
    )


def _side(values: Sequence[Fraction]) -> Side:
    told = len(values) >= SMALLEST_GROUP
    return Side(len(values), sum(values, Fraction(0)) / len(values) if told else None)
