"""Letters: no refusal without its reason and its means of appeal; nothing leaves by itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from mourafaka.foundations import delivery
from mourafaka.foundations.mail import release_messages
from mourafaka.foundations.models import OutboxMessage
from mourafaka.foundations.refusals import Refused
from mourafaka.registry.models import CooperativeContact
from mourafaka.selection import services
from mourafaka.selection.models import Decision, Letter
from tests.factories.committee import Sitting, decided, person, sitting
from tests.factories.selection import ConflictDeclarationFactory
from tests.pdf import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Sitting:
    return decided()


def letter_of(found: Sitting, number: str) -> Letter:
    services.issue_letters(found.call, actor=found.manager)
    return Letter.objects.get(application__number=number)


def test_every_decision_has_one_letter_however_often_they_are_asked_for(found: Sitting) -> None:
    services.issue_letters(found.call, actor=found.manager)

    again = services.issue_letters(found.call, actor=found.manager)

    assert (again, Letter.objects.count(), OutboxMessage.objects.count()) == ([], 10, 10)


def test_a_refused_letter_gives_rule_gap_smallest_change_and_appeal(found: Sitting, tmp_path: Path) -> None:
    text = text_of(letter_of(found, "T2-09-0008").file.read(), tmp_path)

    assert "La règle déterminante : nombre de places : 4." in text
    assert "Points manquants :" in text
    assert "Avec une note de" in text
    assert "15 jours" in text
    assert "A-008" in text


def test_a_refused_letter_gives_the_mean_of_every_criterion(found: Sitting, tmp_path: Path) -> None:
    text = text_of(letter_of(found, "T2-09-0008").file.read(), tmp_path)

    assert all(f"C{number} " in text for number in range(1, 10))


def test_the_letter_of_an_application_in_arabic_is_in_arabic(found: Sitting, tmp_path: Path) -> None:
    found.call.applications.filter(number="T2-09-0008").update(language="ar")

    letter = letter_of(found, "T2-09-0008")

    assert letter.language == "ar"
    assert "C1" in text_of(letter.file.read(), tmp_path)
    assert "لديكم أجل 15 يوما" in letter.message.body


def test_no_letter_is_written_without_means_of_appeal(found: Sitting) -> None:
    type(found.call).objects.filter(pk=found.call.pk).update(appeal_days=0)

    with pytest.raises(Refused) as refused:
        services.issue_letters(found.call, actor=found.manager)

    assert refused.value.code == "letter_without_appeal"
    assert not Letter.objects.exists()


def test_no_letter_is_written_without_a_reason(found: Sitting) -> None:
    decision = Decision.objects.get(application__number="T2-09-0008")
    Decision.objects.filter(pk=decision.pk).update(explanation={**decision.explanation, "refusal": None})

    with pytest.raises(Refused) as refused:
        services.issue_letters(found.call, actor=found.manager)

    assert refused.value.facts == {"number": "T2-09-0008"}


def test_no_letter_is_written_before_the_committee_decided() -> None:
    waiting = sitting()

    with pytest.raises(Refused) as refused:
        services.issue_letters(waiting.call, actor=waiting.manager)

    assert refused.value.code == "nothing_decided_in_call"


def test_a_letter_leaves_only_once_released(found: Sitting, monkeypatch: Any) -> None:
    monkeypatch.setattr(delivery, "quiet_for", lambda moment: timedelta())
    application = found.call.applications.get(number="T2-09-0001")
    CooperativeContact.objects.create(
        cooperative=application.cooperative, user=person("cooperative", "Presidente")
    )
    letter = letter_of(found, application.number)
    before = len(mail.outbox)

    release_messages([letter.message], actor=found.manager)

    assert before == 0
    assert [message.to for message in mail.outbox] == [["presidente@example.org"]]


def test_a_letter_without_address_is_released_to_be_handed_over(found: Sitting) -> None:
    letter = letter_of(found, "T2-09-0001")

    release_messages([letter.message], actor=found.manager)

    letter.message.refresh_from_db()
    assert (letter.message.state, mail.outbox) == ("released", [])


def test_the_outbox_hides_letters_of_another_region_and_of_a_conflict(found: Sitting, client_as: Any) -> None:
    services.issue_letters(found.call, actor=found.manager)
    ConflictDeclarationFactory(
        application=found.call.applications.get(number="T2-09-0001"), person=found.manager, nature="family"
    )

    mine = client_as(found.manager).get("/outbox/").content.decode()
    elsewhere = client_as(person("delegate", "Ailleurs", "04")).get("/outbox/").content.decode()

    assert "T2-09-0002" in mine
    assert "T2-09-0001" not in mine
    assert "T2-09-0002" not in elsewhere


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_letters_and_outbox_open_in_both_languages(found: Sitting, client_as: Any, language: str) -> None:
    letter = letter_of(found, "T2-09-0008")
    client = client_as(found.manager)
    client.cookies["django_language"] = language

    paths = [
        "/selection/calls/T2-09/choice/letters/", f"/selection/letters/{letter.pk}/", "/outbox/",
        f"/outbox/{letter.message_id}/", f"/outbox/{letter.message_id}/attachment/",
    ]  # fmt: skip

    assert [client.get(path).status_code for path in paths] == [200] * 5
