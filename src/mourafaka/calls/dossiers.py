"""What the gates look at, read for many applications in a handful of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects

from mourafaka.calls.enums import ApplicationState, DocumentState
from mourafaka.calls.gates import Dossier, closing_day, names_the_programme
from mourafaka.calls.models import Application, ApplicationDocument, Call, EligibilityCheck
from mourafaka.registry.models import MemberStat, OtherSupport

BATCH = 500  # stays under every database's limit of values in one query


def checks_of(applications: Sequence[Application]) -> dict[tuple[int, str], EligibilityCheck]:
    keys = [application.pk for application in applications]
    found = (
        row for batch in _batches(keys) for row in EligibilityCheck.objects.filter(application__in=batch)
    )
    return {(check.application_id, check.gate): check for check in found}


def read(applications: Sequence[Application]) -> Iterator[Dossier]:
    """One dossier per application, in their order."""
    one_of_each = {application.call_id: application for application in applications}
    calls = {key: _Call(application.call) for key, application in one_of_each.items()}
    for batch in _batches(applications):
        prefetch_related_objects(batch, "cooperative__province", "cooperative__sector")
        accepted = _accepted(batch)
        earlier = _earlier_beneficiaries(batch)
        members = _members(batch, {key: about.closing_day for key, about in calls.items()})
        for application in batch:
            about = calls[application.call_id]
            yield Dossier(
                application=application,
                call=about.call,
                closing_day=about.closing_day,
                province_codes=about.province_codes,
                excluded_sectors=about.excluded_sectors,
                mandatory_kinds=about.mandatory_kinds,
                accepted_kinds=frozenset(accepted.get(application.pk, ())),
                members=members.get(application.pk),
                earlier=earlier.get(application.pk),
            )


class _Call:
    """What is the same for every application of a call."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.closing_day = closing_day(self.call)
        self.province_codes = frozenset(self.call.provinces.values_list("code", flat=True))
        self.excluded_sectors = frozenset(self.call.excluded_sectors.values_list("code", flat=True))
        lines = self.call.documents.filter(mandatory=True).select_related("kind")
        self.mandatory_kinds = tuple(line.kind for line in lines)


def _members(batch: Sequence[Application], closing_days: Mapping[int, date]) -> dict[int, MemberStat]:
    """Application → the last count known the day its call closes."""
    counts: dict[int, list[MemberStat]] = {}
    cooperatives = [application.cooperative_id for application in batch]
    for stat in MemberStat.objects.current().filter(cooperative__in=cooperatives).order_by("as_of", "pk"):
        counts.setdefault(stat.cooperative_id, []).append(stat)
    known: dict[int, MemberStat] = {}
    for application in batch:
        for stat in counts.get(application.cooperative_id, ()):
            if stat.as_of <= closing_days[application.call_id]:
                known[application.pk] = stat
    return known


def _accepted(batch: Sequence[Application]) -> dict[int, set[str]]:
    rows = ApplicationDocument.objects.filter(
        application__in=[application.pk for application in batch], state=DocumentState.ACCEPTED
    )
    accepted: dict[int, set[str]] = {}
    for application, kind in rows.values_list("application", "kind"):
        accepted.setdefault(application, set()).add(kind)
    return accepted


class _Chosen(NamedTuple):
    """An application that was chosen in a call, by the names of its cohort."""

    call: int
    name_fr: str
    name_ar: str


_CHOSEN = ("call", "call__cohort__name_fr", "call__cohort__name_ar")


def _earlier_beneficiaries(batch: Sequence[Application]) -> dict[int, Mapping[str, Any]]:
    """Application → the names of the cohort its cooperative already benefited from, here or as declared."""
    cooperatives = [application.cooperative_id for application in batch]
    chosen = Application.objects.filter(
        cooperative__in=cooperatives, state__in=[ApplicationState.SELECTED, ApplicationState.ENROLLED]
    )
    by_cooperative: dict[int, list[_Chosen]] = {}
    for cooperative, *other in chosen.values_list("cooperative", *_CHOSEN):
        by_cooperative.setdefault(cooperative, []).append(_Chosen(*other))
    declared: dict[int, list[str]] = {}
    for cooperative, programme, year in OtherSupport.objects.filter(cooperative__in=cooperatives).values_list(
        "cooperative", "programme", "year"
    ):
        if names_the_programme([programme]):
            declared.setdefault(cooperative, []).append(f"{programme} {year}")
    found: dict[int, Mapping[str, Any]] = {}
    for application in batch:
        others = [
            other
            for other in by_cooperative.get(application.cooperative_id, ())
            if other.call != application.call_id
        ]
        if others:
            cohort = others[0]
            found[application.pk] = {"fr": cohort.name_fr, "ar": cohort.name_ar or cohort.name_fr}
        elif application.cooperative_id in declared:
            name = declared[application.cooperative_id][0]
            found[application.pk] = {"fr": name, "ar": name}
    return found


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
