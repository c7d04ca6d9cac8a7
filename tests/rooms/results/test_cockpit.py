"""The cockpit: every figure is a count of its rows, whoever looks, whatever the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mourafaka.foundations import clock
from mourafaka.results.queries import cockpit as queries
from mourafaka.results.queries.forecasts import lines_of, lines_seen_by
from tests.factories.calls import CallFactory
from tests.factories.coaching import ReportFactory, VisitFactory
from tests.factories.enrolment import CoachAssignmentFactory, CoachFactory, ContractFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db
MONTH_SEVEN = date(2021, 1, 10)  # M0 is 2020-07-01


@pytest.fixture(autouse=True)
def _january_2021() -> Any:
    with clock.at(MONTH_SEVEN):
        yield


@pytest.fixture
def call() -> Any:
    return CallFactory(state="published", code="T2-09")


def accompanied(call: Any, held: int = 0, coach: Any = None, **fields: Any) -> Any:
    """A cooperative in month 7 whose first `held` visits took place, each in its own window."""
    enrolment = EnrolmentFactory(application__call=call, phase=fields.pop("phase", "coaching"), **fields)
    assignment = CoachAssignmentFactory(enrolment=enrolment, coach=coach or CoachFactory())
    for number in range(1, held + 1):
        visit = VisitFactory(assignment=assignment, number=number, state="held")
        ReportFactory(visit=visit, state="submitted", submitted_on=visit.planned_on)
    return enrolment


def seen(user: Any, call: Any, on: date | None = None) -> queries.Cockpit:
    cache.clear()
    return queries.cockpit(user, call.cohort, on)


def test_the_funnel_counts_who_reached_each_step(users: Any, call: Any) -> None:
    accompanied(call, held=3)
    accompanied(call)
    accompanied(call, held=1, phase="closed")

    funnel = {step.code: step.count for step in seen(users("manager"), call).funnel}

    assert funnel == {
        "selected": 3,
        "enrolled": 3,
        "diagnosed": 0,
        "planned": 0,
        "trained": 0,
        "coached": 2,
        "closed": 1,
    }


def test_every_step_links_to_as_many_rows(users: Any, client_as: Any, call: Any) -> None:
    for held in (0, 1, 3):
        accompanied(call, held=held)
    user = users("manager")
    client = client_as(user)

    for step in seen(user, call).funnel:
        assert client.get(step.url).context["page"].paginator.count == step.count, step.code


def test_every_share_and_level_links_to_as_many_rows(users: Any, client_as: Any, call: Any) -> None:
    for held in (0, 1, 3, 3):
        accompanied(call, held=held)
    EnrolmentFactory(application__call=call, phase="coaching", contract=None, lot=None)
    user = users("manager")
    client = client_as(user)
    cockpit = seen(user, call)

    for share in (*cockpit.provinces, *cockpit.coaches, *cockpit.lots, *cockpit.levels):
        assert client.get(share.url).context["page"].paginator.count == share.count, share


def test_every_figure_of_the_head_links_to_the_rows_it_sums(users: Any, client_as: Any, call: Any) -> None:
    accompanied(call, held=2)
    manager = users("manager")
    everyone = seen(manager, call).everyone

    page = client_as(manager).get(f"/results/cohorts/{call.cohort.code}/").content.decode()

    figures = page.partition('class="figures"')[2].partition("</dl>")[0]
    assert figures.count("<dd>") == figures.count(f'<a href="{everyone.url}"') == 4


def test_late_is_a_visit_whose_window_is_over(users: Any, call: Any) -> None:
    on_time, late = accompanied(call, held=3), accompanied(call, held=1)

    cockpit = seen(users("manager"), call)

    assert ([line.number for line in cockpit.late], cockpit.late_count) == ([late.number], 1)
    assert on_time.number not in {line.number for line in cockpit.late}


def test_the_one_behind_is_less_likely_to_complete_and_the_page_says_why(
    users: Any, client_as: Any, call: Any
) -> None:
    coach = CoachFactory()
    behind, steady = accompanied(call, held=1, coach=coach), accompanied(call, held=3, coach=coach)
    cache.clear()

    told = {line.number: line.forecast.probability for line in lines_of(call.cohort)}
    page = client_as(users("manager")).get(f"/results/cohorts/{call.cohort.code}/").content.decode()

    assert told[behind.number] < told[steady.number]
    assert "Visites effectuées : 1 en 7 mois ; à ce rythme 3 sur 12." in page


def test_a_past_day_knows_nothing_of_what_came_after(users: Any, call: Any) -> None:
    enrolment = accompanied(call, held=3)
    cache.clear()

    held = {
        on: lines_of(call.cohort, on)[0].held for on in (date(2020, 8, 1), date(2020, 10, 1), MONTH_SEVEN)
    }

    assert held == {date(2020, 8, 1): 1, date(2020, 10, 1): 2, MONTH_SEVEN: 3}
    assert enrolment.phase == "coaching"


def test_a_delegate_counts_her_region_with_the_forecasts_of_headquarters(users: Any, call: Any) -> None:
    near = accompanied(call, held=1)
    far = accompanied(call, held=3, application__cooperative__province__code="08.577")

    delegate, manager = users("delegate", "09"), users("manager")
    own = {line.number: line.forecast for line in lines_seen_by(delegate, call.cohort)}
    all_ = {line.number: line.forecast for line in lines_seen_by(manager, call.cohort)}

    assert (set(own), set(all_)) == ({near.number}, {near.number, far.number})
    assert own[near.number] == all_[near.number]


def test_a_cohort_one_sees_nothing_of_is_not_found(users: Any, client_as: Any, call: Any) -> None:
    accompanied(call, application__cooperative__province__code="08.577")

    answer = client_as(users("delegate", "09")).get(f"/results/cohorts/{call.cohort.code}/")

    assert answer.status_code == 404


def test_an_exit_is_no_longer_expected_to_complete(users: Any, call: Any) -> None:
    accompanied(call, held=3, phase="abandoned")

    cockpit = seen(users("manager"), call)

    assert (cockpit.everyone.forecast.expected, cockpit.late_count) == (0, 0)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_downloaded_as_shown(kind: str, users: Any, client_as: Any, call: Any) -> None:
    kept, left_out = accompanied(call, held=1), accompanied(call, held=3)

    answer = client_as(users("manager")).get(
        f"/results/cohorts/{call.cohort.code}/rows.{kind}?attention=late"
    )

    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    if kind == "csv":
        text = answer.content.decode("utf-8-sig")
        assert (kept.number in text, left_out.number in text) == (True, False)


@pytest.mark.parametrize("asked", ["on=2021-13-45", "step=x&level=y&lot=999&coach=-&province=zz", "page=99"])
def test_filters_that_make_no_sense_are_left_out_or_find_nothing(
    asked: str, users: Any, client_as: Any, call: Any
) -> None:
    accompanied(call)

    assert (
        client_as(users("manager")).get(f"/results/cohorts/{call.cohort.code}/rows/?{asked}").status_code
        == 200
    )


def test_the_pages_cost_the_same_number_of_queries_at_5_and_at_50(
    users: Any, client_as: Any, call: Any
) -> None:
    client, counts = client_as(users("manager")), []
    contract, coach = ContractFactory(), CoachFactory()
    for more in (5, 45):
        for place in range(more):
            accompanied(call, held=place % 3, coach=coach, contract=contract)
        for path in ("", f"results/cohorts/{call.cohort.code}/", f"results/cohorts/{call.cohort.code}/rows/"):
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/{path}").status_code == 200
            counts.append(len(asked))

    assert counts[:3] == counts[3:]


def test_what_was_summed_is_kept_until_the_next_act(users: Any, call: Any) -> None:
    accompanied(call, held=1)
    user = users("manager")
    seen(user, call)

    with CaptureQueriesContext(connection) as asked:
        queries.cockpit(user, call.cohort)

    assert len(asked) == 1  # the journal's head


def test_with_one_cohort_the_list_is_its_page(users: Any, client_as: Any, call: Any) -> None:
    accompanied(call)

    assert client_as(users("manager")).get("/results/").url == f"/results/cohorts/{call.cohort.code}/"
