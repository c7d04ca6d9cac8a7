"""The pages of appeals: on the cooperative's telephone, without JavaScript; and the examiner's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mourafaka.appeals.models import Appeal
from mourafaka.foundations import clock
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import OutboxMessage
from tests.factories.appeals import application, examined, notify, speaker
from tests.factories.committee import Sitting, person
from tests.factories.files import pdf

pytestmark = pytest.mark.django_db
FOLLOW, OWN = "/apply/applications/T2-09-0008/", "/appeals/applications/T2-09-0008/"


@pytest.fixture
def woman(found: Sitting) -> Any:
    return speaker(application(found, 8))


def test_the_first_thing_she_reads_is_why_and_until_when_she_may_contest(
    found: Sitting, woman: Any, client_as: Any
) -> None:
    notify(application(found, 8), found.manager, clock.now() - timedelta(days=3))

    page = client_as(woman).get(FOLLOW).content.decode()

    head, _sep, _rest = page.partition("Ce qui s’est passé")
    last_day = format_date(clock.today() + timedelta(days=12), "fr")
    told = ["8 sur 10", "nombre de places : 4", "Points manquants", "Avec une note de", last_day, OWN]
    assert [word for word in told if word not in head] == []


def test_before_the_letter_leaves_nothing_is_told(found: Sitting, woman: Any, client_as: Any) -> None:
    OutboxMessage.objects.update(state="held")

    page = client_as(woman).get(FOLLOW).content.decode()

    assert "attente de la décision" in page
    assert "Points manquants" not in page


def test_she_contests_with_a_document_and_reads_until_when_she_is_answered(
    found: Sitting, woman: Any, client_as: Any
) -> None:
    client = client_as(woman)
    paper = SimpleUploadedFile("facture.pdf", pdf("facture"), content_type="application/pdf")

    empty = client.post(OWN + "lodge/", {"text": " "})
    sent = client.post(OWN + "lodge/", {"text": "Nos ventes manquent.", "file": paper})
    page = client.get(OWN).content.decode()

    appeal = Appeal.objects.get()
    assert (empty.status_code, sent.status_code, appeal.documents.count()) == (422, 302, 1)
    assert format_date(appeal.answer_due_on, "fr") in page
    assert client.get(f"/appeals/documents/{appeal.documents.get().pk}/").content[:5] == b"%PDF-"


def test_an_agent_types_the_paper_of_the_cooperative_with_the_day_it_came(
    found: Sitting, client_as: Any
) -> None:
    client = client_as(found.manager)
    day = clock.today() - timedelta(days=2)

    shown = client.get(OWN).content.decode()
    client.post(OWN + "lodge/", {"text": "Lettre du bureau.", "received_on": day.isoformat()})

    assert 'name="received_on"' in shown
    assert Appeal.objects.get().received_on == day


def test_the_examiner_accepts_with_corrected_marks_from_the_page(found: Sitting, client_as: Any) -> None:
    appeal = examined(found, 8)
    client = client_as(appeal.examiner)
    page = f"/appeals/{appeal.pk}/"

    refused = client.post(f"{page}accept/", {"reason": "Vu les factures."})
    done = client.post(
        f"{page}accept/", {"reason": "Vu les factures.", **{f"mark-C{n}": "5" for n in range(1, 10)}}
    )
    shown = client.get(page).content.decode()

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "Rien ne changerait" in refused.content.decode()
    assert "Note corrigée" in shown


def test_who_sat_on_the_committee_is_told_why_they_do_not_examine(found: Sitting, client_as: Any) -> None:
    appeal = examined(found, 8)
    Appeal.objects.filter(pk=appeal.pk).update(state="lodged", examiner=None)
    found.manager.mandates.model.objects.create(user=found.members[0], role="delegate", territory_code="09")
    client = client_as(found.members[0])

    page = client.get(f"/appeals/{appeal.pk}/").content.decode()
    taken = client.post(f"/appeals/{appeal.pk}/take/")

    assert "a siégé à la commission" in page
    assert taken.status_code == 403


def test_she_reads_the_answer_only_once_its_letter_has_left(found: Sitting, client_as: Any) -> None:
    from mourafaka.appeals import services

    appeal = examined(found, 8)
    services.reject_appeal(appeal, actor=appeal.examiner, reason="Les factures sont d’une autre année.")
    client = client_as(appeal.lodged_by)

    before = client.get(OWN).content.decode()
    OutboxMessage.objects.update(state="sent")
    after = client.get(FOLLOW).content.decode()

    assert "autre année" not in before
    assert "autre année" in after


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_opens_in_both_languages(found: Sitting, client_as: Any, language: str) -> None:
    appeal = examined(found, 8)
    staff, own = client_as(appeal.examiner), client_as(appeal.lodged_by)
    manager = client_as(person("manager", "Autre responsable"))
    for client in (staff, own, manager):
        client.cookies["django_language"] = language

    answers = [
        *(own.get(path).status_code for path in (FOLLOW, OWN, OWN + "give-up/")),
        *(
            staff.get(path).status_code
            for path in ("/appeals/", "/appeals/?show=late", f"/appeals/{appeal.pk}/")
        ),
        *(
            manager.get(path).status_code
            for path in (f"/appeals/{appeal.pk}/", "/", "/applications/T2-09-0008/")
        ),
    ]

    assert answers == [200] * 9


def test_giving_up_is_said_twice(found: Sitting, woman: Any, client_as: Any) -> None:
    chosen = speaker(application(found, 1), "Autre presidente")
    client, path = client_as(chosen), "/appeals/applications/T2-09-0001/give-up/"

    once = client.post(path, {"reason": "Nous arrêtons."})
    twice = client.post(path, {"reason": "Nous arrêtons.", "sure": "on"})

    assert (once.status_code, twice.status_code) == (422, 302)
    assert application(found, 1).state == "withdrawn"
