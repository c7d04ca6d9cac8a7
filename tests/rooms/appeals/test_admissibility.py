"""An application that is not admissible: its letter, its appeal, and its reading after the others were decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mourafaka.appeals import services
from mourafaka.appeals.models import Appeal, Letter
from mourafaka.calls import services as calls
from mourafaka.calls.models import Application
from mourafaka.engine.bundle import verify
from mourafaka.foundations.refusals import Refused
from mourafaka.selection import services as selection
from tests.factories.appeals import speaker
from tests.factories.calls import ApplicationFactory, CallFactory
from tests.factories.committee import Sitting, person
from tests.factories.selection import AssignmentFactory, all_marks, reviewed

pytestmark = pytest.mark.django_db
REASON = "Le procès-verbal manque."


@pytest.fixture
def dossier(db: None) -> Application:
    return ApplicationFactory(call=CallFactory())


def rejected(dossier: Application) -> Application:
    return calls.reject(dossier, actor=person("delegate", "Instructrice", "09"), reason=REASON)


def accepted(dossier: Application) -> Appeal:
    appeal = services.lodge_appeal(dossier, actor=speaker(dossier), text="Il était joint.")
    appeal = services.take_appeal(appeal, actor=person("delegate", "Seconde", "09"))
    return services.accept_appeal(appeal, actor=appeal.examiner, reason="Le document était bien joint.")


def test_a_rejection_writes_its_letter_with_the_reason_and_the_closed_conditions(
    dossier: Application,
) -> None:
    cooperative = dossier.cooperative
    cooperative.local_reg_no = ""
    cooperative.save()
    calls.evaluate_call(dossier.call, actor=person("manager", "Responsable"))

    rejected(dossier)

    letter = Letter.objects.get(application=dossier)
    why = dict(letter.reasons)["Pourquoi"]
    assert (why[0], len(why)) == (REASON, 2)
    assert letter.message.state == "held"
    assert "15 jours" in letter.message.body


def test_a_call_without_days_to_appeal_declares_nobody_inadmissible(dossier: Application) -> None:
    type(dossier.call).objects.update(appeal_days=0)

    with pytest.raises(Refused) as refusal:
        rejected(Application.objects.get(pk=dossier.pk))

    assert refusal.value.code == "letter_of_rejection_without_appeal"
    assert Application.objects.get().state == "submitted"


def test_a_rejection_taken_back_before_its_letter_left_is_not_told(dossier: Application) -> None:
    calls.admit(rejected(dossier), actor=person("manager", "Responsable"))

    assert Letter.objects.get().message.state == "cancelled"


def test_who_rejected_does_not_examine_and_the_accepted_one_goes_to_be_read(dossier: Application) -> None:
    appeal = accepted(rejected(dossier))

    instructor = Letter.objects.get(kind="inadmissible").issued_by
    with pytest.raises(Refused) as refusal:
        services.take_appeal(appeal, actor=instructor)
    assert refusal.value.code == "not_allowed"
    assert (appeal.state, Application.objects.get().state) == ("accepted", "admissible")


def test_admitted_after_the_decision_it_is_read_and_the_rules_run_again(found: Sitting) -> None:
    dossier = ApplicationFactory(call=found.call, number="T2-09-0011")
    appeal = accepted(rejected(dossier))
    early = appeal.state
    readers = [each.user for each in selection_readers(found)]
    reviewed(Application.objects.get(pk=dossier.pk), all_marks(5), all_marks(5), readers=readers)
    with pytest.raises(Refused) as refusal:
        services.conclude_appeal(appeal, actor=appeal.examiner)
    selection.close_readings(found.call, actor=found.manager)

    appeal = services.conclude_appeal(appeal, actor=appeal.examiner)

    assert (early, refusal.value.code, appeal.state) == ("reading", "appeal_not_read_yet", "accepted")
    assert Application.objects.get(pk=dossier.pk).state == "reserve"
    assert appeal.outcome["application"] == "A-011"
    assert verify(selection.build_bundle(found.call.cohort)).faults == ()


def selection_readers(found: Sitting) -> Any:
    from mourafaka.selection.models import ReviewerProfile

    return ReviewerProfile.objects.filter(call=found.call).select_related("user").order_by("pk")


def test_admitted_on_appeal_it_is_read_though_the_deadline_of_the_others_is_past(found: Sitting) -> None:
    type(found.call).objects.update(reviews_due_at=timezone.now() - timedelta(days=1))
    dossier = ApplicationFactory(call=found.call, number="T2-09-0011", state="admissible")
    reader = selection_readers(found)[0].user
    reading = AssignmentFactory(application=dossier, reviewer=reader, state="to_review")

    review = selection.record_review(reading, actor=reader, marks=all_marks(4))

    assert review.submitted_at is not None
