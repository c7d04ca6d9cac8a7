"""Acts over several cases, and their undoing."""

from __future__ import annotations

from datetime import date

import pytest

from mourafaka.calls.models import Application
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction import services, tasks
from mourafaka.instruction.models import Batch, Case, Correction
from tests.factories.calls import CallFactory
from tests.factories.instruction import CaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(db):
    call = CallFactory()
    return [CaseFactory(application__call=call) for _ in range(3)]


def done(cases, actor, **what):
    batch = services.start_batch(cases, actor=actor, **what)
    tasks.do(batch)
    return Batch.objects.get(pk=batch.pk)


def states():
    return set(Application.objects.values_list("state", flat=True))


def test_cases_are_assigned_together(cases, officer):
    batch = done(cases, officer, kind="assign", officer=officer)

    assert (batch.state, batch.done, {case.officer for case in Case.objects.all()}) == ("done", 3, {officer})


def test_undoing_an_assignment_gives_each_case_its_officer_back(cases, officer, manager):
    services.assign_case(cases[0], actor=manager, officer=manager)
    fresh = list(Case.objects.select_related("application"))
    batch = done(fresh, officer, kind="assign", officer=officer)

    services.undo_batch(batch, actor=officer)

    assert {case.officer for case in Case.objects.all()} == {manager, None}


def test_those_whose_conditions_hold_are_admitted_and_can_be_taken_back(cases, officer):
    batch = done(cases, officer, kind="admit")
    admitted = states()

    services.undo_batch(batch, actor=officer)

    assert (admitted, states()) == ({"admissible"}, {"submitted"})


def test_a_row_that_is_refused_says_why_and_stops_no_other(cases, officer):
    Application.objects.filter(pk=cases[0].application_id).update(
        state="inadmissible", commits_to_attend=False
    )
    cooperative = cases[1].application.cooperative
    cooperative.local_reg_no = ""
    cooperative.save()

    batch = done(cases, officer, kind="admit")

    assert [bool(row["problem"]) for row in batch.rows] == [False, True, False]


def test_the_same_correction_is_asked_of_all_and_taken_back(cases, officer):
    what = {"target": "sections:market", "why": "incomplete", "text": "Qui ?", "due_on": date(2020, 4, 20)}
    batch = done(cases, officer, kind="ask", **what)
    asked = states()

    services.undo_batch(batch, actor=officer)

    told = set(Correction.objects.values_list("state", flat=True))
    assert (asked, states(), told) == ({"incomplete"}, {"submitted"}, {"cancelled"})


def test_nothing_is_undone_once_something_followed(cases, officer):
    batch = done(cases, officer, kind="assign", officer=officer)
    services.assign_case(cases[0], actor=officer, officer=None)

    with pytest.raises(Refused) as refusal:
        services.undo_batch(batch, actor=officer)

    assert refusal.value.code == "batch_followed"


def test_a_batch_is_undone_once(cases, officer):
    batch = done(cases, officer, kind="assign", officer=officer)
    services.undo_batch(batch, actor=officer)

    with pytest.raises(Refused) as refusal:
        services.undo_batch(batch, actor=officer)

    assert refusal.value.code == "batch_already_undone"


def test_only_who_did_it_undoes_it(cases, officer, manager):
    batch = done(cases, officer, kind="assign", officer=officer)

    with pytest.raises(Refused) as refusal:
        services.undo_batch(batch, actor=manager)

    assert refusal.value.code == "not_allowed"
