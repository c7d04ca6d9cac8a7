"""What the procedure answers. Every figure is an exact decimal, written as text in JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any, Literal

from mourafaka.engine.choose import Change, Conflict, Rule

Status = Literal["optimal", "infeasible", "empty"]
Stage = Literal["eligibility", "eliminatory", "threshold", "choice"]


@dataclass(frozen=True)
class Assessed:
    """An application that was read: `score` is `raw` or `adjusted`, as the basis of the rules says.

    `raw` = mean total of its readings, `adjusted` = raw - mean severity of its readers, `spread` = highest -
    lowest total, `criteria` = mean marks. Ranks are among all that were read; `component` is the rank of its
    group of readers in `Calibrated.components`.
    """

    number: str
    readings: int
    raw: Decimal
    adjusted: Decimal
    score: Decimal
    spread: Decimal
    criteria: Mapping[str, Decimal]
    raw_rank: int
    adjusted_rank: int
    component: int
    standing: Literal["chosen", "reserve", "refused"]


@dataclass(frozen=True)
class CriterionChange:
    """A mean mark that is under its eliminatory mark, and where it would have to be."""

    criterion: str
    mean: Decimal
    to: Decimal


@dataclass(frozen=True)
class Refused:
    """Why an application was not chosen (the reserve included).

    `stage` is where it stopped, `rule` what stopped it, `reason` the eligibility gate's. `cutoff` is the
    score that equals the best choice, `needed` the least score certain to be chosen with the others as they
    are, `gap` = needed - score; they are None when no score would do. `changes` are the eliminatory marks to
    lift besides. `instead_of` are those who would have gone.
    """

    number: str
    stage: Stage
    rule: str
    reason: str = ""
    rank: int | None = None
    score: Decimal | None = None
    cutoff: Decimal | None = None
    needed: Decimal | None = None
    gap: Decimal | None = None
    changes: tuple[CriterionChange, ...] = ()
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pending:
    """A reading the rules ask for that was not given: `readings` under their number, or a `third_reading`."""

    number: str
    kind: Literal["readings", "third_reading"]
    criteria: tuple[str, ...] = ()
    total_gap: Decimal | None = None


@dataclass(frozen=True)
class Calibrated:
    """How the reviewers marked; see `engine.calibrate`. Several components, or not separable: say so."""

    mu: Decimal
    severity: Mapping[str, Decimal]
    readings: Mapping[str, int]
    components: tuple[tuple[str, ...], ...]
    separable: bool


@dataclass(frozen=True)
class Stability:
    """The share of perturbed weights under which each chosen one stays, and who stays on the other basis."""

    scenarios: int
    share: Mapping[str, Decimal]
    stays_on_other_basis: Mapping[str, bool]


@dataclass(frozen=True)
class Outcome:
    """The result of the procedure. `seats_unfilled`: places no application above the threshold could fill.

    `status` is empty when no application passes the threshold. When infeasible, `conflicts` are the rules
    that cannot hold together and `relaxation` the smallest change that lets them.
    """

    status: Status
    rules_version: int
    basis: str
    seats: int
    seats_unfilled: int
    objective: Decimal | None
    bound: Decimal | None
    chosen: tuple[str, ...]
    reserve: tuple[str, ...]
    applications: tuple[Assessed, ...]
    refused: tuple[Refused, ...]
    pending: tuple[Pending, ...]
    calibration: Calibrated | None
    stability: Stability | None
    conflicts: tuple[Conflict, ...] = ()
    relaxation: tuple[Change, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Dictionaries, lists and texts only: the same outcome always gives the same JSON."""
        found: dict[str, Any] = jsonable(self)
        return found


@dataclass(frozen=True)
class Promotion:
    """The rules run again on the free seats: those kept stay, `promoted` come in, `reserve` is what is left.

    `from_reserve`: the reserve sufficed; otherwise all the applications above the threshold were considered.
    """

    status: Status
    chosen: tuple[str, ...]
    promoted: tuple[str, ...]
    withdrawn: tuple[str, ...]
    reserve: tuple[str, ...]
    from_reserve: bool
    seats_unfilled: int
    conflicts: tuple[Conflict, ...] = ()
    relaxation: tuple[Change, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Dictionaries, lists and texts only."""
        found: dict[str, Any] = jsonable(self)
        return found


def jsonable(value: Any) -> Any:
    """`value` as JSON holds it: decimals as text, rules by name, dataclasses as dictionaries."""
    if isinstance(value, Rule):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if is_dataclass(value):
        return {field.name: jsonable(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: jsonable(content) for key, content in value.items()}
    if isinstance(value, (tuple, list)):
        return [jsonable(content) for content in value]
    return value
