"""A conflict of interest is declared before anything is read, and obeyed by everybody."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mourafaka.calls.models import Application
from mourafaka.foundations.journal import altered_records
from mourafaka.people.models import Organisation
from mourafaka.registry.models import CooperativeContact
from mourafaka.selection import services
from mourafaka.selection.models import Assignment, ConflictDeclaration, Review, ReviewerProfile
from mourafaka.selection.queries import ties
from mourafaka.selection.queries.assignment import substitutes
from mourafaka.selection.services import Tie
from tests.factories.registry import CooperativeFactory, OtherSupportFactory
from tests.factories.selection import (
    AdmissibleFactory,
    AssignmentFactory,
    all_marks,
    reviewed,
)
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


def declare_none(call, reader, but=()):
    listed = set(call.applications.values_list("cooperative_id", flat=True))
    conflicts = {application.cooperative_id: Tie("family", "Ma sœur la préside") for application in but}
    return services.declare_sheet(call, actor=reader, listed=listed, conflicts=conflicts)


def test_a_sheet_declares_a_conflict_where_one_is_named_and_none_elsewhere(call, applications, readers):
    first, second, third = applications(3)
    (reader,) = readers(1)

    declare_none(call, reader, but=[second])

    found = ConflictDeclaration.objects.filter(person=reader).order_by("application__number")
    assert list(found.values_list("application", "nature")) == [
        (first.pk, "none"),
        (second.pk, "family"),
        (third.pk, "none"),
    ]


def test_a_cooperative_that_applied_after_the_sheet_was_shown_stays_to_be_declared(
    call, applications, readers
):
    applications(2)
    (reader,) = readers(1)
    shown = [line.cooperative.pk for line in ties.declaration_sheet(call, reader)]
    applications(1)

    services.declare_sheet(call, actor=reader, listed=shown, conflicts={})

    assert ties.undeclared_count(call, reader) == 1


def test_a_conflict_declared_once_stays_declared(call, applications, readers):
    (application,) = applications(1)
    (reader,) = readers(1)
    declare_none(call, reader, but=[application])

    declare_none(call, reader)

    assert ConflictDeclaration.objects.get(person=reader).nature == "family"


def test_declaring_none_opens_the_readings_one_was_given(call, applications, readers):
    (application,) = applications(1)
    (reader,) = readers(1)
    assignment = AssignmentFactory(application=application, reviewer=reader, state="to_declare")

    declare_none(call, reader)

    assignment.refresh_from_db()
    assert assignment.state == "to_review"


def test_a_declared_conflict_gives_the_reading_at_once_to_the_least_loaded_reader(
    call, applications, readers
):
    contested, other = applications(2)
    leaving, busy, idle = readers(3)
    AssignmentFactory(application=contested, reviewer=leaving)
    AssignmentFactory(application=other, reviewer=busy)

    services.declare_conflict(contested, actor=leaving, nature="dispute")

    assert Assignment.objects.in_force().get(application=contested).reviewer == idle


def test_a_reading_that_nobody_can_take_over_stays_open_and_says_why(call, applications, readers, manager):
    (application,) = applications(1)
    leaving, full, stranger = readers(3)
    full.languages = ["fr"]
    full.save()
    Application.objects.filter(pk=application.pk).update(language="ar")
    AssignmentFactory(application=application, reviewer=leaving)
    services.declare_conflict(application, actor=stranger, nature="member")

    services.declare_conflict(application, actor=leaving, nature="member")

    application.refresh_from_db()
    assert dict(substitutes(application).obstacles) == {"left": 1, "language": 1, "conflict": 1}


def test_marks_given_before_the_conflict_was_found_no_longer_count(call, applications, readers):
    (application,) = applications(1)
    people = readers(2)
    reviewed(application, all_marks(1), all_marks(3), readers=people)

    services.declare_conflict(application, actor=people[0], nature="financial")

    assert [r.assignment.reviewer for r in Review.objects.counted()] == [people[1]]


@pytest.mark.parametrize("role", ["manager", "delegate", "admin", "evaluator"])
def test_nobody_is_above_a_conflict(role, users, call, applications):
    kept, hidden = applications(2)
    person = users(role, "09" if role == "delegate" else "")

    services.declare_conflict(hidden, actor=person, nature="family")

    assert list(Application.objects.visible_to(person)) == [kept]


def test_what_one_owes_a_blind_reading_of_is_shown_with_its_names_nowhere(users, call, applications):
    owed, other = applications(2)
    both = users(("manager", "reviewer"))
    AssignmentFactory(application=owed, reviewer=both)

    visible = Application.objects.visible_to(both)

    assert list(visible) == [other]


def test_none_is_no_nature_of_a_single_conflict(call, applications, readers):
    (application,) = applications(1)
    (reader,) = readers(1)

    with refused_with("unknown_nature"):
        services.declare_conflict(application, actor=reader, nature="none")


def test_a_sheet_that_names_a_cooperative_of_another_call_is_refused_whole(call, applications, readers):
    applications(1)
    (reader,) = readers(1)
    foreign = CooperativeFactory()

    with refused_with("conflict_not_of_this_call"):
        services.declare_sheet(call, actor=reader, listed=[], conflicts={foreign.pk: Tie("family")})

    assert not ConflictDeclaration.objects.exists()


def test_somebody_without_a_role_in_the_selection_declares_nothing(users, call, applications):
    (application,) = applications(1)

    with refused_with("not_allowed"):
        services.declare_conflict(application, actor=users("cooperative"), nature="family")


def hints_for(user, **cooperative):
    return ties.hints(CooperativeFactory(**cooperative), user)


def test_a_name_like_that_of_the_president_is_a_hint(users):
    person = users("reviewer", full_name="Khadija Boumehdi")

    assert len(hints_for(person, leader_name="Hassan BOUMAHDI")) == 1
    assert len(hints_for(person, leader_name="حسن بومهدي")) == 1
    assert hints_for(person, leader_name="Fatima Oubella") == ()


def test_a_common_particle_is_no_hint(users):
    person = users("reviewer", full_name="Said Ait Lahcen")

    assert hints_for(person, leader_name="Rachida Ait Baha") == ()


def test_support_by_ones_own_organisation_is_a_hint(users):
    body = Organisation.objects.create(name_fr="Chambre d’agriculture de Souss-Massa")
    person = users("reviewer", organisation=body)
    cooperative = CooperativeFactory()
    OtherSupportFactory(cooperative=cooperative, programme="Chambre d'Agriculture de Souss Massa", year=2018)

    assert ["2018" in hint for hint in ties.hints(cooperative, person)] == [True]


def test_a_colleague_who_speaks_for_the_cooperative_is_a_hint(users):
    body = Organisation.objects.create(name_fr="Cabinet Tifawin")
    person, colleague = users("reviewer", organisation=body), users("cooperative", organisation=body)
    cooperative = CooperativeFactory(contact=colleague)

    assert len(ties.hints(cooperative, person)) == 1


def test_a_mandate_in_the_province_is_a_hint_and_one_over_the_country_is_not(users):
    local, national = users("coach", "09.541"), users("manager")
    cooperative = CooperativeFactory(province__code="09.541")

    assert len(ties.hints(cooperative, local)) == 1
    assert ties.hints(cooperative, national) == ()


def test_a_hint_blocks_nothing(call, readers):
    (reader,) = readers(1, user__full_name="Omar Amellal")
    application = AdmissibleFactory(call=call, cooperative__leader_name="Omar Amellal")

    declare_none(call, reader)

    assert ConflictDeclaration.objects.get(application=application, person=reader).nature == "none"


def test_who_speaks_for_a_cooperative_never_marks_it(call, applications, readers, manager):
    (application,) = applications(1)
    tied, _free = readers(2)
    CooperativeContact.objects.create(user=tied, cooperative=application.cooperative)

    with refused_with("pair_conflicts"):
        services.pin_reading(application, actor=manager, reviewer=tied)

    assert ties.tied_pairs([application]) == {(application.pk, tied.pk)}


def test_the_sheet_lists_cooperatives_by_name_not_by_application(call, readers):
    for name in ("Tifaouine", "Afoulki", "Ésperance"):
        AdmissibleFactory(call=call, cooperative__name_fr=name)
    (reader,) = readers(1)

    sheet = ties.declaration_sheet(call, reader)

    assert [line.cooperative.name_fr for line in sheet] == ["Afoulki", "Ésperance", "Tifaouine"]


def test_the_sheet_asks_the_same_questions_of_the_database_at_5_and_at_50(call, applications, readers):
    (reader,) = readers(1)
    reader.mandates_in_force()
    applications(5)
    with CaptureQueriesContext(connection) as few:
        ties.declaration_sheet(call, reader)
    applications(45)

    with CaptureQueriesContext(connection) as many:
        ties.declaration_sheet(call, reader)

    assert len(many) == len(few)


def test_a_declaration_leaves_its_seal_in_the_journal(call, applications, readers):
    (application,) = applications(1)
    (reader,) = readers(1)
    declare_none(call, reader, but=[application])

    ConflictDeclaration.objects.update(nature="none")

    assert [(a.field, a.sealed, a.found) for a in altered_records()] == [("nature", "family", "none")]


def test_one_declares_without_being_enrolled_as_a_reader(call, users, applications):
    applications(1)
    person = users("committee")

    declare_none(call, person)

    assert ties.undeclared_count(call, person) == 0
    assert not ReviewerProfile.objects.exists()
