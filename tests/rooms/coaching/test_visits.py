"""One visit planned, moved or cancelled by hand."""

from datetime import date, timedelta

import pytest

from mourafaka.coaching import services
from mourafaka.coaching.models import Visit
from mourafaka.coaching.queries.days import window_of
from tests.factories.coaching import AGADIR, TATA, VisitFactory, in_charge
from tests.factories.enrolment import EnrolmentFactory
from tests.refusing import refused

pytestmark = pytest.mark.django_db

NEXT_WEEK = date(2021, 3, 17)


def planned(scene, day=NEXT_WEEK, **fields):
    return services.plan_visit(scene.enrolment, actor=scene.coach, planned_on=day, **fields)


def another_of(scene, place=AGADIR):
    enrolment = EnrolmentFactory()
    enrolment.cooperative.latitude, enrolment.cooperative.longitude = place
    enrolment.cooperative.save()
    in_charge(enrolment, scene.coach)
    return enrolment


def test_visit_five_of_twelve_is_due_in_months_nine_and_ten(scene):
    assert window_of(scene.enrolment, 5) == (date(2021, 3, 1), date(2021, 4, 30))


def test_a_visit_planned_by_hand_is_fixed_and_belongs_to_the_coach_in_charge(scene):
    visit = planned(scene, number=5)

    assert (visit.coach, visit.pinned, visit.extra, visit.state) == (scene.coach, True, False, "planned")


def test_without_a_number_the_next_free_one_is_planned(scene):
    VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=1)

    assert planned(scene, reason="rattrapage").number == 2


def test_a_number_is_planned_once(scene):
    planned(scene, number=5)

    assert refused(lambda: planned(scene, number=5)) == "visit_already_planned"


def test_a_visit_before_m0_is_refused(scene):
    assert refused(lambda: planned(scene, date(2020, 6, 30), number=1)) == "visit_before_service"


def test_a_visit_after_the_service_is_refused(scene):
    assert refused(lambda: planned(scene, date(2022, 7, 1), number=12)) == "visit_after_service"


def test_a_thirteenth_visit_must_be_asked_for_as_extra(scene):
    assert refused(lambda: planned(scene, number=13)) == "thirteenth_visit"


def test_an_extra_visit_says_why(scene):
    assert refused(lambda: planned(scene, extra=True)) == "extra_without_reason"


def test_an_extra_visit_comes_after_those_of_the_contract(scene):
    visit = planned(scene, extra=True, reason="Litige entre adhérentes")

    assert (visit.number, visit.extra) == (13, True)


def test_a_day_outside_the_window_needs_a_reason(scene):
    assert refused(lambda: planned(scene, date(2021, 5, 3), number=5)) == "move_outside_window"


def test_a_day_outside_the_window_with_its_reason_is_taken(scene):
    visit = planned(scene, date(2021, 5, 3), number=5, reason="Récolte")

    assert (visit.planned_on, visit.is_outside_its_window) == (date(2021, 5, 3), True)


def test_a_coach_who_is_away_visits_nobody(scene):
    services.record_absence(
        scene.coach, actor=scene.coach, starts_on=NEXT_WEEK, ends_on=NEXT_WEEK, reason="Formation"
    )

    assert refused(lambda: planned(scene, number=5)) == "coach_away"


def test_a_fourth_visit_in_a_day_is_refused(scene):
    for _ in range(3):
        VisitFactory(enrolment=another_of(scene), coach=scene.coach, number=5, planned_on=NEXT_WEEK)

    assert refused(lambda: planned(scene, number=5)) == "day_full"


def test_a_coach_is_not_in_two_places_far_apart_on_one_day(scene):
    VisitFactory(enrolment=another_of(scene), coach=scene.coach, number=5, planned_on=NEXT_WEEK)
    far = another_of(scene, TATA)

    with_far = refused(lambda: services.plan_visit(far, actor=scene.coach, planned_on=NEXT_WEEK, number=5))

    assert with_far == "coach_in_two_places"


def test_moving_fixes_the_day_and_tells_calendars(scene):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5)

    moved = services.move_visit(visit, actor=scene.coach, planned_on=NEXT_WEEK)

    assert (moved.planned_on, moved.pinned, moved.sequence) == (NEXT_WEEK, True, 1)


def test_a_visit_is_not_moved_to_the_past(scene):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5)

    code = refused(lambda: services.move_visit(visit, actor=scene.coach, planned_on=date(2021, 3, 9)))

    assert code == "visit_in_the_past"


def test_a_visit_held_is_not_moved(scene):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5, state="held")

    code = refused(lambda: services.move_visit(visit, actor=scene.coach, planned_on=NEXT_WEEK))

    assert code == "visit_not_planned"


def test_a_visit_changed_meanwhile_is_not_overwritten(scene):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5)
    services.move_visit(visit, actor=scene.coach, planned_on=NEXT_WEEK)

    code = refused(
        lambda: services.move_visit(visit, actor=scene.delegate, planned_on=date(2021, 3, 18), version=1)
    )

    assert code == "changed_meanwhile"


def test_a_visit_moved_after_a_transfer_goes_to_the_new_coach_and_the_old_one_sees_it_cancelled(scene):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5)
    scene.enrolment.assignments.update(ends_on=date(2021, 3, 9))
    new = in_charge(scene.enrolment, visit_coach(), date(2021, 3, 10)).coach

    moved = services.move_visit(visit, actor=new, planned_on=NEXT_WEEK)

    visit.refresh_from_db()
    assert (moved.coach, moved.state, visit.state) == (new, "planned", "cancelled")


def visit_coach():
    from tests.factories.enrolment import CoachFactory

    return CoachFactory()


def test_another_coach_moves_nothing(scene):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5)

    code = refused(lambda: services.move_visit(visit, actor=visit_coach(), planned_on=NEXT_WEEK))

    assert code == "not_allowed"


def test_cancelling_says_why_and_frees_the_number(scene):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5)

    without = refused(lambda: services.cancel_visit(visit, actor=scene.coach, reason=" "))
    services.cancel_visit(visit, actor=scene.coach, reason="Deuil")
    again = planned(scene, number=5)

    assert (without, Visit.objects.kept().get(number=5)) == ("visit_cancel_without_reason", again)


def test_nothing_is_planned_for_a_suspended_cooperative(scene):
    scene.enrolment.suspended_on = date(2021, 2, 1)
    scene.enrolment.save()

    assert refused(lambda: planned(scene, number=5)) == "suspended_for_visits"


def test_a_missed_visit_is_one_whose_window_is_over(scene, today):
    late = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=4)
    VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5, planned_on=today - timedelta(days=1))

    assert list(Visit.objects.missed(today)) == [late]
