"""What the pages of today's workbook read: the preview of a file, and the figures of what was imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext

from mourafaka.engine.packages import PackageError
from mourafaka.engine.text import fold, fold_key
from mourafaka.engine.workbook import (
    REASONS,
    SENTENCES,
    THIS_ROW,
    WHYS,
    Figures,
    Member,
    Names,
    Place,
    Progress,
    Question,
    Territory,
    Workbook,
    WorkbookError,
    figures,
    progress_of,
    read,
    read_sheets,
)
from mourafaka.foundations.refusals import Refused
from mourafaka.registry.models import Cooperative
from mourafaka.results.models import ImportedProgress, WorkbookImport
from mourafaka.territory import packaged
from mourafaka.territory.models import Sector
from mourafaka.territory.names import Gazetteer

NEW = "new"
_PRESENCE = {"presence_missing", "not_presence"}
_TYPED = {
    "id_missing", "id_is_a_date", "id_unknown", "text_missing", "number_missing", "not_a_number", "not_whole",
    "negative", "too_large", "ambiguous", "part_exceeds_total", "error_value", "formula_unsaved", "merged",
    "region_unknown", "region_other",
}  # fmt: skip
_NO_ROW = {"no_training_row": "formation", "no_coaching_row": "coaching"}
_PLACES = {"province_missing", "province_unknown", "province_elsewhere"}


def understood(content: bytes, answers: Mapping[str, str] | None = None) -> Workbook:
    """The workbook with the answers given. Refuses with `workbook_unreadable` and why."""
    territory = Territory(Names(packaged.regions()), Names(packaged.provinces()))
    try:
        return read(read_sheets(content), territory, _cells(answers or {}))
    except (PackageError, WorkbookError) as wrong:
        raise Refused("workbook_unreadable", reason=gettext(REASONS[wrong.code]) % wrong.facts) from wrong


def _cells(answers: Mapping[str, str]) -> dict[tuple[str, int, str], str]:
    """Answers are kept under "cell|sheet|row|column"."""
    cells = {}
    for key, said in answers.items():
        kind, _mark, place = key.partition("|")
        if kind == "cell":
            sheet, row, column = place.split("|", 2)
            cells[sheet, int(row), column] = said
    return cells


@dataclass(frozen=True)
class Asked:
    """One question about one or more cells that say the same; an answer holds for all of them."""

    keys: tuple[str, ...]
    sheet: str
    column: str
    value: str
    sentence: str
    rows: tuple[int, ...]
    cells: tuple[str, ...]
    kind: str  # choice, text, or "" when nothing can be answered here
    choices: tuple[tuple[str, str], ...] = ()
    proposals: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.keys[0] if self.keys else ""


@dataclass(frozen=True)
class Read:
    sheet: str
    column: str
    value: str
    understood: str
    why: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Becoming:
    """What a cooperative of the workbook becomes: `code` when it is known, or why it is not registered."""

    member: Member
    sector: str = ""
    code: str = ""
    waits_for: str = ""


@dataclass
class Preview:
    """A workbook before it is imported, as the person who sent it sees it."""

    batch: WorkbookImport
    workbook: Workbook = field(init=False)

    def __post_init__(self) -> None:
        self.workbook = understood(self.batch.file.read(), self.batch.answers)

    @cached_property
    def figures(self) -> Figures:
        return figures(progress_of(self.workbook))

    @cached_property
    def questions(self) -> list[Asked]:
        groups: dict[tuple[str, ...], list[Question]] = {}
        for question in self.workbook.questions:
            alone = "" if question.code in _PLACES | _PRESENCE else str(question.row)
            facts = str(sorted(question.facts.items()))
            key = (question.sheet, question.column, question.value, question.code, facts, alone)
            groups.setdefault(key, []).append(question)
        return [_asked(group) for group in groups.values()]

    @cached_property
    def readings(self) -> list[Read]:
        return [
            Read(r.sheet, r.column, r.value, r.understood, gettext(WHYS[r.why]), r.rows)
            for r in self.workbook.readings
        ]

    @cached_property
    def becoming(self) -> list[Becoming]:
        """What becomes of each cooperative: known already, to be registered, or waiting for an answer."""
        known, sectors = _Known(), Gazetteer("sector")
        return [
            _becoming(member, self.batch.answers, known, sectors) for member in self.workbook.cooperatives
        ]

    @cached_property
    def decisions(self) -> list[Asked]:
        """Sectors not recognised, and cooperatives that are perhaps registered already."""
        return [*self._sectors(), *self._twins()]

    def _sectors(self) -> list[Asked]:
        waiting: dict[str, list[int]] = {}
        for line in self.becoming:
            if line.waits_for == "sector" and line.member.sector:
                waiting.setdefault(line.member.sector, []).append(line.member.row)
        choices = tuple((sector.code, sector.label) for sector in Sector.objects.active().sectors())
        said = gettext("This sector is not recognised: which one is it? Until then they are not registered.")
        return [
            Asked(
                (sector_key(text),), "cooperatives", "secteur", text, said, tuple(rows), (), "choice", choices
            )
            for text, rows in waiting.items()
        ]

    def _twins(self) -> list[Asked]:
        said = gettext("The register has %(code)s under this name or identifier: is it the same cooperative?")
        asked = []
        for line in self.becoming:
            if line.waits_for == "twin":
                same, member = gettext("The same: %(code)s") % {"code": line.code}, line.member
                choices = ((line.code, same), (NEW, gettext("Another one: register it")))
                keys, sentence = (same_key(member),), said % {"code": line.code}
                place = ("cooperatives", "nom_cooperative", member.name, sentence, (member.row,), ())
                asked.append(Asked(keys, *place, "choice", choices))
        return asked

    @cached_property
    def tally(self) -> dict[str, int]:
        return {
            "new": sum(not line.code and not line.waits_for for line in self.becoming),
            "known": sum(bool(line.code) and not line.waits_for for line in self.becoming),
            "waiting": sum(bool(line.waits_for) for line in self.becoming),
        }

    def may_answer(self) -> set[str]:
        return {key for asked in (*self.questions, *self.decisions) for key in asked.keys}


def sector_key(text: str) -> str:
    return f"sector|{fold(text)}"


def same_key(member: Member) -> str:
    return f"same|{member.id or f'row {member.row}'}"


def _asked(group: list[Question]) -> Asked:
    first = group[0]
    kind, column = "", first.column
    choices: tuple[tuple[str, str], ...] = ()
    if first.code in _PRESENCE or first.code == "yes_no_unknown":
        present = first.sheet == "formation"
        yes, no = (gettext("present"), gettext("absent")) if present else (gettext("yes"), gettext("no"))
        kind, choices = "choice", (("oui", yes), ("non", no))
    elif first.code in _PLACES:
        kind, choices = "choice", tuple((code, names[0]) for code, names in packaged.provinces().items())
    elif first.code in _TYPED:
        kind = "text"
    elif first.code.startswith("id_twice"):
        kind, column, choices = "choice", "row", ((THIS_ROW, gettext("This row counts instead")),)
    elif first.code in ("total_row", "numbers_only", "lone_text"):
        kind, column, choices = "choice", "row", ((THIS_ROW, gettext("It is a cooperative: count it")),)
    elif first.code == "column_twice":
        kind, column = "choice", f"column {first.cell}"
        choices = ((THIS_ROW, gettext("This column counts instead")),)
    elif first.code == "column_missing" and first.proposals:
        kind, column = "choice", f"column {first.column}"
        choices = tuple((header, header) for header in first.proposals)
    elif first.code in _NO_ROW:
        kind, column = "choice", _NO_ROW[first.code]
        choices = (("non", gettext("It attended nothing")),)
    keys = tuple(f"cell|{q.sheet}|{q.row}|{column}" for q in group) if kind else ()
    return Asked(
        keys=keys,
        sheet=first.sheet,
        column=first.column,
        value=first.value,
        sentence=gettext(SENTENCES[first.code]) % first.facts,
        rows=tuple(q.row for q in group),
        cells=tuple(q.cell for q in group if q.cell),
        kind=kind,
        choices=choices,
        proposals=first.proposals,
    )


class _Known:
    """What the register holds, read once: cooperatives by province and name, and by an earlier identifier."""

    def __init__(self) -> None:
        columns = ("province_id", "name_key", "code")
        self.by_name = {(p, name): code for p, name, code in Cooperative.objects.values_list(*columns)}
        earlier = ImportedProgress.objects.exclude(source_id="").exclude(cooperative=None).order_by("pk")
        self.by_id = {
            source: (code, (province, name))
            for source, code, province, name in earlier.values_list(
                "source_id", "cooperative__code", "cooperative__province_id", "cooperative__name_key"
            )
        }


def _becoming(member: Member, answers: Mapping[str, str], known: _Known, sectors: Gazetteer) -> Becoming:
    key = (member.province.code, fold_key(member.name)[:200])
    code_by_id, key_by_id = known.by_id.get(member.id, ("", None))
    code = known.by_name.get(key, "") or code_by_id
    answer = answers.get(same_key(member), "")
    if answer and answer != NEW:
        return Becoming(member, code=answer)
    if code and key_by_id == key:  # the same identifier, name and province as an earlier workbook
        return Becoming(member, code=code)
    if code and answer != NEW:
        return Becoming(member, code=code, waits_for="twin")
    if not member.name or not member.province.code:
        return Becoming(member, waits_for="name" if member.province.code else "province")
    sector = sectors.recognise(member.sector).code or answers.get(sector_key(member.sector), "")
    return Becoming(member, sector=sector, waits_for="" if sector else "sector")


def latest(user: Any, pk: str | None = None) -> WorkbookImport | None:
    """The import asked for, or the last one this person sees."""
    seen = WorkbookImport.objects.visible_to(user).imported().select_related("file", "sent_by")
    chosen = seen.filter(pk=pk) if pk and pk.isdigit() else seen
    return chosen.order_by("-imported_at", "-pk").first()


def figures_of(rows: QuerySet[ImportedProgress]) -> Figures:
    """Today's figures of these rows, by the same definitions as of the workbook itself."""
    return figures([_progress(row) for row in rows.select_related("province")])


def sums_of(rows: QuerySet[ImportedProgress]) -> dict[str, Any]:
    """What these rows add up to; what is unknown is left out."""
    return rows.order_by().aggregate(
        count=Count("pk"), members=Sum("members"), women=Sum("women"), turnover_mad=Sum("turnover_mad")
    )


def _progress(row: ImportedProgress) -> Progress:
    place = Place(row.province_id or "", row.province.name_fr if row.province else row.province_written)
    return Progress(
        place,
        row.members,
        row.women,
        row.women_led,
        row.turnover_mad,
        tuple(row.modules),
        tuple(row.sessions),
    )


def export_rows(rows: Iterable[ImportedProgress]) -> Iterable[list[Any]]:
    for row in rows:
        code = row.cooperative.code if row.cooperative else ""
        place = row.province.name if row.province else row.province_written
        presences = [_word(there) for there in (*row.modules, *row.sessions)]
        amount = None if row.turnover_mad is None else row.turnover_mad.normalize()
        yield [row.source_id, code, row.name, place, row.members, row.women, amount, *presences]


def _word(there: bool | None) -> str:
    return "" if there is None else "1" if there else "0"
