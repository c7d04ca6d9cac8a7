"""Refusals and rules in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.calls.queries import criteria_in_words, quota_value_names
from mourafaka.foundations.formats import format_number
from mourafaka.selection.queries.choice.sight import _QUOTA, LEAST


class RuleWords:
    """The names of rules as the engine writes them, told in the active language."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.criteria = {line.code: line.name for line in criteria_in_words(data)}

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        return quota_value_names(self.data["quotas"])

    def __call__(self, rule: str) -> str:
        found = _QUOTA.fullmatch(rule)
        if found:
            name = self.names.get((found["column"], found["value"]), found["value"])
            if found["kind"] == "min":
                return _("%(name)s: at least %(limit)s") % {"name": name, "limit": found["limit"]}
            return _("%(name)s: at most %(limit)s") % {"name": name, "limit": found["limit"]}
        if rule.endswith(" eliminatory"):
            code = rule.partition(" ")[0]
            return _("eliminatory mark of criterion %(code)s, %(name)s") % {
                "code": code,
                "name": self.criteria.get(code, ""),
            }
        return {
            "seats": _("number of places: %(seats)s") % {"seats": self.data["seats"]},
            "threshold": _("threshold of %(points)s points") % {"points": self.data["threshold"]},
            "ties": _("rule that parts equal scores"),
            "eligibility": _("conditions of eligibility"),
        }.get(rule, rule)


@dataclass(frozen=True)
class RefusalInWords:
    """Why an application was not chosen: the rule that bound, what was missing, the smallest change."""

    rule: str
    missing: str
    change: str
    gap: Decimal | None
    needed: Decimal | None

    @classmethod
    def of(cls, refusal: Mapping[str, Any], words: RuleWords) -> RefusalInWords:
        gap, needed = _decimal(refusal["gap"]), _decimal(refusal["needed"])
        return cls(words(refusal["rule"]), _missing(gap), _change(refusal, needed, words), gap, needed)


def _missing(gap: Decimal | None) -> str:
    if gap is None:
        return _("No score would have been enough.")
    if gap <= LEAST:
        return _("No point was missing: at equal scores the tie rule decided.")
    return _("Points missing: %(gap)s.") % {"gap": _points(gap)}


def _change(refusal: Mapping[str, Any], needed: Decimal | None, words: RuleWords) -> str:
    sentences = [
        _("Criterion %(code)s, %(name)s: a mean of %(to)s out of 5 was needed instead of %(mean)s.")
        % {
            "code": change["criterion"],
            "name": words.criteria.get(change["criterion"], ""),
            "to": format_number(Decimal(change["to"]), places=1),
            "mean": format_number(Decimal(change["mean"]), places=2),
        }
        for change in refusal["changes"]
    ]
    if needed is None:
        rule = words(refusal["rule"])
        sentences.append(
            _("Only another limit in the rule “%(rule)s” would have changed it.") % {"rule": rule}
        )
    elif not refusal["changes"] or needed > (_decimal(refusal["score"]) or 0):
        sentences.append(
            _("With a score of %(needed)s, the others unchanged, it would have been selected.")
            % {"needed": _points(needed, _decimal(refusal["gap"]))}
        )
    return " ".join(sentences)


def _points(value: Decimal, gap: Decimal | None = None) -> str:
    """Rounded up, so that what is said is enough: to a tenth, or finer where less than a point is at stake."""
    at_stake = value if gap is None else gap
    places = 1 if at_stake >= 1 else 2 if at_stake >= Decimal("0.01") else 4
    return format_number(value.quantize(Decimal(1).scaleb(-places), ROUND_CEILING), places=places)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
