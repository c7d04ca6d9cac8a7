"""Accompanied cooperatives, read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from mourafaka.api.answers import Coded, Page, Paging
from mourafaka.api.auth import Request, enter
from mourafaka.api.paths import REFUSALS, Number, OfEnrolment, Wanted
from mourafaka.enrolment.enums import Phase
from mourafaka.enrolment.models import Enrolment

router = Router(tags=["enrolment"])


class EnrolmentLine(Schema):
    about: OfEnrolment
    province: Coded
    cohort: str
    lot: str | None
    contract: str | None
    phase: str
    month: int
    service_starts_on: date
    service_ends_on: date
    agreement_signed_on: date | None
    suspended_on: date | None
    ended_on: date | None
    exit_reason: str
    version: int

    @classmethod
    def of(cls, enrolment: Enrolment) -> EnrolmentLine:
        return cls(
            about=OfEnrolment.about(enrolment),
            province=Coded.place(enrolment.cooperative.province),
            cohort=enrolment.cohort.code,
            lot=enrolment.lot.code if enrolment.lot else None,
            contract=enrolment.contract.reference if enrolment.contract else None,
            phase=enrolment.phase,
            month=enrolment.month(),
            service_starts_on=enrolment.service_starts_on,
            service_ends_on=enrolment.service_ends_on,
            agreement_signed_on=enrolment.agreement_signed_on,
            suspended_on=enrolment.suspended_on,
            ended_on=enrolment.ended_on,
            exit_reason=enrolment.exit_reason,
            version=enrolment.version,
        )


class EnrolmentFilters(Schema):
    cohort: Wanted | None = None
    phase: Phase | None = None


@router.get("/enrolments", response={200: Page[EnrolmentLine], **REFUSALS}, url_name="enrolments")
def list_enrolments(request: Request, filters: Query[EnrolmentFilters], paging: Query[Paging]) -> Any:
    """Accompanied cooperatives the caller sees, by number."""
    enter(request.auth, "enrolment.view_enrolment")
    found = Enrolment.objects.visible_to(request.auth).for_lists().order_by("number")
    if filters.cohort:
        found = found.filter(cohort__code=filters.cohort)
    if filters.phase:
        found = found.filter(phase=filters.phase)
    return paging.cut(found, EnrolmentLine.of)


@router.get("/enrolments/{number}", response={200: EnrolmentLine, **REFUSALS}, url_name="enrolment")
def read_enrolment(request: Request, number: Number) -> Any:
    """One accompanied cooperative."""
    enter(request.auth, "enrolment.view_enrolment")
    seen = Enrolment.objects.visible_to(request.auth).for_lists()
    return EnrolmentLine.of(get_object_or_404(seen, number=number))
