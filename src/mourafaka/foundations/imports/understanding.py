"""From the cells of a row to values, errors and questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mourafaka.foundations.journal import jsonable
from mourafaka.foundations.refusals import Refused

from .columns import Column, Names, Session, Spec, Understood

LEAVE_EMPTY = "-"  # the answer "none of these": the cell is left empty


@dataclass
class Reader:
    """Understands the rows of one import: its mapping, and the answers given so far."""

    spec: Spec
    session: Session
    mapping: Mapping[str, str]
    answers: Mapping[str, str]
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        indexes = {name: int(index) for index, name in self.mapping.items()}
        self._columns = [(column, indexes.get(column.name)) for column in self.spec.columns]

    def understand(self, cells: Sequence[str]) -> Understood:
        row = Understood()
        for column, index in self._columns:
            cell = cells[index] if index is not None and index < len(cells) else ""
            try:
                value = self._value(column, cell, row)
            except Refused as refused:
                row.errors.append(fault(column.name, refused))
            else:
                if value not in (None, ""):
                    row.values[column.name] = value
        return row

    def check(self, row: Understood) -> None:
        """Add what the act would refuse."""
        if row.errors or row.questions:
            return
        try:
            self.session.check(row.values)
        except Refused as refused:
            row.errors.append(fault(str(refused.facts.get("field", "")), refused))

    def _value(self, column: Column, cell: str, row: Understood) -> Any:
        if not cell:
            if column.required:
                raise Refused("cell_missing")
            return None
        return self._named(column, cell, row) if column.kind else column.parse(cell)

    def _named(self, column: Column, cell: str, row: Understood) -> str | None:
        within = str(row.values.get(column.within, "")) if column.within else ""
        names = self.session.names(column.kind, within or None)
        recognised = names.recognise(cell)
        if recognised.code:
            return recognised.code
        key = question_key(column.kind, within, cell)
        answer = self.answers.get(key)
        if answer == LEAVE_EMPTY:
            if column.required:
                raise Refused("name_not_recognised", text=cell[:60])
            return None
        if answer and answer in names:
            return answer
        self._ask(key, column, cell, within, names, recognised.candidates)
        row.questions.append((column.kind, within, cell))
        return None

    def _ask(
        self,
        key: str,
        column: Column,
        cell: str,
        within: str,
        names: Names,
        candidates: Sequence[tuple[str, str]],
    ) -> None:
        question = self.asked.setdefault(
            key,
            {
                "key": key,
                "column": column.name,
                "text": cell,
                "within": within,
                "candidates": [list(pair) for pair in candidates],
                "rows": 0,
            },
        )
        question["rows"] += 1


def question_key(kind: str, within: str, cell: str) -> str:
    return f"{kind}|{within}|{cell}"


def fault(column: str, refused: Refused) -> dict[str, Any]:
    """A refusal as an import keeps it: worded later, in the language of whoever reads it."""
    return {"column": column, "code": refused.code, "facts": jsonable(refused.facts)}
