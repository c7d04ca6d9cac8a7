"""Training sessions, read. Who attends them stays on the pages of who keeps the roster."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from mourafaka.api.answers import Page, Paging
from mourafaka.api.auth import Request, enter
from mourafaka.api.paths import REFUSALS, Number
from mourafaka.training.enums import SessionState
from mourafaka.training.models import Session

router = Router(tags=["training"])


class SessionLine(Schema):
    number: str
    module: str
    cohort: str
    place: str
    language: str
    capacity: int
    starts_on: date
    ends_on: date
    state: str

    @classmethod
    def of(cls, session: Session) -> SessionLine:
        return cls(
            number=session.number,
            module=session.module.code,
            cohort=session.cohort.code,
            place=session.place,
            language=session.language,
            capacity=session.capacity,
            starts_on=session.starts_on,
            ends_on=session.ends_on,
            state=session.state,
        )


class SessionFilters(Schema):
    state: SessionState | None = None


@router.get("/sessions", response={200: Page[SessionLine], **REFUSALS}, url_name="sessions")
def list_sessions(request: Request, filters: Query[SessionFilters], paging: Query[Paging]) -> Any:
    """Training sessions the caller sees, the earliest first."""
    enter(request.auth, "training.view_sessions")
    found = Session.objects.visible_to(request.auth).select_related("module", "cohort")
    if filters.state:
        found = found.filter(state=filters.state)
    return paging.cut(found.order_by("starts_on", "number"), SessionLine.of)


@router.get("/sessions/{number}", response={200: SessionLine, **REFUSALS}, url_name="session")
def read_session(request: Request, number: Number) -> Any:
    """One training session."""
    enter(request.auth, "training.view_sessions")
    seen = Session.objects.visible_to(request.auth).select_related("module", "cohort")
    return SessionLine.of(get_object_or_404(seen, number=number))
