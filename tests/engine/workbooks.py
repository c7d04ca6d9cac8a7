"""Workbooks for tests: 243 synthetic cooperatives, written as real files, and their dashboard by plain loops."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook

COOPERATIVES = (
    "id_coop", "nom_cooperative", "region", "province", "secteur", "branche", "feminine", "adherents_actuels",
    "femmes_actuelles", "jeunes_diplomes_actuels", "psh_actuels", "ca",
)  # fmt: skip
TRAINING = ("id_coop", "Elaboration_strategies", "Montage_projet", "Communication", "Governanace")
COACHING = ("id_coop", *(f"s{n}" for n in range(1, 13)))
PROVINCES = (
    ("Marrakech-Safi", "Rehamna"), ("Marrakech-Safi", "Al Haouz"), ("Marrakech-Safi", "Essaouira"),
    ("Drâa-Tafilalet", "Zagora"), ("Drâa-Tafilalet", "Tinghir"), ("Guelmim-Oued Noun", "Guelmim"),
    ("Guelmim-Oued Noun", "Sidi Ifni"), ("Rabat-Salé-Kénitra", "Kénitra"), ("Souss-Massa", "Taroudannt"),
    ("Souss-Massa", "Tata"),
)  # fmt: skip

Sheets = dict[str, list[list[Any]]]


def clean_sheets(size: int = 243) -> Sheets:
    """The three sheets, headers first; row n of the list is row n + 1 of the file."""
    dice = random.Random(20220406)
    sheets: Sheets = {"cooperatives": [list(COOPERATIVES)], "formation": [list(TRAINING)]}
    sheets["coaching"] = [list(COACHING)]
    for number in range(1, size + 1):
        region, province = dice.choice(PROVINCES)
        members, sector = dice.randint(5, 15), dice.choice(("Agriculture", "Artisanat"))
        sheets["cooperatives"].append(
            [
                number, f"Coopérative synthétique {number}", region, province, sector,
                dice.choice(("Miel", "Tapis")), dice.choice(("oui", "non")), members, dice.randint(0, members),
                dice.randint(0, 3), dice.randint(0, 1), dice.choice((dice.randint(0, 900_000), 1234.5, 88.25)),
            ]
        )  # fmt: skip
        attended = dice.choice((4, 4, 3, 2, 1, 0))
        sheets["formation"].append([number, *("présent" if k < attended else "absent" for k in range(4))])
        held = dice.choice((12, 12, 9, 5, 0))
        sheets["coaching"].append([number, *("oui" if k < held else "non" for k in range(12))])
    return sheets


def written(sheets: Sheets, finish: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if finish is not None:
        finish(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def naive_dashboard(sheets: Sheets) -> dict[str, Any]:
    """Today's figures, straight from clean rows."""
    rows = sheets["cooperatives"][1:]
    modules = {row[0]: sum(cell == "présent" for cell in row[1:]) for row in sheets["formation"][1:]}
    sessions = {row[0]: sum(cell == "oui" for cell in row[1:]) for row in sheets["coaching"][1:]}
    places: dict[str, list[int]] = {}
    for row in rows:
        places.setdefault(row[3], []).append(row[0])
    return {
        "cooperatives": len(rows),
        "members": sum(row[7] for row in rows),
        "women": sum(row[8] for row in rows),
        "turnover_mad": sum(row[11] for row in rows),
        "provinces": {
            name: {
                "training_rate": round(sum(modules[i] * 100 / 4 for i in ids) / len(ids) + 1e-9, 2),
                "coaching_rate": round(sum(sessions[i] * 100 / 12 for i in ids) / len(ids) + 1e-9, 2),
            }
            for name, ids in places.items()
        },
        "all_visits": sum(count == 12 for count in sessions.values()),
        "no_visit": sum(count == 0 for count in sessions.values()),
    }
