"""What can be asked. Everything read goes through `visible_to`; everything changed goes through the acts."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Header, Path, Query, Router, Schema

from mourafaka.api import answers
from mourafaka.api.answers import Page, Problem
from mourafaka.api.auth import Request, enter
from mourafaka.api.door import acting
from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call, Cohort, RulesVersion
from mourafaka.foundations.refusals import Refused
from mourafaka.registry.enums import Status
from mourafaka.registry.models import Cooperative
from mourafaka.selection import services as selection
from mourafaka.selection.enums import AssignmentState
from mourafaka.selection.models import Assignment, PublishedBundle
from mourafaka.selection.queries import review as readings

# Texts without control characters: PostgreSQL keeps no NUL, and nothing here needs any of the others.
PLAIN = r"^[^\x00-\x1f\x7f]*$"
Code = Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9._-]+$")]
Territory = Annotated[str, Field(max_length=8, pattern=r"^[0-9.]+$")]
Slug = Annotated[str, Field(max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]

REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITING = {**REFUSALS, 400: Problem, 409: Problem, 413: Problem}

router = Router()


# Cooperatives


class CooperativeFilters(Schema):
    q: str = Field("", max_length=100, pattern=PLAIN)
    territory: Territory | None = None
    sector: Slug | None = None
    status: Status | None = None
    women_led: bool | None = None
    youth_led: bool | None = None


@router.get(
    "/cooperatives",
    response={200: Page[answers.CooperativeLine], **REFUSALS},
    tags=["registry"],
    url_name="cooperatives",
)
def list_cooperatives(
    request: Request, filters: Query[CooperativeFilters], paging: Query[answers.Paging]
) -> Any:
    """Cooperatives in the caller's territories. `territory` is a region (09) or a province (09.541)."""
    enter(request.auth, "registry.view_cooperative")
    found = Cooperative.objects.visible_to(request.auth).with_places().with_members()
    if filters.q:
        found = found.search(filters.q)
    if filters.territory:
        found = found.in_territory([filters.territory])
    equal = {"sector_id": filters.sector, **filters.dict(include={"status", "women_led", "youth_led"})}
    found = found.filter(**{name: value for name, value in equal.items() if value is not None})
    return paging.cut(found.order_by("code"), answers.CooperativeLine.of)


@router.get(
    "/cooperatives/{code}",
    response={200: answers.CooperativeFile, **REFUSALS},
    tags=["registry"],
    url_name="cooperative",
)
def read_cooperative(request: Request, code: Code) -> Any:
    """One cooperative with its dated membership counts."""
    enter(request.auth, "registry.view_cooperative")
    scope = Cooperative.objects.visible_to(request.auth).with_places().select_related("branch", "commune")
    return answers.CooperativeFile.of(get_object_or_404(scope, code=code))


# Calls


@router.get("/calls", response={200: Page[answers.CallFile], **REFUSALS}, tags=["calls"], url_name="calls")
def list_calls(request: Request, paging: Query[answers.Paging]) -> Any:
    """Calls for applications, the latest first."""
    return paging.cut(_calls(request), answers.CallFile.of)


@router.get("/calls/{code}", response={200: answers.CallFile, **REFUSALS}, tags=["calls"], url_name="call")
def read_call(request: Request, code: Code) -> Any:
    return answers.CallFile.of(get_object_or_404(_calls(request), code=code))


@router.get(
    "/calls/{code}/rules",
    response={200: list[answers.RulesFile], **REFUSALS},
    tags=["calls"],
    url_name="call_rules",
)
def read_rules(request: Request, code: Code) -> Any:
    """Every version of the selection rules, the one in force first."""
    call = get_object_or_404(_calls(request), code=code)
    versions = RulesVersion.objects.filter(call=call).select_related("call").order_by("-number")
    return [answers.RulesFile.of(version) for version in versions]


def _calls(request: Request) -> Any:
    seen = Call.objects.visible_to(request.auth).select_related("cohort")
    return seen.prefetch_related("provinces", "excluded_sectors", "rules_versions").order_by(
        "-closes_at", "pk"
    )


# Applications


