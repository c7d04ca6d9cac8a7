"""What goes into a choice and what comes out of it.

Units: scores are points with at most four decimals, held as integers of 1/10,000 point; costs are dirhams with
at most two decimals, held as integers of centimes. No figure of a choice ever passes through a float.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

SCORE_UNIT = 10_000
CENTIMES = 100
_SCORE_LIMIT = 10**10
_COST_LIMIT = 10**14

_SENTENCES = {
    "no_candidates": "There is no candidate to choose from.",
    "lengths_differ": "{what} has {found} entries for {expected} candidates.",
    "id_empty": "Candidate number {place} has no id.",
    "id_repeated": "The id “{id}” stands for two candidates.",
    "score_not_number": "The score “{score}” of {id} is not a finite number.",
    "score_places": "The score {score} of {id} has more than four decimal places.",
    "score_out_of_range": "The score {score} of {id} is out of range.",
    "cost_not_number": "The cost “{cost}” of {id} is not a finite number.",
    "cost_places": "The cost {cost} of {id} has more than two decimal places.",
    "cost_negative": "The cost {cost} of {id} is negative or out of range.",
    "cost_missing": "A budget is set, but the candidates have no cost.",
    "seats_not_positive": "There must be at least one seat; {seats} were asked for.",
    "reserve_negative": "The reserve list cannot have {reserve} places.",
    "budget_negative": "The budget {budget} is negative.",
    "quota_negative": "The quota {quota} is negative.",
    "quota_crossed": "The quota on {column}={value} asks for at least {minimum} and at most {maximum}.",
    "quota_repeated": "There are two quotas on {column}={value}.",
    "column_unknown": "The candidates have no column “{column}”; they have: {columns}.",
    "id_unknown": "No candidate has the id “{id}”.",
    "kept_and_left_out": "{id} can not be both kept and left out.",
    "not_chosen": "The choice is infeasible: there is no refusal to explain.",
}


class ChoiceError(ValueError):
    """The question itself is wrong; `code` and `facts` let each door word it in its language."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(_SENTENCES[code].format(**facts))


@dataclass(frozen=True)
class Quota:
    """At least `minimum` and at most `maximum` chosen whose `column` holds `value`."""

    column: str
    value: str
    minimum: int = 0
    maximum: int | None = None

    def __post_init__(self) -> None:
        for bound in (self.minimum, self.maximum):
            if bound is not None and bound < 0:
                raise ChoiceError("quota_negative", quota=f"{self.column}={self.value} {bound}")
        if self.maximum is not None and self.maximum < self.minimum:
            raise ChoiceError(
                "quota_crossed",
                column=self.column,
                value=self.value,
                minimum=self.minimum,
                maximum=self.maximum,
            )


