"""The rules of a call, in words and over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from mourafaka.calls import gates
from mourafaka.calls.models import Application, Call, RulesVersion
from mourafaka.calls.rules_data import YES_NO
from mourafaka.engine.quotas import QuotaError, largest_remainder
from mourafaka.foundations.refusals import Refused
from mourafaka.territory.models import Province, Sector, ValueChain

QUOTA_COLUMNS = {
    "province": _("Province"),
    "sector": _("Sector"),
    "value_chain": _("Value chain"),
    "women_led": _("Led by a woman"),
    "youth_led": _("Led by a young person"),
    "rural": _("In a rural area"),
}


# Rules


def latest_rules(call: Call) -> RulesVersion | None:
    """The version in force: the last one written."""
    return RulesVersion.objects.filter(call=call).order_by("-number").first()


def known_columns(call: Call) -> dict[str, frozenset[str]]:
    """For each column a quota may use, the values an application to this call can have."""
    return {
        "province": frozenset(call.provinces.values_list("code", flat=True)),
        "sector": frozenset(Sector.objects.sectors().active().values_list("code", flat=True)),
        "value_chain": frozenset(ValueChain.objects.filter(active=True).values_list("code", flat=True)),
        "women_led": YES_NO,
        "youth_led": YES_NO,
        "rural": YES_NO,
    }


def columns_of(application: Application) -> dict[str, str]:
    """The value of an application in each column a quota may use."""
    cooperative = application.cooperative
    return {
        "province": cooperative.province_id,
        "sector": cooperative.sector_id,
        "value_chain": cooperative.value_chain_id or "",
        "women_led": _yes_no(cooperative.women_led),
        "youth_led": _yes_no(cooperative.youth_led),
        "rural": _yes_no(bool(cooperative.rural)),
    }


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


@dataclass(frozen=True)
class QuotaProposal:
    """What largest remainder gives a province of the call."""

    province: Province
    eligible: int
    seats: int


def propose_quotas(call: Call) -> list[QuotaProposal]:
    """Seats shared among the call's provinces by largest remainder on eligible applications, floor of one.

    Refuses with `quota_floors_exceed_seats` when there are more provinces with applications than seats.
    """
    provinces = list(call.provinces.all())
    counted = Application.objects.filter(call=call).submitted().eligible()
    by_province = dict(
        counted.order_by()
        .values_list("cooperative__province")
        .annotate(n=Count("pk"))
        .values_list("cooperative__province", "n")
    )
    counts = {province.code: by_province.get(province.code, 0) for province in provinces}
    try:
        shares = largest_remainder(counts, call.seats, floor=1)
    except QuotaError as error:
        raise Refused("quota_floors_exceed_seats", **error.facts) from error
    return [QuotaProposal(province, counts[province.code], shares[province.code]) for province in provinces]


@dataclass(frozen=True)
class Difference:
    """One thing that two versions of the rules say differently; empty when a version does not say it."""

    what: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What changed between two versions, in the order of the rules."""
    old, new = _said(before), _said(after)
    return [
        Difference(what, old.get(what, ""), new.get(what, ""))
        for what in dict.fromkeys([*old, *new])
        if old.get(what) != new.get(what)
    ]


def _said(data: Mapping[str, Any]) -> dict[str, str]:
    """Every statement of a version under a name people read."""
    said = {
        str(_("Seats")): str(data["seats"]),
        str(_("Marks used")): str(data["basis"]),
        str(_("Threshold")): data["threshold"],
        str(_("Readings per application")): str(data["readings"]),
        str(_("Third reading, gap on a criterion")): data["third_reading"]["criterion_gap"],
        str(_("Third reading, gap on the total")): data["third_reading"]["total_gap"],
        str(_("Share of the reserve list")): data["reserve_share"],
        str(_("Ties")): ", ".join(data["ties"]),
    }
    for line in data["grid"]:
        code = line["code"]
        said[str(_("Criterion %(code)s, name") % {"code": code})] = _in_language(line["label"])
        said[str(_("Criterion %(code)s, weight") % {"code": code})] = str(line["weight"])
        said[str(_("Criterion %(code)s, eliminatory mark") % {"code": code})] = (
            line["eliminatory_below"] or "–"
        )
        for number, level in enumerate(line["levels"]):
            place = _("Criterion %(code)s, level %(level)s") % {"code": code, "level": number}
            said[str(place)] = _in_language(level)
    names = quota_value_names(data["quotas"])
    for quota in data["quotas"]:
        said[names[quota["column"], quota["value"]]] = bounds(quota)
    return said


