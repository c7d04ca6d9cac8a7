"""What becomes of planned visits when the accompaniment ends, or when a caseload changes hands."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from icalendar import Calendar

from mourafaka.coaching.models import Visit
from mourafaka.coaching.plugs import alerts
from mourafaka.coaching.queries import late_of, week_of
from mourafaka.coaching.queries.feed import feed
from mourafaka.enrolment import services as enrolment
from mourafaka.enrolment.models import Enrolment
from tests.factories.coaching import ReportFactory, VisitFactory
from tests.factories.enrolment import CoachFactory
from tests.rooms.coaching.conftest import TODAY

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2021, 3, 8), date(2021, 3, 24)
HANDED_OVER = "Congé de maternité"


def leave(scene):
    enrolment.leave(scene.enrolment, actor=scene.delegate, verb="abandon", reason="conflict", on=TODAY)


def hand_over(scene, to):
    enrolment.transfer_caseload(
        scene.coach, actor=scene.delegate, to=to, enrolments=[scene.enrolment], on=TODAY, reason=HANDED_OVER
    )


def planned(scene, **days):
    """Visits of the coach by number: planned(scene, v4=BEFORE, v5=AFTER)."""
    return [
        VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=int(name[1:]), planned_on=day)
        for name, day in days.items()
    ]


def states(*visits):
    return [Visit.objects.get(pk=visit.pk).state for visit in visits]


def test_who_leaves_is_visited_no_more_and_a_visit_made_before_may_still_be_reported(scene):
    made, coming = planned(scene, v4=BEFORE, v5=AFTER)

    leave(scene)

    assert states(made, coming) == ["planned", "cancelled"]


def test_the_calendar_of_the_coach_says_that_visits_of_who_left_are_cancelled(scene):
    planned(scene, v5=AFTER)

    leave(scene)

    (event,) = Calendar.from_ical(feed(scene.coach)).walk("VEVENT")
    assert (str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCELLED", 1)


def test_a_visit_missed_is_no_longer_owed_to_who_left(scene):
    planned(scene, v2=date(2020, 9, 15))
    owed = len(late_of(scene.coach)["visits"])

    leave(scene)

    assert (owed, late_of(scene.coach)["visits"]) == (1, [])


def test_a_caseload_handed_over_takes_the_visits_to_come_with_it(scene):
    made, coming = planned(scene, v4=BEFORE, v5=AFTER)
    taking = CoachFactory()

    hand_over(scene, taking)

    (hers,) = week_of(taking, AFTER)
    assert states(made, coming) == ["planned", "cancelled"]
    assert (hers.visit.number, hers.visit.planned_on, hers.visit.reason) == (5, AFTER, HANDED_OVER)
    assert week_of(scene.coach, AFTER) == []


def test_a_visit_handed_over_on_a_day_the_new_coach_does_not_have_calls_for_somebody(scene):
    planned(scene, v5=AFTER)
    taking = CoachFactory()
    for number in range(3):
        VisitFactory(coach=taking, number=number + 1, planned_on=AFTER)

    hand_over(scene, taking)

    (told,) = [each for each in alerts(Enrolment.objects.all(), TODAY) if each.code == "visit_clash"]
    assert told.enrolment_id == scene.enrolment.pk
    assert str(taking) in told.sentence
    assert told.url == reverse(
        "coaching:visit", args=[Visit.objects.planned().get(enrolment=scene.enrolment).pk]
    )


def test_a_visit_whose_report_is_begun_stays_with_whoever_writes_it(scene):
    (coming,) = planned(scene, v5=AFTER)
    ReportFactory(visit=coming, held_on=None)

    hand_over(scene, CoachFactory())

    coming.refresh_from_db()
    assert (coming.state, coming.coach) == ("planned", scene.coach)
