"""Who will have had every visit by the end: the chance of each cooperative, from what happened so far.

A month in which a visit is due either brings one or not, with a chance that belongs to the cooperative. That
chance is learnt from its own months, drawn towards its coach's, itself drawn towards the cohort's (beta-binomial
shrinkage); the months left are then played forward exactly, at most one visit a month and never ahead of the plan.
Leaving early is a separate monthly risk. See docs/method/forecast.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

USUAL_PACE, USUAL_WEIGHT = (
    0.6,
    12.0,
)  # before any month is known: the chance of a visit in a month that owes one
COACH_WEIGHT = 12.0  # months of the cohort a coach's own months are weighed against
COOPERATIVE_WEIGHT = 6.0  # months of her coach a cooperative's own months are weighed against
USUAL_LEAVING, LEAVING_WEIGHT = 0.004, 600.0  # a month: about one in ten over two years
LEAVING_FACTOR = 2.0  # each sign of leaving doubles the risk: a judgement, not an estimate
MONTHS_SUSPENDED = 2  # how long a suspension still lasts, as nobody says until when
LONG_GAP_DAYS, MISSED_MODULES, LATE_ACTIONS = 90, 2, 3
NODES = 32
CERTAINTY = 0.8  # of the interval of visits
ON_COURSE, AT_RISK = 0.7, 0.4


@dataclass(frozen=True)
class History:
    """A cooperative on some day. `month` is the month of service that day falls in, from 1; `held` are the months
    in which its visits took place."""

    id: str
    month: int
    held: tuple[int, ...] = ()
    coach: str = ""
    visits: int = 12
    months: int = 24
    gap_days: int | None = None  # since the last visit, or since the start
    missed_modules: int = 0
    late_actions: int = 0
    suspended: bool = False
    left: bool = False


@dataclass(frozen=True)
class Reason:
    """Why, as a code and the numbers that fill its sentence."""

    code: str
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Forecast:
    """`probability` of all visits by the last month; `expected` visits then, within `low` and `high` four times
    in five. `at_this_pace`: what its own rhythm so far would give, nothing else considered."""

    id: str
    probability: float
    expected: float
    low: int
    high: int
    held: int
    due: int
    at_this_pace: int
    reasons: tuple[Reason, ...]

    @property
    def level(self) -> str:
        if self.probability >= ON_COURSE:
            return "on_course"
        return "at_risk" if self.probability >= AT_RISK else "off_course"


@dataclass(frozen=True)
class Group:
    """How many of a group will complete: the expected number and where it falls four times in five."""

    count: int
    expected: float
    low: int
    high: int

    @property
    def share(self) -> float:
        return self.expected / self.count if self.count else 0.0


@dataclass(frozen=True)
class Months:
    """Months that brought a visit and months that owed one and brought none."""

    kept: int = 0
    missed: int = 0

    def __add__(self, other: Months) -> Months:
        return Months(self.kept + other.kept, self.missed + other.missed)


def due_by(month: int, visits: int = 12, months: int = 24) -> int:
    """Visits due by the end of a month, one at the start of each window."""
    return 0 if month <= 0 else min(visits, ceil(min(month, months) * visits / months))


def months_of(history: History) -> Months:
    """The months behind it, less the one under way."""
    missed, held = 0, 0
    for month in range(1, min(history.month, history.months + 1)):
        here = history.held.count(month)
        if not here and held < due_by(month, history.visits, history.months):
            missed += 1
        held += here
    return Months(len(history.held), missed)


def forecast(histories: Iterable[History]) -> list[Forecast]:
    """One forecast a history, in the same order."""
    everyone = list(histories)
    if not everyone:
        return []
    own = [months_of(history) for history in everyone]
    a, b = _beliefs(everyone, own)
    final = _played(everyone, a, b)
    stays = _stays(everyone)
    return [_told(*row) for row in zip(everyone, own, final, stays, strict=True)]


def together(forecasts: Sequence[Forecast]) -> Group:
    """The forecasts of a group added up, each independent of the others."""
    expected = sum(each.probability for each in forecasts)
    spread = 1.2816 * sqrt(sum(each.probability * (1 - each.probability) for each in forecasts))
    count = len(forecasts)
    return Group(count, expected, max(0, round(expected - spread)), min(count, round(expected + spread)))


def _beliefs(everyone: Sequence[History], own: Sequence[Months]) -> tuple[Floats, Floats]:
    """The beta law of each one's chance: own months beside the coach's, hers beside the cohort's."""
    by_coach: dict[str, Months] = {}
    for history, months in zip(everyone, own, strict=True):
        by_coach[history.coach] = by_coach.get(history.coach, Months()) + months
    cohort = _pace(sum(own, Months()), USUAL_PACE, USUAL_WEIGHT)
    paces = {
        coach: _pace(months, cohort, COACH_WEIGHT) if coach else cohort for coach, months in by_coach.items()
    }
    toward = np.array([paces[history.coach] for history in everyone])
    kept = np.array([months.kept for months in own], float)
    missed = np.array([months.missed for months in own], float)
    return kept + COOPERATIVE_WEIGHT * toward, missed + COOPERATIVE_WEIGHT * (1 - toward)


