"""Export, the log of accesses, retention, consent, the bank account number."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse

from mourafaka.applying.models import Draft
from mourafaka.applying.services import submit_draft
from mourafaka.foundations import clock, files
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import Erasure, JournalEntry, OutboxMessage, OutboxState
from mourafaka.foundations.notices.models import Notice
from mourafaka.foundations.privacy import accesses
from mourafaka.foundations.privacy.models import Access, Consent, DataRequest
from mourafaka.foundations.privacy.retention import apply_every_rule
from mourafaka.people.models import Mandate, User
from mourafaka.people.services import machine
from tests.factories.applying import TYPED, whole_draft
from tests.factories.calls import ApplicationFactory
from tests.factories.registry import CooperativeFactory, valid_rib

pytestmark = pytest.mark.django_db


@pytest.fixture
def president(users):
    return users("cooperative", full_name="Présidente (synthétique)")


@pytest.fixture
def cooperative(territory, president):
    return CooperativeFactory(province_id="09.541", contact=president, leader_name="Présidente")


def data_in(response):
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        return json.loads(packed.read("data.json")), packed.namelist()


def test_a_person_takes_her_data_and_her_cooperatives_away_and_it_is_written(
    client_as, president, cooperative
):
    client = client_as(president)
    application = ApplicationFactory(cooperative=cooperative, project_title="Presser l’huile")
    document = files.store(b"content", name="statuts.pdf", content_type="application/pdf")
    application.documents.create(kind_id="statutes", file=document)

    own, _names = data_in(client.post(reverse("privacy:export_mine")))
    hers, names = data_in(client.post(reverse("privacy:export_mine"), {"cooperative": cooperative.pk}))

    assert "Présidente (synthétique)" in json.dumps(own, ensure_ascii=False)
    assert "Presser l’huile" in json.dumps(hers, ensure_ascii=False)
    assert f"files/{document.pk}-statuts.pdf" in names
    assert list(Access.objects.values_list("kind", "key", "how")) == [
        ("registry.cooperative", cooperative.code, "exported"),
        ("people.user", str(president.pk), "exported"),
    ]


def test_the_data_of_a_cooperative_one_does_not_speak_for_are_not_given(client_as, users, cooperative):
    stranger = client_as(users("cooperative"))

    answer = stranger.post(reverse("privacy:export_mine"), {"cooperative": cooperative.pk})

    assert answer.status_code == 404


def test_who_opened_a_record_is_written_and_the_person_reads_it(client_as, users, president, cooperative):
    delegate = users("delegate", "09", full_name="Déléguée (synthétique)")

    client_as(delegate).get(reverse("registry:cooperative", args=[cooperative.code]))
    client_as(delegate).get(reverse("registry:export", args=["csv"]))
    page = client_as(president).get(reverse("privacy:mine")).content.decode()

    assert list(Access.objects.values_list("by", "how", "key")) == [
        (delegate.pk, "exported", cooperative.code),
        (delegate.pk, "seen", cooperative.code),
    ]
    assert page.count("Déléguée (synthétique)") == 2


@pytest.mark.parametrize(
    ("reason", "read", "taken_away"),
    [("database is locked", 503, 503), ("database or disk is full", 200, 503)],
)
def test_a_page_whose_access_cannot_be_written_is_not_shown_unless_the_disk_is_full(
    client_as, users, cooperative, monkeypatch, caplog, reason, read, taken_away
):
    client = client_as(users("delegate", "09"))

    def refuse(**_access):
        raise OperationalError(reason)

    monkeypatch.setattr(accesses, "record", refuse)
    page = client.get(reverse("registry:cooperative", args=[cooperative.code]))
    table = client.get(reverse("registry:export", args=["csv"]))

    assert (page.status_code, table.status_code) == (read, taken_away)
    assert (cooperative.code in page.content.decode()) == (read == 200)
    assert (f"saw registry.cooperative {cooperative.code}" in caplog.text) == (read == 200)


def test_a_line_of_the_log_that_was_changed_or_removed_shows(users):
    auditor = users("admin")
    for key in ("A", "B", "C"):
        accesses.record(
            by=auditor, how="seen", kind="registry.cooperative", keys=[key], page="registry:cooperative"
        )
    assert accesses.broken() == []

    Access.objects.filter(key="B").delete()

    assert accesses.broken() == [Access.objects.get(key="C").pk]


def test_retention_empties_what_served_its_time_and_a_dry_run_does_nothing(users, president):
    long_ago = clock.now() - timedelta(days=500)
    told = {"subject": "Rappel", "body": "Bonjour", "language": "fr", "recipient": "a@example.org"}
    for key, event, when in (
        ("old", "training.reminder", long_ago),
        ("letter", "", long_ago),
        ("new", "x", clock.now()),
    ):
        OutboxMessage.objects.create(about="x:1", dedup_key=key, event=event, state=OutboxState.SENT, **told)
        OutboxMessage.objects.filter(dedup_key=key).update(queued_at=when)
    gone = users((), full_name="Agente partie (synthétique)", joined_at=long_ago)
    Mandate.objects.create(user=gone, role="delegate", starts_on=long_ago.date(), ends_on=long_ago.date())

    foreseen = apply_every_rule(actor=machine(), dry_run=True)
    untouched = OutboxMessage.objects.filter(body="Bonjour").count()
    done = apply_every_rule(actor=machine())
    again = apply_every_rule(actor=machine())

    assert (foreseen, untouched) == (done, 3)
    assert sorted(OutboxMessage.objects.filter(body="Bonjour").values_list("dedup_key", flat=True)) == [
        "letter",
        "new",
    ]
    assert not User.objects.get(pk=gone.pk).is_active
    assert not User.objects.filter(full_name__contains="partie").exists()
    assert sum(each.rows for each in again) == 0
    assert JournalEntry.objects.filter(verb="privacy.retention.apply").exists() and Erasure.objects.exists()


def test_old_accesses_go_and_the_chain_still_holds(users):
    auditor = users("admin")
    for key in ("old", "new"):
        accesses.record(by=auditor, how="seen", kind="registry.cooperative", keys=[key], page="x")

    apply_every_rule(actor=machine(), now=clock.now() + timedelta(days=360))
    kept = Access.objects.count()
    apply_every_rule(actor=machine(), now=clock.now() + timedelta(days=400))

    assert (kept, Access.objects.count(), accesses.broken()) == (2, 0, [])


def test_the_text_agreed_to_is_shown_and_recorded_with_its_version_and_language(
    client_as, president, territory
):
    draft = whole_draft(president)
    client = client_as(president)
    Consent.objects.all().delete()

    page = client.get(
        reverse("applying:page", args=[draft.code, "declarations", 1]), headers={"accept-language": "ar"}
    )
    client.post(
        reverse("applying:page", args=[draft.code, "declarations", 1]),
        {**TYPED["declarations"], "version": Draft.objects.get(pk=draft.pk).version},
        headers={"accept-language": "ar"},
    )

    assert "القانون 09-08" in page.content.decode()
    given = Consent.objects.get()
    assert (given.text, given.version, given.language, given.given_by) == ("application", 1, "ar", president)


def test_what_was_agreed_to_goes_with_the_application_as_it_was_read(president, territory):
    draft = whole_draft(president)
    Consent.objects.filter(about=reference(draft)).update(language="ar", version=1)

    receipt = submit_draft(draft, actor=president, submit_key=draft.submit_key)

    given = Consent.objects.get(about=reference(receipt.application))
    assert (given.text, given.version, given.language, given.given_by) == ("application", 1, "ar", president)


def test_an_account_number_is_read_through_an_act_that_is_written(client_as, users, cooperative):
    cooperative.rib = valid_rib(12345)
    cooperative.save()
    officer = client_as(users("finance", "09"))

    page = officer.get(reverse("registry:cooperative", args=[cooperative.code])).content.decode()
    shown = officer.post(reverse("registry:rib", args=[cooperative.code])).content.decode()

    assert valid_rib(12345) not in page
    assert valid_rib(12345) in shown
    entry = JournalEntry.objects.get(verb="registry.rib.read")
    assert valid_rib(12345) not in str((entry.facts, entry.result, entry.seals))
    assert not Notice.objects.filter(text__contains=valid_rib(12345)).exists()


def test_a_request_is_asked_once_and_answered_once(client_as, users, president):
    auditor = client_as(users("admin"))
    for _twice in range(2):
        client_as(president).post(
            reverse("privacy:ask"), {"kind": "erase", "words": "Je n’en fais plus partie"}
        )

    request = DataRequest.objects.get()
    auditor.post(reverse("privacy:answer", args=[request.pk]), {"answer": "Effacé ce jour"})
    again = auditor.post(reverse("privacy:answer", args=[request.pk]), {"answer": "Encore"})

    request.refresh_from_db()
    assert (request.answer, again.status_code) == ("Effacé ce jour", 409)
