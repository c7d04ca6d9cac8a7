"""What the three sheets hold once read: cooperatives, their training and coaching, and what is not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

COOPERATIVES, TRAINING, COACHING = "cooperatives", "formation", "coaching"
SHEETS = (COOPERATIVES, TRAINING, COACHING)
# The sheet misspells governance; the right spelling is read too.
MODULES = ("Elaboration_strategies", "Montage_projet", "Communication", "Governanace")
SESSIONS = tuple(f"s{number}" for number in range(1, 13))
COUNTS = ("adherents_actuels", "femmes_actuelles", "jeunes_diplomes_actuels", "psh_actuels")
COLUMNS = {
    COOPERATIVES: (
        "id_coop",
        "nom_cooperative",
        "region",
        "province",
        "secteur",
        "branche",
        "feminine",
        *COUNTS,
        "ca",
    ),
    TRAINING: ("id_coop", *MODULES),
    COACHING: ("id_coop", *SESSIONS),
}
# Without these a figure of the dashboard cannot be told at all.
REQUIRED = {
    COOPERATIVES: ("id_coop", "province", "adherents_actuels", "femmes_actuelles", "ca"),
    TRAINING: COLUMNS[TRAINING],
    COACHING: COLUMNS[COACHING],
}

Presence = tuple[bool | None, ...]
Cell = tuple[str, int, str]  # sheet, row as the spreadsheet numbers it, column
THIS_ROW = "this"  # the answer, under the column "row", that makes a row set aside count


class WorkbookError(ValueError):
    """A workbook that is not the programme's: `code` and `facts` name the sheets or columns at fault."""

    def __init__(self, code: str, **facts: str) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


@dataclass(frozen=True)
class Question:
    """Something not understood: its value counts as unknown, never as zero, until somebody answers."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    cell: str = ""
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A value written otherwise and understood for certain; `rows` are all that write it so."""

    sheet: str
    column: str
    value: str
    understood: str
    why: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """`code` is empty when the name is not recognised; `name` is then the name as written, or empty."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True)
class Member:
    """A cooperative of the first sheet. None is unknown."""

    id: str
    row: int
    name: str
    region: Place
    province: Place
    sector: str
    branch: str
    women_led: bool | None
    members: int | None
    women: int | None
    graduates: int | None
    disabled: int | None
    turnover_mad: Decimal | None
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Track:
    """A row of presences: the four modules, or the twelve sessions. None is unknown."""

    id: str
    row: int
    present: Presence
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Kept:
    """A row that counts for nothing and is kept all the same: a repeat, a total, an unknown cooperative."""

    sheet: str
    row: int
    why: str
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Workbook:
    """The three sheets as understood. `training` and `coaching` hold each cooperative's row by its id."""

    cooperatives: tuple[Member, ...]
    training: Mapping[str, Track]
    coaching: Mapping[str, Track]
    questions: tuple[Question, ...]
    readings: tuple[Reading, ...]
    kept: tuple[Kept, ...]
    unused_columns: Mapping[str, tuple[str, ...]]
