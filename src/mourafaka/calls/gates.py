"""The gates of eligibility: each one looks at one thing and says what it found, in words that show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.enums import Gate
from mourafaka.calls.models import Application, Call
from mourafaka.engine.text import fold
from mourafaka.foundations.formats import format_date
from mourafaka.registry.models import MemberStat

SENTENCES = {
    "registered": _("Registered on %(registered_on)s under number %(number)s."),
    "registration_unknown": _("The date or the number of registration in the local register is unknown."),
    "registered_after_closing": _("Registered on %(registered_on)s, after the call closed."),
    "dissolved": _("Dissolved on %(since)s."),
    "age_within": _(
        "Registered on %(registered_on)s: age at closing in months %(months)s, the call allows %(allowed)s."
    ),
    "age_above": _(
        "Registered on %(registered_on)s: age at closing in months %(months)s, the call allows only %(allowed)s."
    ),
    "age_unknown": _("The date of registration is unknown: the age at closing cannot be computed."),
    "members_enough": _("Members counted on %(as_of)s: %(members)s, the call asks for %(least)s."),
    "members_too_few": _("Members counted on %(as_of)s: only %(members)s, the call asks for %(least)s."),
    "members_unknown": _("No count of members up to the closing of the call."),
    "in_a_province_of_the_call": _("Located in %(province)s, which the call covers."),
    "outside_the_call": _("Located in %(province)s, which the call does not cover."),
    "sector_admitted": _("Sector: %(sector)s."),
    "sector_excluded": _("The call excludes the sector %(sector)s."),
    "first_time": _("Not found among the beneficiaries of an earlier cohort."),
    "earlier_beneficiary": _("Already a beneficiary of %(cohort)s."),
    "documents_accepted": _("Mandatory documents accepted: %(count)s."),
    "documents_lacking": _("Not accepted yet: %(documents)s."),
}
MOURAFAKA = ("mourafaka", "مرافقه")  # how the programme is called among other support received


@dataclass(frozen=True)
class Finding:
    """What one gate found. Facts are JSON: dates in ISO, names as {"fr", "ar"}."""

    passed: bool
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dossier:
    """An application with all that its gates look at."""

    application: Application
    call: Call
    closing_day: date
    province_codes: frozenset[str]
    excluded_sectors: frozenset[str]
    mandatory_kinds: tuple[Any, ...]
    accepted_kinds: frozenset[str]
    members: MemberStat | None
    earlier: Mapping[str, str] | None


def registered(dossier: Dossier) -> Finding:
    cooperative = dossier.application.cooperative
    if cooperative.status == "dissolved":
        return Finding(False, "dissolved", {"since": _iso(cooperative.status_since)})
    if cooperative.registered_on is None or not cooperative.local_reg_no:
        return Finding(False, "registration_unknown")
    facts = {"registered_on": _iso(cooperative.registered_on), "number": cooperative.local_reg_no}
    if cooperative.registered_on > dossier.closing_day:
        return Finding(False, "registered_after_closing", facts)
    return Finding(True, "registered", facts)


def age(dossier: Dossier) -> Finding:
    """Full months from the registration to the day the call closes."""
    cooperative, allowed = dossier.application.cooperative, dossier.call.max_age_months
    months = cooperative.age_months(dossier.closing_day)
    if months is None:
        return Finding(False, "age_unknown")
    facts = {"registered_on": _iso(cooperative.registered_on), "months": max(months, 0), "allowed": allowed}
    return Finding(months <= allowed, "age_within" if months <= allowed else "age_above", facts)


def members(dossier: Dossier) -> Finding:
    count, least = dossier.members, dossier.call.min_members
    if count is None:
        return Finding(False, "members_unknown")
    facts = {"as_of": _iso(count.as_of), "members": count.members_total, "least": least}
    enough = count.members_total >= least
    return Finding(enough, "members_enough" if enough else "members_too_few", facts)


def location(dossier: Dossier) -> Finding:
    province = dossier.application.cooperative.province
    inside = province.code in dossier.province_codes
    facts = {"province": {"fr": province.name_fr, "ar": province.name_ar}}
    return Finding(inside, "in_a_province_of_the_call" if inside else "outside_the_call", facts)


def sector(dossier: Dossier) -> Finding:
    cooperative = dossier.application.cooperative
    excluded = {cooperative.sector_id, cooperative.branch_id} & dossier.excluded_sectors
    facts = {"sector": {"fr": cooperative.sector.label_fr, "ar": cooperative.sector.label_ar}}
    return Finding(not excluded, "sector_excluded" if excluded else "sector_admitted", facts)


def first_time(dossier: Dossier) -> Finding:
    if dossier.earlier is not None:
        return Finding(False, "earlier_beneficiary", {"cohort": dict(dossier.earlier)})
    return Finding(True, "first_time")


def documents(dossier: Dossier) -> Finding:
    lacking = [kind for kind in dossier.mandatory_kinds if kind.pk not in dossier.accepted_kinds]
    if lacking:
        names = {
            "fr": " ; ".join(kind.label_fr for kind in lacking),
            "ar": "؛ ".join(kind.label_ar for kind in lacking),
        }
        return Finding(False, "documents_lacking", {"documents": names})
    return Finding(True, "documents_accepted", {"count": len(dossier.mandatory_kinds)})


GATES: Mapping[Gate, Callable[[Dossier], Finding]] = {
    Gate.REGISTERED: registered,
    Gate.AGE: age,
    Gate.MEMBERS: members,
    Gate.LOCATION: location,
    Gate.SECTOR: sector,
    Gate.FIRST_TIME: first_time,
    Gate.DOCUMENTS: documents,
}


def evaluate(dossier: Dossier) -> dict[Gate, Finding]:
    return {gate: look(dossier) for gate, look in GATES.items()}


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """The finding in the active language, with its dates and names in that language."""
    return str(SENTENCES[code]) % {name: worded(value) for name, value in facts.items()}


def names_the_programme(programmes: Sequence[str]) -> str | None:
    """The first of these programme names that is this programme's, in any spelling."""
    return next((name for name in programmes if any(word in fold(name) for word in MOURAFAKA)), None)


def closing_day(call: Call) -> date:
    return timezone.localdate(call.closes_at)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def worded(value: Any) -> Any:
    if isinstance(value, Mapping):
        language = (get_language() or "fr").split("-")[0]
        return value.get(language) or value.get("fr") or value.get("ar") or ""
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-" and value[7:8] == "-":
        try:
            return format_date(date.fromisoformat(value))
        except ValueError:
            return value
    return value
