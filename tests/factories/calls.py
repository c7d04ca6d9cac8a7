"""Programmes, calls and applications for tests, without going through the acts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory

from mourafaka.calls.models import (
    Application,
    ApplicationDocument,
    Call,
    CallDocument,
    Cohort,
    DocumentKind,
    Programme,
    RulesVersion,
)
from mourafaka.calls.rules_data import default_rules
from tests.factories.registry import CooperativeFactory, MemberStatFactory
from tests.factories.territory import ProvinceFactory

NEED = "Les adhérentes vendent séparément et sans prix ; ensemble, elles veulent conditionner et vendre. " * 3
OPENED = datetime(2020, 3, 2, 8, tzinfo=UTC)
CLOSED = datetime(2020, 4, 30, 23, 59, 59, tzinfo=UTC)  # in Ramadan Morocco is on UTC, otherwise on UTC+1


class ProgrammeFactory(factory.django.DjangoModelFactory[Programme]):
    class Meta:
        model = Programme
        django_get_or_create = ("code",)

    code = "mourafaka"
    name_fr = "Mourafaka"
    name_ar = "مرافقة"


class CohortFactory(factory.django.DjangoModelFactory[Cohort]):
    class Meta:
        model = Cohort
        django_get_or_create = ("code",)

    programme = factory.SubFactory(ProgrammeFactory)
    code = "souss-massa-2"
    number = 2
    name_fr = "Souss-Massa, 2e tranche"
    name_ar = "سوس-ماسة، الشطر الثاني"
    service_starts_on = date(2020, 7, 1)
    service_ends_on = date(2022, 6, 30)


class CallFactory(factory.django.DjangoModelFactory[Call]):
    """An open call of 2020 over Taroudannt and Tata. `documents=["registration"]` asks for those."""

    class Meta:
        model = Call
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    cohort = factory.SubFactory(CohortFactory)
    code = "T2-09"
    title_fr = "Appel à manifestation d’intérêt, Souss-Massa"
    title_ar = "دعوة لإبداء الاهتمام، سوس-ماسة"
    state = "open"
    opens_at = OPENED
    closes_at = CLOSED
    seats = 5
    max_age_months = 24

    @factory.post_generation
    def provinces(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.provinces.set(extracted or [ProvinceFactory(code=code) for code in ("09.541", "09.551")])

    @factory.post_generation
    def documents(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for code in extracted or ():
            kind, _ = DocumentKind.objects.get_or_create(
                code=code, defaults={"label_fr": code, "label_ar": code}
            )
            CallDocument.objects.create(call=self, kind=kind)

    @factory.post_generation
    def rules(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Version 1 of the rules, frozen when the call is no longer in preparation; `rules=False` for none."""
        if create and extracted is not False and not self.rules_versions.exists():
            RulesVersion.objects.create(
                call=self,
                number=1,
                data=extracted or default_rules(self.seats),
                created_by=_agent(),
                frozen_at=None if self.state == "draft" else OPENED,
            )


class ApplicationFactory(factory.django.DjangoModelFactory[Application]):
    """A submitted application of a cooperative that passes every gate but the documents the call asks for."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    call = factory.SubFactory(CallFactory)
    cooperative = factory.SubFactory(
        CooperativeFactory, local_reg_no=factory.Sequence(lambda n: f"R{n}"), court="Taroudannt"
    )
    number = factory.Sequence(lambda n: f"T2-09-{n + 1:04d}")
    state = "submitted"
    submitted_at = datetime(2020, 4, 1, 10, tzinfo=UTC)
    entered_by = factory.LazyFunction(lambda: _agent())
    project_title = factory.Sequence(lambda n: f"Projet {n + 1}")
    collective_need = NEED
    products = "Huile d’argan"
    market = "Deux épiceries d’Agadir"
    commits_to_attend = True
    consents_to_processing = True

    @factory.post_generation
    def members(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`members=12` counts 12 members on 31 January 2020; 0 counts none; by default 10."""
        if create and extracted != 0:
            MemberStatFactory(cooperative=self.cooperative, members_total=extracted or 10, women=3)

    @factory.post_generation
    def documents(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """A row per document of the call, in the state given, by default received."""
        for line in self.call.documents.all():
            ApplicationDocument.objects.create(
                application=self, kind=line.kind, state=extracted or "received"
            )


def _agent() -> Any:
    from mourafaka.people.models import User

    return User.objects.get_or_create(email="agent@example.org", defaults={"full_name": "Agent"})[0]
