"""Many accompanied cooperatives with all their visits, to measure the home pages and the cockpit of a cohort.

Rows are written directly, without acts, beside those of `bulk`. The service is in its thirteenth month today.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from django.db import transaction

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call, Lot
from mourafaka.cli.demonstration.bulk import Report, _write
from mourafaka.coaching.enums import ReportState, VisitState
from mourafaka.coaching.models import Visit, VisitReport
from mourafaka.engine.periods import add_months
from mourafaka.enrolment.enums import Phase
from mourafaka.enrolment.models import CoachAssignment, Contract, Enrolment
from mourafaka.foundations import clock
from mourafaka.people.enums import OrganisationKind, Role
from mourafaka.people.models import Mandate, Organisation, User
from mourafaka.registry.models import CooperativeContact

ENROLMENTS, VISITS, COACHES, MONTHS = 2_000, 24, 60, 24
MONTH = 13  # the month of service of today
HELD = 0.85  # of the visits whose month is past


def fill(report: Report, call: Call, *, enrolments: int = ENROLMENTS, seed: int = 2) -> list[User]:
    """Accompany this many applications of the call; answers a coach and somebody of a cooperative."""
    draw = random.Random(seed)  # noqa: S311  a reproducible draw, not a secret
    with transaction.atomic():
        coaches, contract = _coaches(), _contract(call)
        chosen = list(call.applications.order_by("number")[:enrolments])
        start = add_months(clock.today().replace(day=1), 1 - MONTH)
        rows = (_enrolment(application, contract, start) for application in chosen)
        _write("Enrolments", Enrolment, rows, len(chosen), report)
        Application.objects.filter(pk__in=[each.pk for each in chosen]).update(
            state=ApplicationState.ENROLLED
        )
        made = list(Enrolment.objects.filter(contract=contract).order_by("number"))
        assignments = (
            CoachAssignment(
                enrolment=each,
                coach=coaches[n % COACHES],
                starts_on=start,
                assigned_by=coaches[n % COACHES],
            )
            for n, each in enumerate(made)
        )
        _write("Coaches", CoachAssignment, assignments, len(made), report)
        visits = (visit for n, each in enumerate(made) for visit in _visits(draw, each, coaches[n % COACHES]))
        _write("Visits", Visit, visits, len(made) * VISITS, report)
        held = Visit.objects.filter(state=VisitState.VALIDATED).order_by("pk")
        _write("Reports", VisitReport, _reports(held.iterator(2_000)), held.count(), report)
        member = User.objects.create_user("bench-member@example.org", full_name="Membre")
        Mandate.objects.create(user=member, role=Role.COOPERATIVE)
        CooperativeContact.objects.create(user=member, cooperative=made[0].cooperative)
    return [coaches[0], member]


def _coaches() -> list[User]:
    people = [
        User.objects.create_user(f"bench-coach{n}@example.org", full_name=f"Accompagnatrice {n}")
        for n in range(COACHES)
    ]
    Mandate.objects.bulk_create(Mandate(user=person, role=Role.COACH) for person in people)
    return people


def _contract(call: Call) -> Contract:
    provider = Organisation.objects.create(
        name_fr="Prestataire des mesures", name_ar="مقدم خدمة القياسات", kind=OrganisationKind.OTHER
    )
    today = clock.today()
    return Contract.objects.create(
        lot=Lot.objects.create(cohort=call.cohort, code="1"),
        provider=provider,
        reference="MESURES",
        signed_on=today,
        starts_on=today,
        ends_on=today + timedelta(days=800),
        months=MONTHS,
        visits=VISITS,
        visit_price_mad=Decimal(1500),
    )


def _enrolment(application: Application, contract: Contract, start: date) -> Enrolment:
    return Enrolment(
        application=application,
        number=application.number,
        cooperative_id=application.cooperative_id,
        cohort=contract.lot.cohort,
        lot=contract.lot,
        contract=contract,
        phase=Phase.COACHING,
        service_starts_on=start,
        service_ends_on=add_months(start, MONTHS) - timedelta(days=1),
        agreement_signed_on=start,
    )


def _visits(draw: random.Random, enrolment: Enrolment, coach: User) -> Iterator[Visit]:
    today = clock.today()
    for number in range(1, VISITS + 1):
        first = add_months(enrolment.service_starts_on, number - 1)
        last = add_months(enrolment.service_starts_on, number) - timedelta(days=1)
        held = last < today and draw.random() < HELD
        yield Visit(
            enrolment=enrolment,
            number=number,
            window_from=first,
            window_to=last,
            planned_on=first + timedelta(days=draw.randint(0, 26)),
            coach=coach,
            state=VisitState.VALIDATED if held else VisitState.PLANNED,
        )


def _reports(held: Iterator[Visit]) -> Iterator[VisitReport]:
    while visits := list(islice(held, 2_000)):
        for visit in visits:
            yield VisitReport(
                visit=visit,
                author_id=visit.coach_id,
                held_on=visit.planned_on,
                state=ReportState.VALIDATED,
                duration_hours=Decimal(3),
                people_met=8,
                women_met=5,
                observations="Prix de revient calculé avec le groupe.",
                decisions="Refaire l’étiquette avant la prochaine visite.",
                submitted_on=visit.planned_on,
                validated_on=visit.planned_on,
            )