def _pace(months: Months, toward: float, weight: float) -> float:
    return (months.kept + weight * toward) / (months.kept + months.missed + weight)


def _played(everyone: Sequence[History], a: Floats, b: Floats) -> list[Floats]:
    """The law of the number of visits at the end. Alike histories are played once, all of one contract at once."""
    final: list[Floats] = [np.zeros(0)] * len(everyone)
    contracts: dict[tuple[int, int], list[int]] = {}
    for place, history in enumerate(everyone):
        contracts.setdefault((history.visits, history.months), []).append(place)
    for (visits, months), places in contracts.items():
        rows = [(min(len(everyone[p].held), visits), _next_month(everyone[p]), a[p], b[p]) for p in places]
        different, which = np.unique(np.round(np.array(rows), 6), axis=0, return_inverse=True)
        laws = _laws(different, visits, months)
        for place, row in zip(places, which.ravel(), strict=True):
            final[place] = laws[row]
    return final


def _next_month(history: History) -> int:
    """The first month that may still bring a visit."""
    month = max(1, history.month)
    month += history.held.count(month) > 0
    return month + MONTHS_SUSPENDED if history.suspended else month


def _laws(rows: Floats, visits: int, months: int) -> Floats:
    """Rows of (held, next month, a, b) → rows of P(0…visits held at the end)."""
    held, following = rows[:, 0].astype(int), rows[:, 1]
    chance = (np.arange(NODES) + 0.5) / NODES
    logs = (rows[:, 2:3] - 1) * np.log(chance) + (rows[:, 3:4] - 1) * np.log1p(-chance)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    state = np.zeros((len(rows), NODES, visits + 1))
    state[np.arange(len(rows)), :, held] = 1.0
    for month in range(1, months + 1):
        behind = due_by(month, visits, months)  # states below it owe a visit
        moving = state[:, :, :behind] * chance[None, :, None] * (following <= month)[:, None, None]
        state[:, :, :behind] -= moving
        state[:, :, 1 : behind + 1] += moving
    return np.asarray(np.einsum("rn,rnk->rk", weights, state))


def _stays(everyone: Sequence[History]) -> Floats:
    """The chance of staying until the end, from those who left so far and the signs each one shows."""
    at_risk = sum(min(max(0, history.month), history.months) for history in everyone)
    gone = sum(history.left for history in everyone)
    monthly = (gone + USUAL_LEAVING * LEAVING_WEIGHT) / (at_risk + LEAVING_WEIGHT)
    signs = np.array([len(_signs(history)) for history in everyone])
    ahead = np.array([max(0, history.months - max(0, history.month)) for history in everyone])
    risk = np.minimum(0.5, monthly * LEAVING_FACTOR**signs)
    here = np.array([0.0 if history.left else 1.0 for history in everyone])
    return np.asarray(here * (1 - risk) ** ahead)


def _signs(history: History) -> list[Reason]:
    """What goes with leaving: nothing here says that it causes it."""
    signs = []
    if history.gap_days is not None and history.gap_days >= LONG_GAP_DAYS:
        signs.append(Reason("long_gap", {"days": history.gap_days}))
    if history.missed_modules >= MISSED_MODULES:
        signs.append(Reason("missed_modules", {"count": history.missed_modules}))
    if history.late_actions >= LATE_ACTIONS:
        signs.append(Reason("late_actions", {"count": history.late_actions}))
    if history.suspended:
        signs.append(Reason("suspended"))
    return signs


def _told(history: History, months: Months, law: Floats, stays: float) -> Forecast:
    held = len(history.held)
    if history.left:
        return Forecast(history.id, 0.0, held, held, held, held, 0, held, (Reason("left", {"held": held}),))
    tails = np.cumsum(law)
    outside = (1 - CERTAINTY) / 2
    probability = 1.0 if held >= history.visits else float(law[history.visits] * stays)
    past = min(max(1, history.month), history.months)
    pace = min(history.visits, round(held * history.months / past))
    expected = float(np.dot(np.arange(len(law)), law)) if held < history.visits else float(history.visits)
    return Forecast(
        id=history.id,
        probability=probability,
        expected=expected,
        low=int(np.searchsorted(tails, outside)),
        high=min(history.visits, int(np.searchsorted(tails, 1 - outside))),
        held=held,
        due=due_by(history.month, history.visits, history.months),
        at_this_pace=max(held, pace),
        reasons=_reasons(history, held, max(held, pace)),
    )


def _reasons(history: History, held: int, pace: int) -> tuple[Reason, ...]:
    if held >= history.visits:
        return (Reason("complete", {"held": held}),)
    if history.month < 1:
        return (Reason("not_started"),)
    facts = {
        "held": held,
        "month": min(history.month, history.months),
        "pace": pace,
        "visits": history.visits,
    }
    left = history.months - history.month + 1
    short = [Reason("months_short", {"left": max(0, left), "missing": history.visits - held})]
    too_few = history.visits - held > max(0, left)
    return (Reason("pace", facts), *(short if too_few else ()), *_signs(history))
