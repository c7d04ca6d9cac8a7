"""Corrections: asked, answered, judged, lapsed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from mourafaka.calls.models import Application
from mourafaka.foundations import clock, files
from mourafaka.foundations.models import OutboxMessage
from mourafaka.foundations.notices.models import Notice
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction import services
from mourafaka.instruction.models import Case, Correction
from tests.factories.instruction import CorrectionFactory

pytestmark = pytest.mark.django_db

DUE = date(2020, 4, 20)
MARKET = {"target": "sections:market", "kind": "incomplete", "text": "Nommez vos clients."}
STATUTES = {"target": "documents:statutes", "kind": "outdated", "text": "Envoyez les statuts de 2019."}


def asked(case, officer, *lines):
    return services.ask_corrections(case, actor=officer, asked=lines or (MARKET,), due_on=DUE)


def state_of(case):
    return Application.objects.get(pk=case.application_id).state


def test_asking_sends_the_application_back_and_stops_the_clock(case, officer, woman):
    asked(case, officer, MARKET, STATUTES)

    case.refresh_from_db()
    assert (state_of(case), case.stopped_on) == ("incomplete", date(2020, 4, 6))


def test_the_cooperative_is_told_once_for_all_that_is_asked(case, officer, woman):
    asked(case, officer, MARKET, STATUTES)

    message = OutboxMessage.objects.get()
    assert (message.recipient, "Nommez vos clients." in message.body, "2019" in message.body) == (
        woman.email,
        True,
        True,
    )


def test_a_new_value_is_written_into_the_dossier_and_the_old_one_kept(case, officer, woman):
    (correction,) = asked(case, officer)

    answered = services.answer_correction(correction, actor=woman, text="Trois hôtels de Taroudannt")

    market = Application.objects.get(pk=case.application_id).market
    assert (market, answered.before) == ("Trois hôtels de Taroudannt", "Deux épiceries d’Agadir")


def test_a_file_takes_the_place_of_the_document(case, officer, woman):
    (correction,) = asked(case, officer, STATUTES)
    paper = files.store(b"%PDF-1.7", name="statuts.pdf", content_type="application/pdf")

    services.answer_correction(correction, actor=woman, file=paper)

    document = case.application.documents.get(kind="statutes")
    assert (document.state, document.file) == ("received", paper)


def test_the_last_answer_sends_the_application_back_to_the_officer(case, officer, woman):
    first, second = asked(case, officer, MARKET, STATUTES)
    services.answer_correction(first, actor=woman, text="Trois hôtels")
    before = state_of(case)

    services.answer_correction(second, actor=woman, text="Les statuts n’ont pas changé.")

    assert (before, state_of(case)) == ("incomplete", "submitted")


def test_an_accepted_document_is_accepted_in_the_dossier(case, officer, woman):
    (correction,) = asked(case, officer, STATUTES)
    paper = files.store(b"%PDF-1.7", name="statuts.pdf", content_type="application/pdf")
    services.answer_correction(correction, actor=woman, file=paper)

    services.accept_correction(correction, actor=officer)

    assert case.application.documents.get(kind="statutes").state == "accepted"


def test_asking_again_keeps_what_was_answered(case, officer, woman):
    (correction,) = asked(case, officer)
    services.answer_correction(correction, actor=woman, text="Des clients")

    anew = services.ask_again(correction, actor=officer, text="Lesquels ?", due_on=DUE)

    correction.refresh_from_db()
    assert (correction.state, correction.answer, anew.follows, state_of(case)) == (
        "again",
        "Des clients",
        correction,
        "incomplete",
    )


def test_what_is_not_answered_in_time_lapses_and_the_officer_decides(case, officer, woman):
    (correction,) = asked(case, officer)

    with clock.at(date(2020, 4, 21)):
        call_command("lapse_corrections")

    correction.refresh_from_db()
    assert (correction.state, state_of(case), OutboxMessage.objects.count()) == ("lapsed", "submitted", 2)


def test_the_last_day_counts_until_its_end(case, officer, woman):
    (correction,) = asked(case, officer)

    with clock.at(DUE):
        call_command("lapse_corrections")

    correction.refresh_from_db()
    assert correction.state == "asked"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"target": "sections:state"}, "correction_target_unknown"),
        ({"target": "documents:other"}, "correction_target_unknown"),
        ({"kind": "ugly"}, "correction_kind_unknown"),
        ({"text": " "}, "correction_without_words"),
    ],
)
def test_a_correction_names_a_part_a_reason_and_what_to_do(change, code, case, officer):
    with pytest.raises(Refused) as refusal:
        asked(case, officer, MARKET | change)

    assert refusal.value.code == code


def test_nothing_is_asked_for_yesterday(case, officer):
    with pytest.raises(Refused) as refusal:
        services.ask_corrections(case, actor=officer, asked=[MARKET], due_on=date(2020, 4, 6))

    assert refusal.value.code == "correction_date_past"


def test_the_same_part_is_not_asked_twice_at_once(case, officer):
    asked(case, officer)

    with pytest.raises(Refused) as refusal:
        asked(case, officer)

    assert refusal.value.code == "correction_already_asked"


def test_a_number_that_cannot_be_read_is_refused_with_what_was_typed(case, officer, woman):
    (correction,) = asked(case, officer, MARKET | {"target": "sections:jobs_now"})

    with pytest.raises(Refused) as refusal:
        services.answer_correction(correction, actor=woman, text="beaucoup")

    assert (refusal.value.code, refusal.value.facts["value"]) == ("answer_value_refused", "beaucoup")


def test_another_cooperative_does_not_answer(case, officer, users):
    (correction,) = asked(case, officer)

    with pytest.raises(Refused) as refusal:
        services.answer_correction(correction, actor=users("cooperative"), text="Moi")

    assert refusal.value.code == "not_allowed"


def test_an_empty_answer_is_refused(case, officer, woman):
    (correction,) = asked(case, officer)

    with pytest.raises(Refused) as refusal:
        services.answer_correction(correction, actor=woman)

    assert refusal.value.code == "answer_empty"


def test_a_cooperative_sees_its_own_corrections_only(case, officer, woman):
    (own,) = asked(case, officer)
    CorrectionFactory()

    assert list(Correction.objects.visible_to(woman)) == [own]


def test_a_cooperative_without_account_is_told_on_its_telephone_until_when_it_answers(case, officer):
    cooperative = case.application.cooperative
    cooperative.phone = "+212661234567"
    cooperative.save()

    asked(case, officer)

    message = OutboxMessage.objects.get()
    assert (message.channel, message.recipient, message.parts <= 2) == ("sms", "+212661234567", True)
    assert case.application.number in message.body


def test_the_officer_is_told_once_the_last_correction_is_answered(case, officer, woman):
    services.assign_case(case, actor=officer, officer=officer)
    first, second = asked(Case.objects.get(pk=case.pk), officer, MARKET, STATUTES)

    services.answer_correction(first, actor=woman, text="Trois hôtels")
    before = Notice.objects.filter(user=officer).count()
    services.answer_correction(second, actor=woman, text="Ils sont joints")

    assert (before, [notice.event for notice in Notice.objects.filter(user=officer)]) == (
        0,
        ["instruction.cooperative_answered"],
    )


def test_her_page_tells_what_was_asked_and_answered_in_her_words(case, officer, woman, client_as):
    (correction,) = asked(case, officer)
    services.answer_correction(correction, actor=woman, text="Trois hôtels de Taroudannt")

    page = client_as(woman).get(f"/apply/applications/{case.application.number}/").content.decode()

    assert "Nous vous avons demandé de compléter" in page
    assert "Vous avez répondu" in page
