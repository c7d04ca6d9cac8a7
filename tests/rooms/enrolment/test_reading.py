"""Who sees what: cooperatives lent to their coach, the one timeline, alerts."""

from __future__ import annotations

from datetime import date

import pytest
import rules
from django.urls import reverse

from mourafaka.enrolment import services
from mourafaka.enrolment.models import Enrolment
from mourafaka.enrolment.queries.alerts import alerts_of
from mourafaka.foundations import clock
from mourafaka.registry.models import Cooperative
from mourafaka.registry.queries import story
from tests.factories.enrolment import (
    CoachAssignmentFactory,
    CoachFactory,
    ContractFactory,
    EnrolmentFactory,
)

pytestmark = pytest.mark.django_db
ROLES = ("manager", "delegate", "coach", "trainer", "cooperative", "finance", "evaluator", "admin")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("territory", ["", "09", "01"])
def test_what_is_listed_is_what_may_be_viewed(users, role, territory):
    user = users(role, territory)
    for _each in range(2):
        EnrolmentFactory()
    CoachAssignmentFactory(coach=user)
    CoachAssignmentFactory(coach=user, ends_on=date(2021, 1, 1))
    CoachAssignmentFactory(coach=user, starts_on=date(2099, 1, 1))

    allowed = [
        each for each in Cooperative.objects.all() if rules.has_perm("registry.view_cooperative", user, each)
    ]

    assert sorted(each.pk for each in allowed) == sorted(
        Cooperative.objects.visible_to(user).values_list("pk", flat=True)
    )


def test_a_coach_reads_her_cooperative_and_changes_nothing(client_as):
    held = CoachAssignmentFactory()
    client, code = client_as(held.coach), held.enrolment.cooperative.code

    page = client.get(reverse("registry:cooperative", args=[code]))

    assert page.status_code == 200
    assert client.get(reverse("registry:edit", args=[code])).status_code == 403
    assert rules.has_perm("registry.change_cooperative", held.coach, held.enrolment.cooperative) is False


def test_a_coach_who_handed_over_sees_it_no_more(client_as):
    held = CoachAssignmentFactory(ends_on=date(2021, 1, 1))
    number = held.enrolment.number

    assert client_as(held.coach).get(reverse("enrolment:enrolment", args=[number])).status_code == 404


def test_the_story_goes_from_the_application_to_the_end_newest_first(users):
    delegate = users("delegate", "09")
    held = CoachAssignmentFactory(enrolment__phase="diagnosis")
    services.advance(held.enrolment, actor=delegate, verb="diagnose", on=date(2020, 9, 1))

    years = story(held.enrolment.cooperative, delegate)

    told = [(moment.on, str(moment.title)) for year in years for moment in year.moments]
    assert [on for on, _title in told] == sorted((on for on, _title in told), reverse=True)
    assert [title for _on, title in told if not title.startswith(("Coach", "Accompagn"))][:3] == [
        "Fin du service",
        "Diagnostic validé",
        "Candidature déposée",
    ]


def test_the_story_is_on_the_page_of_the_cooperative(users, client_as):
    held = CoachAssignmentFactory()
    url = reverse("registry:cooperative", args=[held.enrolment.cooperative.code])

    page = client_as(users("delegate", "09")).get(url).content.decode()

    assert "Candidature déposée" in page
    assert page.index("Candidature déposée") < page.index("Identité")


def test_an_agreement_unsigned_for_thirty_days_calls_for_somebody(users):
    delegate = users("delegate", "09")
    with clock.at(date(2020, 7, 1)):
        enrolment = EnrolmentFactory(phase="convention", agreement_signed_on=None)
        CoachAssignmentFactory(enrolment=enrolment)

    assert alerts_of(delegate, date(2020, 7, 30)) == []
    assert [alert.code for alert in alerts_of(delegate, date(2020, 7, 31))] == ["agreement_unsigned"]


def test_a_cooperative_without_a_coach_calls_for_somebody(users):
    enrolment = EnrolmentFactory()

    raised = alerts_of(users("delegate", "09"), date(2020, 8, 1))

    assert [(alert.code, alert.enrolment_id) for alert in raised] == [("no_coach", enrolment.pk)]


def test_a_threshold_changed_changes_the_alerts(users):
    manager = users("manager")
    EnrolmentFactory()
    services.set_alert_rule("no_coach", actor=manager, threshold=60)

    assert alerts_of(manager, date(2020, 8, 1)) == []


def test_alerts_elsewhere_are_not_told(users):
    EnrolmentFactory()

    assert alerts_of(users("delegate", "01"), date(2020, 8, 1)) == []


