"""Visits, reports and their files for tests, without going through the acts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from mourafaka.coaching.models import CoachProfile, ReportFile, Visit, VisitReport
from mourafaka.coaching.queries.days import window_of
from mourafaka.enrolment.models import CoachAssignment
from mourafaka.foundations import files
from tests.factories.enrolment import M0, CoachAssignmentFactory, CoachFactory
from tests.factories.files import jpeg

AGADIR, TAROUDANNT, TATA = (30.42, -9.60), (30.47, -8.88), (29.74, -7.97)
SEEN = (
    "Le groupe a calculé le prix de revient du savon à l’huile d’argan, séparé les caisses et fixé avec la "
    "présidente le jour de la prochaine assemblée ; l’étiquette est refaite avec la date de production."
)


class CoachProfileFactory(factory.django.DjangoModelFactory[CoachProfile]):
    class Meta:
        model = CoachProfile
        django_get_or_create = ("coach",)

    coach = factory.SubFactory(CoachFactory)
    latitude, longitude = AGADIR
    days_per_month = 8


class VisitFactory(factory.django.DjangoModelFactory[Visit]):
    """Visit 1 of an enrolment with a coach in charge, planned on the fifteenth of its window."""

    class Meta:
        model = Visit

    class Params:
        assignment = factory.SubFactory(CoachAssignmentFactory)

    enrolment = factory.LazyAttribute(lambda o: o.assignment.enrolment)
    coach = factory.LazyAttribute(lambda o: o.assignment.coach)
    number = 1
    window_from = factory.LazyAttribute(lambda o: window_of(o.enrolment, o.number)[0])
    window_to = factory.LazyAttribute(lambda o: window_of(o.enrolment, o.number)[1])
    planned_on = factory.LazyAttribute(lambda o: o.window_from + timedelta(days=14))


class ReportFactory(factory.django.DjangoModelFactory[VisitReport]):
    """A whole report, of a visit held on the day it was planned."""

    class Meta:
        model = VisitReport

    visit = factory.SubFactory(VisitFactory)
    author = factory.LazyAttribute(lambda o: o.visit.coach)
    held_on = factory.LazyAttribute(lambda o: o.visit.planned_on)
    duration_hours = Decimal("3.50")
    people_met = 8
    women_met = 6
    observations = SEEN


def validated_visit(*, late_days: int = 0, **fields: Any) -> Visit:
    """A visit held and validated, its report submitted `late_days` after the last day."""
    visit = VisitFactory(state="validated", **fields)
    due = visit.planned_on + timedelta(days=10)
    ReportFactory(
        visit=visit,
        state="validated",
        submitted_on=due + timedelta(days=late_days) if late_days else visit.planned_on,
        validated_on=due + timedelta(days=late_days),
    )
    return visit


def attach(
    report: VisitReport, kind: str = "sheet", content: bytes = b"%PDF-1.7 sheet", **fields: Any
) -> ReportFile:
    stored = files.store(content, name=f"{kind}.pdf", content_type="application/pdf")
    return ReportFile.objects.create(
        report=report, kind=kind, file=stored, fingerprint=stored.sha256, **fields
    )


def photo(colour: int = 90, *, taken: date | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    """A small JPEG, dated by its camera when `taken` is given."""
    return SimpleUploadedFile(name, jpeg(colour=colour, taken=taken), "image/jpeg")


def in_charge(enrolment: Any, coach: Any, starts_on: date = M0) -> CoachAssignment:
    return CoachAssignmentFactory(enrolment=enrolment, coach=coach, starts_on=starts_on)
