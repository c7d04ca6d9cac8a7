"""The selection rules as data: grid v1, what a version may hold, and every fault of a version in words.

The schema is told in `docs/method/rules.md`. Decimals are strings, so that no binary rounding enters a rule.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext_lazy as _

from mourafaka.engine.score import HIGHEST_MARK, Grid, ScoreError, exact

DATA = resources.files("mourafaka.calls") / "data"
LEVELS = 6  # a mark is 0, 1, 2, 3, 4 or 5
YES_NO = frozenset({"yes", "no"})
KEYS = frozenset(
    [
        "version",
        "seats",
        "basis",
        "grid",
        "threshold",
        "readings",
        "third_reading",
        "quotas",
        "reserve_share",
        "ties",
    ]
)
CRITERION_KEYS = frozenset(["code", "weight", "label", "guide", "levels", "eliminatory_below"])
QUOTA_KEYS = frozenset(["column", "value", "min", "max"])
WORDS = {"basis": frozenset({"raw", "adjusted"})}

# What can be known of every application: the values a quota may name. None: asked from the call.
Known = Mapping[str, Collection[str]]

SENTENCES = {
    "not_an_object": _("%(place)s: a group of named values is expected."),
    "not_a_list": _("%(place)s: a list is expected."),
    "missing": _("%(place)s is missing."),
    "unknown_key": _("%(place)s: “%(key)s” is not known here."),
    "not_a_whole_number": _("%(place)s: “%(value)s” is not a whole number."),
    "not_a_number": _("%(place)s: “%(value)s” is not a number."),
    "out_of_range": _("%(place)s: %(value)s is not between %(low)s and %(high)s."),
    "not_a_choice": _("%(place)s: “%(value)s” is not one of %(choices)s."),
    "text_missing": _("%(place)s: the text in “%(language)s” is missing."),
    "six_levels": _("%(place)s: six level descriptions are needed, from 0 to 5; there are %(count)s."),
    "weights": _("The weights of the grid add up to %(total)s; they must add up to 100."),
    "weight_not_positive": _("%(place)s: the weight must be above zero."),
    "criterion_twice": _("The criterion “%(code)s” appears twice in the grid."),
    "grid_empty": _("The grid has no criterion."),
    "unknown_column": _("%(place)s: the column “%(column)s” is not known; known are %(choices)s."),
    "unknown_value": _("%(place)s: “%(value)s” is not a value of the column “%(column)s” in this call."),
    "quota_empty": _("%(place)s: give a minimum, a maximum or both."),
    "quota_crossed": _("%(place)s: the minimum %(low)s is above the maximum %(high)s."),
    "quota_above_seats": _("%(place)s: the minimum %(low)s is above the %(seats)s seats."),
    "quota_twice": _("%(place)s: this quota already stands on line %(first)s."),
    "minimums_above_seats": _(
        "The minimums of the column “%(column)s” add up to %(total)s, more than the %(seats)s seats."
    ),
    "maximums_below_seats": _(
        "The maximums of the column “%(column)s” add up to %(total)s and leave some of the %(seats)s seats empty."
    ),
    "tie_unknown": _("Ties: “%(code)s” is not a criterion of the grid."),
    "tie_twice": _("Ties: “%(code)s” is named twice."),
}
PLACES = {
    "rules": _("Rules"),
    "seats": _("Seats"),
    "basis": _("Marks used"),
    "grid": _("Grid"),
    "threshold": _("Threshold"),
    "readings": _("Readings per application"),
    "third_reading": _("Third reading"),
    "criterion_gap": _("Third reading, gap on a criterion"),
    "total_gap": _("Third reading, gap on the total"),
    "quotas": _("Quotas"),
    "reserve_share": _("Share of the reserve list"),
    "ties": _("Ties"),
    "criterion": _("Criterion %(code)s"),
    "weight": _("Criterion %(code)s, weight"),
    "label": _("Criterion %(code)s, name"),
    "level": _("Criterion %(code)s, level %(level)s"),
    "eliminatory": _("Criterion %(code)s, eliminatory mark"),
    "quota": _("Quota, line %(line)s"),
}


@dataclass(frozen=True)
class Problem:
    """One fault of the data: `where` it is, what it is, worded when asked."""

    code: str
    where: str = "rules"
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        place = str(PLACES[self.where]) % self.facts
        return str(SENTENCES[self.code]) % {**self.facts, "place": place}


class RulesFaulty(ValueError):
    """Data that cannot serve as rules, with every fault found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.code for problem in problems))


@cache
def _packaged_grid() -> str:
    return (DATA / "grid_v1.json").read_text(encoding="utf-8")


def grid_v1() -> list[dict[str, Any]]:
    """A fresh copy of the programme's first grid: nine criteria, six described levels each."""
    grid: list[dict[str, Any]] = json.loads(_packaged_grid())
    return grid


@cache
def document_kinds() -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads((DATA / "document_kinds.json").read_text(encoding="utf-8")))


