"""What the API answers: every shape, and how it is made from records. Amounts are decimal strings in MAD."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from ninja import Field, Schema

from mourafaka.calls.gates import sentence
from mourafaka.calls.models import Application, Call, Cohort, RulesVersion
from mourafaka.calls.services import SECTION_FIELDS
from mourafaka.foundations.i18n import Labelled, NamedInTwo
from mourafaka.registry.models import Cooperative, MemberStat
from mourafaka.selection.models import PublishedBundle

Item = TypeVar("Item")
PAGE_SIZE = 50
LARGEST_PAGE = 200


class Problem(Schema):
    """A refusal: its code, its sentence in the caller's language, and the facts that fill it."""

    code: str
    sentence: str
    facts: dict[str, Any] = {}


class Words(Schema):
    """A name or label in French and Arabic."""

    fr: str
    ar: str

    @classmethod
    def named(cls, record: NamedInTwo) -> Words:
        return cls(fr=record.name_fr, ar=record.name_ar)

    @classmethod
    def labelled(cls, record: Labelled) -> Words:
        return cls(fr=record.label_fr, ar=record.label_ar)


class Coded(Schema):
    """A place, sector or value chain: its code and its words."""

    code: str
    words: Words

    @classmethod
    def place(cls, record: Any) -> Coded:
        return cls(code=record.code, words=Words.named(record))

    @classmethod
    def sort(cls, record: Any) -> Coded:
        return cls(code=record.code, words=Words.labelled(record))


class Page(Schema, Generic[Item]):
    items: list[Item]
    count: int
    page: int
    pages: int


class Paging(Schema):
    page: int = Field(1, ge=1, le=1_000_000)
    page_size: int = Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE)

    def cut(self, found: QuerySet[Any], shape: Callable[[Any], Any]) -> dict[str, Any]:
        """One page of `found`; a page beyond the last is empty."""
        paginator = Paginator(found, self.page_size)
        items = paginator.page(self.page).object_list if self.page <= paginator.num_pages else []
        return {
            "items": [shape(item) for item in items],
            "count": paginator.count,
            "page": self.page,
            "pages": paginator.num_pages,
        }


class Members(Schema):
    """A dated count; what nobody counted is null, which is not zero."""

    as_of: date
    total: int
    women: int | None
    youth: int | None
    board_total: int | None
    board_women: int | None

    @classmethod
    def of(cls, stat: MemberStat) -> Members:
        return cls(
            as_of=stat.as_of,
            total=stat.members_total,
            women=stat.women,
            youth=stat.youth,
            board_total=stat.board_total,
            board_women=stat.board_women,
        )


class CooperativeLine(Schema):
    code: str
    names: Words
    province: Coded
    sector: Coded
    registered_on: date | None
    women_led: bool
    youth_led: bool
    status: str
    members_total: int | None
    synthetic: bool

    @classmethod
    def of(cls, cooperative: Any) -> CooperativeLine:
        return cls(**_cooperative(cooperative), members_total=cooperative.members_total)


class CooperativeFile(Schema):
    code: str
    names: Words
    province: Coded
    commune: Coded | None
    sector: Coded
    branch: Coded | None
    value_chain: Coded | None
    other_value_chains: list[Coded]
    registered_on: date | None
    local_reg_no: str
    court: str
    legal_category: str
    women_led: bool
    youth_led: bool
    rural: bool | None
    status: str
    members: list[Members]
    synthetic: bool
    version: int

    @classmethod
    def of(cls, cooperative: Cooperative) -> CooperativeFile:
        return cls(
            **_cooperative(cooperative),
            commune=Coded.place(cooperative.commune) if cooperative.commune else None,
            branch=Coded.sort(cooperative.branch) if cooperative.branch else None,
            value_chain=Coded.sort(cooperative.value_chain) if cooperative.value_chain else None,
            other_value_chains=[Coded.sort(chain) for chain in cooperative.other_value_chains.all()],
            local_reg_no=cooperative.local_reg_no,
            court=cooperative.court,
            legal_category=cooperative.legal_category,
            rural=cooperative.rural,
            members=[Members.of(stat) for stat in cooperative.member_stats.current().order_by("-as_of")],
            version=cooperative.version,
        )


def _cooperative(cooperative: Cooperative) -> dict[str, Any]:
    return {
        "code": cooperative.code,
        "names": Words.named(cooperative),
        "province": Coded.place(cooperative.province),
        "sector": Coded.sort(cooperative.sector),
        "registered_on": cooperative.registered_on,
        "women_led": cooperative.women_led,
        "youth_led": cooperative.youth_led,
        "status": cooperative.status,
        "synthetic": cooperative.synthetic,
    }


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


class ApplicationFile(Schema):
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


class CohortFile(Schema):
    """A cohort and its public bundle, when one is published."""

    code: str
    names: Words
    service_starts_on: date
    service_ends_on: date
    synthetic: bool
    bundle: BundleFile | None

    @classmethod
    def of(cls, cohort: Cohort, bundle: PublishedBundle | None) -> CohortFile:
        return cls(
            code=cohort.code,
            names=Words.named(cohort),
            service_starts_on=cohort.service_starts_on,
            service_ends_on=cohort.service_ends_on,
            synthetic=cohort.synthetic,
            bundle=BundleFile.of(bundle) if bundle else None,
        )


class BundleFile(Schema):
    published_at: datetime
    sha256: str
    size_bytes: int
    url: str

    @classmethod
    def of(cls, bundle: PublishedBundle) -> BundleFile:
        return cls(
            published_at=bundle.published_at,
            sha256=bundle.file.sha256,
            size_bytes=bundle.file.size_bytes,
            url=reverse("api-1:cohort_bundle", args=[bundle.cohort.code]),
        )


CohortFile.model_rebuild()


class ReadingLine(Schema):
    """One reading of a reviewer: no name is told."""

    number: str
    call: str
    state: str
    third_reading: bool
    marks_given: int
    marks_due: int


class BlindFact(Schema):
    label: str
    value: str


class BlindSection(Schema):
    title: str
    facts: list[BlindFact]
    texts: list[BlindFact]


class Level(Schema):
    value: int
    text: str


class CriterionLine(Schema):
    code: str
    label: str
    weight: str
    eliminatory_below: str | None
    levels: list[Level]
    mark: int | None


class BlindReading(Schema):
    """What a reviewer reads: the application without names, the grid, and the marks given so far."""

    number: str
    language: str
    title: str
    state: str
    sections: list[BlindSection]
    documents: list[BlindFact]
    grid: list[CriterionLine]
    comment: str
    version: int


class ReviewRecorded(Schema):
    number: str
    state: str
    marks: dict[str, int]
    comment: str
    total: str
    submitted_at: datetime | None
    version: int
