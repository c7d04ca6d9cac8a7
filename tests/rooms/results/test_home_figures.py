"""Each figure of a home leads to as many rows as it says, and each row has one button."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from mourafaka.coaching.models import Statement
from mourafaka.foundations import clock
from mourafaka.registry.models import CooperativeContact
from mourafaka.results.queries.homes import todos_of
from tests.factories.calls import CallFactory
from tests.factories.coaching import ReportFactory, VisitFactory
from tests.factories.enrolment import CoachAssignmentFactory, CoachFactory, ContractFactory, EnrolmentFactory
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2020, 9, 16)
MANY = 8  # more than a home shows


@pytest.fixture(autouse=True)
def _september_2020() -> Any:
    with clock.at(TODAY):
        yield


def said_and_listed(client: Any) -> dict[str, tuple[int, int, int]]:
    """Of each figure of the home that leads somewhere: (the figure, the rows there, their buttons)."""
    home = client.get("/").content.decode()
    found = {}
    for address, words in re.findall(r'href="(/results/todo/[^"]+)"\s*>(.*?)<', home, re.S):
        number = re.search(r"\d+", words)
        if number is None:  # a line's own button
            continue
        rows = "".join(
            client.get(f"{address}?page={page}").content.decode()
            for page in range(1, -(-int(number[0]) // 50) + 1)
        )
        found[address] = (int(number[0]), rows.count('<li class="task"'), rows.count('data-size="small"'))
    return found


def accompanied(coach: Any, call: Any, contract: Any) -> Any:
    enrolment = EnrolmentFactory(application__call=call, contract=contract, phase="coaching")
    return CoachAssignmentFactory(enrolment=enrolment, coach=coach)


def many(build: Callable[[Any], Any]) -> Any:
    call, contract, coach = CallFactory(), ContractFactory(), CoachFactory()
    for _each in range(MANY):
        build(accompanied(coach, call, contract))
    return coach


def test_the_figures_of_a_coach_lead_to_their_rows(client_as: Any) -> None:
    def visited(assignment: Any) -> None:
        VisitFactory(assignment=assignment)  # late
        held = VisitFactory(
            assignment=assignment, number=2, state="held", planned_on=TODAY - timedelta(days=14)
        )
        ReportFactory(visit=held, state="submitted", submitted_on=TODAY)
        VisitFactory(assignment=assignment, number=3, planned_on=TODAY)

    coach = many(visited)

    assert said_and_listed(client_as(coach)) == {
        f"/results/todo/{key}/": (MANY, MANY, MANY) for key in ("week", "late", "to-confirm")
    }


def test_the_figures_of_a_trainer_lead_to_their_rows(users: Any, client_as: Any) -> None:
    trainer = users("trainer", "09")
    for _each in range(MANY):
        SessionFactory(trainer=trainer, state="convened")

    assert said_and_listed(client_as(trainer)) == {"/results/todo/sessions/": (MANY, MANY, MANY)}


def test_the_figures_of_a_delegate_lead_to_their_rows(users: Any, client_as: Any) -> None:
    def reported(assignment: Any) -> None:
        held = VisitFactory(assignment=assignment, state="held")
        ReportFactory(visit=held, state="submitted", submitted_on=TODAY)

    many(reported)
    with clock.at(TODAY + timedelta(days=120)):
        found = said_and_listed(client_as(users("delegate", "09")))

    assert found["/results/todo/reports/"] == (MANY, MANY, MANY)
    assert {key: said for key, (said, *_rest) in found.items()} == {
        key: rows for key, (_said, rows, _buttons) in found.items()
    }
    assert {key: said for key, (said, *_rest) in found.items()} == {
        key: buttons for key, (*_rest, buttons) in found.items()
    }
    assert "/results/todo/alerts/" in found


def test_each_kind_of_alert_leads_to_its_own_rows(users: Any, client_as: Any) -> None:
    many(lambda assignment: None)
    manager = users("manager")
    with clock.at(TODAY + timedelta(days=120)):
        client = client_as(manager)
        todo = next(todo for todo in todos_of(manager) if todo.key == "alerts")
        listed = {
            task.url: client.get(task.url).content.decode().count('<li class="task"') for task in todo.tasks
        }

    assert listed == {task.url: int(task.state) for task in todo.tasks}
    assert sum(listed.values()) == todo.count > 0


def test_the_figures_of_a_cooperative_lead_to_their_rows(users: Any, client_as: Any) -> None:
    def reported(assignment: Any) -> None:
        for number in range(1, MANY + 1):
            held = VisitFactory(assignment=assignment, number=number, state="held")
            ReportFactory(visit=held, state="submitted", submitted_on=TODAY)
        VisitFactory(assignment=assignment, number=MANY + 1, planned_on=TODAY)

    assignment = accompanied(CoachFactory(), CallFactory(), ContractFactory())
    reported(assignment)
    user = users("cooperative")
    CooperativeContact.objects.create(user=user, cooperative=assignment.enrolment.cooperative)

    assert said_and_listed(client_as(user)) == {
        "/results/todo/next-visit/": (1, 1, 1),
        "/results/todo/answers/": (MANY, MANY, MANY),
    }


def test_the_figures_of_the_finance_office_lead_to_their_rows(users: Any, client_as: Any) -> None:
    contract = ContractFactory()
    for number in range(MANY):
        Statement.objects.create(
            contract=contract,
            number=number + 1,
            period_from=TODAY,
            period_to=TODAY,
            state="issued",
            issued_on=TODAY,
            opened_by=CoachFactory(),
        )

    assert said_and_listed(client_as(users("finance"))) == {"/results/todo/statements/": (MANY, MANY, MANY)}


def test_somebody_elses_list_is_not_found(users: Any, client_as: Any) -> None:
    client = client_as(users("trainer", "09"))

    assert client.get("/results/todo/reports/").status_code == 404
