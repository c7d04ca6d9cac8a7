"""The instrument that comes with the room, brought in after the first migration."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from mourafaka.diagnosis.models import Instrument
from mourafaka.foundations import clock

DATA = resources.files("mourafaka.diagnosis") / "data"


def packaged_instrument() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DATA / "diag_coop_v1.json").read_text(encoding="utf-8"))
    return data


def load_instrument(**kwargs: Any) -> None:
    """Machine work, not an act: version 1 in force from the start; once used, it is never touched again."""
    data = packaged_instrument()
    instrument, made = Instrument.objects.get_or_create(
        code=data["code"], version=data["version"], defaults={"data": data, "in_force_at": clock.now()}
    )
    if not made and instrument.frozen_at is None and instrument.data != data:
        instrument.data = data
        instrument.save(update_fields=["data"])
