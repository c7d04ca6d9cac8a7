"""The demonstration: one synthetic cohort, whole, from the call to the bundle, and loaded only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.db.models import Q
from django.test import override_settings

from mourafaka.appeals.models import Appeal
from mourafaka.calls.enums import ApplicationState, CallState
from mourafaka.calls.models import Application, Call, Cohort, RulesVersion
from mourafaka.calls.queries import columns_of
from mourafaka.cli import demonstration
from mourafaka.cli.demo import LAST_MONTH, day_at
from mourafaka.cli.demonstration import calibration, generator, story
from mourafaka.cli.demonstration.history.chronicle import Chronicle
from mourafaka.cli.verify import verify
from mourafaka.coaching.models import Statement, Visit, VisitReport
from mourafaka.diagnosis.models import Assessment
from mourafaka.enrolment.models import CoachAssignment, Enrolment
from mourafaka.enrolment.queries.alerts import alerts_on
from mourafaka.foundations.models import JournalEntry, OutboxMessage
from mourafaka.people.enums import Role
from mourafaka.people.models import Mandate, User
from mourafaka.plans.models import Plan
from mourafaka.registry.models import Cooperative
from mourafaka.results.queries.reasons import alert_words
from mourafaka.selection.models import (
    Assignment,
    ConflictDeclaration,
    Decision,
    ExceptionMotion,
    Letter,
    Mark,
    Minute,
    Proposal,
    PublishedBundle,
    Review,
    Withdrawal,
)
from mourafaka.training.models import Certificate, Session

IN_COHORT = (ApplicationState.SELECTED, ApplicationState.ENROLLED)


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[demonstration.Summary, Any]]:
    """The demonstration, loaded once for the whole module and forgotten afterwards."""
    files = tmp_path_factory.mktemp("demonstration")
    storage = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(files)},
        },
        "staticfiles": {"BACKEND": "mourafaka.foundations.static.Storage"},
    }
    held = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    elsewhere = override_settings(MEDIA_ROOT=files, STORAGES=storage, TASKS=held)
    with django_db_blocker.unblock(), elsewhere, transaction.atomic():
        yield demonstration.load(lambda step, done, total: None, until=day_at(LAST_MONTH)), files
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _its_database_and_files(loaded: tuple[demonstration.Summary, Any], db: None, settings: Any) -> None:
    settings.MEDIA_ROOT = loaded[1]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(loaded[1])},
        },
    }


def test_thirty_three_of_about_180_applications_are_selected(loaded: Any) -> None:
    summary, _files = loaded

    assert (summary.applications, summary.selected, summary.newly_loaded) == (182, 33, True)


def test_loading_again_changes_nothing(loaded: Any) -> None:
    before = (JournalEntry.objects.count(), Application.objects.count())

    again = demonstration.load(lambda step, done, total: None, until=day_at(LAST_MONTH))

    assert (again.newly_loaded, again.selected) == (False, 33)
    assert (JournalEntry.objects.count(), Application.objects.count()) == before


def test_the_call_covers_the_six_prefectures_and_provinces() -> None:
    call = Call.objects.get(code="T2-09")

    assert set(call.provinces.values_list("code", flat=True)) == set(calibration.APPLICATIONS)
    assert (call.seats, call.state) == (33, CallState.PUBLISHED)


def test_lots_may_straddle_regions() -> None:
    lot = Cohort.objects.get(code=story.COHORT).lots.get(code="2")

    assert {province.region_id for province in lot.provinces.all()} == {"09", "10", "11"}


def test_everything_is_marked_synthetic() -> None:
    assert Cohort.objects.get(code=story.COHORT).synthetic
    assert not Cooperative.objects.filter(synthetic=False).exists()


def test_no_real_address_phone_or_account_is_written() -> None:
    addresses = set(User.objects.exclude(email="machine@localhost").values_list("email", flat=True))

    assert all(address.endswith("@example.org") for address in addresses)
    assert not Cooperative.objects.exclude(Q(phone="") & Q(rib_encrypted="") & Q(cnss_no="")).exists()


def test_every_role_is_played() -> None:
    assert set(Mandate.objects.values_list("role", flat=True)) == set(Role.values)


def test_gates_refused_the_applications_drawn_with_a_flaw() -> None:
    refused = Application.objects.filter(state=ApplicationState.INADMISSIBLE)

    assert (
        refused.count() == sum(generator.FLAWS.values()) == Application.objects.filter(eligible=False).count()
    )


def test_three_reviewers_have_conflicts_and_read_none_of_them() -> None:
    conflicts = ConflictDeclaration.objects.conflicts().filter(person__mandates__role=Role.REVIEWER)

    assert len(set(conflicts.values_list("person", flat=True))) == 3
    assert not [
        pair
        for pair in conflicts.values_list("application", "person")
        if Review.objects.filter(assignment__application=pair[0], assignment__reviewer=pair[1]).exists()
    ]


def test_every_admissible_application_was_read_at_least_twice() -> None:
    readings = Counter(Assignment.objects.filter(state="submitted").values_list("application", flat=True))

    assert (len(readings), min(readings.values())) == (145, 2)
    assert Assignment.objects.filter(third_reading=True).exists()


def test_reviewers_differ_in_severity_and_it_matters() -> None:
    outcome = Proposal.objects.latest("pk").outcome

    severities = [float(value) for value in outcome["calibration"]["severity"].values()]
    stays = outcome["stability"]["stays_on_other_basis"]
    assert max(severities) - min(severities) > 8
    assert not all(stays.values())


def test_the_proposal_is_proven_and_holds_every_quota() -> None:
    proposal = Proposal.objects.latest("pk")
    outcome = proposal.outcome
    numbers = [proposal.inputs["numbers"][name] for name in outcome["chosen"]]
    applications = Application.objects.filter(number__in=numbers).select_related("cooperative")

    counts = Counter(pair for each in applications for pair in columns_of(each).items())

    assert (outcome["status"], outcome["objective"]) == ("optimal", outcome["bound"])
    assert [
        quota
        for quota in RulesVersion.objects.latest("number").data["quotas"]
        if not quota.get("min", 0) <= counts[quota["column"], quota["value"]] <= quota.get("max", 33)
    ] == []


def test_the_places_of_tata_bind() -> None:
    binding = Counter(row["rule"] for row in Proposal.objects.latest("pk").outcome["refused"])

    assert binding["province=09.551 min 3"] > 0


def test_the_committee_carried_two_exceptions_and_lost_one() -> None:
    motions = Counter(ExceptionMotion.objects.values_list("carried", flat=True))

    assert (motions[True], motions[False]) == (2, 1)
    assert sum(decision.is_exception for decision in Decision.objects.all()) == 2


def test_a_withdrawal_was_filled_from_the_reserve() -> None:
    withdrawal = Withdrawal.objects.select_related("application", "promoted").get()

    assert withdrawal.application.state == ApplicationState.WITHDRAWN
    assert withdrawal.promoted is not None
    assert withdrawal.promoted.state == ApplicationState.ENROLLED


def test_minutes_exist_in_both_languages() -> None:
    languages = Counter(Minute.objects.values_list("language", flat=True))

    assert languages == {"fr": 3, "ar": 3}


def test_one_appeal_is_accepted_and_one_rejected() -> None:
    assert Counter(Appeal.objects.values_list("state", flat=True)) == {"accepted": 1, "rejected": 1}


def test_every_decision_has_its_letter_held_or_released() -> None:
    states = Counter(OutboxMessage.objects.values_list("state", flat=True))

    assert Letter.objects.count() == 145 + 1
    assert states["held"] > 100
    assert states["released"] > 0


def test_the_bundle_is_published() -> None:
    assert PublishedBundle.objects.get().file.read()[:2] == b"PK"


def test_the_published_bundle_recomputes(tmp_path: Any) -> None:
    file = tmp_path / "bundle.zip"
    file.write_bytes(PublishedBundle.objects.get().file.read())

    done = CliRunner().invoke(verify, [str(file)])

    assert (done.exit_code, "33 selected" in done.output) == (0, True)


def test_the_database_verifies() -> None:
    done = CliRunner().invoke(verify, ["--database"])

    assert done.exit_code == 0


def test_one_mark_altered_in_the_database_is_named() -> None:
    mark = Mark.objects.select_related("review__assignment__application").latest("pk")
    Mark.objects.filter(pk=mark.pk).update(value=0 if mark.value else 5)

    done = CliRunner().invoke(verify, ["--database"])

    number = mark.review.assignment.application.number
    assert done.exit_code == 4
    assert number in done.output
    assert f"criterion {mark.criterion}" in done.output


def test_the_same_seed_draws_the_same_cohort() -> None:
    places = list(story.registering.Reference(calibration.APPLICATIONS).places())

    assert generator.cohort(places) == generator.cohort(places)


def test_figures_follow_the_published_aggregates() -> None:
    cooperatives = Cooperative.objects.with_members()
    sectors = Counter(cooperatives.values_list("sector", flat=True))
    mean_members = sum(each.members_total for each in cooperatives) / len(cooperatives)

    assert abs(sectors["agriculture"] / 182 - calibration.SECTOR_SHARES["agriculture"]) < 0.08
    assert abs(mean_members - calibration.MEMBERS_MEAN) < 2


# The two years


def test_all_thirty_three_are_enrolled_and_three_leave_with_their_reason() -> None:
    left = Enrolment.objects.exclude(exit_reason="").order_by("exit_reason")

    assert Enrolment.objects.count() == 33
    assert [(each.phase, each.exit_reason) for each in left] == [
        ("abandoned", "conflict"),
        ("abandoned", "other_programme"),
        ("dissolved", "shock"),
    ]


def test_the_diagnosis_is_taken_three_times_and_better_each_time() -> None:
    validated = Assessment.objects.validated()
    means = [
        sum(each.overall for each in found) / len(found)
        for found in (list(validated.filter(round=name)) for name in ("M0", "M12", "M24"))
    ]

    assert means == sorted(means)
    assert Assessment.objects.filter(round="M0", state="validated").count() == 33


def test_everybody_has_a_plan_in_force_and_three_were_revised() -> None:
    approved = Plan.objects.filter(state="approved")

    assert approved.count() == 33
    assert sorted(approved.exclude(revision=1).values_list("revision", flat=True)) == [2, 2, 2]


def test_six_modules_are_held_and_certificates_verify() -> None:
    held = set(Session.objects.filter(state="held").values_list("module__code", flat=True))

    assert held == {"F1", "F2", "F3", "F4", "F5", "F6"}
    assert Certificate.objects.exists()


def test_some_three_hundred_and_sixty_visits_are_held_and_most_are_billed() -> None:
    held = Visit.objects.filter(state__in=["held", "validated"]).count()
    billed = sum(statement.lines.count() for statement in Statement.objects.all())

    assert 340 <= held <= 396
    assert billed > held / 2


def test_a_caseload_changed_hands_and_some_reports_were_late_or_wait() -> None:
    handed_over = CoachAssignment.objects.exclude(ends_on=None).exclude(enrolment__ended_on__isnull=False)

    assert handed_over.exists()
    assert any(
        report.late_days for report in VisitReport.objects.told().select_related("visit__enrolment__contract")
    )


def test_nothing_after_the_day_has_happened() -> None:
    today = day_at(LAST_MONTH)

    assert not VisitReport.objects.filter(held_on__gt=today).exists()
    assert not Assessment.objects.filter(held_on__gt=today).exists()
    assert not Session.objects.filter(state="held", ends_on__gt=today).exists()


def test_every_alert_of_the_two_years_is_said_in_words() -> None:
    months = (3, 12, LAST_MONTH)
    raised = {alert.code for month in months for alert in alerts_on(Enrolment.objects.all(), day_at(month))}

    assert raised >= {"late_action", "missed_visits"}
    assert raised - alert_words().keys() == set()


def test_a_chronicle_stops_at_the_day_asked_for() -> None:
    told: list[int] = []
    chronicle = Chronicle(None, {}, until=date(2020, 9, 20), start=date(2020, 7, 1))  # type: ignore[arg-type]
    for day in (date(2020, 9, 21), date(2020, 9, 20), date(2020, 7, 2)):
        chronicle.on(day, lambda day=day: told.append(day.day))

    chronicle.tell(lambda *_: None)

    assert told == [2, 20]