def test_a_suspended_enrolment_calls_for_nobody(users):
    EnrolmentFactory(suspended_on=date(2020, 7, 15))

    assert alerts_of(users("manager"), date(2020, 8, 1)) == []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_of_the_room_is_made(users, client_as, language):
    client = client_as(users("manager"))
    client.cookies["django_language"] = language
    for _each in range(3):
        held = CoachAssignmentFactory(enrolment__phase="coaching")
    EnrolmentFactory(phase="convention", agreement_signed_on=None)
    number = held.enrolment.number
    pages = {
        name: client.get(reverse(f"enrolment:{name}", args=args)).status_code
        for name, args in {
            "list": [],
            "alerts": [],
            "caseloads": [],
            "contracts": [],
            "new_contract": [],
            "contract": [held.enrolment.contract.pk],
            "edit_contract": [held.enrolment.contract.pk],
            "enrol_call": [held.enrolment.application.call.code],
            **{
                name: [number]
                for name in ("enrolment", "sign", "suspend", "resume", "leave", "close", "coach")
            },
        }.items()
    }
    transfer = client.get(reverse("enrolment:caseloads"), {"coach": held.coach.pk})

    assert set(pages.values()) == {200}, pages
    assert transfer.status_code == 200


@pytest.mark.parametrize("attention", ["alert", "suspended", "coach"])
def test_the_list_filters_what_needs_attention(users, client_as, attention):
    CoachAssignmentFactory(enrolment__number="T2-09-8001")
    bad = EnrolmentFactory(number="T2-09-9001")
    if attention == "suspended":
        bad.suspended_on = date(2020, 8, 1)
        bad.save()

    with clock.at(date(2020, 8, 2)):
        page = client_as(users("manager")).get(reverse("enrolment:list"), {"attention": attention})

    assert [row.number for row in page.context["rows"]] == ["T2-09-9001"]


def test_the_download_holds_what_the_list_shows(users, client_as):
    held = CoachAssignmentFactory()

    answer = client_as(users("manager")).get(reverse("enrolment:download", args=["csv"]))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert (len(lines), str(held.coach) in lines[1]) == (2, True)


def test_a_form_that_is_refused_says_why_beside_its_field(users, client_as):
    enrolment = EnrolmentFactory()
    client = client_as(users("delegate", "09"))

    answer = client.post(
        reverse("enrolment:leave", args=[enrolment.number]),
        {"verb": "abandon", "reason": "conflict", "on": "2099-01-01"},
    )

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["on"])


def test_enrolling_a_call_is_looked_at_then_confirmed(users, client_as):
    from tests.factories.calls import ApplicationFactory

    ContractFactory()
    application = ApplicationFactory(state="selected", call__state="decided")
    client = client_as(users("delegate", "09"))
    url = reverse("enrolment:enrol_call", args=[application.call.code])

    looked = client.post(url, {"service_starts_on": "2020-07-01", "look": "1"})
    confirmed = client.post(url, {"service_starts_on": "2020-07-01", "confirm": "1"})

    application.refresh_from_db()
    assert (looked.status_code, confirmed.status_code, application.state) == (200, 302, "enrolled")


def test_one_cooperative_is_enrolled_apart_on_a_day_of_its_own(users, client_as):
    from tests.factories.calls import ApplicationFactory

    contract = ContractFactory()
    application = ApplicationFactory(state="selected", call__state="decided")
    url = reverse("enrolment:enrol_one", args=[application.number])

    client_as(users("delegate", "09")).post(url, {"service_starts_on": "2020-09-01", "contract": contract.pk})

    enrolled = Enrolment.objects.get(application=application)
    assert (enrolled.service_starts_on, enrolled.contract) == (date(2020, 9, 1), contract)


def test_a_transfer_by_the_page_moves_what_is_ticked(users, client_as):
    held, to = CoachAssignmentFactory(), CoachFactory()
    url = reverse("enrolment:caseloads") + f"?coach={held.coach.pk}"

    answer = client_as(users("delegate", "09")).post(
        url,
        {"enrolments": [held.enrolment.pk], "to": to.pk, "on": "2021-04-01", "reason": "Congé"},
    )

    assert answer.status_code == 302
    assert held.enrolment.assignments.in_force(date(2021, 4, 1)).get().coach == to


def test_many_alerts_come_in_pages(users, client_as):
    for _number in range(51):
        EnrolmentFactory(phase="training")
    manager = users("manager")
    raised, client = alerts_of(manager), client_as(manager)

    pages = [client.get(reverse("enrolment:alerts"), {"page": page}).context["lines"] for page in (1, 2)]

    assert len(pages[0]) == 50
    assert [line.alert for lines in pages for line in lines] == raised[:100]
