"""One application: gates, timeline, documents, sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from mourafaka.calls import gates
from mourafaka.calls.enums import DocumentState, Gate
from mourafaka.calls.models import Application, EligibilityCheck
from mourafaka.foundations.journal import facts_of, reference
from mourafaka.foundations.models import JournalEntry
from mourafaka.people.models import User


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
    "calls.application.reopen": _("Admission taken back"),
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
    facts = facts_of(entries)
    return [
        Event(
            entry.at,
            str(EVENTS[entry.verb]),
            str(people.get(int(entry.actor.partition(":")[2] or 0), "")),
            str(facts[entry.sequence].get("reason") or facts[entry.sequence].get("late_reason") or ""),
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
