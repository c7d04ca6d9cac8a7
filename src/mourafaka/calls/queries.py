"""What the screens of calls and applications read, counted in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from mourafaka.calls import gates
from mourafaka.calls.enums import ApplicationState, CallState, DocumentState, Gate
from mourafaka.calls.models import Application, Call, Cohort, EligibilityCheck, RulesVersion
from mourafaka.calls.rules_data import YES_NO
from mourafaka.engine.quotas import QuotaError, largest_remainder
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import JournalEntry
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
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


def rules_in_words(data: Mapping[str, Any]) -> RulesInWords:
    names = quota_value_names(data["quotas"])
    criteria = [
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


# Cohorts and calls


def cohorts_seen_by(user: User) -> QuerySet[Cohort]:
    """Cohorts with a call this person sees, and for staff also those without any."""
    return Cohort.objects.select_related("programme").annotate(calls_count=Count("calls", distinct=True))


def calls_of(cohort: Cohort, user: Any) -> list[Call]:
    return list(Call.objects.visible_to(user).filter(cohort=cohort).prefetch_related("provinces"))


def receiving_calls() -> QuerySet[Call]:
    return Call.objects.filter(state__in=[CallState.OPEN, CallState.CLOSED])


@dataclass(frozen=True)
class Funnel:
    """How many applications stand in each state, of those a person sees."""

    states: list[tuple[str, str, int]]
    total: int
    submitted: int
    eligible: int


def funnel(call: Call, user: User) -> Funnel:
    seen = Application.objects.visible_to(user).filter(call=call).order_by()
    counted = dict(seen.values_list("state").annotate(n=Count("pk")).values_list("state", "n"))
    totals = seen.aggregate(
        total=Count("pk"),
        submitted=Count("pk", filter=~Q(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])),
        eligible=Count("pk", filter=Q(eligible=True)),
    )
    states = [
        (value, str(label), counted[value]) for value, label in ApplicationState.choices if counted.get(value)
    ]
    return Funnel(states, **totals)


# Applications


@dataclass(frozen=True)
class CheckInWords:
    gate: str
    label: str
    passed: bool
    holds: bool
    sentence: str
    overridden_by: str
    override_reason: str


def checks_in_words(application: Application) -> list[CheckInWords]:
    """Every gate with what was found, in the order of the gates; nothing before a first evaluation."""
    found = {
        check.gate: check
        for check in EligibilityCheck.objects.filter(application=application).select_related("overridden_by")
    }
    return [
        CheckInWords(
            gate=check.gate,
            label=str(Gate(check.gate).label),
            passed=check.passed,
            holds=check.holds,
            sentence=gates.sentence(check.reason_code, check.facts),
            overridden_by=str(check.overridden_by or ""),
            override_reason=check.override_reason,
        )
        for check in (found[gate] for gate in Gate.values if gate in found)
    ]


EVENTS = {
    "calls.application.enter": _("Entered"),
    "calls.application.edit": _("Changed"),
    "calls.application.submit": _("Submitted"),
    "calls.application.document": _("Document checked"),
    "calls.application.documents": _("Documents checked"),
    "calls.application.ask_completion": _("Sent back to be completed"),
    "calls.eligibility.evaluate": _("Eligibility evaluated"),
    "calls.eligibility.override": _("Condition overridden by headquarters"),
    "calls.application.admit": _("Declared admissible"),
    "calls.application.reject": _("Declared not admissible"),
    "calls.application.withdraw": _("Withdrawn"),
}


@dataclass(frozen=True)
class Event:
    """One line of an application's history, from the journal."""

    at: datetime
    what: str
    who: str
    reason: str


def timeline(application: Application) -> list[Event]:
    """What was done to the application under this room's acts, the latest first."""
    entries = list(
        JournalEntry.objects.filter(
            Q(subject=reference(application)) | Q(result=reference(application)), verb__in=EVENTS
        ).order_by("-sequence")[:200]
    )
    keys = {entry.actor.partition(":")[2] for entry in entries if entry.actor.startswith("people.user:")}
    people = User.objects.in_bulk([int(key) for key in keys if key.isdigit()])
    return [
        Event(
            entry.at,
            str(EVENTS[entry.verb]),
            str(people.get(int(entry.actor.partition(":")[2] or 0), "")),
            str(entry.facts.get("reason") or entry.facts.get("late_reason") or ""),
        )
        for entry in entries
    ]