@dataclass(frozen=True)
class Rules:
    """The published rules of a choice.

    `reserve` is the length of the reserve list, by default a fifth of the seats rounded up. `ties` names the
    columns that part equal scores, the first first, the higher value before the lower; a name that begins with
    "-" puts the lower value first (an earlier submission). The id, ascending, always comes last.
    """

    seats: int
    quotas: tuple[Quota, ...] = ()
    budget_mad: Decimal | None = None
    reserve: int | None = None
    ties: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.seats < 1:
            raise ChoiceError("seats_not_positive", seats=self.seats)
        if self.reserve is not None and self.reserve < 0:
            raise ChoiceError("reserve_negative", reserve=self.reserve)
        if self.budget_mad is not None and not (self.budget_mad.is_finite() and self.budget_mad >= 0):
            raise ChoiceError("budget_negative", budget=self.budget_mad)
        seen = set()
        for quota in self.quotas:
            if (quota.column, quota.value) in seen:
                raise ChoiceError("quota_repeated", column=quota.column, value=quota.value)
            seen.add((quota.column, quota.value))

    @property
    def reserve_places(self) -> int:
        return -(-self.seats // 5) if self.reserve is None else self.reserve


@dataclass(frozen=True, eq=False)
class Column:
    """A column of text held as small numbers: row `i` says `values[codes[i]]`."""

    codes: npt.NDArray[np.integer[Any]]
    values: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Column:
        values = tuple(sorted(set(texts)))
        place = {value: code for code, value in enumerate(values)}
        return cls(np.fromiter((place[text] for text in texts), np.int32, len(texts)), values)


@dataclass(frozen=True, eq=False)
class Candidates:
    """Those among whom one chooses; the order of the rows means nothing.

    `scores` and `costs_mad` are exact numbers (Decimal, int or their text) in points and dirhams; a numpy
    array of integers is taken as already scaled, to 1/10,000 point and to centimes.
    """

    ids: Sequence[str]
    scores: Ints
    columns: Mapping[str, Column]
    costs: Ints | None

    def __init__(
        self,
        ids: Sequence[str],
        scores: Sequence[Decimal | int | str] | Ints,
        columns: Mapping[str, Sequence[str] | Column] | None = None,
        costs_mad: Sequence[Decimal | int | str] | Ints | None = None,
    ) -> None:
        _check_ids(ids)
        held = {name: column if isinstance(column, Column) else Column.of(column)
                for name, column in (columns or {}).items()}  # fmt: skip
        set_ = object.__setattr__
        set_(self, "ids", ids)
        set_(self, "scores", _scaled_scores(ids, scores))
        set_(self, "columns", held)
        set_(self, "costs", None if costs_mad is None else _scaled_costs(ids, costs_mad))
        lengths = {"The list of scores": len(self.scores)}
        lengths |= {f"The column {name}": len(column.codes) for name, column in held.items()}
        lengths |= {} if self.costs is None else {"The list of costs": len(self.costs)}
        for what, found in lengths.items():
            if found != len(ids):
                raise ChoiceError("lengths_differ", what=what, found=found, expected=len(ids))

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Candidates:
        """From mappings with `id`, `score`, perhaps `cost_mad`, and the same further columns in every row."""
        table = list(rows)
        names = [name for name in (table[0] if table else ()) if name not in ("id", "score", "cost_mad")]
        with_costs = bool(table) and "cost_mad" in table[0]
        return cls(
            [str(row["id"]) for row in table],
            [row["score"] for row in table],
            {name: [str(row[name]) for row in table] for name in names},
            [row["cost_mad"] for row in table] if with_costs else None,
        )

    def with_scores(self, scores: Sequence[Decimal | int | str] | Ints) -> Candidates:
        """The same candidates under other scores, in the same order of rows."""
        other = object.__new__(Candidates)
        for name in ("ids", "columns", "costs"):
            object.__setattr__(other, name, getattr(self, name))
        object.__setattr__(other, "scores", _scaled_scores(self.ids, scores))
        if len(other.scores) != len(self.ids):
            raise ChoiceError(
                "lengths_differ", what="The list of scores", found=len(scores), expected=len(self.ids)
            )
        return other

    def __len__(self) -> int:
        return len(self.ids)


RuleKind = Literal["seats", "min", "max", "budget", "ties"]


@dataclass(frozen=True)
class Rule:
    """One rule that can bind; its text is its name in reports, such as "province=09.541 max 10"."""

    kind: RuleKind
    limit: int | Decimal = 0
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        if self.kind in ("min", "max"):
            return f"{self.column}={self.value} {self.kind} {self.limit}"
        return self.kind


@dataclass(frozen=True)
class Change:
    """A rule and the limit it would need."""

    rule: Rule
    to: int | Decimal


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot hold together, though they could if any one of them went.

    `relaxation` is the part of the choice's smallest relaxation that touches these rules. When the budget is
    one of them, `budget_needed_mad` is the least budget under which all the other rules hold unchanged, or
    None when no budget is enough.
    """

    rules: tuple[Rule, ...]
    relaxation: tuple[Change, ...]
    budget_needed_mad: Decimal | None = None


@dataclass(frozen=True)
class Choice:
    """The answer. `objective` and `bound` are points and equal: the optimum is proven, or there is none."""

    status: Literal["optimal", "infeasible"]
    objective: Decimal | None = None
    bound: Decimal | None = None
    chosen: tuple[str, ...] = ()
    reserve: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    relaxation: tuple[Change, ...] = ()
    prices: tuple[int, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True)
class Refusal:
    """Why one candidate was not chosen.

    `rank` is the place in publication order among all candidates. `cutoff` is the score at which the best
    choice with the candidate equals the best choice; None when no score would do. `gap` is what was missing,
    in points; zero means that the tie rule decided. `needed` is the least score that is certain to be chosen
    (just above the cutoff: at the cutoff itself the tie rule decides), `instead_of` those who would then have
    gone.
    """

    id: str
    rank: int
    rule: Rule
    cutoff: Decimal | None
    gap: Decimal | None
    needed: Decimal | None
    instead_of: tuple[str, ...] = ()


def points(scaled: int) -> Decimal:
    """Points from integers of 1/10,000 point."""
    return Decimal(int(scaled)).scaleb(-4)


def dirhams(centimes: int) -> Decimal:
    return Decimal(int(centimes)).scaleb(-2)


def _check_ids(ids: Sequence[str]) -> None:
    if not len(ids):
        raise ChoiceError("no_candidates")
    if len(set(ids)) == len(ids) and "" not in ids:
        return
    seen: set[str] = set()
    for place, name in enumerate(ids, start=1):
        if not name:
            raise ChoiceError("id_empty", place=place)
        if name in seen:
            raise ChoiceError("id_repeated", id=name)
        seen.add(name)


def _scaled(number: Decimal | int | str, unit: int) -> int | None:
    """The number in units of 1/`unit`, None when it has more decimals than that; ValueError if no number."""
    exact = Decimal(number)
    if not exact.is_finite():
        raise ValueError
    scaled = exact * unit
    return int(scaled) if scaled == scaled.to_integral_value() else None


def _scaled_scores(ids: Sequence[str], scores: Sequence[Decimal | int | str] | Ints) -> Ints:
    if isinstance(scores, np.ndarray) and np.issubdtype(scores.dtype, np.integer):
        held = scores.astype(np.int64, copy=False)
        wrong = np.flatnonzero(np.abs(held) > _SCORE_LIMIT)
        if len(wrong):
            raise ChoiceError("score_out_of_range", score=held[wrong[0]], id=ids[wrong[0]])
        return held
    result = np.zeros(len(scores), np.int64)
    for place, (name, score) in enumerate(zip(ids, scores, strict=False)):
        try:
            scaled = _scaled(score, SCORE_UNIT)
        except (ValueError, ArithmeticError, TypeError):
            raise ChoiceError("score_not_number", score=score, id=name) from None
        if scaled is None:
            raise ChoiceError("score_places", score=score, id=name)
        if abs(scaled) > _SCORE_LIMIT:
            raise ChoiceError("score_out_of_range", score=score, id=name)
        result[place] = scaled
    return result


def _scaled_costs(ids: Sequence[str], costs: Sequence[Decimal | int | str] | Ints) -> Ints:
    if isinstance(costs, np.ndarray) and np.issubdtype(costs.dtype, np.integer):
        held = costs.astype(np.int64, copy=False)
        wrong = np.flatnonzero((held < 0) | (held > _COST_LIMIT))
        if len(wrong):
            raise ChoiceError("cost_negative", cost=dirhams(held[wrong[0]]), id=ids[wrong[0]])
        return held
    result = np.zeros(len(costs), np.int64)
    for place, (name, cost) in enumerate(zip(ids, costs, strict=False)):
        try:
            scaled = _scaled(cost, CENTIMES)
        except (ValueError, ArithmeticError, TypeError):
            raise ChoiceError("cost_not_number", cost=cost, id=name) from None
        if scaled is None:
            raise ChoiceError("cost_places", cost=cost, id=name)
        if not 0 <= scaled <= _COST_LIMIT:
            raise ChoiceError("cost_negative", cost=cost, id=name)
        result[place] = scaled
    return result