def bounds(quota: Mapping[str, Any]) -> str:
    """“4 to 10”, “at least 10”, “at most 10”."""
    low, high = quota.get("min"), quota.get("max")
    if low is not None and high is not None:
        return str(low) if low == high else str(_("%(low)s to %(high)s") % {"low": low, "high": high})
    if high is not None:
        return str(_("at most %(high)s") % {"high": high})
    return str(_("at least %(low)s") % {"low": low})


def quota_value_names(quotas: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """(column, value) → words: the province's name, the sector's label, “Led by a woman: no”."""
    keys = [(quota["column"], quota["value"]) for quota in quotas]
    asked = {column: [value for name, value in keys if name == column] for column, value in keys}
    names: dict[tuple[str, str], str] = {}
    for column, model in (("province", Province), ("sector", Sector), ("value_chain", ValueChain)):
        found = model._default_manager.in_bulk(asked[column]) if column in asked else {}
        names |= {(column, code): str(row) for code, row in found.items()}
    for column, value in keys:
        if (column, value) not in names:
            words = str(QUOTA_COLUMNS.get(column, column))
            names[column, value] = words if value == "yes" else f"{words} : {_('no')}"
    return names


def _in_language(texts: Mapping[str, str]) -> str:
    return str(gates.worded(texts))


@dataclass(frozen=True)
class Version:
    """A version of the rules with what it changed."""

    record: RulesVersion
    changes: list[Difference]


def rules_history(call: Call) -> list[Version]:
    """Versions, the last one first, each with its differences from the one before."""
    versions = list(call.rules_versions.select_related("created_by").order_by("number"))
    pairs = zip([None, *versions], versions, strict=False)
    return [
        Version(version, differences(before.data, version.data) if before else [])
        for before, version in pairs
    ][::-1]


@dataclass(frozen=True)
class QuotaInWords:
    column: str
    name: str
    bounds: str


@dataclass(frozen=True)
class CriterionInWords:
    code: str
    name: str
    guide: str
    weight: Any
    eliminatory_below: str | None
    levels: list[str]


@dataclass(frozen=True)
class RulesInWords:
    """A version of the rules as a page tells it, in the active language."""

    data: Mapping[str, Any]
    quotas: list[QuotaInWords]
    criteria: list[CriterionInWords]
    reserve_percent: str
    ties: list[str]


def criteria_in_words(data: Mapping[str, Any]) -> list[CriterionInWords]:
    return [
        CriterionInWords(
            line["code"],
            _in_language(line["label"]),
            _in_language(line.get("guide", {})),
            line["weight"],
            line["eliminatory_below"],
            [_in_language(level) for level in line["levels"]],
        )
        for line in data["grid"]
    ]


def rules_in_words(data: Mapping[str, Any]) -> RulesInWords:
    names = quota_value_names(data["quotas"])
    criteria = criteria_in_words(data)
    by_code = {criterion.code: criterion.name for criterion in criteria}
    return RulesInWords(
        data=data,
        quotas=[
            QuotaInWords(
                str(QUOTA_COLUMNS.get(quota["column"], quota["column"])),
                names[quota["column"], quota["value"]],
                bounds(quota),
            )
            for quota in data["quotas"]
        ],
        criteria=criteria,
        reserve_percent=f"{float(data['reserve_share']) * 100:g}",
        ties=[by_code.get(code, code) for code in data["ties"]],
    )
