"""The names of provinces as the workbook itself writes them, which is how today's dashboard shows them."""

from __future__ import annotations

from collections import Counter, defaultdict

from mourafaka.engine.text import fold
from mourafaka.engine.workbook.model import COOPERATIVES, Workbook


def as_written(workbook: Workbook) -> dict[str, str]:
    """Each province, by its name as understood, as more than half of its rows write it; else as understood.

    No two provinces get the same name.
    """
    otherwise = {
        row: " ".join(reading.value.split())
        for reading in workbook.readings
        if (reading.sheet, reading.column) == (COOPERATIVES, "province")
        for row in reading.rows
    }
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for member in workbook.cooperatives:
        name = member.province.name
        found[name][otherwise.get(member.row) or name] += 1
    unknown = {member.province.name for member in workbook.cooperatives if not member.province.code}
    names = {name: _most_used(name, spellings) for name, spellings in found.items() if name not in unknown}
    return {name: name if written in unknown else written for name, written in names.items()}


def _most_used(name: str, spellings: Counter[str]) -> str:
    """One spelling of most rows; else one of those that differ by case and accents only, if most rows have them."""
    half = spellings.total() / 2
    written, rows = spellings.most_common(1)[0]
    if rows > half and not (name in spellings and fold(written) == fold(name)):
        return written
    alike = Counter[str]()
    for spelling, rows in spellings.items():
        alike[fold(spelling)] += rows
    most, rows = alike.most_common(1)[0]
    if rows <= half or most == fold(name):
        return name
    near = [spelling for spelling in spellings if fold(spelling) == most]
    return max(near, key=lambda text: (text not in (text.upper(), text.lower()), spellings[text]))
