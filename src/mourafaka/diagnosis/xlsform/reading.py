"""From an edited workbook to the content of a version: every fault is said with its sheet, row and column."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from mourafaka.diagnosis.xlsform.layout import (
    CHOICES,
    EVIDENCE_LIST,
    FOLLOWERS,
    LABELS,
    LANGUAGES,
    NO,
    NOT_APPLICABLE,
    SETTINGS,
    SURVEY,
    YES,
)
from mourafaka.engine.maturity import HIGHEST, Instrument, MaturityError
from mourafaka.engine.packages import PackageError, check_workbook

NEEDED = {
    "survey": ("type", "name", *LABELS.values(), "weight", "critical"),
    "choices": CHOICES,
    "settings": ("form_id",),
}
KNOWN = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
ROWS_AT_MOST = 5_000
COLUMNS_AT_MOST = 60
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,11}")
_FOLLOWS = re.compile(rf"(.+)_({'|'.join(suffix for suffix, *_ in FOLLOWERS)})")


@dataclass(frozen=True)
class Problem:
    """What is wrong and where; row 0 is the sheet as a whole."""

    sheet: str
    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        places = [_("sheet %(sheet)s") % {"sheet": self.sheet}] if self.sheet else []
        places += [_("row %(row)s") % {"row": self.row}] if self.row else []
        places += [_("column %(column)s") % {"column": self.column}] if self.column else []
        where = ", ".join(places)
        return f"{where}: {self.sentence}" if where else self.sentence


@dataclass
class Found:
    """The content of the workbook as far as it was understood; usable when `problems` is empty."""

    data: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, sheet: str, row: int, column: str, sentence: str) -> None:
        self.problems.append(Problem(sheet, row, column, sentence))


Row = tuple[int, dict[str, str]]


def read_workbook(workbook: Any, base: Mapping[str, Any]) -> Found:
    """What an edited workbook says; what it has no column for is kept from `base`."""
    found = Found()
    sheets = _sheets(workbook, found)
    if found.problems:
        return found
    anchors = _anchors(sheets["choices"], found)
    dimensions, questions = _survey(sheets["survey"], anchors, found)
    found.data = {
        **base,
        **_settings(sheets["settings"], base, found),
        "dimensions": dimensions,
        "questions": questions,
    }
    if not found.problems:
        _check_instrument(found)
    return found


def _sheets(workbook: Any, found: Found) -> dict[str, list[Row]]:
    content = workbook.read() if hasattr(workbook, "read") else workbook
    try:
        check_workbook(content)
        book = load_workbook(io.BytesIO(content), data_only=True)
    except PackageError:
        found.wrong("", 0, "", _("This file is not an Excel workbook (.xlsx) that can be read."))
        return {}
    except Exception:  # openpyxl raises whatever its parsers raise
        found.wrong("", 0, "", _("This workbook is damaged and cannot be read."))
        return {}
    return {name: _rows(book, name, found) for name in NEEDED}


def _rows(book: Any, name: str, found: Found) -> list[Row]:
    """The rows of a sheet as header → text; rows count as the spreadsheet shows them."""
    if name not in book.sheetnames:
        found.wrong(name, 0, "", _("This sheet is missing."))
        return []
    sheet = book[name]
    lines = sheet.iter_rows(  # no further than what is written: openpyxl makes every cell it passes
        values_only=True,
        max_row=min(sheet.max_row, ROWS_AT_MOST),
        max_col=min(sheet.max_column, COLUMNS_AT_MOST),
    )
    headers = [_text(cell) for cell in next(lines, ())]
    for column in NEEDED[name]:
        if column not in headers:
            found.wrong(name, 1, column, _("This column is missing."))
    rows = [
        (number, {head: _text(cell) for head, cell in zip(headers, line, strict=False) if head})
        for number, line in enumerate(lines, start=2)
    ]
    return [(number, cells) for number, cells in rows if any(cells.values())]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else re.sub(r"[ \t\r\n]+", " ", str(cell)).strip()


def _anchors(rows: list[Row], found: Found) -> dict[str, dict[str, dict[str, str]]]:
    """List → choice → words."""
    lists: dict[str, dict[str, dict[str, str]]] = {}
    for row, cells in rows:
        listed, name = cells["list_name"], cells["name"]
        if listed == EVIDENCE_LIST:
            continue
        allowed = [*map(str, range(HIGHEST + 1)), NOT_APPLICABLE]
        if name not in allowed:
            found.wrong(
                "choices", row, "name", _("“%(name)s” is not one of 0, 1, 2, 3, 4, na.") % {"name": name}
            )
        if name in lists.setdefault(listed, {}):
            found.wrong("choices", row, "name", _("“%(name)s” comes twice.") % {"name": f"{listed} {name}"})
        lists[listed][name] = _words("choices", row, cells, found)
    return lists


def _words(sheet: str, row: int, cells: Mapping[str, str], found: Found) -> dict[str, str]:
    for column in LABELS.values():
        if not cells.get(column):
            found.wrong(sheet, row, column, _("The words are missing."))
    words = {language: cells.get(LABELS[language], "") for language in LANGUAGES}
    return {**words, "en": cells["label_en"]} if cells.get("label_en") else words


def _survey(
    rows: list[Row], anchors: Mapping[str, Any], found: Found
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    dimensions: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    names: set[str] = set()
    inside = ""
    for row, cells in rows:
        kind, name = cells["type"].replace(" group", "_group"), cells["name"]
        if kind == "begin_group":
            inside = name
            dimensions.append(_dimension(row, cells, found))
        elif kind == "end_group":
            inside = ""
            continue
        elif kind.startswith("select_one ") and kind != f"select_one {EVIDENCE_LIST}":
            questions.append(_question(row, cells, inside, anchors, found))
        else:
            _check_follower(row, cells, questions, found)
            continue
        if not _NAME.fullmatch(name):
            words = _("“%(name)s”: letters, digits and _ only, a letter first, at most 12.") % {"name": name}
            found.wrong("survey", row, "name", words)
        if name in names:
            found.wrong("survey", row, "name", _("“%(name)s” comes twice.") % {"name": name})
        names.add(name)
    return dimensions, questions


def _dimension(row: int, cells: Mapping[str, str], found: Found) -> dict[str, Any]:
    try:
        weight = Decimal(cells["weight"].replace(",", "."))
    except InvalidOperation:
        weight = Decimal(0)
    if not (weight.is_finite() and weight > 0):
        words = _("“%(weight)s” is not a weight: a number above 0.") % {"weight": cells["weight"]}
        found.wrong("survey", row, "weight", words)
    return {
        "code": cells["name"],
        "weight": format(weight.normalize(), "f"),
        "label": _words("survey", row, cells, found),
    }


def _question(
    row: int, cells: Mapping[str, str], inside: str, anchors: Mapping[str, Any], found: Found
) -> dict[str, Any]:
    listed = cells["type"].partition(" ")[2]
    if not inside:
        found.wrong("survey", row, "type", _("This question stands in no group: a group is a dimension."))
    if cells.get("dimension") and cells["dimension"] != inside:
        words = _("“%(dimension)s” is not the group the question stands in (%(group)s).")
        found.wrong("survey", row, "dimension", words % {"dimension": cells["dimension"], "group": inside})
    if cells["critical"].lower() not in (YES, NO, ""):
        words = _("“%(word)s”: write yes or no.") % {"word": cells["critical"]}
        found.wrong("survey", row, "critical", words)
    levels = anchors.get(listed, {})
    for score in map(str, range(HIGHEST + 1)):
        if score not in levels:
            words = _("The list “%(list)s” of the sheet choices has no line for %(score)s.")
            found.wrong("survey", row, "type", words % {"list": listed, "score": score})
    return {
        "code": cells["name"],
        "dimension": inside,
        "critical": cells["critical"].lower() == YES,
        "label": _words("survey", row, cells, found),
        "anchors": [levels.get(str(score), {}) for score in range(HIGHEST + 1)],
    }


def _check_follower(
    row: int, cells: Mapping[str, str], questions: list[dict[str, Any]], found: Found
) -> None:
    """Reason, evidence, comment and file come with each question; anything else has no place to be kept."""
    match = _FOLLOWS.fullmatch(cells["name"])
    if not match or match[1] not in {question["code"] for question in questions}:
        words = _(
            "“%(type)s %(name)s” is neither a group, nor a question answered 0 to 4, nor what follows one."
        )
        found.wrong("survey", row, "type", words % {"type": cells["type"], "name": cells["name"]})


def _settings(rows: list[Row], base: Mapping[str, Any], found: Found) -> dict[str, Any]:
    if not rows:
        found.wrong("settings", 2, "form_id", _("The settings are missing."))
        return {}
    row, cells = rows[0]
    if cells["form_id"] != base["code"]:
        words = _("This is the form “%(form)s”, not %(code)s.") % {
            "form": cells["form_id"],
            "code": base["code"],
        }
        found.wrong("settings", row, "form_id", words)
    limit = cells.get("not_applicable_at_most", "")
    if limit and not (limit.isdecimal() and int(limit) < 20):
        words = _("“%(limit)s” is not a whole number.") % {"limit": limit}
        found.wrong("settings", row, "not_applicable_at_most", words)
        limit = ""
    titles = {language: cells.get(f"title_{language}", "") for language in ("fr", "ar", "en")}
    return {
        "title": {**base["title"], **{language: title for language, title in titles.items() if title}},
        "not_applicable_at_most": int(limit) if limit else base["not_applicable_at_most"],
    }


def _check_instrument(found: Found) -> None:
    """What only the whole says: weights that sum to 100, enough questions in each dimension."""
    try:
        Instrument.from_data(found.data)
    except MaturityError as wrong:
        found.problems += list(_in_words(wrong))


def _in_words(wrong: MaturityError) -> Iterator[Problem]:
    sentences = {
        "weights_do_not_sum_to_100": _("The weights of the dimensions sum to %(sum)s; they must sum to 100."),
        "too_few_questions": _("The dimension %(dimension)s needs at least %(needed)s questions."),
    }
    yield Problem("survey", 0, "weight", sentences.get(wrong.code, str(wrong)) % wrong.facts)
