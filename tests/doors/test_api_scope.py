"""No answer of the API shows a foreign or conflicted application: a canary in each, roles × addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from mourafaka.people.enums import Role
from mourafaka.registry.models import CooperativeContact
from tests.factories.calls import CallFactory
from tests.factories.coaching import VisitFactory
from tests.factories.diagnosis import AssessmentFactory
from tests.factories.enrolment import CoachAssignmentFactory, EnrolmentFactory
from tests.factories.plans import PlanFactory
from tests.factories.selection import (
    AdmissibleFactory,
    AssignmentFactory,
    ConflictDeclarationFactory,
    ReaderFactory,
)

pytestmark = pytest.mark.django_db

FOREIGN, CONFLICTED = "KANARIFOREIGN", "KANARICONFLICT"
# Who sees every territory, so that only a conflict hides an application from them.
COUNTRY_WIDE = {Role.MANAGER, Role.ADMIN, Role.EVALUATOR}
OF_COOPERATIVES = ("cooperatives", "enrolments", "assessments", "plans", "visits")


def _application(call: Any, canary: str, province: str) -> Any:
    application = _lodged(call, canary, province)
    assignment = CoachAssignmentFactory(enrolment=EnrolmentFactory(application=application, phase="coaching"))
    visit = VisitFactory(assignment=assignment)
    assessment = AssessmentFactory(enrolment=assignment.enrolment)
    application.accompanied = {
        "assessments": assessment.pk,
        "plans": PlanFactory(assessment=assessment).pk,
        "visits": visit.pk,
        "enrolments": assignment.enrolment.number,
    }
    return application


def _lodged(call: Any, canary: str, province: str) -> Any:
    return AdmissibleFactory(
        call=call,
        cooperative__name_fr=f"Cooperative {canary}",
        cooperative__province__code=province,
        project_title=f"{canary} project",
        collective_need=f"{canary} needs. " * 20,
        products=canary,
        market=canary,
    )


@pytest.fixture
def scene() -> dict[str, Any]:
    """A call with an application far away, one in conflict, and one that may be seen."""
    call = CallFactory(state="closed")
    return {
        "call": call,
        "foreign": _application(call, FOREIGN, "08.577"),
        "conflicted": _application(call, CONFLICTED, "09.541"),
        "own": _application(call, "PLAIN", "09.541"),
    }


@pytest.fixture
def person(scene: dict[str, Any], users: Callable[..., Any]) -> Callable[[str], Any]:
    def make(role: str) -> Any:
        if role == Role.REVIEWER:
            user = ReaderFactory()
            AssignmentFactory(application=scene["own"], reviewer=user)
            AssignmentFactory(application=scene["conflicted"], reviewer=user, state="conflict")
            return user
        user = users(role, "" if role in COUNTRY_WIDE else "09")
        ConflictDeclarationFactory(application=scene["conflicted"], person=user, nature="family")
        if role == Role.COOPERATIVE:
            CooperativeContact.objects.create(user=user, cooperative=scene["own"].cooperative)
        return user

    return make


def _addresses(scene: dict[str, Any], canary: str) -> Iterator[str]:
    """Every GET address of the API, filled with this application."""
    target = scene["foreign"] if canary == FOREIGN else scene["conflicted"]
    fill = {
        "/cooperatives/{code}": target.cooperative.code,
        "/calls/{code}": scene["call"].code,
        "/calls/{code}/rules": scene["call"].code,
        "/applications/{number}": target.number,
        "/applications/{number}/reading": target.number,
        "/cohorts/{code}": scene["call"].cohort.code,
        "/cohorts/{code}/bundle": scene["call"].cohort.code,
    }
    accompanied = {
        "/enrolments/{number}": target.accompanied["enrolments"],
        "/assessments/{id}": target.accompanied["assessments"],
        "/visits/{id}": target.accompanied["visits"],
        "/plans/{id}": target.accompanied["plans"],
        "/statements/{id}": 1,
        "/sessions/{number}": "none",
    }
    fill.update(accompanied)
    from mourafaka.api.site import api

    for path, operations in api.get_openapi_schema(path_prefix="")["paths"].items():
        if "get" not in operations:
            continue
        address = re.sub(r"\{(code|number|id)\}", str(fill.get(path)), path)
        assert "None" not in address, f"{path} has no object in this test"
        yield f"/api/v1{address}"
        yield f"/api/v1{address}?q={canary}&page_size=200"


def _cooperative_is_seen(role: str, canary: str, address: str) -> bool:
    """A conflict withholds the application; the cooperative stays in the register its keepers keep."""
    registers = address.startswith(tuple(f"/api/v1/{name}" for name in OF_COOPERATIVES))
    readers = {Role.MANAGER, Role.ADMIN, Role.EVALUATOR, Role.FINANCE, Role.DELEGATE}
    return registers and role in readers and (canary == CONFLICTED or role in COUNTRY_WIDE)


def _application_is_seen(role: str, canary: str) -> bool:
    return canary == FOREIGN and role in COUNTRY_WIDE


@pytest.mark.parametrize("canary", [FOREIGN, CONFLICTED])
@pytest.mark.parametrize("role", [*Role.values, "nobody"])
def test_no_answer_shows_what_a_person_may_not_see(
    role: str, canary: str, scene: dict[str, Any], person: Any, client_as: Any
) -> None:
    client = Client() if role == "nobody" else client_as(person(role))

    shown = {
        address
        for address in _addresses(scene, canary)
        if canary in client.get(address).content.decode().replace(f"q={canary}", "")
    }

    allowed = {
        address
        for address in shown
        if _cooperative_is_seen(role, canary, address) or _application_is_seen(role, canary)
    }
    assert shown == allowed


def test_the_matrix_would_notice_a_leak(scene: dict[str, Any], person: Any, client_as: Any) -> None:
    client = client_as(person(Role.MANAGER))

    seen = client.get(f"/api/v1/applications/{scene['foreign'].number}").content.decode()

    assert FOREIGN in seen


@pytest.mark.parametrize("role", Role.values)
def test_nobody_reviews_an_application_in_conflict(
    role: str, scene: dict[str, Any], person: Any, client_as: Any
) -> None:
    number = scene["conflicted"].number

    answer = client_as(person(role)).post(
        f"/api/v1/applications/{number}/review",
        {"marks": {f"C{n}": 5 for n in range(1, 10)}},
        content_type="application/json",
    )

    assert answer.status_code == (404 if role == Role.REVIEWER else 403)


def test_every_address_of_the_api_has_its_name_under_the_declared_policy() -> None:
    resolver = next(
        pattern for pattern in get_resolver().url_patterns if getattr(pattern, "namespace", "") == "api-1"
    )

    assert all(pattern.name for pattern in resolver.url_patterns)
