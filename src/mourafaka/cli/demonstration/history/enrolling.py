"""Contracts of the lots, agreements, coaches in charge; who leaves, is suspended, is handed over."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from mourafaka.calls.models import Lot
from mourafaka.cli.demonstration import cast
from mourafaka.cli.demonstration.history.chronicle import Chronicle
from mourafaka.cli.demonstration.history.paths import day_of
from mourafaka.enrolment import services
from mourafaka.enrolment.enums import Phase
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock

CONTRACTS_ON, ENROLLED_ON = date(2020, 6, 10), date(2020, 6, 12)
HANDED_OVER_IN = 10  # month of service
PRICE_MAD = Decimal(1800)  # invented, like everything here
LEFT = "La coopérative l’a confirmé par écrit à la délégation."
AWAY = "Activité arrêtée pour la saison ; reprise prévue avec la récolte."
HANDED_OVER = "Départ du cabinet : le portefeuille passe à une collègue qui connaît la vallée."


def foresee(chronicle: Chronicle) -> None:
    chronicle.on(CONTRACTS_ON, partial(sign_contracts, chronicle))
    chronicle.on(ENROLLED_ON, partial(enrol, chronicle))
    chronicle.on(day_of(chronicle.start, HANDED_OVER_IN, 1), partial(hand_over, chronicle))


def sign_contracts(chronicle: Chronicle) -> None:
    for code, provider in cast.PROVIDERS.items():
        coach = next(part for part in cast.COACHES if part.organisation == provider)
        organisation = chronicle.people[coach.key].organisation
        assert organisation is not None  # noqa: S101
        services.create_contract(
            Lot.objects.get(cohort=chronicle.cohort, code=code),
            actor=chronicle.manager,
            provider=organisation,
            reference=f"SYN 01/2020/L{code}",
            signed_on=CONTRACTS_ON,
            starts_on=chronicle.start,
            ends_on=date(2022, 12, 31),
            visit_price_mad=PRICE_MAD,
        )


def enrol(chronicle: Chronicle) -> None:
    made = services.enrol_call(chronicle.call, actor=chronicle.manager, service_starts_on=chronicle.start)
    for place, enrolment in enumerate(made):
        services.issue_agreement(enrolment, actor=chronicle.delegate)
        signed_on = date(2020, 6, 22) + timedelta(days=place % 8)
        chronicle.on(signed_on, partial(sign, chronicle, enrolment.number))
        chronicle.on(chronicle.start, partial(give_a_coach, chronicle, enrolment.number))
        chronicle.on(chronicle.start, partial(foresee_accidents, chronicle, enrolment.number))


def sign(chronicle: Chronicle, number: str) -> None:
    enrolment = chronicle.enrolment(number)
    services.sign_agreement(enrolment, actor=chronicle.delegate, signed_on=clock.today())


def give_a_coach(chronicle: Chronicle, number: str) -> None:
    enrolment = chronicle.enrolment(number)
    coach = chronicle.people[cast.coach_of(enrolment.cooperative.province_id, enrolment.pk)]
    services.assign_coach(enrolment, actor=chronicle.delegate, coach=coach, starts_on=chronicle.start)
    chronicle.coaches[number] = coach


def foresee_accidents(chronicle: Chronicle, number: str) -> None:
    path = chronicle.paths[number]
    if path.suspended:
        away, back = path.suspended
        chronicle.on(day_of(chronicle.start, away, 2), partial(suspend, chronicle, number))
        chronicle.on(day_of(chronicle.start, back + 1, 2), partial(resume, chronicle, number))
    if path.leaves:
        chronicle.on(day_of(chronicle.start, path.leaves[2], 15), partial(leave, chronicle, number))


def suspend(chronicle: Chronicle, number: str) -> None:
    enrolment = chronicle.enrolment(number)
    services.suspend(enrolment, actor=chronicle.delegate, on=clock.today(), reason="inactivity", note=AWAY)


def resume(chronicle: Chronicle, number: str) -> None:
    services.resume(chronicle.enrolment(number), actor=chronicle.delegate, on=clock.today())


def leave(chronicle: Chronicle, number: str) -> None:
    leaves = chronicle.paths[number].leaves
    assert leaves is not None  # noqa: S101
    verb, reason, _month = leaves
    services.leave(
        chronicle.enrolment(number),
        actor=chronicle.delegate,
        verb=verb,
        reason=reason,
        on=clock.today(),
        note=LEFT,
    )


def hand_over(chronicle: Chronicle) -> None:
    """One coach leaves in the middle: all of the caseload goes to the next, with its history."""
    leaving, taking = chronicle.people[cast.LEAVING_COACH], chronicle.people[cast.TAKING_COACH]
    mine = list(Enrolment.objects.under_way().of_coach(leaving).exclude(phase=Phase.CLOSED))
    services.transfer_caseload(
        leaving, actor=chronicle.delegate, to=taking, enrolments=mine, on=clock.today(), reason=HANDED_OVER
    )
    for enrolment in mine:
        chronicle.coaches[enrolment.number] = taking
