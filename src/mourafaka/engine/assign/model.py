"""What an assignment is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Pair: TypeAlias = tuple[str, str]

# Points for a reading by someone who knows the sector, and what one reading over the even load costs at most.
# Known sectors are thus worth an overload of ten readings each, not more.
SECTOR_POINTS = 10
HEAVIEST_OVERLOAD = 20


class AssignmentError(ValueError):
    """A question that makes no sense; `code` names the reason and `facts` its particulars."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


@dataclass(frozen=True)
class Application:
    """One to be read: in `language` (empty when anyone can read it), about `sector`."""

    id: str
    language: str = ""
    sector: str = ""


@dataclass(frozen=True)
class Reviewer:
    """One who reads `languages` (None: all), knows `sectors`, and gives `minimum` to `maximum` readings."""

    id: str
    languages: frozenset[str] | None = None
    sectors: frozenset[str] = frozenset()
    minimum: int = 0
    maximum: int | None = None

    def reads(self, language: str) -> bool:
        """Whether an application in this language can be given to them."""
        return not language or self.languages is None or language in self.languages


@dataclass(frozen=True)
class Bottleneck:
    """A set of applications and reviewers that alone makes the assignment impossible.

    `readings`: the applications need more readings than the reviewers who may read them can give.
    `minimum`: the reviewers must be given more readings than the applications they may read can offer.
    `pinned`: a reviewer has more pinned readings than their maximum.
    """

    kind: Literal["readings", "minimum", "pinned"]
    languages: tuple[str, ...]
    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    needed: int
    available: int

    def __str__(self) -> str:
        reviewers = _counted(len(self.reviewers), "reviewer")
        if self.kind == "pinned":
            return f"{self.reviewers[0]} has {self.needed} pinned readings and can give {self.available}"
        if self.kind == "minimum":
            return f"{reviewers} must give at least {self.needed} readings, and can give {self.available}"
        spoken = [language or "any" for language in self.languages]
        heading = f"language{'s' * (len(spoken) > 1)} {', '.join(spoken)}"
        needing = (
            f"{_counted(len(self.applications), 'application')} need{'s' * (len(self.applications) == 1)}"
        )
        return f"{heading}: {needing} {self.needed} readings, {reviewers} can give {self.available}"


@dataclass(frozen=True)
class Assignment:
    """Who reads what. `objective` equals `bound`: no sharing out within the rules has more points."""

    status: Literal["optimal", "infeasible"]
    pairs: tuple[Pair, ...] = ()
    objective: int | None = None
    bound: int | None = None
    sector_known: int = 0
    loads: Mapping[str, int] | None = None
    bottlenecks: tuple[Bottleneck, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What a new assignment would change: readings given and taken away, loads (before, after) that move."""

    added: tuple[Pair, ...]
    removed: tuple[Pair, ...]
    kept: int
    loads: Mapping[str, tuple[int, int]]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
