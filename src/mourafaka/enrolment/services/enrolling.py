"""From the decision to the accompaniment: selected applications become enrolments."""

from __future__ import annotations

from datetime import date

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call
from mourafaka.calls.services import move_applications
from mourafaka.engine.periods import last_day_of
from mourafaka.enrolment.models import Contract, Enrolment, PhaseChange
from mourafaka.enrolment.queries.enrolling import SERVICE_MONTHS, contract_on, lot_of, to_enrol
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.selection.models import Decision


@act("enrolment.application.enrol", rule="enrolment.enrol")
def enrol(
    application: Application, *, actor: User, service_starts_on: date, contract: Contract | None = None
) -> Enrolment:
    """Enrol a selected application: month 0 begins on `service_starts_on`, and the service lasts the months of
    its contract (24 without one).

    The lot follows from the cooperative's province; without `contract`, the lot's contract in force that day.
    Refuses `already_enrolled`, `not_selected_yet`, `service_before_decision`, `contract_of_another_lot`,
    `contract_not_in_force`, and a cooperative already accompanied.
    """
    current = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call__cohort", "cooperative")
        .get(pk=application.pk)
    )
    _refuse_unless_selected(current)
    _refuse_before_decision(current, service_starts_on)
    enrolment = _opened(current, service_starts_on, contract)
    with refusing(Enrolment, "enrolment_value_refused"):
        enrolment.save()
    PhaseChange.objects.create(
        enrolment=enrolment, verb="enrol", phase=enrolment.phase, on=clock.today(), by=actor
    )
    move_applications(current.call, actor=actor, verb="enrol", applications=[current])
    return enrolment


@act("enrolment.call.enrol", rule="enrolment.enrol_call")
def enrol_call(call: Call, *, actor: User, service_starts_on: date) -> list[Enrolment]:
    """Enrol every selected application of the call that the actor has in charge, all or none.

    Refuses `nobody_to_enrol`, and what `enrol` refuses.
    """
    applications = to_enrol(call, actor)
    if not applications:
        raise Refused("nobody_to_enrol", call=call.code)
    return [
        enrol(application, actor=actor, service_starts_on=service_starts_on) for application in applications
    ]


def _refuse_unless_selected(application: Application) -> None:
    if application.state == ApplicationState.ENROLLED:
        raise Refused("already_enrolled", number=application.number)
    if application.state != ApplicationState.SELECTED:
        raise Refused("not_selected_yet", number=application.number, state=application.get_state_display())


def _refuse_before_decision(application: Application, starts_on: date) -> None:
    decision = Decision.objects.filter(application=application).select_related("session").first()
    if decision is not None and starts_on < decision.session.held_on:
        raise Refused(
            "service_before_decision",
            field="service_starts_on",
            number=application.number,
            starts_on=format_date(starts_on),
            decided_on=format_date(decision.session.held_on),
        )


def _opened(application: Application, starts_on: date, contract: Contract | None) -> Enrolment:
    lot = lot_of(application)
    if contract is None:
        contract = contract_on(lot, starts_on) if lot is not None else None
    elif lot is None or contract.lot_id != lot.pk:
        raise Refused(
            "contract_of_another_lot",
            field="contract",
            contract=contract.reference,
            number=application.number,
        )
    elif not contract.starts_on <= starts_on <= contract.ends_on:
        raise Refused(
            "contract_not_in_force",
            field="contract",
            contract=contract.reference,
            starts_on=format_date(contract.starts_on),
            ends_on=format_date(contract.ends_on),
            on=format_date(starts_on),
        )
    months = contract.months if contract is not None else SERVICE_MONTHS
    return Enrolment(
        application=application,
        number=application.number,
        cooperative=application.cooperative,
        cohort=application.call.cohort,
        lot=lot,
        contract=contract,
        service_starts_on=starts_on,
        service_ends_on=last_day_of(starts_on, months),
    )
