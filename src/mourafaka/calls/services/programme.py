"""Programmes, cohorts and lots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mourafaka.calls.keeping import saved
from mourafaka.calls.models import Cohort, Lot, Programme
from mourafaka.foundations.acts import act
from mourafaka.people.models import User
from mourafaka.territory.models import Province


@act("calls.programme.create", rule="calls.manage_programme")
def create_programme(parent: None, *, actor: User, code: str, name_fr: str, name_ar: str) -> Programme:
    """A programme above cohorts. `parent` is None: nothing stands above a programme."""
    return saved(Programme(code=code, name_fr=name_fr, name_ar=name_ar))


@act("calls.cohort.create", rule="calls.manage_programme")
def create_cohort(
    programme: Programme,
    *,
    actor: User,
    code: str,
    number: int,
    name_fr: str,
    name_ar: str,
    service_starts_on: date,
    service_ends_on: date,
    synthetic: bool = False,
) -> Cohort:
    """A cohort of the programme, without call or lot yet. Refuses a service that ends before it starts."""
    cohort = Cohort(
        programme=programme,
        code=code,
        number=number,
        name_fr=name_fr,
        name_ar=name_ar,
        service_starts_on=service_starts_on,
        service_ends_on=service_ends_on,
        synthetic=synthetic,
    )
    return saved(cohort)


@act("calls.lot.create", rule="calls.manage_programme")
def create_lot(cohort: Cohort, *, actor: User, code: str, provinces: Iterable[Province]) -> Lot:
    """A set of provinces for one contractor; it may straddle regions."""
    lot = saved(Lot(cohort=cohort, code=code))
    lot.provinces.set(provinces)
    return lot
