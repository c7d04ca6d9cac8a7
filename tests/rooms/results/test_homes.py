"""The home page says what awaits each person, one button a line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mourafaka.foundations import clock
from mourafaka.registry.models import CooperativeContact
from mourafaka.results.queries import homes
from tests.factories.calls import CallFactory
from tests.factories.coaching import ReportFactory, VisitFactory
from tests.factories.enrolment import CoachAssignmentFactory, CoachFactory, ContractFactory, EnrolmentFactory
from tests.factories.training import CertificateFactory, SessionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2020, 9, 16)  # a Wednesday of month 3


@pytest.fixture(autouse=True)
def _september_2020() -> Any:
    with clock.at(TODAY):
        yield


def titles(todos: list[homes.Todo]) -> dict[str, list[str]]:
    return {todo.title: [task.title for task in todo.tasks] for todo in todos}


def test_a_coach_sees_her_week_with_what_was_said_last_time(client_as: Any) -> None:
    assignment = CoachAssignmentFactory(enrolment__phase="coaching")
    first = VisitFactory(assignment=assignment, state="validated")
    ReportFactory(
        visit=first, state="validated", submitted_on=first.planned_on, decisions="Refaire l’étiquette."
    )
    VisitFactory(assignment=assignment, number=2, planned_on=TODAY + timedelta(days=1))

    page = client_as(assignment.coach).get("/").content.decode()

    assert "La dernière fois : Refaire l’étiquette." in page
    assert page.count('data-size="small"') >= 1


def test_a_coach_sees_what_is_late() -> None:
    assignment = CoachAssignmentFactory(enrolment__phase="coaching")
    VisitFactory(assignment=assignment)  # its window is over since August

    late = homes.todos_of(assignment.coach)[1]

    assert [(task.title, task.day) for task in late.tasks] == [
        (assignment.enrolment.cooperative.name, date(2020, 7, 15))
    ]


def test_a_delegate_sees_reports_of_her_region_only(users: Any) -> None:
    call = CallFactory()
    near = CoachAssignmentFactory(enrolment=EnrolmentFactory(application__call=call, phase="coaching"))
    far = CoachAssignmentFactory(
        enrolment=EnrolmentFactory(
            application__call=call, application__cooperative__province__code="08.577", phase="coaching"
        )
    )
    for assignment in (near, far):
        visit = VisitFactory(assignment=assignment, state="held")
        ReportFactory(visit=visit, state="submitted", submitted_on=TODAY)

    todos = homes.todos_of(users("delegate", "09"))

    assert [task.title for task in todos[0].tasks] == [near.enrolment.cooperative.name]


def test_a_cooperative_sees_its_next_visit_in_arabic(users: Any, client_as: Any) -> None:
    assignment = CoachAssignmentFactory(enrolment__phase="coaching")
    VisitFactory(assignment=assignment, number=2, planned_on=TODAY + timedelta(days=9))
    user = users("cooperative", preferred_language="ar")
    CooperativeContact.objects.create(user=user, cooperative=assignment.enrolment.cooperative)
    client = client_as(user)
    client.cookies["django_language"] = "ar"

    page = client.get("/").content.decode()

    assert "الزيارة المقبلة" in page
    assert assignment.coach.full_name in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_cooperative_downloads_its_certificate_in_its_language(users: Any, language: str) -> None:
    certificate = CertificateFactory()
    user = users("cooperative")
    enrolment = certificate.attendee.participant.enrolment
    CooperativeContact.objects.create(user=user, cooperative=enrolment.cooperative)
    with translation.override(language):
        task = homes.todo_of(user, "certificates").tasks[0]

    assert task.url == f"/training/certificates/{certificate.number}/{language}.pdf"


def test_a_trainer_is_sent_to_the_roster_of_the_day(users: Any) -> None:
    trainer = users("trainer", "09")
    session = SessionFactory(trainer=trainer, state="convened")
    with clock.at(session.starts_on):
        task = homes.todos_of(trainer)[0].tasks[0]

    assert task.url == f"/training/sessions/{session.number}/roster/"


def test_finance_is_told_when_nothing_waits(users: Any) -> None:
    todos = homes.todos_of(users("finance"))

    assert [(todo.count, bool(todo.nothing)) for todo in todos] == [(0, True)]


def test_a_person_with_two_roles_sees_both(users: Any, client_as: Any) -> None:
    page = client_as(users(("coach", "trainer"), "09")).get("/").content.decode()

    assert "Cette semaine" in page
    assert "Mes sessions" in page


@pytest.mark.parametrize("role", ["coach", "delegate", "manager", "evaluator"])
def test_the_home_costs_the_same_number_of_queries_at_5_and_at_50(
    role: str, users: Any, client_as: Any
) -> None:
    call, contract, coach = CallFactory(), ContractFactory(), CoachFactory()
    client = client_as(coach if role == "coach" else users(role, "09" if role == "delegate" else ""))
    counts = []
    for more in (5, 45):
        for _each in range(more):
            enrolment = EnrolmentFactory(application__call=call, contract=contract, phase="coaching")
            assignment = CoachAssignmentFactory(enrolment=enrolment, coach=coach)
            held = VisitFactory(assignment=assignment, state="held")
            ReportFactory(visit=held, state="submitted", submitted_on=TODAY)
            VisitFactory(assignment=assignment, number=2, planned_on=TODAY)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200
        counts.append(len(asked))

    assert counts[1] <= counts[0] + 3  # a list cut short asks once more for its count
