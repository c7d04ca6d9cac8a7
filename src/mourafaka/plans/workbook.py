"""The library as one sheet, written and read back: a row an action, everything it says in its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.engine.text import fold
from mourafaka.foundations.imports.reading import open_table
from mourafaka.foundations.refusals import Refused
from mourafaka.plans.library import LANGUAGES, Library

# Headers are French, once and for all: a file made in one language is read in the other.
HEADERS = (
    "code",
    "axe",
    "questions",
    "note_de",
    "note_a",
    "note_visee",
    "mois",
    "cout_especes",
    "cout_nature",
    "cout_programme",
    "cout_autre",
    *(f"titre_{language}" for language in LANGUAGES),
    *(f"indicateur_{language}" for language in LANGUAGES),
    *(f"unite_{language}" for language in LANGUAGES),
    "cible",
    *(f"preuve_{language}" for language in LANGUAGES),
    "module",
    *(f"responsable_{language}" for language in LANGUAGES),
)
_NUMBERS = {"note_de": "lowest", "note_a": "highest", "note_visee": "lifts_to", "mois": "months"}
_COSTS = {
    "cout_especes": "own_cash",
    "cout_nature": "own_kind",
    "cout_programme": "programme",
    "cout_autre": "other",
}
_WORDS = {"titre": "title", "indicateur": "indicator", "preuve": "evidence"}
PROBLEMS_SHOWN = 12


def rows_of(library: Library) -> Iterator[list[Any]]:
    for template in library.templates:
        words = [template.titles, template.indicators, template.units]
        yield [
            template.code,
            template.axis,
            " ".join(template.questions),
            template.lowest,
            template.highest,
            template.lifts_to,
            template.months,
            *(template.costs_mad[source] for source in _COSTS.values()),
            *(each.get(language, "") for each in words for language in LANGUAGES),
            template.target,
            *(template.evidences.get(language, "") for language in LANGUAGES),
            template.module,
            *(template.owners.get(language, "") for language in LANGUAGES),
        ]


@dataclass
class _Reading:
    units: dict[str, dict[str, str]] = field(default_factory=dict)
    owners: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def number(self, line: int, column: str, text: str) -> Any:
        """A whole number where it is one, else a decimal one; told where it is neither."""
        plain = text.replace(" ", "").replace("\xa0", "").replace("\u202f", "").replace(",", ".")
        kinds: tuple[Callable[[str], Any], ...] = (int, float)
        for kind in kinds:
            try:
                value = kind(plain)
            except ValueError:
                continue
            return int(value) if value == int(value) else value
        self.problems.append(
            _("row %(row)s, column %(column)s: “%(text)s” is not a number")
            % {"row": line, "column": column, "text": text}
        )
        return None

    def keyed(self, kept: dict[str, dict[str, str]], words: dict[str, str]) -> str:
        """The key of a unit or an owner: its French words."""
        kept.setdefault(words["fr"], words)
        return words["fr"]


def read_library(content: bytes, *, note: str = "") -> dict[str, Any]:
    """The data of a library. Refuses `library_file_columns`, `library_file_rows` (every row and column named)."""
    table = open_table(content)
    places = {fold(header).strip().replace(" ", "_"): index for index, header in enumerate(table.headers)}
    missing = [name for name in HEADERS if name not in places]
    if missing:
        raise Refused("library_file_columns", columns=", ".join(missing), field="file")
    reading = _Reading()
    actions = [
        _action(reading, line, {name: cells[places[name]].strip() for name in HEADERS})
        for line, cells in table.rows
    ]
    if reading.problems:
        shown = " · ".join(reading.problems[:PROBLEMS_SHOWN])
        raise Refused("library_file_rows", problems=shown, field="file")
    note_words = {"fr": note, "ar": note}
    return {"note": note_words, "units": reading.units, "owners": reading.owners, "actions": actions}


def _action(reading: _Reading, line: int, cells: Mapping[str, str]) -> dict[str, Any]:
    def words(stem: str) -> dict[str, str]:
        return {language: cells[f"{stem}_{language}"] for language in LANGUAGES}

    return {
        "code": cells["code"],
        "axis": cells["axe"],
        "questions": cells["questions"].replace(",", " ").replace(";", " ").split(),
        **{name: reading.number(line, column, cells[column]) for column, name in _NUMBERS.items()},
        "cost_mad": {
            source: reading.number(line, column, cells[column] or "0") for column, source in _COSTS.items()
        },
        **{name: words(stem) for stem, name in _WORDS.items()},
        "unit": reading.keyed(reading.units, words("unite")),
        "target": reading.number(line, "cible", cells["cible"] or "0"),
        "module": cells["module"],
        "owner": reading.keyed(reading.owners, words("responsable")),
    }
