"""The rules a call is decided by, and its grid in the words of the active language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from mourafaka.calls.models import Call, RulesVersion
from mourafaka.engine import score
from mourafaka.foundations.refusals import Refused


@dataclass(frozen=True)
class GridLevel:
    value: int
    text: str


@dataclass(frozen=True)
class GridLine:
    """One criterion as a reader sees it: its question, its weight in points and what each mark means."""

    code: str
    label: str
    weight: Decimal
    eliminatory_below: Decimal | None
    levels: tuple[GridLevel, ...]


def rules_in_force(call: Call) -> RulesVersion:
    """The latest version of the call's rules; refuses with `no_rules` when none was ever written."""
    version = RulesVersion.objects.filter(call=call).order_by("-number").first()
    if version is None:
        raise Refused("no_rules", call=call.code)
    return version


def grid_of(version: RulesVersion) -> score.Grid:
    return score.Grid.from_rules(version.data["grid"])


def thresholds_of(version: RulesVersion) -> score.Thresholds:
    gaps = version.data["third_reading"]
    return score.Thresholds(Decimal(gaps["criterion_gap"]), Decimal(gaps["total_gap"]))


def readings_due(version: RulesVersion) -> int:
    return int(version.data["readings"])


def grid_lines(version: RulesVersion) -> tuple[GridLine, ...]:
    return tuple(
        GridLine(
            code=line["code"],
            label=_in_active_language(line.get("label", {})) or line["code"],
            weight=Decimal(str(line["weight"])),
            eliminatory_below=_decimal_or_none(line.get("eliminatory_below")),
            levels=_levels(line.get("levels") or []),
        )
        for line in version.data["grid"]
    )


def labels_of(version: RulesVersion) -> dict[str, str]:
    return {line.code: line.label for line in grid_lines(version)}


def _levels(descriptors: list[Any]) -> tuple[GridLevel, ...]:
    """Marks 0 to 5; a grid without descriptors still has its six levels."""
    texts = [_in_active_language(descriptor) for descriptor in descriptors]
    texts += [""] * (int(score.HIGHEST_MARK) + 1 - len(texts))
    return tuple(GridLevel(value, text) for value, text in enumerate(texts))


def _in_active_language(texts: Any) -> str:
    if not isinstance(texts, dict):
        return str(texts or "")
    language = (get_language() or "fr").split("-")[0]
    return next((texts[code] for code in (language, "fr", "ar", "en") if texts.get(code)), "")


def _decimal_or_none(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
