"""Enrolling, signing, going on, pausing and leaving: what each does, and what each refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from mourafaka.enrolment import services
from mourafaka.enrolment.models import Enrolment, PhaseChange
from mourafaka.foundations import clock
from mourafaka.foundations.files import store
from mourafaka.foundations.journal import altered_records
from mourafaka.foundations.refusals import Refused
from tests.factories.calls import ApplicationFactory
from tests.factories.committee import decided
from tests.factories.enrolment import (
    M0,
    CoachAssignmentFactory,
    CoachFactory,
    ContractFactory,
    EnrolmentFactory,
)
from tests.factories.selection import ConflictDeclarationFactory
from tests.pdf import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegate(users: Any) -> Any:
    return users("delegate", "09")


def refusal(act: Any) -> str:
    with pytest.raises(Refused) as refused:
        act()
    assert str(refused.value) != refused.value.code
    return refused.value.code


# --- Enrolling ---


def test_a_selected_application_is_enrolled_under_its_lot_and_contract(delegate):
    contract = ContractFactory()
    application = ApplicationFactory(state="selected")

    made = services.enrol(application, actor=delegate, service_starts_on=M0)

    application.refresh_from_db()
    assert (made.number, made.lot, made.contract, made.phase, made.service_ends_on, application.state) == (
        application.number,
        contract.lot,
        contract,
        "convention",
        date(2022, 6, 30),
        "enrolled",
    )
    assert list(made.changes.values_list("verb", flat=True)) == ["enrol"]


def test_without_a_contract_the_service_lasts_twenty_four_months(delegate):
    application = ApplicationFactory(state="selected")

    made = services.enrol(application, actor=delegate, service_starts_on=date(2020, 9, 15))

    assert (made.contract, made.service_ends_on) == (None, date(2022, 9, 14))


@pytest.mark.parametrize(
    ("state", "code"),
    [("enrolled", "already_enrolled"), ("reserve", "not_selected_yet"), ("refused", "not_selected_yet")],
)
def test_only_a_selected_application_is_enrolled(delegate, state, code):
    application = ApplicationFactory(state=state)

    assert refusal(lambda: services.enrol(application, actor=delegate, service_starts_on=M0)) == code


def test_a_service_does_not_start_before_the_decision(users):
    sitting = decided()
    application = sitting.call.applications.filter(state="selected").first()
    eve = date(2000, 1, 1)

    code = refusal(lambda: services.enrol(application, actor=users("manager"), service_starts_on=eve))

    assert code == "service_before_decision"


def test_an_ended_contract_is_not_taken(delegate):
    contract = ContractFactory()
    application = ApplicationFactory(state="selected")

    code = refusal(
        lambda: services.enrol(
            application, actor=delegate, service_starts_on=date(2022, 7, 1), contract=contract
        )
    )

    assert code == "contract_not_in_force"


def test_all_selected_of_a_call_are_enrolled_at_once(users):
    sitting = decided()
    selected = sitting.call.applications.filter(state="selected").count()

    made = services.enrol_call(sitting.call, actor=users("manager"), service_starts_on=date(2030, 1, 1))

    assert len(made) == selected == Enrolment.objects.count()


def test_a_call_without_anybody_to_enrol_says_so(users):
    sitting = decided()
    act = lambda: services.enrol_call(  # noqa: E731
        sitting.call, actor=users("manager"), service_starts_on=date(2030, 1, 1)
    )
    act()

    assert refusal(act) == "nobody_to_enrol"


def test_a_delegate_elsewhere_enrols_nobody_here(users):
    application = ApplicationFactory(state="selected")
    stranger = users("delegate", "01")

    code = refusal(lambda: services.enrol(application, actor=stranger, service_starts_on=M0))

    assert code == "not_allowed"


def test_who_declared_a_conflict_does_not_enrol(delegate):
    application = ApplicationFactory(state="selected")
    ConflictDeclarationFactory(application=application, person=delegate, nature="family")

    code = refusal(lambda: services.enrol(application, actor=delegate, service_starts_on=M0))

    assert code == "not_allowed"


# --- Agreement ---


def test_the_agreement_is_written_in_french_and_arabic(delegate, tmp_path):
    enrolment = EnrolmentFactory(phase="convention", agreement_signed_on=None)

    french, arabic = services.issue_agreement(enrolment, actor=delegate)

    text = text_of(french.file.read(), tmp_path)
    assert ("12 visites" in text, "30 juin 2022" in text, "09-08" in text) == (True, True, True)
    assert (french.language, arabic.language) == ("fr", "ar")
    assert arabic.file.read().startswith(b"%PDF-")


def test_a_signed_agreement_begins_the_diagnosis_and_keeps_the_copy(delegate):
    enrolment = EnrolmentFactory(phase="convention", agreement_signed_on=None)
    copy = store(b"%PDF-1.7 signed", name="copy.pdf", content_type="application/pdf")

    services.sign_agreement(enrolment, actor=delegate, signed_on=M0, signed_copy=copy)

    enrolment.refresh_from_db()
    kept = enrolment.agreements.get(signed=True)
    assert (enrolment.phase, enrolment.agreement_signed_on, kept.file) == ("diagnosis", M0, copy)


def test_an_agreement_neither_issued_nor_scanned_is_not_signed(delegate):
    enrolment = EnrolmentFactory(phase="convention", agreement_signed_on=None)

    code = refusal(lambda: services.sign_agreement(enrolment, actor=delegate, signed_on=M0))

    assert code == "agreement_not_issued"


def test_an_agreement_is_not_signed_before_it_was_written(delegate):
    enrolment = EnrolmentFactory(phase="convention", agreement_signed_on=None)
    with clock.at(date(2020, 7, 10)):
        services.issue_agreement(enrolment, actor=delegate)

        code = refusal(lambda: services.sign_agreement(enrolment, actor=delegate, signed_on=date(2020, 7, 9)))

    assert code == "signed_before_issued"


def test_an_agreement_altered_in_the_database_is_named(delegate):
    enrolment = EnrolmentFactory(phase="convention", agreement_signed_on=None)
    french, _arabic = services.issue_agreement(enrolment, actor=delegate)

    type(french).objects.filter(pk=french.pk).update(signed=True)

    assert [each.field for each in altered_records()] == ["signed"]


# --- Life ---


def test_the_steps_are_taken_in_order(delegate):
    enrolment = EnrolmentFactory(phase="diagnosis")

    for verb in ("diagnose", "approve_plan", "coach"):
        services.advance(enrolment, actor=delegate, verb=verb, on=date(2020, 9, 1))

    enrolment.refresh_from_db()
    assert (enrolment.phase, enrolment.changes.count()) == ("coaching", 3)


def test_a_step_out_of_order_is_refused(delegate):
    enrolment = EnrolmentFactory(phase="diagnosis")

    assert refusal(lambda: services.advance(enrolment, actor=delegate, verb="coach")) == "unknown_step"


def test_an_exit_is_no_step_forward(delegate):
    enrolment = EnrolmentFactory(phase="diagnosis")

    assert refusal(lambda: services.advance(enrolment, actor=delegate, verb="abandon")) == "step_not_offered"


def test_dates_are_not_reversed(delegate):
    enrolment = EnrolmentFactory(phase="diagnosis")
    services.advance(enrolment, actor=delegate, verb="diagnose", on=date(2020, 9, 1))

    code = refusal(
        lambda: services.advance(enrolment, actor=delegate, verb="approve_plan", on=date(2020, 8, 31))
    )

    assert code == "step_before_the_last"


def test_a_day_in_the_future_is_refused(delegate):
    enrolment = EnrolmentFactory(phase="diagnosis")
    with clock.at(date(2020, 9, 1)):
        code = refusal(
            lambda: services.suspend(
                enrolment, actor=delegate, on=date(2020, 9, 2), reason="shock", note="Sécheresse"
            )
        )

    assert code == "day_in_the_future"


def test_a_suspended_enrolment_goes_on_once_resumed(delegate):
    enrolment = EnrolmentFactory(phase="diagnosis")
    services.suspend(enrolment, actor=delegate, on=date(2020, 9, 1), reason="shock", note="Sécheresse")

    code = refusal(lambda: services.advance(enrolment, actor=delegate, verb="diagnose"))
    services.resume(enrolment, actor=delegate, on=date(2020, 10, 1))
    services.advance(enrolment, actor=delegate, verb="diagnose", on=date(2020, 10, 2))

    enrolment.refresh_from_db()
    assert (code, enrolment.phase, enrolment.suspended_on) == ("suspended_meanwhile", "plan", None)


def test_a_suspension_has_a_reason_of_the_list_and_happens_once(delegate):
    enrolment = EnrolmentFactory(phase="diagnosis")
    without = refusal(lambda: services.suspend(enrolment, actor=delegate, on=M0, reason="Sécheresse"))
    services.suspend(enrolment, actor=delegate, on=M0, reason="shock", note="Sécheresse")

    twice = refusal(lambda: services.suspend(enrolment, actor=delegate, on=M0, reason="shock"))

    assert (without, twice) == ("exit_reason_unknown", "already_suspended")


def test_who_is_not_suspended_is_not_resumed(delegate):
    enrolment = EnrolmentFactory()

    assert refusal(lambda: services.resume(enrolment, actor=delegate, on=M0)) == "not_suspended"


def test_leaving_ends_the_coaching_that_day(delegate):
    assignment = CoachAssignmentFactory()
    on = date(2021, 3, 1)

    services.leave(assignment.enrolment, actor=delegate, verb="abandon", reason="inactivity", on=on)

    assignment.refresh_from_db()
    enrolment = assignment.enrolment
    enrolment.refresh_from_db()
    assert (enrolment.phase, enrolment.exit_reason, enrolment.ended_on, assignment.ends_on) == (
        "abandoned",
        "inactivity",
        on,
        on,
    )


def test_a_dissolved_cooperative_is_so_in_the_register(delegate):
    enrolment = EnrolmentFactory()

    services.leave(
        enrolment,
        actor=delegate,
        verb="dissolve",
        reason="conflict",
        on=date(2021, 3, 1),
        note="AG du 1er mars",
    )

    enrolment.cooperative.refresh_from_db()
    assert (enrolment.cooperative.status, enrolment.cooperative.status_reason) == (
        "dissolved",
        "AG du 1er mars",
    )


@pytest.mark.parametrize(
    ("verb", "reason", "code"),
    [("close", "conflict", "exit_unknown"), ("abandon", "fatigue", "exit_reason_unknown")],
)
def test_an_exit_is_one_of_the_list_for_a_reason_of_the_list(delegate, verb, reason, code):
    enrolment = EnrolmentFactory()

    act = lambda: services.leave(enrolment, actor=delegate, verb=verb, reason=reason, on=M0)  # noqa: E731

    assert refusal(act) == code


def test_nobody_leaves_twice(delegate):
    enrolment = EnrolmentFactory(phase="abandoned", ended_on=M0)

    act = lambda: services.leave(  # noqa: E731
        enrolment, actor=delegate, verb="exclude", reason="conflict", on=date(2021, 1, 1)
    )

    assert refusal(act) == "unknown_step"


def test_closing_before_the_end_names_what_is_missing_and_needs_a_reason(delegate):
    enrolment = EnrolmentFactory(phase="coaching")
    on = date(2022, 6, 1)

    code = refusal(lambda: services.close(enrolment, actor=delegate, on=on))
    services.close(enrolment, actor=delegate, on=on, reason="Visites achevées plus tôt")

    enrolment.refresh_from_db()
    assert (code, enrolment.phase, enrolment.ended_on) == ("closing_incomplete", "closed", on)


def test_the_history_of_phases_only_grows(delegate):
    enrolment = EnrolmentFactory(phase="diagnosis")
    services.advance(enrolment, actor=delegate, verb="diagnose", on=date(2020, 9, 1))

    with pytest.raises(DatabaseError), transaction.atomic():
        PhaseChange.objects.update(note="rewritten")


def test_a_phase_changed_behind_the_acts_is_named(delegate):
    enrolment = EnrolmentFactory(phase="diagnosis")
    services.advance(enrolment, actor=delegate, verb="diagnose", on=date(2020, 9, 1))

    Enrolment.objects.update(phase="coaching")

    assert [each.field for each in altered_records()] == ["phase"]


# --- Contracts and thresholds ---


def test_a_contract_ends_after_it_starts(users):
    contract = ContractFactory()

    code = refusal(
        lambda: services.edit_contract(
            contract, actor=users("manager"), version=1, values={"ends_on": date(2020, 1, 1)}
        )
    )

    assert code == "contract_value_refused"


def test_a_contract_somebody_changed_meanwhile_is_not_overwritten(users):
    contract, manager = ContractFactory(), users("manager")
    services.edit_contract(contract, actor=manager, version=1, values={"visits": 10})

    act = lambda: services.edit_contract(contract, actor=manager, version=1, values={"visits": 8})  # noqa: E731

    assert refusal(act) == "changed_meanwhile"
    contract.refresh_from_db()
    assert contract.visits == 10


def test_a_threshold_is_a_day_or_more(users):
    manager = users("manager")

    code = refusal(lambda: services.set_alert_rule("no_visit", actor=manager, threshold=0))

    assert code == "alert_threshold"
    assert services.set_alert_rule("no_visit", actor=manager, threshold=60).threshold == 60


def test_only_headquarters_manages_contracts(delegate):
    contract = ContractFactory()

    act = lambda: services.edit_contract(contract, actor=delegate, version=1, values={"visits": 8})  # noqa: E731

    assert refusal(act) == "not_allowed"


def test_a_coach_has_no_say_in_the_life_of_an_enrolment():
    assignment = CoachAssignmentFactory(coach=CoachFactory())

    act = lambda: services.advance(assignment.enrolment, actor=assignment.coach, verb="diagnose")  # noqa: E731

    assert refusal(act) == "not_allowed"
