"""The grid as filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mourafaka.engine import score
from mourafaka.selection.models import Assignment, Review
from mourafaka.selection.queries.grid import (
    GridLine,
    grid_lines,
    rules_in_force,
)


@dataclass(frozen=True)
class Choice:
    value: int
    text: str
    checked: bool


@dataclass(frozen=True)
class GridRow:
    """A criterion with the mark typed, and the stored one where another window gave another."""

    line: GridLine
    choices: tuple[Choice, ...]
    mark: int | None
    elsewhere: int | None
    differs: bool

    @property
    def meaning(self) -> str:
        return next((choice.text for choice in self.choices if choice.checked), "")


@dataclass(frozen=True)
class FilledGrid:
    rows: tuple[GridRow, ...]
    comment: str
    comment_elsewhere: str | None
    version: int
    given: int
    points: Decimal

    @property
    def whole(self) -> bool:
        return self.given == len(self.rows)


def filled_grid(
    assignment: Assignment, typed: Mapping[str, Any] | None = None, comment: str | None = None
) -> FilledGrid:
    """The stored marks, or what was `typed` beside the stored marks when another window changed them."""
    lines = grid_lines(rules_in_force(assignment.application.call))
    review = Review.objects.filter(assignment=assignment).prefetch_related("marks").first()
    stored = {mark.criterion: int(mark.value) for mark in review.marks.all()} if review else {}
    shown = stored if typed is None else {code: _whole(value) for code, value in typed.items()}
    rows = tuple(_grid_row(line, shown, stored) for line in lines)
    stored_comment = review.comment if review else ""
    text = stored_comment if comment is None else comment
    points = sum(
        (row.line.weight * row.mark / score.HIGHEST_MARK for row in rows if row.mark is not None), Decimal(0)
    )
    return FilledGrid(
        rows=rows,
        comment=text,
        comment_elsewhere=stored_comment if text != stored_comment else None,
        version=review.version if review else 0,
        given=sum(row.mark is not None for row in rows),
        points=points,
    )


def _grid_row(line: GridLine, shown: Mapping[str, int | None], stored: Mapping[str, int]) -> GridRow:
    mark, elsewhere = shown.get(line.code), stored.get(line.code)
    choices = tuple(Choice(level.value, level.text, level.value == mark) for level in line.levels)
    return GridRow(line, choices, mark, elsewhere, mark != elsewhere)


def _whole(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() else None
