"""A reviewer's readings, without names; cohorts and their public bundle, open to everybody."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Header, Router, Schema

from mourafaka.api.answers import Problem, Words
from mourafaka.api.auth import Request, enter
from mourafaka.api.door import acting
from mourafaka.api.paths import REFUSALS, WRITING, Number
from mourafaka.calls.models import Call, Cohort
from mourafaka.foundations.refusals import Refused
from mourafaka.selection import services as selection
from mourafaka.selection.enums import AssignmentState
from mourafaka.selection.models import Assignment, PublishedBundle
from mourafaka.selection.queries import review as readings

router = Router(tags=["selection"])


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


class ReviewIn(Schema):
    """A mark from 0 to 5 on every criterion of the grid. `version` is that of the form read, 0 when new."""

    marks: dict[Annotated[str, Field(max_length=8)], int]
    comment: str = Field("", max_length=4000, pattern=r"^[^\x00]*$")
    version: int | None = Field(None, ge=0, le=1_000_000)


@router.get(
    "/readings",
    response={200: list[ReadingLine], **REFUSALS},
    url_name="readings",
)
def list_readings(request: Request) -> Any:
    """The caller's own readings, those that await first."""
    enter(request.auth, "selection.review_application")
    return [
        ReadingLine(
            number=reading.assignment.application.number,
            call=queue.call.code,
            state=reading.assignment.state,
            third_reading=reading.assignment.third_reading,
            marks_given=reading.marks_given,
            marks_due=reading.marks_due,
        )
        for queue in readings.queues(request.auth)
        for reading in queue.readings
    ]


@router.get(
    "/applications/{number}/reading",
    response={200: BlindReading, **WRITING},
    url_name="reading",
)
def read_blind(request: Request, number: Number) -> Any:
    """An application as its reader sees it, without names. 409 until conflicts of interest are declared."""
    return _blind(_reading(request, number))


@router.post(
    "/applications/{number}/review",
    response={200: ReviewRecorded, **WRITING},
    url_name="review",
)
def record_review(
    request: Request,
    number: Number,
    review: ReviewIn,
    idempotency_key: Annotated[str | None, Header(max_length=64)] = None,
) -> Any:
    """Record the caller's review. The same Idempotency-Key twice acts once; what is refused is kept as a draft."""
    reading = _reading(request, number)
    facts = {"marks": review.marks, "comment": review.comment}
    with acting(request, reading, request.auth, facts) as already:
        if already and reading.state == AssignmentState.SUBMITTED:
            recorded = reading.review
        else:
            recorded = selection.send_review(
                reading,
                actor=request.auth,
                marks=review.marks,
                comment=review.comment,
                version=review.version,
            )
    return ReviewRecorded(
        number=reading.application.number,
        state=AssignmentState.SUBMITTED,
        marks={mark.criterion: int(mark.value) for mark in recorded.marks.all()},
        comment=recorded.comment,
        total=str(recorded.total),
        submitted_at=recorded.submitted_at,
        version=recorded.version,
    )


def _reading(request: Request, number: str) -> Assignment:
    enter(request.auth, "selection.review_application")
    scope = Assignment.objects.visible_to(request.auth).select_related("application__call")
    reading = get_object_or_404(scope, application__number=number)
    if reading.state == AssignmentState.TO_DECLARE:
        raise Refused("declare_first")
    if not reading.may_be_read():
        raise Http404
    return reading


def _blind(reading: Assignment) -> BlindReading:
    dossier, grid = readings.blind_dossier(reading), readings.filled_grid(reading)
    return BlindReading(
        number=dossier.number,
        language=dossier.language,
        title=dossier.title,
        state=reading.state,
        sections=[
            BlindSection(title=part.title, facts=_facts(part.facts), texts=_facts(part.texts))
            for part in dossier.sections
        ],
        documents=_facts(dossier.documents),
        grid=[
            CriterionLine(
                code=row.line.code,
                label=row.line.label,
                weight=str(row.line.weight),
                eliminatory_below=None
                if row.line.eliminatory_below is None
                else str(row.line.eliminatory_below),
                levels=[Level(value=level.value, text=level.text) for level in row.line.levels],
                mark=row.mark,
            )
            for row in grid.rows
        ],
        comment=grid.comment,
        version=grid.version,
    )


def _facts(facts: Any) -> list[BlindFact]:
    return [BlindFact(label=str(fact.label), value=str(fact.value)) for fact in facts]


@router.get(
    "/cohorts/{code}",
    response={200: CohortFile, 404: Problem, 422: Problem},
    auth=None,
    tags=["public"],
    url_name="cohort",
)
def read_cohort(request: Request, code: Number) -> Any:
    """A cohort whose call was opened, and where its public bundle is. Open to everybody."""
    opened = Call.objects.public().values("cohort")
    cohort = get_object_or_404(Cohort.objects.filter(pk__in=opened), code=code)
    return CohortFile.of(cohort, _bundles().filter(cohort=cohort).first())


@router.get(
    "/cohorts/{code}/bundle",
    response={404: Problem, 422: Problem},
    auth=None,
    tags=["public"],
    url_name="cohort_bundle",
    openapi_extra={
        "responses": {
            200: {
                "description": "The data package as published, with which anyone can recompute the choice",
                "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def read_bundle(request: Request, code: Number) -> HttpResponse:
    """The latest published bundle of a cohort, as a ZIP file. Open to everybody."""
    bundle = _bundles().filter(cohort__code=code).first()
    if bundle is None:
        raise Http404
    answer = HttpResponse(bundle.file.read(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{bundle.cohort.code}.zip"'
    answer["Repr-Digest"] = f"sha-256=:{_base64(bundle.file.sha256)}:"
    return answer


def _bundles() -> Any:
    return PublishedBundle.objects.select_related("cohort", "file").order_by("-published_at", "-pk")


def _base64(hexadecimal: str) -> str:
    return b64encode(bytes.fromhex(hexadecimal)).decode()
