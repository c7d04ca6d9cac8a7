"""A coach's calendar for other programs, and the feasts her days know."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from mourafaka.coaching import services
from mourafaka.coaching.queries.days import feasts_between
from tests.factories.coaching import VisitFactory
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def events(client, secret):
    answer = client.get(reverse("coaching:feed", args=[secret]))
    return (
        list(Calendar.from_ical(answer.content).walk("VEVENT"))
        if answer.status_code == 200
        else answer.status_code
    )


def test_a_visit_is_an_event_in_utc(scene, client):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5, planned_on=date(2021, 3, 17))
    secret = services.new_calendar_link(scene.coach, actor=scene.coach).secret

    (event,) = events(client, secret)

    assert (str(event["uid"]), event["dtstart"].dt, int(event["sequence"]), str(event["status"])) == (
        f"{visit.uid}@mourafaka", datetime(2021, 3, 17, 8, tzinfo=UTC), 0, "CONFIRMED",
    )  # fmt: skip


def test_in_ramadan_the_country_is_on_utc(scene, client):
    VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5, planned_on=date(2021, 4, 20))
    secret = services.new_calendar_link(scene.coach, actor=scene.coach).secret

    assert events(client, secret)[0]["dtstart"].dt == datetime(2021, 4, 20, 9, tzinfo=UTC)


def test_a_moved_visit_keeps_its_uid_and_raises_its_sequence(scene, client):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5)
    secret = services.new_calendar_link(scene.coach, actor=scene.coach).secret
    services.move_visit(visit, actor=scene.coach, planned_on=date(2021, 3, 17))

    (event,) = events(client, secret)

    assert (str(event["uid"]), int(event["sequence"])) == (f"{visit.uid}@mourafaka", 1)


def test_a_cancelled_visit_stays_as_cancelled(scene, client):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5)
    secret = services.new_calendar_link(scene.coach, actor=scene.coach).secret
    services.cancel_visit(visit, actor=scene.coach, reason="Neige")

    (event,) = events(client, secret)

    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 1)


def test_two_visits_of_a_day_follow_one_another(scene, client):
    for number in (5, 6):
        VisitFactory(
            enrolment=scene.enrolment,
            coach=scene.coach,
            number=number,
            planned_on=date(2021, 3, 17),
            position=number,
        )
    secret = services.new_calendar_link(scene.coach, actor=scene.coach).secret

    assert [event["dtstart"].dt.hour for event in events(client, secret)] == [8, 13]


def test_no_phone_is_in_the_calendar(scene, client):
    scene.enrolment.cooperative.phone = "+212600000000"
    scene.enrolment.cooperative.save()
    VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5)
    secret = services.new_calendar_link(scene.coach, actor=scene.coach).secret

    assert b"212600000000" not in client.get(reverse("coaching:feed", args=[secret])).content


def test_a_revoked_address_opens_nothing(scene, client):
    secret = services.new_calendar_link(scene.coach, actor=scene.coach).secret
    services.revoke_calendar_link(scene.coach, actor=scene.coach)

    assert events(client, secret) == 404


def test_a_new_address_closes_the_one_before(scene, client):
    first = services.new_calendar_link(scene.coach, actor=scene.coach).secret
    services.new_calendar_link(scene.coach, actor=scene.coach)

    assert events(client, first) == 404


def test_there_is_nothing_to_revoke_without_an_address(scene):
    code = refused(lambda: services.revoke_calendar_link(scene.coach, actor=scene.coach))

    assert code == "calendar_link_absent"


def test_a_corrected_feast_replaces_the_expected_one(scene):
    services.correct_feast(
        "eid_fitr",
        actor=scene.manager,
        year=2021,
        starts_on=date(2021, 5, 14),
        ends_on=date(2021, 5, 15),
        source="Communiqué du 12/05/2021",
    )

    feasts = feasts_between(date(2021, 5, 1), date(2021, 5, 31))

    assert [feast.starts_on for feast in feasts if feast.kind == "eid_fitr"] == [date(2021, 5, 14)]


def test_a_feast_of_a_week_is_refused(scene):
    code = refused(
        lambda: services.correct_feast(
            "eid_fitr",
            actor=scene.manager,
            year=2021,
            starts_on=date(2021, 5, 14),
            ends_on=date(2021, 5, 21),
            source="?",
        )
    )

    assert code == "feast_days_odd"


def test_overlapping_absences_are_refused(scene):
    said = {"starts_on": date(2021, 4, 1), "ends_on": date(2021, 4, 5), "reason": "Congé"}
    services.record_absence(scene.coach, actor=scene.coach, **said)

    code = refused(lambda: services.record_absence(scene.coach, actor=scene.delegate, **said))

    assert code == "absence_overlaps"


def test_a_delegate_of_elsewhere_keeps_no_profile(scene, users):
    code = refused(
        lambda: services.set_coach_profile(scene.coach, actor=users("delegate", "08"), days_per_month=3)
    )

    assert code == "not_allowed"


def test_half_a_base_is_refused(scene):
    code = refused(lambda: services.set_coach_profile(scene.coach, actor=scene.coach, latitude=30.0))

    assert code == "coach_base_half_given"