def default_rules(seats: int) -> dict[str, Any]:
    """What a new call starts with; quotas are proposed once applications are there."""
    return {
        "version": 1,
        "seats": seats,
        "basis": "adjusted",
        "grid": grid_v1(),
        "threshold": "60",
        "readings": 2,
        "third_reading": {"criterion_gap": "2", "total_gap": "20"},
        "quotas": [],
        "reserve_share": "0.20",
        "ties": ["C7", "C2"],
    }


def checked(data: Any, known: Known) -> dict[str, Any]:
    """The data in one form (decimals as strings, empty bounds left out), or RulesFaulty with every fault.

    `known` gives for each column that quotas may use its values in this call.
    """
    if not isinstance(data, Mapping):
        raise RulesFaulty([Problem("not_an_object")])
    problems = list(_faults(data, known))
    if problems:
        raise RulesFaulty(problems)
    return _normalised(data)


def _faults(data: Mapping[str, Any], known: Known) -> Iterator[Problem]:
    for key in data.keys() - KEYS:
        yield Problem("unknown_key", facts={"key": key})
    yield from _whole(data, "seats", 1, 100_000)
    yield from _whole(data, "readings", 1, 9)
    yield from _number(data.get("threshold"), "threshold", 0, 100)
    yield from _number(data.get("reserve_share"), "reserve_share", 0, 1)
    yield from _choice(data, "basis")
    yield from _third_reading(data.get("third_reading"))
    yield from _grid(data.get("grid"))
    yield from _ties(data)
    yield from _quotas(data, known)


def _whole(data: Mapping[str, Any], key: str, low: int, high: int) -> Iterator[Problem]:
    value = data.get(key)
    if value is None:
        yield Problem("missing", key)
    elif type(value) is not int:
        yield Problem("not_a_whole_number", key, {"value": value})
    elif not low <= value <= high:
        yield Problem("out_of_range", key, {"value": value, "low": low, "high": high})


def _number(value: Any, where: str, low: int, high: int, **facts: Any) -> Iterator[Problem]:
    if value is None or value == "":
        yield Problem("missing", where, facts)
        return
    try:
        number = exact(value if type(value) is not bool else None)
    except ScoreError:
        yield Problem("not_a_number", where, {**facts, "value": value})
        return
    if not low <= number <= high:
        yield Problem("out_of_range", where, {**facts, "value": number, "low": low, "high": high})


def _choice(data: Mapping[str, Any], key: str) -> Iterator[Problem]:
    value = data.get(key)
    if value is None:
        yield Problem("missing", key)
    elif not isinstance(value, str) or value not in WORDS[key]:
        yield Problem("not_a_choice", key, {"value": value, "choices": ", ".join(sorted(WORDS[key]))})


def _third_reading(value: Any) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem("not_an_object", "third_reading")
        return
    for key in value.keys() - {"criterion_gap", "total_gap"}:
        yield Problem("unknown_key", "third_reading", {"key": key})
    yield from _number(value.get("criterion_gap"), "criterion_gap", 0, 5)
    yield from _number(value.get("total_gap"), "total_gap", 0, 100)


def _grid(lines: Any) -> Iterator[Problem]:
    if not isinstance(lines, Sequence) or isinstance(lines, str):
        yield Problem("not_a_list", "grid")
        return
    if not lines:
        yield Problem("grid_empty", "grid")
        return
    faults = [problem for line in lines for problem in _criterion(line)]
    yield from faults
    if not faults:
        yield from _grid_as_a_whole(lines)


def _criterion(line: Any) -> Iterator[Problem]:
    if not isinstance(line, Mapping) or not isinstance(line.get("code"), str) or not line["code"].strip():
        yield Problem("not_an_object", "grid")
        return
    code = line["code"]
    for key in line.keys() - CRITERION_KEYS:
        yield Problem("unknown_key", "criterion", {"code": code, "key": key})
    yield from _number(line.get("weight"), "weight", 0, 100, code=code)
    if line.get("eliminatory_below") is not None:
        yield from _number(line["eliminatory_below"], "eliminatory", 0, int(HIGHEST_MARK), code=code)
    yield from _in_two(line.get("label"), "label", code=code)
    levels = line.get("levels")
    if not isinstance(levels, Sequence) or isinstance(levels, str) or len(levels) != LEVELS:
        count = len(levels) if isinstance(levels, Sequence) else 0
        yield Problem("six_levels", "criterion", {"code": code, "count": count})
        return
    for number, level in enumerate(levels):
        yield from _in_two(level, "level", code=code, level=number)


def _in_two(text: Any, where: str, **facts: Any) -> Iterator[Problem]:
    for language in ("fr", "ar"):
        words = text.get(language) if isinstance(text, Mapping) else None
        if not isinstance(words, str) or not words.strip():
            yield Problem("text_missing", where, {**facts, "language": language})


