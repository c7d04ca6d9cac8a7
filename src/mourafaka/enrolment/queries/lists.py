"""The accompanied cooperatives in lists and downloads; contracts; caseloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call
from mourafaka.enrolment.models import CoachAssignment, Contract, Enrolment
from mourafaka.foundations import clock
from mourafaka.people.enums import Role
from mourafaka.people.models import Mandate, User
from mourafaka.territory.models import within


def with_coaches(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """With whoever is in charge today at hand as `in_charge` (a list of at most one)."""
    today = CoachAssignment.objects.in_force().select_related("coach")
    rows = enrolments.for_lists()  # type: ignore[attr-defined]
    return rows.prefetch_related(Prefetch("assignments", today, to_attr="in_charge"))  # type: ignore[no-any-return]


def coach_of(enrolment: Enrolment) -> User | None:
    """Who is in charge today."""
    found = enrolment.assignments.in_force().select_related("coach").first()
    return found.coach if found else None


EXPORTED: tuple[str, ...] = (
    "number",
    "code",
    "cooperative",
    "cohort",
    "lot",
    "contract",
    "province",
    "phase",
    "suspended_on",
    "service_starts_on",
    "service_ends_on",
    "month",
    "coach",
    "ended_on",
    "exit_reason",
)


def export_headers() -> list[str]:
    return [
        _("Number"),
        _("Code"),
        _("Cooperative"),
        _("Cohort"),
        _("Lot"),
        _("Contract"),
        _("Prefecture or province"),
        _("Phase"),
        _("Suspended since"),
        _("M0"),
        _("End of the service"),
        _("Month of service"),
        _("Coach"),
        _("Ended on"),
        _("Reason for leaving"),
    ]


def export_rows(found: QuerySet[Enrolment]) -> Iterator[list[Any]]:
    today = clock.today()
    for enrolment in with_coaches(found).iterator(chunk_size=500):
        cooperative = enrolment.cooperative
        in_charge: list[CoachAssignment] = enrolment.in_charge  # type: ignore[attr-defined]
        yield [
            enrolment.number,
            cooperative.code,
            cooperative.name,
            enrolment.cohort.code,
            enrolment.lot.code if enrolment.lot else None,
            enrolment.contract.reference if enrolment.contract else None,
            cooperative.province.name,
            enrolment.get_phase_display(),
            enrolment.suspended_on,
            enrolment.service_starts_on,
            enrolment.service_ends_on,
            enrolment.month(today) if enrolment.is_under_way else None,
            str(in_charge[0].coach) if in_charge else None,
            enrolment.ended_on,
            enrolment.get_exit_reason_display(),
        ]


@dataclass(frozen=True)
class Waiting:
    """Selected cooperatives of a call that nobody enrolled yet."""

    call: Call
    count: int


def waiting_to_enrol(user: Any) -> list[Waiting]:
    """Per call, how many selected applications of the territory this person runs await enrolment."""
    codes = user.territory_codes(Role.MANAGER, Role.DELEGATE)
    selected = Application.objects.visible_to(user).filter(
        within(codes, "cooperative__province_id"), state=ApplicationState.SELECTED
    )
    counts = dict(selected.order_by().values_list("call").annotate(n=Count("pk")))
    calls = Call.objects.filter(pk__in=counts, state__in=["decided", "published"])
    return [Waiting(call, counts[call.pk]) for call in calls.select_related("cohort").order_by("code")]


def contracts_seen_by(user: Any) -> QuerySet[Contract]:
    seen = Contract.objects.visible_to(user).select_related("lot__cohort", "provider")
    return seen.annotate(cooperatives=Count("enrolments", filter=Q(enrolments__phase__isnull=False)))


def caseload(coach: User, user: Any) -> QuerySet[Enrolment]:
    """What a coach is in charge of now or from a coming day on, among what `user` runs."""
    codes = user.territory_codes(Role.MANAGER, Role.DELEGATE)
    held = CoachAssignment.objects.filter(coach=coach, ends_on=None, enrolment=OuterRef("pk"))
    found = Enrolment.objects.under_way().filter(Exists(held), within(codes, "cooperative__province_id"))
    return found.for_lists().order_by("number")


def coaches_with_caseload(user: Any) -> list[User]:
    """Coaches with at least one enrolment of the territory this person runs, with `load` (how many)."""
    codes = user.territory_codes(Role.MANAGER, Role.DELEGATE)
    held = CoachAssignment.objects.filter(
        within(codes, "enrolment__cooperative__province_id"), ends_on=None
    ).order_by()
    loads = dict(held.values_list("coach").annotate(n=Count("pk")))
    people = list(User.objects.filter(pk__in=loads))
    for person in people:
        person.load = loads[person.pk]  # type: ignore[attr-defined]
    return people


def coaches_for(user: Any, contract: Contract | None = None) -> QuerySet[User]:
    """Active people with a mandate as a coach today; those of the contract's provider when there is one."""
    mandates = Mandate.objects.in_force().filter(role=Role.COACH)
    people = User.objects.filter(pk__in=mandates.values("user"), is_active=True)
    return people.filter(organisation=contract.provider_id) if contract is not None else people
