"""Calls with their rules, and applications, read."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from mourafaka.api.answers import Coded, Page, Paging, Words
from mourafaka.api.auth import Request, enter
from mourafaka.api.paths import PLAIN, REFUSALS, Number, Slug, Territory
from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.gates import sentence
from mourafaka.calls.models import Application, Call, RulesVersion
from mourafaka.calls.services import SECTION_FIELDS
from mourafaka.registry.models import Cooperative

router = Router(tags=["calls"])


class CallFile(Schema):
    code: str
    cohort: str
    titles: Words
    state: str
    opens_at: datetime
    closes_at: datetime
    seats: int
    max_age_months: int
    min_members: int
    appeal_days: int
    provinces: list[Coded]
    excluded_sectors: list[Coded]
    rules_version: int | None
    synthetic: bool

    @classmethod
    def of(cls, call: Call) -> CallFile:
        versions = [version.number for version in call.rules_versions.all()]
        return cls(
            code=call.code,
            cohort=call.cohort.code,
            titles=Words(fr=call.title_fr, ar=call.title_ar),
            state=call.state,
            opens_at=call.opens_at,
            closes_at=call.closes_at,
            seats=call.seats,
            max_age_months=call.max_age_months,
            min_members=call.min_members,
            appeal_days=call.appeal_days,
            provinces=[Coded.place(province) for province in call.provinces.all()],
            excluded_sectors=[Coded.sort(sector) for sector in call.excluded_sectors.all()],
            rules_version=max(versions, default=None),
            synthetic=call.cohort.synthetic,
        )


class RulesFile(Schema):
    """One version of the selection rules; `data` is what the choice is computed from."""

    call: str
    number: int
    reason: str
    frozen_at: datetime | None
    data: dict[str, Any]

    @classmethod
    def of(cls, version: RulesVersion) -> RulesFile:
        return cls(
            call=version.call.code,
            number=version.number,
            reason=version.reason,
            frozen_at=version.frozen_at,
            data=version.data,
        )


class ApplicationLine(Schema):
    number: str
    call: str
    cooperative: str
    names: Words
    province: Coded
    sector: Coded
    state: str
    eligible: bool | None
    submitted_at: datetime | None
    synthetic: bool

    @classmethod
    def of(cls, application: Application) -> ApplicationLine:
        return cls(**_application(application))


class Gate(Schema):
    gate: str
    passed: bool
    overridden: bool
    sentence: str


class Document(Schema):
    kind: str
    state: str


class ApplicationFile(ApplicationLine):
    sections: dict[str, Any]
    gates: list[Gate]
    documents: list[Document]
    version: int

    @classmethod
    def of(cls, application: Application) -> ApplicationFile:
        return cls(
            **_application(application),
            sections={name: _plain(getattr(application, name)) for name in SECTION_FIELDS},
            gates=[
                Gate(
                    gate=check.gate,
                    passed=check.passed,
                    overridden=check.overridden_by_id is not None,
                    sentence=sentence(check.reason_code, check.facts),
                )
                for check in application.checks.all()
            ],
            documents=[
                Document(kind=document.kind_id, state=document.state)
                for document in application.documents.all()
            ],
            version=application.version,
        )


def _application(application: Application) -> dict[str, Any]:
    cooperative = application.cooperative
    return {
        "number": application.number,
        "call": application.call.code,
        "cooperative": cooperative.code,
        "names": Words.named(cooperative),
        "province": Coded.place(cooperative.province),
        "sector": Coded.sort(cooperative.sector),
        "state": application.state,
        "eligible": application.eligible,
        "submitted_at": application.submitted_at,
        "synthetic": cooperative.synthetic,
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


@router.get("/calls", response={200: Page[CallFile], **REFUSALS}, url_name="calls")
def list_calls(request: Request, paging: Query[Paging]) -> Any:
    """Calls for applications, the latest first."""
    return paging.cut(_calls(request), CallFile.of)


@router.get("/calls/{code}", response={200: CallFile, **REFUSALS}, url_name="call")
def read_call(request: Request, code: Number) -> Any:
    return CallFile.of(get_object_or_404(_calls(request), code=code))


@router.get(
    "/calls/{code}/rules",
    response={200: list[RulesFile], **REFUSALS},
    url_name="call_rules",
)
def read_rules(request: Request, code: Number) -> Any:
    """Every version of the selection rules, the one in force first."""
    call = get_object_or_404(_calls(request), code=code)
    versions = RulesVersion.objects.filter(call=call).select_related("call").order_by("-number")
    return [RulesFile.of(version) for version in versions]


def _calls(request: Request) -> Any:
    seen = Call.objects.visible_to(request.auth).select_related("cohort")
    return seen.prefetch_related("provinces", "excluded_sectors", "rules_versions").order_by(
        "-closes_at", "pk"
    )


class ApplicationFilters(Schema):
    q: str = Field("", max_length=100, pattern=PLAIN)
    call: Slug | None = None
    state: ApplicationState | None = None
    territory: Territory | None = None
    sector: Slug | None = None
    eligible: bool | None = None


@router.get(
    "/applications",
    response={200: Page[ApplicationLine], **REFUSALS},
    url_name="applications",
)
def list_applications(request: Request, filters: Query[ApplicationFilters], paging: Query[Paging]) -> Any:
    """Applications the caller sees: their territory, minus those where they have a conflict of interest."""
    enter(request.auth, "calls.view_application")
    found = Application.objects.visible_to(request.auth).for_lists()
    if filters.q:
        found = found.filter(cooperative__in=Cooperative.objects.search(filters.q).values("pk"))
    if filters.territory:
        places = Cooperative.objects.in_territory([filters.territory])
        found = found.filter(cooperative__in=places.values("pk"))
    equal = {
        "call__code": filters.call,
        "state": filters.state,
        "cooperative__sector_id": filters.sector,
        "eligible": filters.eligible,
    }
    found = found.filter(**{name: value for name, value in equal.items() if value is not None})
    return paging.cut(found.order_by("number"), ApplicationLine.of)


@router.get(
    "/applications/{number}",
    response={200: ApplicationFile, **REFUSALS},
    url_name="application",
)
def read_application(request: Request, number: Number) -> Any:
    """One application: its sections, its gates with their findings, its documents."""
    enter(request.auth, "calls.view_application")
    scope = Application.objects.visible_to(request.auth).for_lists().prefetch_related("checks", "documents")
    return ApplicationFile.of(get_object_or_404(scope, number=number))
