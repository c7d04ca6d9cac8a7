"""Acts write a chain that shows any later change."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from mourafaka.foundations import journal
from mourafaka.foundations.acts import door
from mourafaka.foundations.models import JournalEntry
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import Organisation, User
from mourafaka.people.services import give_mandate, open_account


@pytest.fixture
def admin(users):
    return users("admin")


def lift_triggers(table):
    where = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_no_update{where}")


def test_an_act_leaves_one_row_with_its_facts(admin):
    user = open_account(None, actor=admin, email="a@example.org", full_name="A")

    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.actor, entry.result) == (
        "people.account.open",
        journal.reference(admin),
        journal.reference(user),
    )
    assert journal.facts_of([entry])[entry.sequence]["email"] == "a@example.org"
    assert "a@example.org" not in str(entry.facts)


def test_a_refused_act_changes_nothing_and_leaves_no_row(users):
    somebody = users("reviewer")

    with pytest.raises(Refused) as refused:
        open_account(None, actor=somebody, email="a@example.org", full_name="A")

    assert refused.value.code == "not_allowed"
    assert not User.objects.filter(email="a@example.org").exists()
    assert not JournalEntry.objects.exists()


def test_replaying_an_act_id_returns_the_first_answer(admin):
    key = uuid.uuid4()

    with door("web", act_id=key):
        first = open_account(None, actor=admin, email="a@example.org", full_name="A")
    with door("web", act_id=key):
        second = open_account(None, actor=admin, email="a@example.org", full_name="A")

    assert first == second
    assert JournalEntry.objects.count() == 1


def test_the_act_id_of_another_person_is_refused(admin, users):
    key, other = uuid.uuid4(), users("admin")
    with door("web", act_id=key):
        open_account(None, actor=admin, email="a@example.org", full_name="A")

    with door("web", act_id=key), pytest.raises(Refused) as refused:
        open_account(None, actor=other, email="b@example.org", full_name="B")

    assert refused.value.code == "already_done"


def test_two_acts_behind_one_form_get_two_rows_and_replay_together(admin):
    key = uuid.uuid4()

    for _ in range(2):
        with door("web", act_id=key):
            user = open_account(None, actor=admin, email="a@example.org", full_name="A")
            give_mandate(user, actor=admin, role="coach")

    assert [entry.verb for entry in JournalEntry.objects.all()] == [
        "people.account.open",
        "people.mandate.give",
    ]


def test_the_database_refuses_to_change_or_remove_a_row(admin):
    open_account(None, actor=admin, email="a@example.org", full_name="A")

    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.update(verb="nothing")
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.all().delete()


def test_an_untouched_chain_has_no_break(admin):
    for number in range(3):
        open_account(None, actor=admin, email=f"a{number}@example.org", full_name="A")

    assert journal.breaks() == []


def test_a_rewritten_row_is_named(admin):
    for number in range(3):
        open_account(None, actor=admin, email=f"a{number}@example.org", full_name="A")
    lift_triggers("foundations_journalentry")

    JournalEntry.objects.filter(sequence=2).update(facts={"email": "forged@example.org"})

    assert journal.breaks() == [journal.Break(2, "content")]


def test_organisations_are_named_in_the_active_language():
    organisation = Organisation(name_fr="Office", name_ar="مكتب")

    assert organisation.name == "Office"
