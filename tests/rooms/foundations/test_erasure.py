"""After an erasure nothing planted is left in the database, the files, the cache or the messages; all sums stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Model

from mourafaka.applying.models import Draft
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import files, journal
from mourafaka.foundations.append_only import lifted
from mourafaka.foundations.delivery import deliver
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import OutboxMessage, StoredFile, WithheldValue
from mourafaka.foundations.notices.codes import send_code
from mourafaka.foundations.privacy import declared
from mourafaka.foundations.privacy.people import held
from mourafaka.foundations.privacy.services import erase_person
from mourafaka.foundations.privacy.wiping import _texts
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import Mandate, User
from mourafaka.people.services import end_mandate, open_account
from mourafaka.registry.services import correct_cooperative
from mourafaka.training.models import Participant
from tests.doors.access_world import build_world
from tests.factories.registry import valid_rib

pytestmark = pytest.mark.django_db

NAMED = "Kanarita Ukanari"
HELD = "KANARIHELD"
PHONE = "+212661234987"
MAIL = "kanarita@example.org"


@pytest.fixture
def world(users: Any) -> Any:
    return build_world(users)


@pytest.fixture
def erase(django_capture_on_commit_callbacks: Any) -> Any:
    """The act as its door does it: what waits for the commit is done too."""

    def perform(record: Model, *, actor: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return erase_person(record, actor=actor)

    return perform


@pytest.fixture
def auditor(users: Any) -> Any:
    return users("admin")


def everything() -> str:
    """Every cell of every table, every file of the data folder, every entry of the cache."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told += [f"{table}: {row!r}" for row in cursor.fetchall()]
    told += [session.session_key + str(session.get_decoded()) for session in Session.objects.all()]
    told += [
        str(path) + path.read_text(errors="ignore")
        for path in Path(settings.DATA_FOLDER).rglob("*")
        if path.is_file()
    ]
    told += [repr(value) for value in cache._cache.values()]
    return "\n".join(told)


def hits(*planted: str) -> list[str]:
    return [line[:300] for line in everything().splitlines() if any(word in line for word in planted)]


def counts() -> dict[str, int]:
    """Rows of every table of the rooms, less the journal and what is only a way in."""
    kept = [model for model in declared.apps.get_models() if model.__module__.startswith("mourafaka.")]
    aside = {"JournalEntry", "WithheldValue", "Erasure", "SignInLink", "ApiToken", "Code", "OptOut", "Access"}
    return {model._meta.label: model._base_manager.count() for model in kept if model.__name__ not in aside}


def changed(before: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts().items() if before[name] != number}


def plant(model: type[Model], rows: Any, names: Any, word: str) -> int:
    """Write a word into every text of these rows, and a file of that content into every place for one."""
    planted = 0
    with lifted(model._meta.db_table):
        for row in rows:
            changes = {}
            for name in names:
                column = model._meta.get_field(name)
                if column.is_relation:
                    if column.related_model is StoredFile:
                        changes[name] = files.store(
                            word.encode(), name=f"{word}.txt", content_type="text/plain"
                        )
                elif isinstance(column, models.JSONField):
                    changes[name] = {word: [word]}
                elif isinstance(column, models.CharField | models.TextField) and not column.unique:
                    changes[name] = word[: column.max_length]
            planted += sum(_written(model, row, {name: value}) for name, value in changes.items())
    return planted


def _written(model: type[Model], row: Any, change: dict[str, Any]) -> int:
    try:
        with transaction.atomic():
            return model._base_manager.filter(pk=row.pk).update(**change)
    except IntegrityError:  # a constraint wants nothing there
        return 0


def plant_held(record: Model) -> int:
    found = sum(plant(each.group.table, each.rows, each.group.names, HELD) for each in held(record))
    about = reference(record)
    OutboxMessage.objects.create(
        recipient="x@example.org", language="fr", subject=HELD, body=HELD, about=about, dedup_key=about
    )
    return found


def test_nothing_planted_is_left_of_whoever_is_erased(world, users, auditor, client_as, erase):
    """A person of a roster, then the account of a president, then a cooperative: one world is dear to build."""
    participant, cooperative = Participant.objects.order_by("pk").first(), world.own.cooperative
    _on_a_roster(participant, auditor, erase)
    _with_an_account(world, auditor, client_as, erase)
    _a_cooperative(cooperative, auditor, erase)

    assert journal.breaks() == []


