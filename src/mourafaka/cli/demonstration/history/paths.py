"""Draws what becomes of each accompanied cooperative in twenty-four months: answers, pace, accidents.

Everything follows from the seed and the enrolment's number. Nothing here touches the database.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 2022
MONTHS = 24
VISITS = 12
ROUNDS = {"M0": 1, "M12": 12, "M24": 24}  # round → the month of service it is taken in
EVIDENCE = ("document", "observation", "declaration")

# Who leaves, is suspended or loses touch: place in the cohort → what happens (months of service).
LEAVERS = {
    6: ("abandon", "other_programme", 8),
    17: ("abandon", "conflict", 15),
    27: ("dissolve", "shock", 19),
}
SUSPENDED = {11: (6, 9), 22: (13, 15)}
# The usual level of a young cooperative in each dimension, 0 to 4, before any support.
START = {
    "GOV": 1.8,
    "STR": 1.2,
    "GES": 1.5,
    "FIN": 1.5,
    "PRO": 1.9,
    "MAR": 1.3,
    "RH": 1.5,
    "ESE": 2.1,
}
# Mean points gained on a question in twelve months by a cooperative that does everything.
GAIN = {"GOV": 0.75, "STR": 0.7, "GES": 0.6, "FIN": 0.65, "PRO": 0.5, "MAR": 0.7, "RH": 0.4, "ESE": 0.3}


@dataclass(frozen=True)
class Visit:
    """One visit as it went: `delay` in days after the day planned, None when it was missed for good."""

    number: int
    delay: int | None
    remote: bool
    report_days: int  # from the visit to the report
    returned: bool  # the delegate asked for a better report
    confirmed: bool  # the cooperative said it took place
    sheet: bool  # a signed attendance sheet came with the report
    rating: int


@dataclass(frozen=True)
class Path:
    """What happens to one cooperative. `diligence` and `strength` are about 0 for an ordinary one."""

    number: str
    place: int
    diligence: float
    strength: float
    leaves: tuple[str, str, int] | None
    suspended: tuple[int, int] | None
    answers: Mapping[str, Mapping[str, int | None]]  # round → question → 0 to 4, None for not applicable
    evidence: Mapping[str, str]
    visits: tuple[Visit, ...]

    def last_month(self) -> int:
        return self.leaves[2] if self.leaves else MONTHS


def of_cohort(numbers: Sequence[str], questions: Sequence[str]) -> list[Path]:
    """The paths of the cooperatives, in the order of their numbers; `questions` are the instrument's codes."""
    return [_path(number, place, questions) for place, number in enumerate(sorted(numbers))]


def day_of(start: date, month: int, day: int) -> date:
    """A day of a month of service (1 is the month of `start`)."""
    index = start.month - 1 + month - 1
    return date(start.year + index // 12, index % 12 + 1, day)


def _path(number: str, place: int, questions: Sequence[str]) -> Path:
    draw = random.Random(f"{SEED}:{number}")  # noqa: S311  a reproducible draw, not a secret
    diligence, strength = draw.gauss(0, 1), draw.gauss(0, 1)
    leaves, suspended = LEAVERS.get(place), SUSPENDED.get(place)
    if leaves or suspended:
        diligence = min(diligence, -0.6)
    return Path(
        number=number,
        place=place,
        diligence=diligence,
        strength=strength,
        leaves=leaves,
        suspended=suspended,
        answers=_answers(draw, questions, diligence, strength),
        evidence={code: draw.choices(EVIDENCE, (4, 4, 3))[0] for code in questions},
        visits=tuple(_visits(draw, diligence)),
    )


def _answers(
    draw: random.Random, questions: Sequence[str], diligence: float, strength: float
) -> dict[str, dict[str, int | None]]:
    """Three rounds of one cooperative: each dimension has its own luck, each question its own noise."""
    luck = {dimension: draw.gauss(0, 0.35) for dimension in START}
    spared = set(draw.sample(list(questions), 2)) if draw.random() < 0.3 else set()
    level: dict[str, float] = {}
    rounds: dict[str, dict[str, int | None]] = {name: {} for name in ROUNDS}
    for code in questions:
        dimension = code.rstrip("0123456789")
        level[code] = START[dimension] + luck[dimension] + 0.3 * strength + draw.gauss(0, 0.8)
        step = GAIN[dimension] * max(0.2, 1 + 0.35 * diligence)
        for place, name in enumerate(ROUNDS):
            value = level[code] + place * step + draw.gauss(0, 0.2)
            rounds[name][code] = None if code in spared else min(4, max(0, round(value)))
    return rounds


def _visits(draw: random.Random, diligence: float) -> list[Visit]:
    return [
        Visit(
            number=number,
            delay=_delay(draw, diligence),
            remote=3 < number < 11 and draw.random() < 0.1,
            report_days=max(1, round(draw.gauss(5, 3.2))),
            returned=draw.random() < 0.07,
            confirmed=draw.random() < 0.78,
            sheet=draw.random() < 0.94,
            rating=draw.choices((2, 3, 4, 5), (1, 3, 8, 9))[0],
        )
        for number in range(1, VISITS + 1)
    ]


def _delay(draw: random.Random, diligence: float) -> int | None:
    """Days after the day planned; None when the visit is missed for good."""
    if draw.random() < 0.035 - 0.03 * diligence:
        return None
    return max(0, round(draw.gauss(-8 - 6 * diligence, 12)))


def weekday(day: date) -> date:
    """The day itself, or the Monday after a week-end."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
