"""Who reads what: proposed, shown, applied; replaced when somebody leaves."""

from __future__ import annotations

from collections import Counter

import pytest

from mourafaka.selection import services
from mourafaka.selection.models import Assignment, ReviewerProfile
from mourafaka.selection.queries.assignment import propose_assignment
from tests.factories.selection import (
    AssignmentFactory,
    ConflictDeclarationFactory,
    ReaderFactory,
    ReviewerProfileFactory,
)
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


def test_readers_are_enrolled_under_pseudonyms_that_follow_one_another(call, manager):
    for _ in range(2):
        services.enrol_reviewer(call, actor=manager, user=ReaderFactory(), min_load=0, max_load=10)

    assert [profile.pseudonym for profile in ReviewerProfile.objects.all()] == ["R01", "R02"]


def test_nobody_is_enrolled_twice(call, manager):
    reader = ReaderFactory()
    services.enrol_reviewer(call, actor=manager, user=reader)

    with refused_with("already_a_reviewer"):
        services.enrol_reviewer(call, actor=manager, user=reader)


def test_only_a_reviewer_is_enrolled(call, manager, users):
    with refused_with("not_a_reviewer"):
        services.enrol_reviewer(call, actor=manager, user=users("coach"))


@pytest.mark.parametrize("bounds", [(5, 4), (-1, 4)])
def test_bounds_that_cross_are_refused(call, manager, bounds):
    with refused_with("load_bounds_crossed"):
        services.enrol_reviewer(
            call, actor=manager, user=ReaderFactory(), min_load=bounds[0], max_load=bounds[1]
        )


def test_a_reviewer_enrols_nobody(call, readers):
    (reader,) = readers(1)

    with refused_with("not_allowed"):
        services.enrol_reviewer(call, actor=reader, user=ReaderFactory())


def test_each_application_gets_as_many_readers_as_the_rules_say(call, applications, readers, manager):
    applications(6)
    readers(3)

    services.apply_assignment(call, actor=manager)

    assert set(Counter(Assignment.objects.values_list("application", flat=True)).values()) == {2}


def test_the_proposal_writes_nothing_and_says_what_it_would_change(call, applications, readers):
    applications(4)
    readers(2)

    plan = propose_assignment(call)

    assert (len(plan.added), len(plan.removed), plan.kept) == (8, 0, 0)
    assert [(load.before, load.after) for load in plan.loads] == [(0, 4), (0, 4)]
    assert not Assignment.objects.exists()


def test_new_applications_leave_earlier_readings_where_they_are(call, applications, readers, manager):
    applications(4)
    readers(3)
    services.apply_assignment(call, actor=manager)
    before = set(Assignment.objects.values_list("application", "reviewer"))
    applications(2)

    plan = propose_assignment(call)

    assert (len(plan.added), plan.removed, plan.kept) == (4, (), len(before))


def test_dealing_afresh_moves_what_has_not_begun_and_nothing_else(call, applications, readers, manager):
    one, two = applications(2)
    first, _second, _third = readers(3)
    begun = AssignmentFactory(application=one, reviewer=first, state="started")
    AssignmentFactory(application=two, reviewer=first)
    ReviewerProfile.objects.filter(user=first).update(max_load=1)

    services.apply_assignment(call, actor=manager, afresh=True)

    kept = Assignment.objects.in_force().filter(reviewer=first)
    assert list(kept) == [begun]


def test_a_pinned_reading_is_never_moved(call, applications, readers, manager):
    (application,) = applications(1)
    _first, _second, third = readers(3)
    services.pin_reading(application, actor=manager, reviewer=third)

    services.apply_assignment(call, actor=manager, afresh=True)

    assert Assignment.objects.in_force().filter(reviewer=third, pinned=True).exists()
    assert Assignment.objects.in_force().count() == 2


def test_a_conflict_is_never_assigned(call, applications, readers, manager):
    (application,) = applications(1)
    conflicted, one, two = readers(3)
    ConflictDeclarationFactory(application=application, person=conflicted, nature="family")

    services.apply_assignment(call, actor=manager)

    assert set(Assignment.objects.values_list("reviewer", flat=True)) == {one.pk, two.pk}


