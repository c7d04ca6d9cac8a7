"""The library of actions as data: read, checked, given to the engine.

Costs and durations are estimates to adapt with the cooperative, not a scale of the programme.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from json import loads
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mourafaka.engine import planning
from mourafaka.plans.enums import MONTHS, Source

Words = Mapping[str, str]
LANGUAGES = ("fr", "ar", "en")
NEEDED = ("fr", "ar")
MODULES = ("", "F1", "F2", "F3", "F4", "F5", "F6")


def in_active_language(words: Words) -> str:
    language = (get_language() or "fr").split("-")[0]
    return next((words[code] for code in (language, *LANGUAGES) if words.get(code)), "")


@dataclass(frozen=True)
class ActionTemplate:
    """An action of the library: which answers it is for, how long, for how much, what proves it."""

    code: str
    axis: str
    questions: tuple[str, ...]
    lowest: int
    highest: int
    lifts_to: int
    months: int
    costs_mad: Mapping[str, Decimal]
    titles: Words
    indicators: Words
    units: Words
    target: Decimal
    evidences: Words
    module: str
    owners: Words

    @property
    def title(self) -> str:
        return in_active_language(self.titles)

    @property
    def indicator(self) -> str:
        return in_active_language(self.indicators)

    @property
    def unit(self) -> str:
        return in_active_language(self.units)

    @property
    def owner(self) -> str:
        return in_active_language(self.owners)

    @property
    def evidence(self) -> str:
        return in_active_language(self.evidences)

    @property
    def cost_mad(self) -> Decimal:
        return sum(self.costs_mad.values(), Decimal(0))

    def for_engine(self) -> planning.Template:
        return planning.Template(
            code=self.code,
            axis=self.axis,
            questions=self.questions,
            lowest=self.lowest,
            highest=self.highest,
            lifts_to=self.lifts_to,
            months=self.months,
            programme_mad=self.costs_mad[Source.PROGRAMME],
        )


@dataclass(frozen=True)
class Library:
    version: int
    note: Words
    templates: tuple[ActionTemplate, ...]
    data: Mapping[str, Any]

    def get(self, code: str) -> ActionTemplate | None:
        return next((template for template in self.templates if template.code == code), None)

    def for_engine(self) -> tuple[planning.Template, ...]:
        return tuple(template.for_engine() for template in self.templates)


@cache
def packaged() -> Library:
    """Version 1, which comes with the room."""
    text = resources.files("mourafaka.plans").joinpath("data/actions_v1.json").read_text("utf-8")
    return read(loads(text), version=1)


def read(data: Mapping[str, Any], *, version: int) -> Library:
    templates = tuple(_template(line, data) for line in data["actions"])
    return Library(version, data.get("note", {}), templates, data)


def _template(line: Mapping[str, Any], data: Mapping[str, Any]) -> ActionTemplate:
    return ActionTemplate(
        code=line["code"],
        axis=line["axis"],
        questions=tuple(line["questions"]),
        lowest=int(line["lowest"]),
        highest=int(line["highest"]),
        lifts_to=int(line["lifts_to"]),
        months=int(line["months"]),
        costs_mad={source: Decimal(str(line["cost_mad"][source])) for source in Source.values},
        titles=line["title"],
        indicators=line["indicator"],
        units=data["units"][line["unit"]],
        target=Decimal(str(line["target"])),
        evidences=line["evidence"],
        module=line["module"],
        owners=data["owners"][line["owner"]],
    )


# --- Checks: every sentence says which action and what is wrong ---


def problems(data: Mapping[str, Any], *, questions: Collection[str], critical: Collection[str]) -> list[str]:
    """What keeps the data from being a library; empty when it is one."""
    lines = data.get("actions")
    if not isinstance(lines, list) or not lines:
        return [_("The library has no action.")]
    if not all(isinstance(line, Mapping) for line in lines):
        return [_("An action of the library is not a table of values.")]
    found = [problem for line in lines for problem in _problems_of(line, data, questions)]
    codes = [str(line.get("code")) for line in lines]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    found += [_("%(action)s stands twice.") % {"action": code} for code in twice]
    return found or _uncovered(lines, critical)


def _problems_of(
    line: Mapping[str, Any], data: Mapping[str, Any], questions: Collection[str]
) -> Iterator[str]:
    code = str(line.get("code") or "?")

    def say(sentence: str, **facts: Any) -> str:
        return f"{code}: {sentence % facts}"

    if not line.get("code"):
        yield say(_("the code is missing."))
    if line.get("axis") not in planning.AXES:
        yield say(_("“%(axis)s” is not one of the four axes."), axis=line.get("axis"))
    asked = line.get("questions") or []
    if not asked:
        yield say(_("no question of the diagnosis is named."))
    for question in asked:
        if question not in questions:
            yield say(_("“%(question)s” is not a question of the diagnosis."), question=question)
    levels = [line.get(name) for name in ("lowest", "highest", "lifts_to")]
    if not all(isinstance(level, int) for level in levels) or not (
        0 <= levels[0] <= levels[1] < levels[2] <= planning.TOP_SCORE  # type: ignore[operator]
    ):
        yield say(_("the levels must grow from 0 to 4: for answers from, to, lifted to."))
    months = line.get("months")
    if not isinstance(months, int) or not 1 <= months <= MONTHS:
        yield say(_("the duration goes from 1 to 24 months."))
    costs = line.get("cost_mad") or {}
    for source in Source:
        if not _is_amount(costs.get(source.value)):
            yield say(_("the cost “%(source)s” is not an amount of 0 or more."), source=source.label)
    if not _is_amount(line.get("target")):
        yield say(_("the target is not a number of 0 or more."))
    for name, label in (("title", _("title")), ("indicator", _("indicator")), ("evidence", _("evidence"))):
        words = line.get(name) or {}
        if not all(str(words.get(language) or "").strip() for language in NEEDED):
            yield say(_("“%(name)s” must be said in French and in Arabic."), name=label)
    if line.get("unit") not in (data.get("units") or {}):
        yield say(_("the unit “%(value)s” is not in the list of units."), value=line.get("unit"))
    if line.get("owner") not in (data.get("owners") or {}):
        yield say(_("the owner “%(value)s” is not in the list of owners."), value=line.get("owner"))
    if line.get("module") not in MODULES:
        yield say(_("“%(module)s” is not a training module."), module=line.get("module"))


def _is_amount(value: Any) -> bool:
    try:
        return Decimal(str(value)) >= 0
    except InvalidOperation:
        return False


def _uncovered(lines: list[Mapping[str, Any]], critical: Collection[str]) -> list[str]:
    """A red flag must find an action, or no plan could be proposed."""
    return [
        _("No action answers the critical question %(question)s at %(score)s.")
        % {"question": question, "score": score}
        for question in critical
        for score in (0, planning.RED_FLAG)
        if not any(
            question in line["questions"] and line["lowest"] <= score <= line["highest"] for line in lines
        )
    ]