def _grid_as_a_whole(lines: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    try:
        Grid.from_rules(lines)
    except ScoreError as error:
        if error.code == "criterion_twice":
            yield Problem("criterion_twice", "grid", {"code": error.facts["criterion"]})
        elif error.code == "weight_not_positive":
            yield Problem("weight_not_positive", "weight", {"code": error.facts["criterion"]})
        else:
            yield Problem("weights", "grid", {"total": sum(exact(line["weight"]) for line in lines)})


def _ties(data: Mapping[str, Any]) -> Iterator[Problem]:
    ties = data.get("ties")
    if not isinstance(ties, Sequence) or isinstance(ties, str):
        yield Problem("not_a_list", "ties")
        return
    codes = _codes(data.get("grid"))
    for position, code in enumerate(ties):
        if code not in codes:
            yield Problem("tie_unknown", "ties", {"code": code})
        if code in ties[:position]:
            yield Problem("tie_twice", "ties", {"code": code})


def _codes(grid: Any) -> list[Any]:
    if not isinstance(grid, Sequence):
        return []
    return [line.get("code") for line in grid if isinstance(line, Mapping)]


def _quotas(data: Mapping[str, Any], known: Known) -> Iterator[Problem]:
    quotas = data.get("quotas")
    if not isinstance(quotas, Sequence) or isinstance(quotas, str):
        yield Problem("not_a_list", "quotas")
        return
    seats = data.get("seats")
    faults: list[Problem] = []
    first_line: dict[tuple[Any, Any], int] = {}
    for line, quota in enumerate(quotas, start=1):
        if not isinstance(quota, Mapping):
            faults.append(Problem("not_an_object", "quota", {"line": line}))
            continue
        faults += _quota(quota, line, known, seats if type(seats) is int else None)
        key = (str(quota.get("column")), str(quota.get("value")))
        if key in first_line:
            faults.append(Problem("quota_twice", "quota", {"line": line, "first": first_line[key]}))
        first_line.setdefault(key, line)
    yield from faults
    if not faults and type(seats) is int:
        yield from _quotas_together(quotas, known, seats)


def _quota(quota: Mapping[str, Any], line: int, known: Known, seats: int | None) -> Iterator[Problem]:
    facts = {"line": line}
    for key in quota.keys() - QUOTA_KEYS:
        yield Problem("unknown_key", "quota", {**facts, "key": key})
    column, value = quota.get("column"), quota.get("value")
    if not isinstance(column, str) or column not in known:
        yield Problem(
            "unknown_column", "quota", {**facts, "column": column, "choices": ", ".join(sorted(known))}
        )
    elif not isinstance(value, str) or value not in known[column]:
        yield Problem("unknown_value", "quota", {**facts, "column": column, "value": value})
    low, high = quota.get("min"), quota.get("max")
    wrong = [bound for bound in (low, high) if bound is not None and (type(bound) is not int or bound < 0)]
    for bound in wrong:
        yield Problem("not_a_whole_number", "quota", {**facts, "value": bound})
    if low is None and high is None:
        yield Problem("quota_empty", "quota", facts)
    if wrong or low is None:
        return
    if high is not None and low > high:
        yield Problem("quota_crossed", "quota", {**facts, "low": low, "high": high})
    if seats is not None and low > seats:
        yield Problem("quota_above_seats", "quota", {**facts, "low": low, "seats": seats})


def _quotas_together(quotas: Sequence[Mapping[str, Any]], known: Known, seats: int) -> Iterator[Problem]:
    """An application has one value in each column, so the bounds of a column meet the seats."""
    for column in dict.fromkeys(quota["column"] for quota in quotas):
        mine = [quota for quota in quotas if quota["column"] == column]
        lows = sum(quota.get("min") or 0 for quota in mine)
        if lows > seats:
            yield Problem("minimums_above_seats", "quotas", {"column": column, "total": lows, "seats": seats})
        highs = {quota["value"]: quota["max"] for quota in mine if quota.get("max") is not None}
        if highs.keys() >= set(known[column]) and (room := sum(highs.values())) < seats:
            yield Problem("maximums_below_seats", "quotas", {"column": column, "total": room, "seats": seats})


def _normalised(data: Mapping[str, Any]) -> dict[str, Any]:
    third = data["third_reading"]
    return {
        **data,
        "threshold": _text(data["threshold"]),
        "reserve_share": _text(data["reserve_share"]),
        "third_reading": {key: _text(third[key]) for key in ("criterion_gap", "total_gap")},
        "grid": [_criterion_line(line) for line in data["grid"]],
        "quotas": [
            {key: value for key, value in quota.items() if value is not None} for quota in data["quotas"]
        ],
        "ties": list(data["ties"]),
    }


def _criterion_line(line: Mapping[str, Any]) -> dict[str, Any]:
    floor, weight = line.get("eliminatory_below"), exact(line["weight"])
    return {
        **line,
        "weight": int(weight) if weight == weight.to_integral_value() else _text(weight),
        "eliminatory_below": None if floor in (None, "") else _text(floor),
    }


def _text(value: Any) -> str:
    """A decimal as people write it: 60, 0.2, 2.5."""
    number = Decimal(value)
    return format(number.normalize(), "f") if number else "0"
