"""Contracts: what a provider owes on a lot and how its visits are paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from mourafaka.calls.models import Lot
from mourafaka.enrolment.models import Contract
from mourafaka.enrolment.sockets import contract_locks
from mourafaka.foundations.acts import act
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import Organisation, User

EDITABLE = (
    "reference",
    "provider",
    "signed_on",
    "starts_on",
    "ends_on",
    "months",
    "visits",
    "remote_at_most",
    "report_days",
    "sheet_required",
    "visit_price_mad",
    "retention_percent",
    "penalty_percent_per_day",
    "penalty_cap_percent",
)


@act("enrolment.contract.create", rule="enrolment.manage_contracts")
def create_contract(
    lot: Lot,
    *,
    actor: User,
    provider: Organisation,
    reference: str,
    signed_on: date,
    starts_on: date,
    ends_on: date,
    visit_price_mad: Decimal,
    terms: Mapping[str, Any] | None = None,
) -> Contract:
    """A contract on a lot. `terms`: others of `EDITABLE` (months, visits, rates in percent…), else the usual.

    Refuses dates or rates that do not hold (`contract_value_refused`, with the field) and a reference taken.
    """
    contract = Contract(
        lot=lot,
        provider=provider,
        reference=reference,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        visit_price_mad=visit_price_mad,
    )
    return _saved(_set(contract, terms or {}))


@act("enrolment.contract.edit", rule="enrolment.manage_contracts")
def edit_contract(contract: Contract, *, actor: User, version: int, values: Mapping[str, Any]) -> Contract:
    """Change the terms of a contract, provided nobody did since `version` and no later room holds it fast
    (`enrolment.sockets.contract_locks`: visits already paid). Refuses `changed_meanwhile`, `contract_locked`."""
    current = Contract.objects.select_for_update().get(pk=contract.pk)
    if current.version != version:
        raise Refused("changed_meanwhile", what=current.reference)
    locks = contract_locks.collect(current)
    if locks:
        raise Refused("contract_locked", contract=current.reference, why=" ".join(map(str, locks)))
    current.version += 1
    return _saved(_set(current, values))


def _set(contract: Contract, values: Mapping[str, Any]) -> Contract:
    unknown = sorted(set(values) - set(EDITABLE))
    if unknown:
        raise Refused("contract_terms_unknown", fields=", ".join(unknown))
    for name, value in values.items():
        setattr(contract, name, value)
    return contract


def _saved(contract: Contract) -> Contract:
    try:
        contract.clean_fields(exclude=["lot", "provider"])
        contract.validate_unique(exclude=["lot", "provider"])
    except ValidationError as errors:
        name, messages = next(iter(errors.message_dict.items()))
        raise Refused("contract_value_refused", reason=messages[0], field=name) from errors
    with refusing(Contract, "contract_value_refused"):
        contract.save()
    return contract