class ApplicationFilters(Schema):
    q: str = Field("", max_length=100, pattern=PLAIN)
    call: Slug | None = None
    state: ApplicationState | None = None
    territory: Territory | None = None
    sector: Slug | None = None
    eligible: bool | None = None


@router.get(
    "/applications",
    response={200: Page[answers.ApplicationLine], **REFUSALS},
    tags=["calls"],
    url_name="applications",
)
def list_applications(
    request: Request, filters: Query[ApplicationFilters], paging: Query[answers.Paging]
) -> Any:
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
    return paging.cut(found.order_by("number"), answers.ApplicationLine.of)


@router.get(
    "/applications/{number}",
    response={200: answers.ApplicationFile, **REFUSALS},
    tags=["calls"],
    url_name="application",
)
def read_application(request: Request, number: Code) -> Any:
    """One application: its sections, its gates with their findings, its documents."""
    enter(request.auth, "calls.view_application")
    scope = Application.objects.visible_to(request.auth).for_lists().prefetch_related("checks", "documents")
    return answers.ApplicationFile.of(get_object_or_404(scope, number=number))


# Readings


class ReviewIn(Schema):
    """A mark from 0 to 5 on every criterion of the grid. `version` is that of the form read, 0 when new."""

    marks: dict[Annotated[str, Field(max_length=8)], int]
    comment: str = Field("", max_length=4000, pattern=r"^[^\x00]*$")
    version: int | None = Field(None, ge=0, le=1_000_000)


@router.get(
    "/readings",
    response={200: list[answers.ReadingLine], **REFUSALS},
    tags=["selection"],
    url_name="readings",
)
def list_readings(request: Request) -> Any:
    """The caller's own readings, those that await first."""
    enter(request.auth, "selection.review_application")
    return [
        answers.ReadingLine(
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
    response={200: answers.BlindReading, **WRITING},
    tags=["selection"],
    url_name="reading",
)
def read_blind(request: Request, number: Code) -> Any:
    """An application as its reader sees it, without names. 409 until conflicts of interest are declared."""
    return _blind(_reading(request, number))


@router.post(
    "/applications/{number}/review",
    response={200: answers.ReviewRecorded, **WRITING},
    tags=["selection"],
    url_name="review",
)
def record_review(
    request: Request,
    number: Code,
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
    return answers.ReviewRecorded(
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


def _blind(reading: Assignment) -> answers.BlindReading:
    dossier, grid = readings.blind_dossier(reading), readings.filled_grid(reading)
    return answers.BlindReading(
        number=dossier.number,
        language=dossier.language,
        title=dossier.title,
        state=reading.state,
        sections=[
            answers.BlindSection(title=part.title, facts=_facts(part.facts), texts=_facts(part.texts))
            for part in dossier.sections
        ],
        documents=_facts(dossier.documents),
        grid=[
            answers.CriterionLine(
                code=row.line.code,
                label=row.line.label,
                weight=str(row.line.weight),
                eliminatory_below=None
                if row.line.eliminatory_below is None
                else str(row.line.eliminatory_below),
                levels=[answers.Level(value=level.value, text=level.text) for level in row.line.levels],
                mark=row.mark,
            )
            for row in grid.rows
        ],
        comment=grid.comment,
        version=grid.version,
    )


def _facts(facts: Any) -> list[answers.BlindFact]:
    return [answers.BlindFact(label=str(fact.label), value=str(fact.value)) for fact in facts]


# What everybody may read


@router.get(
    "/cohorts/{code}",
    response={200: answers.CohortFile, 404: Problem, 422: Problem},
    auth=None,
    tags=["public"],
    url_name="cohort",
)
def read_cohort(request: Request, code: Code) -> Any:
    """A cohort whose call was opened, and where its public bundle is. Open to everybody."""
    opened = Call.objects.public().values("cohort")
    cohort = get_object_or_404(Cohort.objects.filter(pk__in=opened), code=code)
    return answers.CohortFile.of(cohort, _bundles().filter(cohort=cohort).first())


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
def read_bundle(request: Request, code: Code) -> HttpResponse:
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