def _on_a_roster(participant, auditor, erase):
    participant.name, participant.phone = NAMED, PHONE
    participant.save()
    planted, before = plant_held(participant), counts()

    erase(participant, actor=auditor)

    assert planted > 0
    assert hits(HELD, NAMED, PHONE) == []
    assert changed(before) == {}


def _with_an_account(world, auditor, client_as, erase):
    """The name and the number are written in every text that anybody else may write."""
    person = open_account(None, actor=auditor, email=MAIL, phone=PHONE, full_name=NAMED)
    Mandate.objects.create(user=person, role="cooperative")
    client_as(person).get("/")
    for address in (PHONE, MAIL):
        send_code(address, purpose="apply", language="fr")
    for message in OutboxMessage.objects.filter(event="notices.code"):
        deliver(message.pk)
    waiting = SessionStore()
    waiting["code_sent_to"] = MAIL
    waiting.save()
    draft = Draft.objects.create(call=world.call, owner=person, entered_by=person, saved_by=person)
    plant(Draft, [draft], ["typed", "answers"], HELD)
    for model, names in _texts():
        about = declared.subjects().get(model._meta.label)
        others = names if about is None else set(names) - set(about.names)  # another may bear the same name
        rows = model._base_manager.exclude(pk=person.pk) if model is User else model._base_manager.all()
        plant(model, list(rows), others, f"{NAMED} 06 61 23 49 87")
    cache.set("page", f"<p>{NAMED}</p>", 60)
    before = counts()
    assert len(hits(NAMED)) > 30

    erase(person, actor=auditor)

    person.refresh_from_db()
    assert hits(NAMED, HELD, PHONE, PHONE[1:], MAIL, "06 61 23 49 87") == []
    assert (person.is_active, person.has_usable_password()) == (False, False)
    assert changed(before) == {}


def _a_cooperative(cooperative, auditor, erase):
    cooperative.leader_name, cooperative.phone, cooperative.rib = NAMED, PHONE, valid_rib(7)
    cooperative.save()
    Mandate.objects.create(user=auditor, role="manager")
    auditor = User.objects.get(pk=auditor.pk)
    correct_cooperative(
        cooperative, actor=auditor, version=cooperative.version, values={"address": f"{HELD} 3"}
    )
    Enrolment.objects.filter(cooperative=cooperative).update(phase="closed")
    planted, before = plant_held(cooperative), counts()

    erase(cooperative, actor=auditor)

    cooperative.refresh_from_db()
    assert planted > 15
    assert hits(HELD, NAMED, PHONE, PHONE[1:], "0661234987") == []
    assert (cooperative.rib_encrypted, cooperative.leader_name) == ("", "")
    assert changed(before) == {}


def test_whom_the_programme_still_works_with_is_not_erased(users, auditor):
    officer = users("delegate", "09")

    with pytest.raises(Refused) as refused:
        erase_person(officer, actor=auditor)

    assert refused.value.code == "erasure_with_a_mandate"
    end_mandate(officer.mandates.get(), actor=auditor, ends_on=officer.mandates.get().starts_on)


def test_a_value_kept_beside_the_journal_cannot_be_changed_unseen(users, auditor):
    open_account(None, actor=auditor, email=MAIL, full_name=NAMED)

    WithheldValue.objects.filter(value=NAMED).update(value="Somebody else")

    assert [each.reason for each in journal.breaks()] == ["withheld"]


def test_what_was_never_erased_cannot_be_said_erased(users, auditor):
    person = open_account(None, actor=auditor, email=MAIL, full_name=NAMED)
    other = open_account(None, actor=auditor, email="other@example.org", full_name="Somebody else")
    erasure = erase_person(person, actor=auditor).erasure

    WithheldValue.objects.filter(value="Somebody else").update(value=None, salt="", erasure=erasure)

    assert other.pk and [each.record for each in journal.altered_records()] == [reference(erasure)]
    assert json.dumps(erasure.seal(), default=str)
