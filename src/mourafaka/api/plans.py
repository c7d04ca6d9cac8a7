"""Development plans, read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from mourafaka.api.answers import Page, Paging, Words
from mourafaka.api.auth import Request, enter
from mourafaka.api.paths import REFUSALS, Id, OfEnrolment, Wanted
from mourafaka.plans.enums import PlanState
from mourafaka.plans.models import Plan, PlanAction

router = Router(tags=["plans"])


class PlanLine(Schema):
    id: int
    about: OfEnrolment
    revision: int
    state: str

    @classmethod
    def of(cls, plan: Plan) -> PlanLine:
        return cls(
            id=plan.pk, about=OfEnrolment.about(plan.enrolment), revision=plan.revision, state=plan.state
        )


class ActionLine(Schema):
    id: int
    code: str
    titles: Words
    axis: str
    questions: list[str]
    starts_month: int
    due_month: int
    due_on: date
    owner: str
    cost_mad: str
    state: str
    progress: int
    late: bool

    @classmethod
    def of(cls, action: PlanAction) -> ActionLine:
        return cls(
            id=action.pk,
            code=action.code,
            titles=Words(fr=action.title_fr, ar=action.title_ar),
            axis=action.axis,
            questions=action.questions,
            starts_month=action.starts_month,
            due_month=action.due_month,
            due_on=action.due_on,
            owner=action.owner,
            cost_mad=str(action.cost_mad),
            state=action.state,
            progress=action.progress,
            late=action.is_late(),
        )


class PlanFile(Schema):
    line: PlanLine
    actions: list[ActionLine]


class PlanFilters(Schema):
    enrolment: Wanted | None = None
    state: PlanState | None = None


@router.get("/plans", response={200: Page[PlanLine], **REFUSALS}, url_name="plans")
def list_plans(request: Request, filters: Query[PlanFilters], paging: Query[Paging]) -> Any:
    """Development plans the caller sees, every revision."""
    enter(request.auth, "plans.view_plan")
    found = Plan.objects.visible_to(request.auth).select_related("enrolment__cooperative")
    if filters.enrolment:
        found = found.filter(enrolment__number=filters.enrolment)
    if filters.state:
        found = found.filter(state=filters.state)
    return paging.cut(found.order_by("enrolment__number", "revision"), PlanLine.of)


@router.get("/plans/{id}", response={200: PlanFile, **REFUSALS}, url_name="plan")
def read_plan(request: Request, id: Id) -> Any:
    """One revision of a plan with its actions."""
    enter(request.auth, "plans.view_plan")
    seen = Plan.objects.visible_to(request.auth).select_related("enrolment__cooperative")
    plan = get_object_or_404(seen, pk=id)
    return PlanFile(
        line=PlanLine.of(plan), actions=[ActionLine.of(each) for each in plan.actions.order_by("code")]
    )
