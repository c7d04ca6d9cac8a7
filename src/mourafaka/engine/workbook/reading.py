"""From the three sheets to cooperatives, presences and questions; nothing is guessed and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from mourafaka.engine.text import fold
from mourafaka.engine.workbook import cells, headers
from mourafaka.engine.workbook.asking import Notes, SheetReader
from mourafaka.engine.workbook.model import (
    COACHING,
    COOPERATIVES,
    COUNTS,
    MODULES,
    SESSIONS,
    SHEETS,
    THIS_ROW,
    TRAINING,
    Cell,
    Kept,
    Member,
    Place,
    Question,
    Track,
    Workbook,
    WorkbookError,
)
from mourafaka.engine.workbook.places import Names
from mourafaka.engine.workbook.sheets import Row, Sheet

Line = TypeVar("Line", Member, Track)


@dataclass(frozen=True)
class Territory:
    """The names of places; the code of a province begins with that of its region."""

    regions: Names
    provinces: Names


def read(
    sheets: Iterable[Sheet], territory: Territory, answers: Mapping[Cell, str] | None = None
) -> Workbook:
    """Understand the workbook; `answers` stand in for what their cells say.

    Raises WorkbookError when a sheet or a needed column is missing.
    """
    said = answers or {}
    found, notes = headers.find(sheets, said), Notes()
    for kind in SHEETS:
        notes.questions.extend(found[kind].questions)
    members = _members(SheetReader(found[COOPERATIVES], notes, said), territory)
    if not members:
        raise WorkbookError("no_cooperative")
    known = {member.id for member in members if member.id}
    training = _tracks(SheetReader(found[TRAINING], notes, said), MODULES, known)
    coaching = _tracks(SheetReader(found[COACHING], notes, said), SESSIONS, known)
    _settle_missing_rows(members, training, MODULES, TRAINING, said, notes)
    _settle_missing_rows(members, coaching, SESSIONS, COACHING, said, notes)
    return Workbook(
        cooperatives=members,
        training=training,
        coaching=coaching,
        questions=tuple(sorted(notes.questions, key=lambda q: (SHEETS.index(q.sheet), q.row))),
        readings=notes.readings(),
        kept=tuple(sorted(notes.kept, key=lambda kept: (SHEETS.index(kept.sheet), kept.row))),
        unused_columns={kind: found[kind].unused for kind in SHEETS},
    )


def _members(sheet: SheetReader, territory: Territory) -> tuple[Member, ...]:
    lines = [_member(sheet, row, territory) for row in sheet.body()]
    return tuple(_first_of_each(sheet, lines, _member_says))


def _member(sheet: SheetReader, row: Row, territory: Territory) -> Member:
    region = _region(sheet, row, territory)
    province = _province(sheet, row, territory, region)
    counts = {name: sheet.read(row, name, cells.count, str) for name in COUNTS}
    total = counts["adherents_actuels"]
    for name in COUNTS[1:]:
        part = counts[name]
        if total is not None and part is not None and part > total:
            sheet.ask(row, name, "part_exceeds_total", total=str(total))
    return Member(
        id=sheet.identifier(row),
        row=row.number,
        name=sheet.text(row, "nom_cooperative"),
        region=region if region.name else _region_of(sheet, row, province, territory),
        province=province,
        sector=sheet.text(row, "secteur"),
        branch=sheet.text(row, "branche", asked=False),
        women_led=sheet.read(row, "feminine", cells.yes_or_no, cells.as_yes_or_no),
        members=total,
        women=counts["femmes_actuelles"],
        graduates=counts["jeunes_diplomes_actuels"],
        disabled=counts["psh_actuels"],
        turnover_mad=sheet.read(row, "ca", cells.money, _plain),
        raw=sheet.raw(row),
    )


def _region(sheet: SheetReader, row: Row, territory: Territory) -> Place:
    written = sheet.text(row, "region", asked=False)
    if not written:
        return Place()
    found = territory.regions.recognise(written)
    if not found.code:
        sheet.ask(row, "region", "region_unknown", proposals=found.proposals)
        return Place("", written)
    name = territory.regions.name(found.code)
    sheet.note(row, "region", name, found.why)
    return Place(found.code, name)


def _province(sheet: SheetReader, row: Row, territory: Territory, region: Place) -> Place:
    """The province by its official name; one read from a slip must lie in the region that is given."""
    asked = len(sheet.notes.questions)
    written = sheet.text(row, "province", asked=False)
    if not written:
        if len(sheet.notes.questions) == asked:
            sheet.ask(row, "province", "province_missing")
        return Place()
    found = territory.provinces.recognise(written)
    if not found.code:
        sheet.ask(row, "province", "province_unknown", proposals=found.proposals)
        return Place("", written)
    name = territory.provinces.name(found.code)
    true = found.code.split(".")[0]
    if region.code and "." not in region.code and region.code != true:  # regions of 1997 have a point
        if found.why != "name":
            facts = {"province": name, "region": region.name}
            sheet.ask(row, "province", "province_elsewhere", proposals=(name,), **facts)
            return Place("", written)
        sheet.ask(row, "region", "region_other", province=name, true=territory.regions.name(true))
    sheet.note(row, "province", name, found.why)
    return Place(found.code, name)


def _region_of(sheet: SheetReader, row: Row, province: Place, territory: Territory) -> Place:
    """A region left blank is that of the province."""
    if not province.code:
        return Place()
    code = province.code.split(".")[0]
    name = territory.regions.name(code)
    if "region" in sheet.found.columns:
        sheet.note(row, "region", name, "province")
    return Place(code, name)


def _tracks(sheet: SheetReader, names: Sequence[str], known: Collection[str]) -> dict[str, Track]:
    says = cells.as_presence if sheet.kind == TRAINING else cells.as_yes_or_no
    lines = [
        Track(
            id=sheet.identifier(row, known),
            row=row.number,
            present=tuple(sheet.read(row, name, cells.presence, says) for name in names),
            raw=sheet.raw(row),
        )
        for row in sheet.body()
    ]
    tracks = {}
    for line in _first_of_each(sheet, lines, lambda track: dict(zip(names, track.present, strict=True))):
        if line.id in known:
            tracks[line.id] = line
        else:
            sheet.notes.kept.append(
                Kept(sheet.kind, line.row, "id_unknown" if line.id else "id_missing", line.raw)
            )
            if line.id:
                question = Question(sheet.kind, line.row, "id_coop", line.id, "id_unknown")
                sheet.notes.questions.append(question)
    return tracks


def _first_of_each(
    sheet: SheetReader, lines: Iterable[Line], says: Callable[[Line], Mapping[str, object]]
) -> list[Line]:
    """The first line of each identifier; a repeat is kept, and the question tells what differs."""
    first: dict[str, Line] = {}
    for line in lines:
        earlier = first.setdefault(line.id or f"row {line.row}", line)
        if earlier is line:
            continue
        old, new = says(earlier), says(line)
        differing = ", ".join(column for column in new if new[column] != old[column])
        code = "id_twice_other" if differing else "id_twice_same"
        if sheet.answers.get((sheet.kind, line.row, "row")) == THIS_ROW:
            first[line.id], set_aside = line, earlier
        else:
            set_aside = line
            facts = {"first": str(earlier.row), **({"columns": differing} if differing else {})}
            question = Question(sheet.kind, line.row, "id_coop", line.id, code, facts)
            sheet.notes.questions.append(question)
        sheet.notes.kept.append(Kept(sheet.kind, set_aside.row, code, set_aside.raw))
    return list(first.values())


def _member_says(member: Member) -> dict[str, object]:
    return {
        "nom_cooperative": fold(member.name),
        "region": member.region.name,
        "province": member.province.code or fold(member.province.name),
        "secteur": fold(member.sector),
        "branche": fold(member.branch),
        "feminine": member.women_led,
        "adherents_actuels": member.members,
        "femmes_actuelles": member.women,
        "jeunes_diplomes_actuels": member.graduates,
        "psh_actuels": member.disabled,
        "ca": member.turnover_mad,
    }


def _settle_missing_rows(
    members: Iterable[Member],
    tracks: dict[str, Track],
    names: Sequence[str],
    kind: str,
    answers: Mapping[Cell, str],
    notes: Notes,
) -> None:
    """A cooperative without a row attended nothing that is known; somebody may say that it attended nothing."""
    code = "no_training_row" if kind == TRAINING else "no_coaching_row"
    for member in members:
        if not member.id or member.id in tracks:
            continue
        if answers.get((COOPERATIVES, member.row, kind)) == cells.NO:
            tracks[member.id] = Track(member.id, 0, (False,) * len(names), {})
        else:
            notes.questions.append(Question(COOPERATIVES, member.row, "id_coop", member.id, code))


def _plain(number: Decimal) -> str:
    """Without the zeros a spreadsheet would not show."""
    return f"{number.normalize():f}" if number == number.to_integral_value() else f"{number:f}"
