"""A report of a visit that saves itself while its author sends it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mourafaka.coaching.models import VisitReport
from mourafaka.coaching.services import open_report
from tests.factories.coaching import SEEN, VisitFactory
from tests.journeys.phones import WIDTH

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def visit(stand_at: Any) -> Any:
    found = VisitFactory(assignment__enrolment__phase="training")
    stand_at(found.planned_on)
    open_report(found, actor=found.coach)
    return found


def test_a_report_sent_while_its_draft_is_on_its_way_is_taken(open_page, client_as, visit):
    path = reverse("coaching:report", args=[visit.pk])
    page = open_page(path, client=client_as(visit.coach), width=WIDTH)
    heard_late: list[Any] = []
    page.route("**/report/draft/", lambda route: heard_late.append((route, route.fetch())))
    for name, value in {"held_on": visit.planned_on, "duration_hours": 3, "people_met": 8}.items():
        page.fill(f"[name={name}]", str(value))
    page.fill("[name=observations]", SEEN)
    while not heard_late:  # the server has the draft, the phone does not know yet
        page.wait_for_timeout(50)

    page.locator('#report [name="then"][value="submit"]').click()
    with page.expect_navigation():
        for route, answer in heard_late:
            route.fulfill(response=answer)

    assert VisitReport.objects.get().state == "submitted"
