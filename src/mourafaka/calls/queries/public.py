"""What the public pages read of calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.utils import translation
from django.utils.translation import get_language

from mourafaka.calls.enums import CallState
from mourafaka.calls.models import Call, RulesVersion
from mourafaka.calls.queries.rules import latest_rules, rules_in_words
from mourafaka.calls.sockets import public_links
from mourafaka.foundations import clock

WITHOUT_RULES = ("zgh",)


@dataclass(frozen=True)
class CallLine:
    """A call in a list: its dates, whether it takes applications now."""

    code: str
    title: str
    opens_at: Any
    closes_at: Any
    seats: int
    state: str


@dataclass(frozen=True)
class PublishedCalls:
    """Calls taking applications now, those announced, those past."""

    open: tuple[CallLine, ...]
    coming: tuple[CallLine, ...]
    past: tuple[CallLine, ...]


def published_calls() -> PublishedCalls:
    now = clock.now()
    lines = [(call, _line(call)) for call in Call.objects.public().order_by("closes_at")]
    current = [(call, line) for call, line in lines if call.state == CallState.OPEN and call.closes_at >= now]
    return PublishedCalls(
        open=tuple(line for call, line in current if call.opens_at <= now),
        coming=tuple(line for call, line in current if call.opens_at > now),
        past=tuple(line for call, line in reversed(lines) if (call, line) not in current),
    )


def _line(call: Call) -> CallLine:
    return CallLine(call.code, call.title, call.opens_at, call.closes_at, call.seats, call.state_code)


def takes_applications(call: Call) -> bool:
    """Open, begun and not yet over at this second."""
    return call.state == CallState.OPEN and call.opens_at <= clock.now() <= call.closes_at


def version_of_call(call: Call) -> str:
    """Changes with everything its public page shows."""
    told = call.answers.aggregate(Count("pk"), Max("published_at"), Max("withdrawn_at"))
    rules = latest_rules(call)
    said = (call.pk, call.version, call.state, rules and rules.number, takes_applications(call), told)
    return repr((*said, [str(link) for link in public_links.collect(call)]))


@dataclass(frozen=True)
class Places:
    """How many cooperatives of a province are chosen: at least, at most; None where the rules do not say."""

    province: Any
    least: int | None
    most: int | None


def places(call: Call, rules: RulesVersion | None) -> list[Places]:
    bounds = {
        quota["value"]: quota
        for quota in (rules.data.get("quotas", []) if rules else [])
        if quota["column"] == "province"
    }
    found = [(province, bounds.get(province.code, {})) for province in call.provinces.all()]
    return [Places(province, quota.get("min"), quota.get("max")) for province, quota in found]


def call_for_everybody(call: Call) -> dict[str, Any]:
    """The rules are said in French where their words are not known in the language of the page."""
    rules = latest_rules(call)
    spoken = get_language() or ""
    rules_language = "fr" if spoken in WITHOUT_RULES else spoken
    with translation.override(rules_language):
        words = rules_in_words(rules.data) if rules else None
    return {
        "call": call,
        "open": takes_applications(call),
        "provinces": call.provinces.all(),
        "excluded": call.excluded_sectors.all(),
        "places": places(call, rules),
        "documents": call.documents.select_related("kind"),
        "version": rules,
        "rules": words,
        "rules_language": rules_language,
        "answers": call.answers.filter(withdrawn_at=None),
        "links": public_links.collect(call),
    }
