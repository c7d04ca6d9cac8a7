"""Visits to come that their coach cannot hold: found among many as one by one, in a few questions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mourafaka.coaching.models import Absence, Visit
from mourafaka.coaching.queries.clashes import clash_of, clashes_among
from tests.factories.coaching import VisitFactory
from tests.factories.enrolment import CoachFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db
DAY = date(2021, 3, 24)
AGADIR, TATA = (30.42, -9.60), (29.74, -7.97)


def at(place):
    """An enrolment whose cooperative is there."""
    enrolment = EnrolmentFactory(phase="coaching")
    cooperative = enrolment.cooperative
    cooperative.latitude, cooperative.longitude = place
    cooperative.save()
    return enrolment


@pytest.fixture
def troubled(today):
    """A coach away, one whose day is full, one in two places, and one who can."""
    away, full, torn, free = (CoachFactory() for _ in range(4))
    Absence.objects.create(coach=away, starts_on=DAY, ends_on=DAY, reason="leave", recorded_by=away)
    VisitFactory(coach=away, number=5, planned_on=DAY)
    for _ in range(4):
        VisitFactory(coach=full, number=5, planned_on=DAY)
    for place in (AGADIR, TATA):
        VisitFactory(coach=torn, enrolment=at(place), number=5, planned_on=DAY)
    for days in range(2):
        VisitFactory(coach=free, number=5, planned_on=DAY + timedelta(days=days))


def test_those_found_among_many_are_those_found_one_by_one(troubled):
    visits = list(Visit.objects.order_by("pk"))
    one_by_one = {visit.pk: str(why) for visit in visits if (why := clash_of(visit))}

    among = {stop.visit: str(why) for stop, why in clashes_among(Visit.objects.all())}

    assert len(one_by_one) == 1 + 4 + 2
    assert among == one_by_one


def test_their_number_costs_no_question(troubled, django_assert_num_queries):
    with django_assert_num_queries(5):
        clashes_among(Visit.objects.all())


def test_a_visit_cancelled_that_day_takes_no_room(today):
    coach = CoachFactory()
    kept, *_others = [VisitFactory(coach=coach, number=5, planned_on=DAY) for _ in range(4)]
    Visit.objects.exclude(pk=kept.pk).update(state="cancelled")

    assert clashes_among(Visit.objects.planned()) == []


def test_the_month_of_who_sees_many_coaches_shows_a_few_a_day_and_leads_to_all(scene, client_as):
    for number in range(11):
        VisitFactory(coach=CoachFactory(), enrolment=at(AGADIR), number=number + 1, planned_on=DAY)
    client = client_as(scene.manager)
    all_of_them = f"{reverse('coaching:visits')}?on={DAY.isoformat()}"

    month = client.get(reverse("coaching:calendar"), {"month": "2021-03"}).content.decode()
    day = client.get(all_of_them)

    assert all_of_them in month
    assert (len(day.context["page"].object_list), day.context["day"]) == (11, DAY)


def test_a_day_that_is_none_is_not_asked_for(scene, client_as):
    VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5, planned_on=DAY)

    answer = client_as(scene.manager).get(reverse("coaching:visits"), {"on": "2021-13-45"})

    assert (answer.status_code, len(answer.context["page"].object_list)) == (200, 1)