def test_a_reader_who_declared_beforehand_can_read_at_once(call, applications, readers, manager):
    (application,) = applications(1)
    first, second = readers(2)
    ConflictDeclarationFactory(application=application, person=first)

    services.apply_assignment(call, actor=manager)

    states = dict(Assignment.objects.values_list("reviewer", "state"))
    assert states == {first.pk: "to_review", second.pk: "to_declare"}


def test_what_cannot_be_assigned_names_the_bottleneck_in_words(call, applications, readers):
    applications(3, language="ar")
    readers(4, user__languages=["fr"])
    readers(1)

    plan = propose_assignment(call)

    (sentence,) = plan.why_impossible
    assert "3" in sentence
    assert "6" in sentence
    assert "R05" in sentence


def test_an_impossible_assignment_is_refused_with_its_bottleneck(call, applications, readers, manager):
    applications(3)
    readers(1)

    with refused_with("assignment_impossible") as refused:
        services.apply_assignment(call, actor=manager)

    assert "R01" in str(refused.value)
    assert not Assignment.objects.exists()


def test_without_readers_the_proposal_says_to_enrol_some(call, applications):
    applications(1)

    plan = propose_assignment(call)

    assert not plan.possible


def test_what_changed_since_the_proposal_was_shown_is_not_assigned_blindly(
    call, applications, readers, manager
):
    applications(2)
    people = readers(3)
    shown = propose_assignment(call).fingerprint
    ConflictDeclarationFactory(application=call.applications.first(), person=people[0], nature="family")
    applications(1)

    with refused_with("assignment_changed_meanwhile"):
        services.apply_assignment(call, actor=manager, fingerprint=shown)


def test_the_proposal_shown_is_the_one_applied(call, applications, readers, manager):
    applications(3)
    readers(3)
    plan = propose_assignment(call)

    given = services.apply_assignment(call, actor=manager, fingerprint=plan.fingerprint)

    assert {(a.application_id, a.reviewer_id) for a in given} == {
        (change.application.pk, change.profile.user_id) for change in plan.added
    }


def test_two_proposals_of_the_same_situation_are_one(call, applications, readers):
    applications(5)
    readers(4)

    assert propose_assignment(call) == propose_assignment(call)


def test_a_reading_not_begun_can_be_moved_to_the_least_loaded_other(call, applications, readers, manager):
    application, other = applications(2)
    first, second, third = readers(3)
    assignment = AssignmentFactory(application=application, reviewer=first)
    AssignmentFactory(application=other, reviewer=second)

    services.move_reading(assignment, actor=manager)

    assert Assignment.objects.in_force().get(application=application).reviewer == third


def test_a_reading_begun_is_not_moved(manager):
    with refused_with("reading_under_way"):
        services.move_reading(AssignmentFactory(state="started"), actor=manager)


def test_moving_with_nobody_left_is_refused_and_moves_nothing(call, applications, readers, manager):
    (application,) = applications(1)
    (only,) = readers(1)
    assignment = AssignmentFactory(application=application, reviewer=only)

    with refused_with("nobody_left"):
        services.move_reading(assignment, actor=manager)

    assignment.refresh_from_db()
    assert assignment.state == "to_review"


def test_who_left_a_reading_is_not_given_it_again(call, applications, readers, manager):
    (application,) = applications(1)
    first, _second = readers(2)
    AssignmentFactory(application=application, reviewer=first, state="abstained")

    plan = propose_assignment(call)

    assert not plan.possible
    with refused_with("pair_already_left"):
        services.pin_reading(application, actor=manager, reviewer=first)


def test_somebody_not_enrolled_is_not_pinned(call, applications, manager):
    (application,) = applications(1)

    with refused_with("not_enrolled"):
        services.pin_reading(application, actor=manager, reviewer=ReaderFactory())


def test_a_reader_who_knows_the_sector_is_preferred(call, applications, manager):
    (application,) = applications(1, cooperative__sector__code="saffron")
    ReviewerProfileFactory.create_batch(4, call=call)
    knowing = ReviewerProfileFactory.create_batch(2, call=call, user__sectors=["saffron"])

    services.apply_assignment(call, actor=manager)

    found = set(Assignment.objects.filter(application=application).values_list("reviewer", flat=True))
    assert found == {profile.user_id for profile in knowing}