@dataclass(frozen=True)
class DocumentLine:
    """A document of an application as its page shows it."""

    kind: str
    label: str
    mandatory: bool
    state: str
    state_label: str
    tone: str
    note: str
    has_file: bool


def documents_of(application: Application) -> list[DocumentLine]:
    """The application's documents with whether the call makes each mandatory."""
    mandatory = set(application.call.documents.filter(mandatory=True).values_list("kind", flat=True))
    tones = {DocumentState.ACCEPTED.value: "done", DocumentState.REJECTED.value: "refused"}
    return [
        DocumentLine(
            kind=row.kind_id,
            label=row.kind.label,
            mandatory=row.kind_id in mandatory,
            state=row.state,
            state_label=row.get_state_display(),
            tone=tones.get(row.state, "due"),
            note=row.note,
            has_file=row.file_id is not None,
        )
        for row in application.documents.select_related("kind")
    ]


def applications_of_cooperative(cooperative: Any, user: User) -> list[Application]:
    return list(
        Application.objects.visible_to(user)
        .filter(cooperative=cooperative)
        .select_related("call__cohort")
        .order_by("-call__closes_at")
    )


def members_at_closing(application: Application) -> Any:
    """The last count known when the call closes: what the gates look at before a count is pinned."""
    stats = application.cooperative.member_stats
    return stats.as_known(gates.closing_day(application.call)).first()


SECTIONS: tuple[tuple[Any, str], ...] = (
    (_("The project"), "project_title collective_need products innovation market environment"),
    (_("Needs"), "need_management need_technique need_marketing"),
    (_("Investment and support"), "investment_mad own_contribution_mad support_received"),
)


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[tuple[str, Any, bool]]  # label, value, whether it is an amount


def sections_of(application: Application) -> list[Section]:
    """The sections of the application in words; what was left empty shows as empty."""
    return [
        Section(
            str(title),
            [(_label(name), getattr(application, name), name.endswith("_mad")) for name in names.split()],
        )
        for title, names in SECTIONS
    ]


def differing_sections(current: Application, typed: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What somebody else saved where it is not what was typed."""
    return [
        (_label(name), getattr(current, name))
        for name, value in typed.items()
        if getattr(current, name) != value
    ]


def _label(name: str) -> str:
    return capfirst(str(getattr(Application._meta.get_field(name), "verbose_name", name)))


# Downloads

EXPORT: tuple[tuple[Any, Any], ...] = (
    (_("Number"), lambda row: row.number),
    (_("Call"), lambda row: row.call.code),
    (_("Code of the cooperative"), lambda row: row.cooperative.code),
    (_("Cooperative"), lambda row: row.cooperative.name),
    (_("Prefecture or province"), lambda row: row.cooperative.province.name),
    (_("Code of the province"), lambda row: row.cooperative.province_id),
    (_("Sector"), lambda row: row.cooperative.sector.label),
    (_("Led by a woman"), lambda row: _yes_no_word(row.cooperative.women_led)),
    (_("Led by a young person"), lambda row: _yes_no_word(row.cooperative.youth_led)),
    (_("State"), lambda row: row.get_state_display()),
    (_("Eligible"), lambda row: "" if row.eligible is None else _yes_no_word(row.eligible)),
    (_("Submitted"), lambda row: row.submitted_at),
    (_("Title of the project"), lambda row: row.project_title),
    (_("Jobs now"), lambda row: row.jobs_now),
    (_("Jobs in 24 months"), lambda row: row.jobs_in_24_months),
    (_("Turnover this year (MAD)"), lambda row: row.turnover_this_year_mad),
    (_("Investment planned (MAD)"), lambda row: row.investment_mad),
    (_("Synthetic data"), lambda row: _yes_no_word(row.cooperative.synthetic)),
)


def _yes_no_word(value: bool) -> str:
    return str(_("yes")) if value else str(_("no"))


def export_headers() -> list[str]:
    return [str(header) for header, _value in EXPORT]


def export_rows(found: Any) -> Iterator[list[Any]]:
    for row in found.for_lists().iterator(chunk_size=1000):
        yield [value(row) for _header, value in EXPORT]
