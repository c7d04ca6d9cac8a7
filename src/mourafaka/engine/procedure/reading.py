"""Reading the JSON a procedure starts from: a version of the rules, the applications, the reviews."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from mourafaka.engine.choose import Quota
from mourafaka.engine.score import Grid, Thresholds, check, exact

DEFAULT_STABILITY = {"seed": 2020, "scenarios": 100, "spread_percent": 20}

_OF_AN_APPLICATION = ("number", "submitted_at", "eligible", "reason")


class ProcedureError(ValueError):
    """Data the procedure cannot start from; `code` names the reason and `facts` its particulars."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


@dataclass(frozen=True)
class PublishedRules:
    """One version of the rules of a call. `stability`: seed, number of scenarios, spread of weights in %."""

    version: int
    seats: int
    basis: str
    grid: Grid
    threshold: Decimal
    readings: int
    third_reading: Thresholds | None
    quotas: tuple[Quota, ...]
    reserve: int
    ties: tuple[str, ...]
    stability: Mapping[str, int]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "PublishedRules":
        """Read the rules; what is absent is: no threshold, no quota, no reserve, no tie criterion."""
        for name in ("seats", "grid"):
            if name not in data:
                raise ProcedureError("rule_missing", rule=name)
        basis = data.get("basis", "adjusted")
        if basis not in ("raw", "adjusted"):
            raise ProcedureError("unknown_basis", basis=basis)
        grid, seats = Grid.from_rules(data["grid"]), _whole(data["seats"], "seats", least=1)
        ties = tuple(data.get("ties", ()))
        for code in ties:
            if code not in grid.codes:
                raise ProcedureError("unknown_tie_criterion", criterion=code)
        gaps = data.get("third_reading")
        return cls(
            version=_whole(data.get("version", 1), "version"),
            seats=seats,
            basis=basis,
            grid=grid,
            threshold=exact(data.get("threshold", 0), rule="threshold"),
            readings=_whole(data.get("readings", 1), "readings", least=1),
            third_reading=gaps and Thresholds(exact(gaps["criterion_gap"]), exact(gaps["total_gap"])),
            quotas=tuple(_quota(quota) for quota in data.get("quotas", ())),
            reserve=_reserve(seats, exact(data.get("reserve_share", 0), rule="reserve_share")),
            ties=ties,
            stability=DEFAULT_STABILITY | dict(data.get("stability", {})),
        )


@dataclass(frozen=True)
class Dossier:
    """An application without its name: number, columns the rules speak of, when it came, whether eligible."""

    number: str
    columns: Mapping[str, str]
    submitted_at: datetime
    eligible: bool
    reason: str


@dataclass(frozen=True)
class Review:
    """The marks one reviewer gave to one application."""

    application: str
    reviewer: str
    marks: Mapping[str, Decimal]


def read_dossiers(rows: Iterable[Mapping[str, Any]]) -> dict[str, Dossier]:
    """The applications by number, in the order of their numbers."""
    found: dict[str, Dossier] = {}
    for row in rows:
        number = str(row["number"])
        if number in found:
            raise ProcedureError("application_twice", application=number)
        columns = {name: _text(value) for name, value in row.items() if name not in _OF_AN_APPLICATION}
        found[number] = Dossier(
            number,
            columns,
            _moment(row["submitted_at"], number),
            _yes(row.get("eligible", True), number),
            str(row.get("reason") or ""),
        )
    return dict(sorted(found.items()))


def read_reviews(
    rows: Iterable[Mapping[str, Any]], dossiers: Mapping[str, Dossier], grid: Grid
) -> dict[str, list[Review]]:
    """The reviews of each eligible application, by reviewer; those of the others count for nothing."""
    found: dict[str, dict[str, Review]] = {
        number: {} for number, dossier in dossiers.items() if dossier.eligible
    }
    for row in rows:
        number, reviewer = str(row["application"]), str(row["reviewer"])
        if number not in dossiers:
            raise ProcedureError("unknown_application", application=number, reviewer=reviewer)
        if number not in found:
            continue
        if reviewer in found[number]:
            raise ProcedureError("review_twice", application=number, reviewer=reviewer)
        where = {"application": number, "reviewer": reviewer}
        marks = {code: exact(mark, criterion=code, **where) for code, mark in row["marks"].items()}
        check(marks, grid, **where)
        found[number][reviewer] = Review(number, reviewer, marks)
    if unread := [number for number, reviews in found.items() if not reviews]:
        raise ProcedureError("not_read", applications=tuple(unread))
    return {number: [reviews[name] for name in sorted(reviews)] for number, reviews in found.items()}


def _quota(quota: Mapping[str, Any]) -> Quota:
    most = quota.get("max")
    return Quota(
        str(quota["column"]),
        _text(quota["value"]),
        _whole(quota.get("min") or 0, "min"),
        None if most is None else _whole(most, "max"),
    )


def _reserve(seats: int, share: Decimal) -> int:
    return int((seats * share).to_integral_value(ROUND_CEILING))


def _whole(value: object, rule: str, least: int = 0) -> int:
    number = exact(value, rule=rule)
    if number != number.to_integral_value() or number < least:
        raise ProcedureError("not_a_whole_number", rule=rule, value=value, least=least)
    return int(number)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _yes(value: object, number: str) -> bool:
    answers = {"yes": True, "true": True, "no": False, "false": False}
    if (text := str(value).lower()) not in answers:
        raise ProcedureError("not_yes_or_no", application=number, column="eligible", value=value)
    return answers[text]


def _moment(value: object, number: str) -> datetime:
    """An instant in UTC; a time without a zone is taken for UTC."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise ProcedureError("not_a_moment", application=number, value=value) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
