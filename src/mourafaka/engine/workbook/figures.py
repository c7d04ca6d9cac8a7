"""Today's dashboard: the figures of the three sheets, by the definitions the programme uses.

The training rate of a cooperative is the share of the four modules where it was present, its coaching rate the
share of the twelve sessions held; a province's rate is the mean over its cooperatives. What is not known to have
been attended does not count as attended, and unknown numbers are left out of the sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from mourafaka.engine.text import fold
from mourafaka.engine.workbook.model import MODULES, SESSIONS, Place, Presence, Workbook

NO_PLACE = "?"
FINISHED, MEDIUM, WEAK, ACCOMPANIED = "finished", "medium", "weak", "accompanied"
TRAINING_MEDIUM_FROM, COACHING_MEDIUM_FROM = 75, 70


@dataclass(frozen=True)
class Progress:
    """What the dashboard looks at for one cooperative. None is unknown."""

    province: Place
    members: int | None
    women: int | None
    women_led: bool | None
    turnover_mad: Decimal | None
    modules: Presence
    sessions: Presence


@dataclass(frozen=True)
class ProvinceFigures:
    name: str
    code: str
    cooperatives: int
    members: int
    women: int
    turnover_mad: Decimal
    training_rate: Decimal
    coaching_rate: Decimal
    training_rank: int
    coaching_rank: int

    @property
    def training_status(self) -> str:
        return training_status(self.training_rate)

    @property
    def coaching_status(self) -> str:
        return coaching_status(self.coaching_rate)


@dataclass(frozen=True)
class Figures:
    """Rates are in percent, exact; `modules_attended` counts cooperatives by 4, 3, 2, 1 and 0 modules."""

    cooperatives: int
    members: int
    women: int
    women_led: int
    turnover_mad: Decimal
    training_rate: Decimal
    coaching_rate: Decimal
    provinces: tuple[ProvinceFigures, ...]
    modules_attended: dict[int, int]
    all_visits: int
    no_visit: int
    training_statuses: dict[str, int]
    coaching_statuses: dict[str, int]


def training_status(rate: Decimal) -> str:
    return FINISHED if rate >= 100 else MEDIUM if rate >= TRAINING_MEDIUM_FROM else WEAK


def coaching_status(rate: Decimal) -> str:
    return ACCOMPANIED if rate >= 100 else MEDIUM if rate >= COACHING_MEDIUM_FROM else WEAK


def rounded(rate: Decimal) -> Decimal:
    """Two decimals, a half goes up."""
    return rate.quantize(Decimal("0.01"), ROUND_HALF_UP)


def progress_of(workbook: Workbook) -> list[Progress]:
    """One line a cooperative; who has no row in a sheet attended nothing that is known."""
    nothing = {"modules": (None,) * len(MODULES), "sessions": (None,) * len(SESSIONS)}
    lines = []
    for member in workbook.cooperatives:
        training, coaching = workbook.training.get(member.id), workbook.coaching.get(member.id)
        lines.append(
            Progress(
                member.province,
                member.members,
                member.women,
                member.women_led,
                member.turnover_mad,
                training.present if training else nothing["modules"],
                coaching.present if coaching else nothing["sessions"],
            )
        )
    return lines


def figures(lines: Sequence[Progress]) -> Figures:
    """The dashboard of these cooperatives."""
    attended = Counter(_present(line.modules) for line in lines)
    held = Counter(_present(line.sessions) for line in lines)
    return Figures(
        cooperatives=len(lines),
        members=sum(line.members or 0 for line in lines),
        women=sum(line.women or 0 for line in lines),
        women_led=sum(line.women_led is True for line in lines),
        turnover_mad=sum((line.turnover_mad or Decimal(0) for line in lines), Decimal(0)),
        training_rate=_rate(line.modules for line in lines),
        coaching_rate=_rate(line.sessions for line in lines),
        provinces=_provinces(lines),
        modules_attended={count: attended[count] for count in range(len(MODULES), -1, -1)},
        all_visits=held[len(SESSIONS)],
        no_visit=held[0],
        training_statuses=_statuses(lines, lambda line: training_status(_rate([line.modules])), FINISHED),
        coaching_statuses=_statuses(lines, lambda line: coaching_status(_rate([line.sessions])), ACCOMPANIED),
    )


def province_key(place: Place) -> str:
    """What brings the cooperatives of a province together; an unrecognised name stands for itself."""
    return place.code or fold(place.name)


def _provinces(lines: Iterable[Progress]) -> tuple[ProvinceFigures, ...]:
    groups: dict[str, list[Progress]] = {}
    for line in lines:
        groups.setdefault(province_key(line.province), []).append(line)
    training = {key: _rate(line.modules for line in group) for key, group in groups.items()}
    coaching = {key: _rate(line.sessions for line in group) for key, group in groups.items()}
    found = [
        ProvinceFigures(
            name=group[0].province.name or NO_PLACE,
            code=group[0].province.code,
            cooperatives=len(group),
            members=sum(line.members or 0 for line in group),
            women=sum(line.women or 0 for line in group),
            turnover_mad=sum((line.turnover_mad or Decimal(0) for line in group), Decimal(0)),
            training_rate=training[key],
            coaching_rate=coaching[key],
            training_rank=_rank(training[key], training.values()),
            coaching_rank=_rank(coaching[key], coaching.values()),
        )
        for key, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda place: (not place.code, place.code, place.name)))


def _rank(rate: Decimal, rates: Iterable[Decimal]) -> int:
    return 1 + sum(other > rate for other in rates)


def _present(presence: Presence) -> int:
    return sum(there is True for there in presence)


def _rate(presences: Iterable[Presence]) -> Decimal:
    """Mean over the cooperatives; all have as many modules, or sessions, so the sums give it exactly."""
    present = possible = 0
    for presence in presences:
        present += _present(presence)
        possible += len(presence)
    return Decimal(100 * present) / possible if possible else Decimal(0)


def _statuses(lines: Iterable[Progress], status: Callable[[Progress], str], whole: str) -> dict[str, int]:
    counts = Counter(map(status, lines))
    return {name: counts[name] for name in (whole, MEDIUM, WEAK)}
