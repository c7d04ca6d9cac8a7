"""Cases, teams and the clock."""

from __future__ import annotations

from datetime import date

import pytest

from mourafaka.calls.models import Application
from mourafaka.calls.services import admit, ask_completion, reject, submit_application
from mourafaka.foundations import clock
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction import plugs, services
from mourafaka.instruction.models import Case
from mourafaka.people.services import machine
from tests.factories.calls import ApplicationFactory, CallFactory
from tests.factories.instruction import CaseFactory, TeamFactory
from tests.factories.territory import ProvinceFactory

pytestmark = pytest.mark.django_db


def lodged(**fields):
    """An application to complete, lodged again: as `submit` does for any."""
    application = ApplicationFactory(state="incomplete", **fields)
    return submit_application(application, actor=machine())


def test_a_lodged_application_goes_to_the_team_of_its_province():
    team = TeamFactory()
    application = ApplicationFactory(state="incomplete")
    team.provinces.set([application.cooperative.province])
    TeamFactory(fallback=True)

    submit_application(application, actor=machine())

    assert Case.objects.get(application=application).team == team


def test_a_province_without_team_goes_to_the_fallback_team():
    fallback = TeamFactory(fallback=True)

    application = lodged()

    assert Case.objects.get(application=application).team == fallback


def test_ten_days_run_from_the_day_it_was_lodged():
    application = lodged()

    assert Case.objects.get(application=application).due_on == date(2020, 4, 11)


def test_the_days_of_the_call_are_counted_instead_of_ten(manager):
    call = CallFactory()
    services.set_pace(call, actor=manager, completeness_days=7, correction_days=5)

    application = lodged(call=call)

    assert Case.objects.get(application=application).due_on == date(2020, 4, 8)


def test_the_days_the_cooperative_takes_are_not_counted(officer):
    application = lodged()
    ask_completion(application, actor=officer, reason="Statuts")

    with clock.at(date(2020, 4, 16)):
        submit_application(application, actor=machine())

    case = Case.objects.get(application=application)
    assert (case.due_on, case.clock_stopped_days, case.stopped_on) == (date(2020, 4, 21), 10, None)


@pytest.mark.parametrize("step", [admit, reject])
def test_deciding_completes_the_case(step, officer):
    application = lodged()
    step(application, actor=officer, reason="Complet")

    case = Case.objects.get(application=application)

    assert (case.completed_at is not None, Case.objects.with_clock().get().clock_at) == (True, "done")


@pytest.mark.parametrize(
    ("due_on", "where"),
    [
        (date(2020, 4, 5), "late"),
        (date(2020, 4, 6), "risk"),
        (date(2020, 4, 8), "risk"),
        (date(2020, 4, 9), "in_time"),
    ],
)
def test_the_database_says_where_the_clock_stands(due_on, where):
    case = CaseFactory(due_on=due_on)

    told = Case.objects.with_clock().get(pk=case.pk).clock_at

    assert (told, list(Case.objects.at(where))) == (where, [case])


def test_an_officer_takes_a_case(case, officer):
    taken = services.assign_case(case, actor=officer, officer=officer, version=case.version)

    assert (taken.officer, taken.version) == (officer, 2)


def test_a_case_is_not_given_to_somebody_of_another_region(case, officer, users):
    with pytest.raises(Refused) as refusal:
        services.assign_case(case, actor=officer, officer=users("delegate", "08"))

    assert refusal.value.code == "officer_not_entitled"


def test_two_officers_who_take_the_same_case_do_not_overwrite_each_other(case, officer, manager):
    services.assign_case(case, actor=officer, officer=officer, version=1)

    with pytest.raises(Refused) as refusal:
        services.assign_case(case, actor=manager, officer=manager, version=1)

    assert refusal.value.code == "changed_meanwhile"


def test_a_saved_team_gets_what_nobody_took(case, manager):
    team = services.save_team(
        None, actor=manager, name="Taroudannt", provinces=[case.application.cooperative.province]
    )

    case.refresh_from_db()
    assert case.team == team


def test_a_province_belongs_to_one_team(manager):
    province = ProvinceFactory(code="09.541")
    first = services.save_team(None, actor=manager, name="Une", provinces=[province])

    services.save_team(None, actor=manager, name="Deux", provinces=[province])

    assert list(first.provinces.all()) == []


def test_there_is_one_fallback_team(manager):
    services.save_team(None, actor=manager, name="Une", fallback=True)

    with pytest.raises(Refused) as refusal:
        services.save_team(None, actor=manager, name="Deux", fallback=True)

    assert refusal.value.code == "team_value_refused"


def test_an_application_lodged_before_this_room_gets_its_case():
    application = ApplicationFactory()

    opened = services.open_cases(actor=machine())

    assert [case.application for case in opened] == [application]


def test_the_story_of_the_cooperative_says_the_day_its_application_was_found_complete(case, officer):
    case.completed_at = clock.now()
    case.save()
    Application.objects.filter(pk=case.application_id).update(state="selected")

    (told,) = plugs.admitted(case.application.cooperative, officer)

    assert (told.on, told.text) == (clock.today(), case.application.number)


def test_an_application_not_admitted_is_not_told_as_such(case, officer):
    case.completed_at = clock.now()
    case.save()
    Application.objects.filter(pk=case.application_id).update(state="inadmissible")

    assert plugs.admitted(case.application.cooperative, officer) == []
