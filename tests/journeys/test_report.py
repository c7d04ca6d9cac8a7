"""A report of a visit that saves itself while it is written, with or without a connection."""

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


CUT = ("net::ERR_",)
SAVED, WAITING = "#kept:has-text('Enregistré')", "#kept.warn:has-text('Gardé sur cet appareil')"


def report_on_a_phone(open_page, client_as, visit):
    path = reverse("coaching:report", args=[visit.pk])
    page = open_page(path, client=client_as(visit.coach), width=WIDTH, expects=CUT)
    page.wait_for_selector("#report[data-ready]")
    return page


def test_what_is_written_without_a_connection_is_sent_when_the_page_is_opened_again(
    open_page, client_as, visit
):
    page = report_on_a_phone(open_page, client_as, visit)
    where, phone = page.url, page.context
    phone.set_offline(True)
    page.fill("[name=observations]", SEEN)
    page.wait_for_selector(WAITING)
    before = VisitReport.objects.get().observations
    page.close()  # a page only left would still send it
    phone.set_offline(False)

    page = phone.new_page()
    page.goto(where)
    page.wait_for_selector(SAVED)

    assert (before, VisitReport.objects.get().observations) == ("", SEEN)


def test_a_draft_whose_answer_was_lost_acts_once_and_the_next_one_is_kept(open_page, client_as, visit):
    page = report_on_a_phone(open_page, client_as, visit)
    lost: list[Any] = []

    def lose_the_first_answer(route: Any) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch())  # the server has it, the phone never hears
        return route.abort("connectionreset")

    page.route("**/report/draft/", lose_the_first_answer)
    page.fill("[name=observations]", "Sans fin")
    page.wait_for_selector(WAITING)
    page.fill("[name=observations]", SEEN)
    page.wait_for_selector(SAVED)

    report = VisitReport.objects.get()
    assert (report.observations, report.version) == (SEEN, 3)


QUICK = """window.pauses = [];
const wait = window.setTimeout;
window.setTimeout = (work, pause, ...rest) => {
  if (pause >= 2000) window.pauses.push(pause);
  return wait(work, pause >= 2000 ? 10 : pause, ...rest);
};"""
FORGOTTEN = "() => !localStorage.getItem(document.querySelector('#report').dataset.keep)"


def test_a_lost_connection_is_tried_again_after_pauses_that_double_up_to_a_minute(
    open_page, client_as, visit
):
    page = report_on_a_phone(open_page, client_as, visit)
    page.add_init_script(QUICK)
    page.reload()
    page.wait_for_selector("#report[data-ready]")
    acts: list[str] = []

    def cut(route: Any) -> None:
        acts.append(route.request.post_data.partition('name="act_id"')[2].split()[0])
        route.abort() if len(acts) < 8 else route.continue_()

    page.route("**/report/draft/", cut)
    page.fill("[name=observations]", SEEN)
    page.wait_for_selector(SAVED)

    pauses = page.evaluate("window.pauses")
    assert pauses == [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]
    assert (len(acts), len(set(acts)), page.evaluate(FORGOTTEN)) == (8, 1, True)
    assert VisitReport.objects.get().observations == SEEN


def test_a_page_left_before_it_saved_sends_when_it_is_come_back_to(open_page, client_as, visit):
    page = report_on_a_phone(open_page, client_as, visit)
    where = page.url

    page.fill("[name=observations]", SEEN)
    page.goto(where.replace("report/", ""))
    page.goto(where)
    page.wait_for_function(FORGOTTEN)

    assert VisitReport.objects.get().observations == SEEN


def test_a_copy_the_server_has_already_is_forgotten_and_not_sent_again(open_page, client_as, visit):
    page = report_on_a_phone(open_page, client_as, visit)
    where, phone, sent_again = page.url, page.context, []

    def lose_every_answer(route: Any) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/report/draft/", lose_every_answer)
    page.fill("[name=observations]", SEEN)
    page.wait_for_selector(WAITING)
    page.close()

    page = phone.new_page()
    page.on("request", lambda request: sent_again.append(request) if request.method == "POST" else None)
    page.goto(where)
    page.wait_for_selector("#report[data-ready]")

    assert (page.evaluate(FORGOTTEN), page.input_value("[name=observations]")) == (True, SEEN)
    assert (sent_again, VisitReport.objects.get().version) == ([], 2)
