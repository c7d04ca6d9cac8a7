"""Visits planned in tours: shown first, applied then, replanned around what does not move."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from mourafaka.coaching import services
from mourafaka.coaching.models import Tour, Visit
from mourafaka.coaching.queries.days import days_of_coach, feasts_between, window_of
from mourafaka.coaching.queries.planned import shown
from mourafaka.enrolment.models import CoachAssignment
from mourafaka.foundations import clock
from tests.factories.coaching import CoachProfileFactory, in_charge
from tests.factories.enrolment import CoachFactory, EnrolmentFactory
from tests.refusing import refused

pytestmark = pytest.mark.django_db

M0 = date(2020, 7, 1)
PLACES = [(30.47, -8.88), (30.50, -8.95), (30.40, -9.20), (30.35, -9.53), (30.20, -9.40), (30.60, -9.05)]


@pytest.fixture
def coach():
    found = CoachFactory()
    CoachProfileFactory(coach=found, days_per_month=6)
    return found


@pytest.fixture
def enrolments(coach):
    made = [EnrolmentFactory(phase="coaching") for _ in PLACES]
    for enrolment, (lat, lon) in zip(made, PLACES, strict=True):
        enrolment.cooperative.latitude, enrolment.cooperative.longitude = lat, lon
        enrolment.cooperative.save()
        in_charge(enrolment, coach)
    return made


@pytest.fixture
def delegate(users):
    return users("delegate", "09")


def planned(enrolments, delegate, on=M0 - timedelta(days=1), **options):
    """The plan as computed on a day, not applied."""
    with clock.at(on):
        run = services.plan_visits(enrolments[0].contract, actor=delegate, seconds=2, **options)
        return services.compute_plan(run)


def applied(enrolments, delegate, on=M0 - timedelta(days=1), **options):
    run = planned(enrolments, delegate, on, **options)
    with clock.at(on):
        return services.apply_plan(run, actor=delegate)


def test_a_plan_is_shown_before_anything_is_written(enrolments, delegate):
    run = planned(enrolments, delegate)

    told = shown(run)
    assert (run.state, told.new, told.moved, Visit.objects.count()) == ("ready", 72, 0, 0)


def test_an_applied_plan_gives_each_cooperative_its_twelve_visits_within_their_windows(enrolments, delegate):
    applied(enrolments, delegate)

    visits = list(Visit.objects.select_related("enrolment__contract"))
    assert Counter(visit.enrolment_id for visit in visits) == {each.pk: 12 for each in enrolments}
    assert [visit for visit in visits if visit.is_outside_its_window] == []
    assert [(v.window_from, v.window_to) for v in visits] == [
        window_of(v.enrolment, v.number) for v in visits
    ]


def test_visits_fall_on_days_the_coach_works_two_a_day(enrolments, delegate, coach):
    applied(enrolments, delegate)

    days = Counter(Visit.objects.values_list("planned_on", flat=True))
    open_days = set(days_of_coach(M0, date(2022, 6, 30), (), feasts_between(M0, date(2022, 6, 30))))
    assert (set(days) <= open_days, max(days.values()) <= 2) == (True, True)


def test_the_plan_is_near_its_bound_and_shorter_than_single_trips(enrolments, delegate):
    result = planned(enrolments, delegate).result

    assert result["bound_km"] <= result["travel_km"] < result["single_trips_km"]
    assert result["gap"] <= 0.02


def test_visits_have_tours_of_one_coach(enrolments, delegate, coach):
    applied(enrolments, delegate)

    assert {tour.coach for tour in Tour.objects.all()} == {coach}
    assert [v for v in Visit.objects.all() if v.tour is None or v.tour.coach_id != v.coach_id] == []


def days():
    return {(v.enrolment_id, v.number): (v.planned_on, v.coach_id) for v in Visit.objects.kept()}


def test_replanning_without_any_change_moves_nothing(enrolments, delegate):
    applied(enrolments, delegate)
    before = days()

    applied(enrolments, delegate)

    assert days() == before


def test_an_absence_moves_only_the_visits_of_those_days(enrolments, delegate, coach):
    applied(enrolments, delegate)
    before = days()
    first = min(day for day, _coach in before.values())
    services.record_absence(
        coach, actor=coach, starts_on=first, ends_on=first + timedelta(days=2), reason="Formation"
    )

    applied(enrolments, delegate)

    disturbed = {key for key, (day, _c) in before.items() if first <= day <= first + timedelta(days=2)}
    after = days()
    assert {key for key in before if before[key] != after[key]} == disturbed
    assert [d for d, _c in after.values() if first <= d <= first + timedelta(days=2)] == []


def test_what_is_fixed_by_hand_never_moves(enrolments, delegate):
    applied(enrolments, delegate)
    visit = Visit.objects.filter(number=3).first()
    with clock.at(M0):
        services.move_visit(visit, actor=visit.coach, planned_on=date(2020, 11, 12))

    applied(enrolments, delegate, on=M0, keep_days=False)

    visit.refresh_from_db()
    assert (visit.planned_on, visit.pinned) == (date(2020, 11, 12), True)


def test_what_is_held_never_moves(enrolments, delegate):
    applied(enrolments, delegate)
    Visit.objects.filter(number=1).update(state="held")
    before = {key: value for key, value in days().items() if key[1] == 1}

    applied(enrolments, delegate, on=date(2020, 9, 1), keep_days=False)

    assert {key: value for key, value in days().items() if key[1] == 1} == before


def test_nothing_is_planned_in_the_past(enrolments, delegate):
    applied(enrolments, delegate, on=date(2021, 3, 10))

    assert min(day for day, _coach in days().values()) > date(2021, 3, 10)
    assert {number for _enrolment, number in days()} == set(range(5, 13))


def test_a_new_coach_takes_the_visits_over_and_the_old_calendar_says_so(enrolments, delegate, coach):
    applied(enrolments, delegate)
    new = CoachFactory()
    CoachProfileFactory(coach=new, days_per_month=6)
    moved = enrolments[0]
    moved.assignments.update(ends_on=M0 + timedelta(days=30))
    in_charge(moved, new, M0 + timedelta(days=31))

    applied(enrolments, delegate, on=M0 + timedelta(days=31))

    coming = Visit.objects.kept().filter(enrolment=moved, planned_on__gt=M0 + timedelta(days=31))
    assert {visit.coach for visit in coming} == {new}
    assert Visit.objects.filter(enrolment=moved, state="cancelled", coach=coach).exists()


def test_a_plan_made_before_something_changed_is_not_applied(enrolments, delegate, coach):
    run = planned(enrolments, delegate)
    services.record_absence(coach, actor=coach, starts_on=M0, ends_on=M0, reason="Deuil")

    code = refused(lambda: services.apply_plan(run, actor=delegate))

    assert (code, Visit.objects.count()) == ("planning_outdated", 0)


def test_a_plan_is_applied_once(enrolments, delegate):
    run = applied(enrolments, delegate)

    assert refused(lambda: services.apply_plan(run, actor=delegate)) == "planning_not_ready"


def test_too_few_days_are_named(enrolments, delegate, coach):
    CoachProfileFactory(coach=coach).__class__.objects.update(days_per_month=1)

    run = planned(enrolments, delegate)

    assert run.state == "impossible"
    assert str(coach) in shown(run).sentences[0]


def test_who_cannot_be_planned_is_left_out_with_the_reason(enrolments, delegate, coach):
    enrolments[0].cooperative.latitude = enrolments[0].cooperative.longitude = None
    enrolments[0].cooperative.save()
    enrolments[1].assignments.all().delete()
    enrolments[2].suspended_on = M0
    enrolments[2].save()

    run = planned(enrolments, delegate)

    assert {each["number"]: each["code"] for each in run.asked["left"]} == {
        enrolments[0].number: "no_place",
        enrolments[1].number: "no_coach",
        enrolments[2].number: "suspended",
    }


def test_a_delegate_of_elsewhere_plans_nothing_here(enrolments, users):
    code = refused(
        lambda: services.plan_visits(enrolments[0].contract, actor=users("delegate", "08"), seconds=1)
    )

    assert code == "not_allowed"


def test_a_small_planning_is_computed_as_soon_as_it_is_asked_for(
    enrolments, delegate, django_capture_on_commit_callbacks
):
    with clock.at(M0 - timedelta(days=1)), django_capture_on_commit_callbacks(execute=True):
        run = services.plan_visits(enrolments[0].contract, actor=delegate, seconds=1)

    run.refresh_from_db()
    assert run.state == "ready"


def test_ramadan_and_absences_reduce_the_days_of_a_month(enrolments, delegate, coach):
    services.record_absence(
        coach, actor=coach, starts_on=date(2020, 10, 5), ends_on=date(2020, 10, 16), reason="Congé"
    )

    run = planned(enrolments, delegate)

    days_by_month = run.asked["parts"][0]["coaches"][0]["days"]
    # October 2020 (month 4): 22 weekdays, 10 away, 29 and 30 the Mawlid; April 2021 (month 10): Ramadan from the 14th.
    assert (days_by_month["4"], days_by_month["10"], days_by_month["9"]) == (2, 4, 6)


def knowing(coach, *sectors):
    profile = CoachProfileFactory(coach=coach)
    profile.skills = list(sectors)
    profile.save()


def test_a_coach_who_does_not_know_the_sector_is_named_beside_the_plan(enrolments, delegate, coach):
    other = CoachFactory()
    sector = enrolments[0].cooperative.sector
    knowing(coach, "another")
    knowing(other, sector.code)
    CoachAssignment.objects.filter(enrolment=enrolments[0]).update(coach=other)

    run = planned(enrolments, delegate)

    assert run.state == "ready"
    with override("en"):
        assert shown(run).advice == [
            f"{each.number}: {coach} does not know its sector, {each.cooperative.sector.label}. "
            f"Who knows it: {other}."
            for each in enrolments[1:]
        ]


def test_a_coach_who_must_know_the_sector_and_does_not_is_a_conflict(enrolments, delegate, coach):
    knowing(coach, "another")

    run = planned(enrolments, delegate, sector_required=True)

    first = enrolments[0]
    assert run.state == "impossible"
    with override("en"):
        assert shown(run).sentences[0] == (
            f"{coach} does not know the sector of: {first.number} ({first.cooperative.sector.label})."
        )


def test_a_coach_who_knows_the_sectors_gets_a_plan_when_they_are_required(enrolments, delegate, coach):
    knowing(coach, *{each.cooperative.sector_id for each in enrolments})

    run = planned(enrolments, delegate, sector_required=True)

    assert (run.state, shown(run).advice) == ("ready", [])
