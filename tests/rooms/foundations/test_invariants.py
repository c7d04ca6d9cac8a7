"""What must always be true is noticed when it is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from mourafaka.applying.models import Draft
from mourafaka.applying.services import submit_draft
from mourafaka.calls.models import Application
from mourafaka.coaching.models import Statement, StatementLine
from mourafaka.enrolment.models import Contract
from mourafaka.foundations import files, invariants
from mourafaka.foundations.models import StoredFile
from mourafaka.selection.models import ConflictDeclaration
from tests.factories.applying import whole_draft
from tests.factories.calls import ApplicationFactory
from tests.factories.coaching import validated_visit
from tests.factories.selection import ReviewFactory

pytestmark = pytest.mark.django_db


def broken() -> set[str]:
    return {each.code for each in invariants.declared() if list(each.broken())}


@pytest.fixture
def lodged(users: Any, territory: Any) -> Any:
    president = users("cooperative")
    draft = whole_draft(president)
    files.store(b"%PDF-1.7 synthetic", name="papier.pdf", content_type="application/pdf")
    return submit_draft(draft, actor=president, submit_key=draft.submit_key)


def test_everything_holds_after_an_application_was_lodged(lodged: Any, capsys: Any) -> None:
    call_command("check_invariants")

    assert capsys.readouterr().out.count("holds") == len(invariants.declared()) == 9


def change_an_answer(receipt: Any) -> None:
    Draft.objects.update(answers={"name_fr": "autre"})


def enter_by_the_back_door(receipt: Any) -> None:
    ApplicationFactory(call=receipt.application.call, submitted_at=receipt.submitted_at)


def lose_a_file(receipt: Any) -> None:
    (Path(settings.MEDIA_ROOT) / StoredFile.objects.get().path).unlink()


def alter_a_file(receipt: Any) -> None:
    (Path(settings.MEDIA_ROOT) / StoredFile.objects.get().path).write_bytes(b"autre")


def jump_to_a_state(receipt: Any) -> None:
    Application.objects.update(state="selected")


@pytest.mark.parametrize(
    ("harm", "noticed"),
    [
        (change_an_answer, {"I1"}),
        (lose_a_file, {"I5"}),
        (alter_a_file, {"I5"}),
        (enter_by_the_back_door, {"I2", "I6"}),
        (jump_to_a_state, {"I6", "I9"}),
    ],
)
def test_what_no_longer_holds_is_named(lodged: Any, harm: Any, noticed: set[str]) -> None:
    harm(lodged)

    assert broken() == noticed


def test_marks_of_a_reader_with_a_conflict_are_named(db: None) -> None:
    reading = ReviewFactory(assignment__state="submitted").assignment
    ConflictDeclaration.objects.update_or_create(
        application=reading.application, person=reading.reviewer, defaults={"nature": "family"}
    )

    assert "I7" in broken()


@pytest.mark.parametrize(
    ("price", "net", "of_statement", "noticed"),
    [
        ("1500", "1500", "1500", set()),
        ("18000.01", "18000.01", "18000.01", {"I3"}),  # twelve visits at 1,500 are 18,000
        ("1500", "1499.99", "1500", {"I4"}),
        ("1500", "1500", "1500.01", {"I4"}),
    ],
)
def test_money_beyond_the_contract_or_sums_that_differ_are_named(
    users: Any, price: str, net: str, of_statement: str, noticed: set[str]
) -> None:
    visit, march = validated_visit(), date(2021, 3, 31)
    contract = visit.enrolment.contract
    Contract.objects.filter(pk=contract.pk).update(visits=12, visit_price_mad=1500)
    statement = Statement.objects.create(
        contract=contract, number=1, period_from=march.replace(day=1), period_to=march, issued_on=march,
        opened_by=users("delegate", "09"), price_mad=Decimal(price), net_mad=Decimal(of_statement),
    )  # fmt: skip
    StatementLine.objects.create(
        statement=statement, visit=visit, price_mad=Decimal(price), net_mad=Decimal(net)
    )

    assert broken() & {"I3", "I4"} == noticed


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL verifies its pages by itself")
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE calls_application SET call_id = 999999", "refers to a missing calls_call"),
        (
            "UPDATE enrolment_contract SET visit_price_mad = -1",
            "CHECK constraint failed in enrolment_contract",
        ),
    ],
)
def test_rows_the_database_should_have_refused_are_named(db: None, harm: str, said: str) -> None:
    validated_visit()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(harm)
        cursor.execute("PRAGMA ignore_check_constraints = OFF")

        found = list(invariants.database_unsound())
        transaction.set_rollback(True)

    assert [said in line for line in found] == [True]
