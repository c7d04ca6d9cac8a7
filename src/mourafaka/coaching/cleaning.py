"""What is said of a visit, brought into the types of the report: each refusal names its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mourafaka.coaching.enums import Mode
from mourafaka.foundations.refusals import Refused

TEXT_AT_MOST = 8000


def report_fields(said: Mapping[str, Any], themes: Sequence[str]) -> dict[str, Any]:
    """The named fields, clean. A name that is not a field of the report is refused."""
    known: dict[str, Callable[[str, Any], Any]] = {
        "held_on": _day,
        "next_visit_on": _day,
        "mode": _mode,
        "duration_hours": _hours,
        "people_met": _count,
        "women_met": _count,
        "latitude": _degrees,
        "longitude": _degrees,
        "observations": _text,
        "difficulties": _text,
        "decisions": _text,
    }
    clean: dict[str, Any] = {}
    for name, value in said.items():
        if name == "themes":
            clean[name] = _themes(value, themes)
        elif name in known:
            clean[name] = known[name](name, value)
        else:
            raise Refused("value_not_understood", field=name, given=name)
    return clean


def day(name: str, value: Any) -> date | None:
    return _day(name, value)


def share(value: Any, title: str) -> int:
    """A whole number from 0 to 100."""
    text = str(value).strip()
    if not text.isdecimal() or int(text) > 100:
        raise Refused("progress_not_a_share", title=title, given=text, field="actions")
    return int(text)


def _not_understood(name: str, value: Any) -> Refused:
    return Refused("value_not_understood", field=name, given=str(value)[:60])


def _day(name: str, value: Any) -> date | None:
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise _not_understood(name, value) from error


def _mode(_name: str, value: Any) -> str:
    if value not in Mode.values:
        raise Refused("mode_unknown", mode=value, field="mode")
    return str(value)


def _number(name: str, value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        number = Decimal(str(value).replace(",", ".").strip())
    except InvalidOperation as error:
        raise _not_understood(name, value) from error
    if not number.is_finite():
        raise _not_understood(name, value)
    return number


def _hours(name: str, value: Any) -> Decimal | None:
    hours = _number(name, value)
    if hours is not None and not 0 < hours <= 24:
        raise Refused("duration_odd", hours=hours, field=name)
    return hours.quantize(Decimal("0.01")) if hours is not None else None


def _count(name: str, value: Any) -> int | None:
    number = _number(name, value)
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number <= 9999:
        raise _not_understood(name, value)
    return int(number)


def _degrees(name: str, value: Any) -> float | None:
    number = _number(name, value)
    return None if number is None else float(number)


def _text(_name: str, value: Any) -> str:
    return str(value or "").replace("\x00", "").replace("\r\n", "\n")[:TEXT_AT_MOST]


def _themes(value: Any, known: Sequence[str]) -> list[str]:
    chosen = [str(theme) for theme in value or ()]
    for theme in chosen:
        if theme not in known:
            raise Refused("theme_unknown", theme=theme, field="themes")
    return [theme for theme in known if theme in chosen]
