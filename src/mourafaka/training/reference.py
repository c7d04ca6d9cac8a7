"""The modules that come with the room, added after each migration; what the manager changed stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mourafaka.training.models import Module

PACKAGED = Path(__file__).parent / "data" / "modules.json"


def packaged_modules() -> list[Module]:
    return [
        Module(position=position, **_columns(entry))
        for position, entry in enumerate(json.loads(PACKAGED.read_text(encoding="utf-8")), start=1)
    ]


def _columns(entry: dict[str, Any]) -> dict[str, Any]:
    """`title: {fr, ar, en}` → `title_fr`, `title_ar`, `title_en`."""
    told = {"title", "objectives"}
    labels = {f"{stem}_{code}": text for stem in told for code, text in entry[stem].items()}
    return labels | {name: value for name, value in entry.items() if name not in told}


def load_modules(**kwargs: Any) -> None:
    """Machine work, not an act: adds the modules that are missing, never changes one."""
    Module.objects.bulk_create(packaged_modules(), ignore_conflicts=True)
