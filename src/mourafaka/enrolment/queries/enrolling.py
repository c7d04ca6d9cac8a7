"""Who is to be enrolled, under which lot and contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call, Lot
from mourafaka.enrolment.models import Contract
from mourafaka.territory.models import within

SERVICE_MONTHS = 24  # of an enrolment without contract
RUNNERS = ("manager", "delegate")


def to_enrol(call: Call, user: Any) -> list[Application]:
    """The selected applications of the call in the territory this person runs, by number; less those a conflict
    of interest hides from them, which somebody else enrols."""
    return list(selected_for(user).filter(call=call).order_by("number"))


def selected_for(user: Any) -> Any:
    """The selected applications a person may enrol."""
    return (
        Application.objects.visible_to(user)
        .filter(state=ApplicationState.SELECTED)
        .filter(within(user.territory_codes(*RUNNERS), "cooperative__province_id"))
        .select_related("call__cohort", "cooperative__province")
    )


def lot_of(application: Application) -> Lot | None:
    """The lot of the cohort that holds the cooperative's province."""
    return Lot.objects.filter(
        cohort=application.call.cohort, provinces=application.cooperative.province_id
    ).first()


def contract_on(lot: Lot, day: date) -> Contract | None:
    """The contract of the lot in force that day, the latest signed when there are several."""
    return (
        Contract.objects.filter(lot=lot, starts_on__lte=day, ends_on__gte=day).order_by("-signed_on").first()
    )


@dataclass(frozen=True)
class PreviewLine:
    """What enrolling would make of one application."""

    application: Application
    lot: Lot | None
    contract: Contract | None


def preview(call: Call, user: Any, starts_on: date) -> list[PreviewLine]:
    """Who would be enrolled, under which lot and contract, were the service to start that day."""
    lots = {
        province.code: lot
        for lot in Lot.objects.filter(cohort=call.cohort).prefetch_related("provinces")
        for province in lot.provinces.all()
    }
    in_force = Contract.objects.filter(
        lot__cohort=call.cohort, starts_on__lte=starts_on, ends_on__gte=starts_on
    ).select_related("provider")
    contracts = {contract.lot_id: contract for contract in in_force.order_by("signed_on")}
    lines = []
    for application in to_enrol(call, user):
        lot = lots.get(application.cooperative.province_id)
        lines.append(PreviewLine(application, lot, contracts.get(lot.pk) if lot else None))
    return lines
