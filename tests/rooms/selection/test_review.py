"""Marks: kept as they come, recorded once whole, never lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from mourafaka.foundations.journal import altered_records
from mourafaka.selection import services
from mourafaka.selection.models import Assignment, Mark, Review
from tests.factories.selection import AssignmentFactory, ReviewFactory, all_marks, reviewed
from tests.refusing import refused_with
from tests.rooms.calls.conftest import at_once  # noqa: F401

pytestmark = pytest.mark.django_db


def stored(assignment) -> dict[str, int]:
    return {mark.criterion: int(mark.value) for mark in Mark.objects.filter(review__assignment=assignment)}


def due(call, **delta) -> None:
    type(call).objects.filter(pk=call.pk).update(reviews_due_at=timezone.now() + timedelta(**delta))


def test_a_few_marks_are_kept_as_a_draft():
    assignment = AssignmentFactory()

    services.save_marks(assignment, actor=assignment.reviewer, marks={"C1": 4, "C2": ""})

    assert stored(assignment) == {"C1": 4}
    assert Assignment.objects.get().state == "started"


def test_a_mark_taken_back_is_no_longer_stored():
    assignment = AssignmentFactory()
    services.save_marks(assignment, actor=assignment.reviewer, marks={"C1": 4, "C2": 2})

    services.save_marks(assignment, actor=assignment.reviewer, marks={"C2": 2})

    assert stored(assignment) == {"C2": 2}


def test_nine_marks_make_a_review_with_its_total():
    assignment = AssignmentFactory()

    review = services.record_review(assignment, actor=assignment.reviewer, marks=all_marks(3, C1=5))

    assert review.total == Decimal("66.0000")
    assert Assignment.objects.get().state == "submitted"


def test_missing_marks_are_named_and_the_others_kept():
    assignment = AssignmentFactory()
    marks = all_marks(3)
    del marks["C4"], marks["C9"]

    with refused_with("marks_missing") as refused:
        services.send_review(assignment, actor=assignment.reviewer, marks=marks)

    assert "C4" in str(refused.value)
    assert "C9" in str(refused.value)
    assert "C1" not in str(refused.value)
    assert stored(assignment) == marks


@pytest.mark.parametrize("mark", ["6", "-1", "2.5", "NaN", "abc", "٩", "1e3", "Infinity"])
def test_what_is_not_a_level_is_refused_with_the_criterion_named(mark):
    assignment = AssignmentFactory()

    with refused_with("mark_not_a_level") as refused:
        services.save_marks(assignment, actor=assignment.reviewer, marks={"C3": mark})

    assert "C3" in str(refused.value)
    assert mark in str(refused.value)


def test_an_unknown_criterion_is_refused():
    assignment = AssignmentFactory()

    with refused_with("unknown_criterion"):
        services.save_marks(assignment, actor=assignment.reviewer, marks={"C12": 3})


def test_a_late_review_is_refused_with_the_deadline_and_kept_as_a_draft():
    assignment = AssignmentFactory()
    due(assignment.application.call, days=-1)

    with refused_with("reviews_late"):
        services.send_review(assignment, actor=assignment.reviewer, marks=all_marks(4), comment="Solide")

    assert stored(assignment) == all_marks(4)
    assert Review.objects.get().comment == "Solide"
    assert Assignment.objects.get().state == "started"


def test_a_change_after_the_deadline_leaves_the_submitted_marks_as_they_are():
    review = ReviewFactory(marks=all_marks(4))
    due(review.assignment.application.call, days=-1)

    with refused_with("review_change_late"):
        services.send_review(review.assignment, actor=review.assignment.reviewer, marks=all_marks(1))

    assert stored(review.assignment) == all_marks(4)


def test_a_second_review_by_the_same_reviewer_replaces_the_first():
    review = ReviewFactory(marks=all_marks(4))

    services.send_review(review.assignment, actor=review.assignment.reviewer, marks=all_marks(2))

    assert stored(review.assignment) == all_marks(2)
    assert Review.objects.count() == 1


def test_another_window_overwrites_nothing():
    assignment = AssignmentFactory()
    services.save_marks(assignment, actor=assignment.reviewer, marks={"C1": 5}, version=0)

    with refused_with("review_changed_meanwhile"):
        services.save_marks(assignment, actor=assignment.reviewer, marks={"C1": 2}, version=0)

    assert stored(assignment) == {"C1": 5}


def test_the_same_marks_from_another_window_are_no_conflict():
    assignment = AssignmentFactory()
    services.save_marks(assignment, actor=assignment.reviewer, marks={"C1": 5}, version=0)

    review = services.save_marks(assignment, actor=assignment.reviewer, marks={"C1": 5}, version=0)

    assert review.version == 1


def test_a_draft_is_not_saved_over_a_submitted_review():
    review = ReviewFactory()

    with refused_with("review_already_submitted"):
        services.save_marks(review.assignment, actor=review.assignment.reviewer, marks={"C1": 0})


@pytest.mark.parametrize("state", ["to_declare", "conflict", "abstained", "reassigned"])
def test_without_a_declaration_or_after_leaving_nothing_can_be_marked(state):
    assignment = AssignmentFactory(state=state)

    with refused_with("not_allowed"):
        services.record_review(assignment, actor=assignment.reviewer, marks=all_marks())


def test_nobody_marks_in_the_place_of_another(users):
    assignment = AssignmentFactory()

    for other in (users("reviewer"), users("manager"), users("admin")):
        with refused_with("not_allowed"):
            services.record_review(assignment, actor=other, marks=all_marks())


def test_a_reviewer_whose_mandate_has_ended_marks_nothing():
    assignment = AssignmentFactory()
    assignment.reviewer.mandates.all().delete()

    with refused_with("not_allowed"):
        services.record_review(assignment, actor=assignment.reviewer, marks=all_marks())


def test_a_conflict_found_in_another_window_stops_the_marks(call, applications, readers):
    (application,) = applications(1)
    (reader,) = readers(1)
    stale = AssignmentFactory(application=application, reviewer=reader)
    services.declare_conflict(application, actor=reader, nature="adviser")

    with refused_with("not_allowed"):
        services.save_marks(stale, actor=reader, marks={"C1": 3})


def test_an_abstention_needs_a_reason():
    assignment = AssignmentFactory()

    with refused_with("abstention_without_reason"):
        services.abstain(assignment, actor=assignment.reviewer, reason="  ")


def test_an_abstention_gives_the_reading_to_somebody_else(call, applications, readers):
    (application,) = applications(1)
    first, second = readers(2)
    assignment = AssignmentFactory(application=application, reviewer=first)

    services.abstain(assignment, actor=first, reason="Je ne connais pas ce métier")

    assert Assignment.objects.in_force().get().reviewer == second


def test_marks_that_diverge_open_a_third_reading_by_somebody_else(call, applications, readers):
    (application,) = applications(1)
    first, second, third = readers(3)
    reviewed(application, all_marks(4), readers=[first])
    assignment = AssignmentFactory(application=application, reviewer=second)

    services.record_review(assignment, actor=second, marks=all_marks(4, C6=2))

    opened = Assignment.objects.get(third_reading=True)
    assert opened.reviewer == third


def test_marks_that_agree_open_no_third_reading(call, applications, readers):
    (application,) = applications(1)
    first, second, _third = readers(3)
    reviewed(application, all_marks(4), readers=[first])
    assignment = AssignmentFactory(application=application, reviewer=second)

    services.record_review(assignment, actor=second, marks=all_marks(4, C1=3))

    assert not Assignment.objects.filter(third_reading=True).exists()


def test_a_third_reading_asked_for_without_divergence_is_refused(call, applications, manager, readers):
    (application,) = applications(1)
    readers(3)
    reviewed(application, all_marks(4), all_marks(4))

    with refused_with("no_third_reading_due"):
        services.open_third_reading(application, actor=manager)


def test_marks_that_caused_a_third_reading_no_longer_change(call, applications, readers):
    (application,) = applications(1)
    first, second, _third = readers(3)
    reviewed(application, all_marks(5), readers=[first])
    assignment = AssignmentFactory(application=application, reviewer=second)
    services.record_review(assignment, actor=second, marks=all_marks(1))

    with refused_with("third_reading_open"):
        services.record_review(assignment, actor=second, marks=all_marks(5))


def test_who_can_see_the_averages_no_longer_changes_their_marks(users, call, applications):
    (application,) = applications(1)
    both = users(("manager", "reviewer"))
    (review,) = reviewed(application, all_marks(2), readers=[both])

    with refused_with("averages_were_open"):
        services.record_review(review.assignment, actor=both, marks=all_marks(5))


def test_closing_the_readings_names_the_applications_that_lack_one(call, applications, manager):
    whole, lacking = applications(2)
    reviewed(whole, all_marks(3), all_marks(3))
    reviewed(lacking, all_marks(3))

    with refused_with("readings_not_whole") as refused:
        services.close_readings(call, actor=manager)

    assert lacking.number in str(refused.value)
    assert whole.number not in str(refused.value)


def test_closing_the_readings_records_the_whole_ones_as_evaluated(call, applications, manager):
    whole, lacking = applications(2)
    reviewed(whole, all_marks(3), all_marks(3))

    services.close_readings(call, actor=manager, leave_out=[lacking.number])

    whole.refresh_from_db()
    lacking.refresh_from_db()
    assert (whole.state, lacking.state) == ("evaluated", "admissible")


def test_an_altered_mark_is_named():
    assignment = AssignmentFactory()
    services.record_review(assignment, actor=assignment.reviewer, marks=all_marks(3))

    Mark.objects.filter(criterion="C5").update(value=5)

    (alteration,) = altered_records()
    assert alteration.record.startswith("selection.review:")
    assert alteration.sealed["C5"] == "3"
    assert alteration.found["C5"] == "5"


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_the_same_moment_leave_one_of_them_whole(at_once):  # noqa: F811
    assignment = AssignmentFactory()

    def send(value):
        return lambda: services.record_review(
            Assignment.objects.get(pk=assignment.pk),
            actor=type(assignment.reviewer).objects.get(pk=assignment.reviewer_id),
            marks=all_marks(value),
            version=0,
        )

    answers = at_once([send(2), send(4)])

    refused = [answer for answer in answers if not isinstance(answer, Review)]
    assert [str(getattr(answer, "code", answer)) for answer in refused] == ["review_changed_meanwhile"]
