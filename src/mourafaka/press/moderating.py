"""The rule of image reports as data, and the log as the rule's events."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from mourafaka.engine.press.moderation import Event, Replay, Report, Rule, RuleError, replay, rule_of
from mourafaka.press.enums import Decided
from mourafaka.press.models import Decision

__all__ = ["RuleError", "played_again", "rule_in_file", "rule_in_force"]


@cache
def rule_in_force() -> Rule:
    data = resources.files("mourafaka.press") / "data" / "moderation.toml"
    return rule_of(tomllib.loads(data.read_text(encoding="utf-8")))


def rule_in_file(path: Path) -> Rule:
    """A rule to try. Raises RuleError with what is wrong."""
    try:
        return rule_of(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleError(f"{path}: {error}") from error


def played_again(rule: Rule) -> Replay:
    """What `rule` would have done over the whole log."""
    blocked = Decision.objects.filter(what=Decided.BLOCKED).values_list("image_id", flat=True)
    lines = Decision.objects.filter(what__in=(Decided.REPORTED, Decided.KEPT, Decided.REMOVED))
    return replay(events(lines.order_by("pk").iterator()), rule, before={str(pk) for pk in blocked})


def events(lines: Iterable[Decision]) -> Iterator[Event]:
    for line in lines:
        if line.what == Decided.REPORTED:
            told: dict[str, Any] = line.inputs
            report = Report(**told["report"])
            yield Event(
                str(line.image_id), "report", float(told["base"]), bool(told["protected"]), report=report
            )
        else:
            yield Event(str(line.image_id), line.what)
