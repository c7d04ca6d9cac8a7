"""What a plan of visits is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, TypeAlias

STOPS_PER_TOUR = 4

Travel: TypeAlias = Mapping[tuple[str, str], float]


class ItineraryError(ValueError):
    """A question that makes no sense; `code` names the reason and `facts` its particulars."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


@dataclass(frozen=True)
class Cooperative:
    """One to be visited `visits` times, in `language` (empty when any will do).

    `coach` is the id of the coach it already has; `skill` one its coach must have (empty: none).
    """

    id: str
    lat: float
    lon: float
    visits: int
    language: str = ""
    skill: str = ""
    coach: str | None = None


@dataclass(frozen=True)
class Coach:
    """Someone who drives from her base. `days` says otherwise for some months (absence, Ramadan, holidays)."""

    id: str
    lat: float
    lon: float
    languages: frozenset[str] = frozenset()
    days_per_month: int = 0
    days: Mapping[int, int] = field(default_factory=dict)
    skills: frozenset[str] = frozenset()

    def days_in(self, month: int) -> int:
        return self.days.get(month, self.days_per_month)

    def suits(self, cooperative: Cooperative) -> bool:
        """Whether she speaks its language and has the skill it needs."""
        return self.speaks(cooperative) and self.can(cooperative)

    def speaks(self, cooperative: Cooperative) -> bool:
        return not fold(cooperative.language) or fold(cooperative.language) in map(fold, self.languages)

    def can(self, cooperative: Cooperative) -> bool:
        return not cooperative.skill or cooperative.skill in self.skills


@dataclass(frozen=True)
class Held:
    """A visit already held, or pinned to a month and a coach: it never moves, whatever its window.

    Visits of one coach and month that name the same `tour` are that tour, as it stands. Without a name the
    visit may share its tour with others.
    """

    cooperative: str
    number: int
    month: int
    coach: str
    tour: str = ""


@dataclass(frozen=True)
class Visit:
    cooperative: str
    coach: str
    number: int
    month: int
    tour: str


@dataclass(frozen=True)
class Tour:
    """One journey of a coach: from her base through `stops` in order and back."""

    id: str
    coach: str
    month: int
    days: int
    stops: tuple[str, ...]
    km: float


ConflictKind: TypeAlias = Literal["windows", "coach", "days"]


@dataclass(frozen=True)
class Conflict:
    """Something that cannot be met.

    `windows`: more visits than there are months. `coach`: no coach speaks the language or has the skill, or the
    one it has does not. `days`: the visits due in `months` are more than these coaches' days can hold.
    """

    kind: ConflictKind
    cooperatives: tuple[str, ...]
    sentence: str
    coaches: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    months: tuple[int, ...] = ()
    needed: int = 0
    available: int = 0

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Plan:
    """Who visits whom and when. No plan within the rules is shorter than `bound_km`.

    `optimal` when travel and bound meet, else `feasible`. `split` names cooperatives that see several
    coaches; `moved` counts the visits that left their place in the plan that was to be kept.
    """

    status: Literal["optimal", "feasible", "infeasible"]
    visits: tuple[Visit, ...] = ()
    tours: tuple[Tour, ...] = ()
    travel_km: float = 0.0
    bound_km: float = 0.0
    single_trips_km: float = 0.0
    entered_order_km: float | None = None
    split: tuple[str, ...] = ()
    moved: int = 0
    seconds: float = 0.0
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        return gap(self.travel_km, self.bound_km)

    @property
    def coach_changes(self) -> int:
        """How many times a cooperative is visited by another coach than the time before."""
        order = sorted(self.visits, key=lambda v: (v.cooperative, v.month, v.number))
        return sum(a.cooperative == b.cooperative and a.coach != b.coach for a, b in pairwise(order))


def gap(travel_km: float, bound_km: float) -> float:
    """How far the travel is above its bound, as a part of the bound; 1 when nothing is proven."""
    if bound_km > 0:
        return (travel_km - bound_km) / bound_km
    return 1.0 if travel_km > 0 else 0.0


def fold(language: str) -> str:
    """The language as it is compared: without case nor outer spaces."""
    return language.strip().casefold()


def window(number: int, visits: int, months: int) -> range:
    """The months in which visit `number` of `visits` falls: (number-1)·months/visits < m ≤ number·months/visits."""
    return range((number - 1) * months // visits + 1, number * months // visits + 1)
