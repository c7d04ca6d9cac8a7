"""Finding the programme's three sheets and their columns under the names people give them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mourafaka.engine.text import fold
from mourafaka.engine.workbook import cells
from mourafaka.engine.workbook.model import (
    COACHING,
    COLUMNS,
    COOPERATIVES,
    REQUIRED,
    SHEETS,
    THIS_ROW,
    TRAINING,
    Cell,
    Question,
    WorkbookError,
)
from mourafaka.engine.workbook.places import closest
from mourafaka.engine.workbook.sheets import Row, Sheet, address

HEADER_WITHIN = 20  # rows looked through for the headers: some sheets begin with a title
_SHEET_NAMES = {
    COOPERATIVES: ("cooperative", "coop", "coops", "liste cooperatives", "التعاونيات", "تعاونيات"),
    TRAINING: ("formations", "training", "التكوين", "تكوين"),
    COACHING: ("coachings", "accompagnement", "المواكبة", "مواكبة"),
}
_ALSO = {
    "id_coop": ("id", "id cooperative", "identifiant", "code", "code coop", "code cooperative", "idcoop"),
    "nom_cooperative": (
        "nom",
        "cooperative",
        "nom coop",
        "nom de la cooperative",
        "denomination",
        "اسم التعاونية",
    ),
    "region": ("regions", "nom region", "الجهة", "جهة"),
    "province": ("provinces", "prefecture", "province prefecture", "prefecture province", "الإقليم", "إقليم"),
    "secteur": ("secteurs", "secteur d activite", "secteur activite", "القطاع"),
    "branche": ("branches", "branche d activite", "branche activite", "الفرع"),
    "feminine": ("feminin", "cooperative feminine", "coop feminine", "نسائية", "تعاونية نسائية"),
    "adherents_actuels": ("adherents", "adherent actuels", "nombre adherents", "membres", "المنخرطون"),
    "femmes_actuelles": ("femmes", "femme actuelles", "nombre femmes", "النساء"),
    "jeunes_diplomes_actuels": ("jeunes diplomes", "diplomes", "diplomes actuels"),
    "psh_actuels": ("psh", "psh actuel"),
    "ca": ("chiffre d affaires", "chiffre affaires", "ca mad", "ca dh", "ca actuel", "c a", "رقم المعاملات"),
    "Elaboration_strategies": (
        "elaboration de strategies",
        "elaboration strategie",
        "strategies",
        "strategie",
    ),
    "Montage_projet": ("montage de projet", "montage projets", "montage de projets"),
    "Communication": ("communications", "التواصل"),
    "Governanace": ("governance", "gouvernance", "gouvernanace", "الحكامة"),
}
_Way = Callable[[str], bool]
_SESSION = re.compile(r"(?:s|seance|session|visite|حصه|الحصه)\s*(?:n\s*)?0*([1-9]|1[0-2])")


@dataclass(frozen=True)
class Found:
    """A sheet with its columns: name → index from 0; `written` is each header as it stands."""

    kind: str
    sheet: Sheet
    header: int
    columns: Mapping[str, int]
    written: Mapping[str, str]
    unused: tuple[str, ...]
    questions: tuple[Question, ...]

    def rows(self) -> Iterable[Row]:
        return (row for row in self.sheet.rows if row.number > self.header)


def find(sheets: Iterable[Sheet], answers: Mapping[Cell, str]) -> dict[str, Found]:
    """The three sheets. Raises WorkbookError that names every sheet and column missing, not only the first."""
    sheets = tuple(sheets)
    chosen = {kind: _sheet(kind, sheets) for kind in SHEETS}
    missing = [kind for kind in SHEETS if chosen[kind] is None]
    if missing:
        names = ", ".join(f"“{sheet.name.strip()}”" for sheet in sheets)
        raise WorkbookError("sheets_missing", missing=_quoted(missing), found=names)
    found = {kind: _columns(kind, sheet, answers) for kind, sheet in chosen.items() if sheet is not None}
    faults = {kind: [name for name in REQUIRED[kind] if name not in found[kind].columns] for kind in SHEETS}
    if any(faults.values()):
        said = "; ".join(f"“{kind}”: {_quoted(names)}" for kind, names in faults.items() if names)
        there = "; ".join(f"“{kind}”: {', '.join(_headers(found[kind]))}" for kind in SHEETS if faults[kind])
        raise WorkbookError("columns_missing", missing=said, found=there)
    return found


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _headers(found: Found) -> list[str]:
    return [*found.written.values(), *found.unused] or ["—"]


def _sheet(kind: str, sheets: Iterable[Sheet]) -> Sheet | None:
    """The sheet of that name or another name of it; else, of those that have its columns, one whose name contains
    it or is a slip of it; else the only one that has them. Raises WorkbookError when several could be it."""
    others = {fold(name) for name in _SHEET_NAMES[kind]}
    named: list[_Way] = [lambda name: name == kind, lambda name: name in others]
    alike: list[_Way] = [
        lambda name: kind in name.replace(" ", ""),
        lambda name: closest(name, (kind, *others)) != "",
    ]
    filled = [sheet for sheet in sheets if sheet.rows]
    fitting = [sheet for sheet in filled if set(REQUIRED[kind]) <= _matched(kind, _header(kind, sheet))]
    for candidates, ways in ((filled, named), (fitting, [*alike, lambda _: True])):
        for matches in ways:
            if chosen := [sheet for sheet in candidates if matches(fold(sheet.name))]:
                return _one(kind, [sheet for sheet in chosen if not sheet.hidden] or chosen)
    return next((sheet for sheet in filled for way in alike if way(fold(sheet.name))), None)


def _one(kind: str, sheets: list[Sheet]) -> Sheet:
    if len(sheets) > 1:
        raise WorkbookError(
            "sheets_several", kind=kind, found=_quoted(sheet.name.strip() for sheet in sheets)
        )
    return sheets[0]


def _header(kind: str, sheet: Sheet) -> Row:
    """The row, among the first, that names most columns."""
    first = [row for row in sheet.rows if row.number <= HEADER_WITHIN] or list(sheet.rows[:1])
    spread = (_with_names_above(sheet, row) for row in first)
    return max(spread, key=lambda row: (len(_matched(kind, row)), -row.number))


def _with_names_above(sheet: Sheet, row: Row) -> Row:
    """Headers on two rows: where this row is blank, what stands just above, or in the cell it is merged with."""
    first = itertools.takewhile(lambda other: other.number <= row.number, sheet.rows)
    by_number = {other.number: other for other in first}

    def name(index: int) -> Any:
        above, column = sheet.merged.get((row.number, index), (row.number - 1, index))
        known = row[index] is None and column == index and above in by_number
        return by_number[above][index] if known else row[index]

    width = max(len(other.cells) for other in by_number.values())
    return Row(row.number, tuple(map(name, range(width))))


def _columns(kind: str, sheet: Sheet, answers: Mapping[Cell, str]) -> Found:
    """The columns named by the header; an answer names the others."""
    header = _header(kind, sheet)
    columns: dict[str, int] = {}
    questions, unused = [], {}
    for index, name in _named(kind, header):
        written = cells.shown(header[index]).strip()
        chosen = answers.get((kind, header.number, f"column {address(header.number, index)}")) == THIS_ROW
        if name and (name not in columns or chosen):
            unused.update({columns[name]: written} if name in columns else {})
            columns[name] = index
        else:
            unused[index] = written
            if name:
                questions.append(_question(kind, header.number, index, name, written, "column_twice"))
    for name in COLUMNS[kind]:
        if name not in columns and name not in REQUIRED[kind]:
            said = answers.get((kind, header.number, f"column {name}"))
            place = next((index for index, written in unused.items() if said and written == said), None)
            if place is None:
                facts, others = {"column": name}, tuple(filter(None, unused.values()))
                missing = Question(kind, header.number, name, "", "column_missing", facts, proposals=others)
                questions.append(missing)
            else:
                columns[name] = place
                del unused[place]
    written_as = {name: cells.shown(header[index]).strip() for name, index in columns.items()}
    return Found(kind, sheet, header.number, columns, written_as, tuple(unused.values()), tuple(questions))


def _question(kind: str, row: int, index: int, name: str, written: str, code: str) -> Question:
    return Question(kind, row, name, written, code, {"column": name}, address(row, index))


def _matched(kind: str, row: Row) -> set[str]:
    return {name for _index, name in _named(kind, row) if name}


def _named(kind: str, row: Row) -> list[tuple[int, str]]:
    """(index, column or "") of every header that is not blank; exact names win over slips of the hand."""
    texts = [(index, fold(cells.shown(value))) for index, value in enumerate(row.cells) if value is not None]
    known = _known(kind)
    exact = {index: _exact(kind, text, known) for index, text in texts if text}
    free = {key: name for key, name in known.items() if name not in exact.values()}
    return [
        (index, name or free.get(closest(text, free), "")) for (index, text), name in _pairs(texts, exact)
    ]


def _pairs(texts: list[tuple[int, str]], exact: Mapping[int, str]) -> Iterable[tuple[tuple[int, str], str]]:
    return (((index, text), exact[index]) for index, text in texts if text)


def _exact(kind: str, text: str, known: Mapping[str, str]) -> str:
    session = _SESSION.fullmatch(text) if kind == COACHING else None
    return f"s{session[1]}" if session else known.get(text, "")


def _known(kind: str) -> dict[str, str]:
    names = [name for name in COLUMNS[kind] if not (kind == COACHING and name != "id_coop")]
    return {fold(text): name for name in names for text in (name, *_ALSO[name])}
