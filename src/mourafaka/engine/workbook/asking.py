"""Reading the cells of one sheet, and noting what is asked, what was read otherwise than written, what is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mourafaka.engine.text import fold
from mourafaka.engine.workbook import cells
from mourafaka.engine.workbook.cells import NotUnderstood
from mourafaka.engine.workbook.headers import Found
from mourafaka.engine.workbook.model import COOPERATIVES, THIS_ROW, Cell, Kept, Question, Reading
from mourafaka.engine.workbook.sheets import Row, address

T = TypeVar("T")
_NUMBERED = re.compile(r"\s*\w+[\s/.-]*\d+\s*$")  # COOP 12
TEXTS = ("nom_cooperative", "region", "province", "secteur", "branche")
TOTALS = frozenset(
    {"total", "totaux", "sous total", "total general", "grand total", "somme", "المجموع", "مجموع"}
)


@dataclass
class Notes:
    """What one reading of a workbook gathers beside the values."""

    questions: list[Question] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    _readings: dict[tuple[str, str, str, str, str], list[int]] = field(default_factory=dict)

    def read_as(self, sheet: str, column: str, written: str, understood: str, why: str, row: int) -> None:
        self._readings.setdefault((sheet, column, written, understood, why), []).append(row)

    def readings(self) -> tuple[Reading, ...]:
        return tuple(Reading(*key, tuple(rows)) for key, rows in self._readings.items())


@dataclass(frozen=True)
class SheetReader:
    """The rows of one sheet; `answers` (sheet, row, column) stand in for what their cells say."""

    found: Found
    notes: Notes
    answers: Mapping[Cell, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.found.kind

    def body(self) -> Iterator[Row]:
        """The rows that tell something; totals and rows of numbers alone are set aside, with a question."""
        for row in self.found.rows():
            if all(_blank(self._or_merged(row, name)) for name in self.found.columns):
                if not all(_blank(value) for value in row.cells):  # a remark beside an empty row
                    self.notes.kept.append(Kept(self.kind, row.number, "nothing_known", self.raw(row)))
                continue
            if why := self._set_aside(row):
                self.keep(row, why)
            else:
                yield row

    def _set_aside(self, row: Row) -> str:
        if self.answers.get((self.kind, row.number, "row")) == THIS_ROW:
            return ""
        identity = fold(cells.shown(self.value(row, "id_coop")))
        words = (fold(value) for value in row.cells if isinstance(value, str))
        if identity in TOTALS or (not identity and next(filter(None, words), "") in TOTALS):
            return "total_row"
        if self._is_remark(row):
            return "lone_text"
        said = [name for name in ("id_coop", *TEXTS) if name in self.found.columns]
        if self.kind == COOPERATIVES and all(_blank(self._or_merged(row, name)) for name in said):
            return "numbers_only"
        return ""

    def _is_remark(self, row: Row) -> bool:
        """Whether all that is said is one text that is no identifier, such as a source below the table."""
        said = {name: self._or_merged(row, name) for name in self.found.columns}
        lone = [(name, value) for name, value in said.items() if not _blank(value)]
        if len(lone) != 1 or not isinstance(lone[0][1], str):
            return False
        name, value = lone[0]
        return name in TEXTS or (name == "id_coop" and len(value.split()) > 1 and not _NUMBERED.match(value))

    def keep(self, row: Row, why: str) -> None:
        """A row that counts for nothing stays known, with its question."""
        self.notes.kept.append(Kept(self.kind, row.number, why, self.raw(row)))
        first = next(index for index, value in enumerate(row.cells) if not _blank(value))
        value, place = cells.shown(row[first]), address(row.number, first)
        self.notes.questions.append(Question(self.kind, row.number, "id_coop", value, why, {}, place))

    def value(self, row: Row, name: str) -> Any:
        index = self.found.columns.get(name)
        written = None if index is None else row[index]
        return self.answers.get((self.kind, row.number, name), written)

    def raw(self, row: Row) -> dict[str, str]:
        """Every cell of the row as seen, by its header as written, or by its letter."""
        names = {index: self.found.written[name] for name, index in self.found.columns.items()}
        return {
            names.get(index, address(row.number, index).rstrip("0123456789")): cells.shown(value)
            for index, value in enumerate(row.cells)
            if not _blank(value)
        }

    def ask(self, row: Row, name: str, code: str, *, proposals: tuple[str, ...] = (), **facts: str) -> None:
        index = self.found.columns.get(name)
        place = "" if index is None else address(row.number, index)
        value = cells.shown(self.value(row, name)).strip()
        self.notes.questions.append(
            Question(self.kind, row.number, name, value, code, facts, place, proposals)
        )

    def note(self, row: Row, name: str, understood: str, why: str) -> None:
        """Say what a cell was read as, when that is not what it shows."""
        written = cells.shown(self.value(row, name))
        if written != understood and (self.kind, row.number, name) not in self.answers:
            self.notes.read_as(self.kind, name, written, understood, why, row.number)

    def read(
        self, row: Row, name: str, understand: Callable[[Any], T], canonical: Callable[[T], str]
    ) -> T | None:
        """The value of a cell; None when it is not understood, which is then asked."""
        if name not in self.found.columns:
            return None  # asked once for the column
        if self._is_covered(row, name):
            self._ask_merged(row, name)
            return None
        try:
            value = understand(self.value(row, name))
        except NotUnderstood as reason:
            self.ask(row, name, reason.code)
            return None
        if isinstance(self.value(row, name), str):
            self.note(row, name, canonical(value), "spelling")
        return value

    def text(self, row: Row, name: str, *, asked: bool = True) -> str:
        """The words of a cell; a cell merged with one above says what that one says."""
        if name not in self.found.columns:
            return ""
        try:
            said = cells.text(self._or_merged(row, name))
        except NotUnderstood as reason:
            self.ask(row, name, reason.code)
            return ""
        if said and self._is_covered(row, name):
            self.note(row, name, said, "merged")
        elif not said and asked:
            self.ask(row, name, "text_missing")
        return said

    def identifier(self, row: Row, known: Collection[str] = ()) -> str:
        """The identity of the row; "012" is 12 where the first sheet has no 012."""
        try:
            identity = cells.identifier(self.value(row, "id_coop"))
        except NotUnderstood as reason:
            self.ask(row, "id_coop", reason.code)
            return ""
        if known and identity not in known:
            alike = [other for other in known if other.lstrip("0") == identity.lstrip("0")]
            identity = alike[0] if len(alike) == 1 else identity
        if isinstance(self.value(row, "id_coop"), str):
            self.note(row, "id_coop", identity, "spelling")
        return identity

    def _or_merged(self, row: Row, name: str) -> Any:
        """The value, or that of the cell above that this one is merged with."""
        index = self.found.columns[name]
        anchor = self.found.sheet.merged.get((row.number, index)) if row[index] is None else None
        if anchor is None or anchor[1] != index or anchor[0] <= self.found.header or name not in TEXTS:
            return self.value(row, name)
        if (self.kind, row.number, name) in self.answers:
            return self.value(row, name)
        return self._at(anchor)

    def _at(self, anchor: tuple[int, int]) -> Any:
        return next((row[anchor[1]] for row in self.found.sheet.rows if row.number == anchor[0]), None)

    def _is_covered(self, row: Row, name: str) -> bool:
        index = self.found.columns[name]
        answered = (self.kind, row.number, name) in self.answers
        return row[index] is None and not answered and (row.number, index) in self.found.sheet.merged

    def _ask_merged(self, row: Row, name: str) -> None:
        anchor = self.found.sheet.merged[row.number, self.found.columns[name]]
        self.ask(row, name, "merged", anchor=address(*anchor), said=cells.shown(self._at(anchor)))


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
