"""Accompanied cooperatives for tests, without going through the acts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import factory

from mourafaka.calls.models import Lot
from mourafaka.enrolment.models import CoachAssignment, Contract, Enrolment
from mourafaka.people.models import Mandate, Organisation, User
from tests.factories.calls import ApplicationFactory, CohortFactory
from tests.factories.territory import ProvinceFactory

M0 = date(2020, 7, 1)
END = date(2022, 6, 30)


class LotFactory(factory.django.DjangoModelFactory[Lot]):
    class Meta:
        model = Lot
        django_get_or_create = ("cohort", "code")
        skip_postgeneration_save = True

    cohort = factory.SubFactory(CohortFactory)
    code = "6"

    @factory.post_generation
    def provinces(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.provinces.set(extracted or [ProvinceFactory(code="09.541")])


class ProviderFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation
        django_get_or_create = ("name_fr",)

    name_fr = "Cabinet d’accompagnement du lot 6"
    name_ar = "مكتب المواكبة للشطر 6"
    kind = "consultancy"


class CoachFactory(factory.django.DjangoModelFactory[User]):
    """A coach with a mandate over the region, who speaks French and Arabic."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"coach{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Accompagnatrice {n}")
    languages = factory.LazyFunction(lambda: ["fr", "ar"])
    organisation = factory.SubFactory(ProviderFactory)

    @factory.post_generation
    def mandate(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            Mandate.objects.create(user=self, role="coach", territory_code="09", starts_on=date(2020, 1, 1))


class ContractFactory(factory.django.DjangoModelFactory[Contract]):
    class Meta:
        model = Contract
        django_get_or_create = ("reference",)

    lot = factory.SubFactory(LotFactory)
    provider = factory.SubFactory(ProviderFactory)
    reference = "01/2020/L6"
    signed_on = date(2020, 6, 15)
    starts_on = M0
    ends_on = END
    visit_price_mad = Decimal("1500.00")


class EnrolmentFactory(factory.django.DjangoModelFactory[Enrolment]):
    """An enrolment in month 0 of 2020: `EnrolmentFactory(phase="coaching")`."""

    class Meta:
        model = Enrolment

    application = factory.SubFactory(ApplicationFactory, state="enrolled")
    number = factory.LazyAttribute(lambda o: o.application.number)
    cooperative = factory.LazyAttribute(lambda o: o.application.cooperative)
    cohort = factory.LazyAttribute(lambda o: o.application.call.cohort)
    contract = factory.SubFactory(ContractFactory)
    lot = factory.LazyAttribute(lambda o: o.contract.lot if o.contract else None)
    phase = "diagnosis"
    service_starts_on = M0
    service_ends_on = END
    agreement_signed_on = M0


class CoachAssignmentFactory(factory.django.DjangoModelFactory[CoachAssignment]):
    class Meta:
        model = CoachAssignment

    enrolment = factory.SubFactory(EnrolmentFactory)
    coach = factory.SubFactory(CoachFactory)
    starts_on = M0
    assigned_by = factory.LazyAttribute(lambda o: o.coach)
