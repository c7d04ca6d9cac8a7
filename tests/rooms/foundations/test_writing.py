"""What is read and written by statements made once is what Django reads and writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from mourafaka.coaching.models import Visit, VisitReport
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.writing import found_or_inserted, inserted, kept
from tests.factories.coaching import ReportFactory

locked = Locked(VisitReport, "visit__enrolment__contract", of=("self", "visit"))


def columns(record: Any) -> dict[str, Any]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


@pytest.fixture
def report(db: Any) -> VisitReport:
    return ReportFactory(themes=["governance"], duration_hours="2.5")


def test_a_locked_record_is_the_one_django_reads(report: VisitReport) -> None:
    rows = VisitReport.objects.select_related("visit__enrolment__contract")
    found = locked(report)
    for path in ("", "visit", "visit.enrolment", "visit.enrolment.contract"):
        expected, got = rows.get(pk=report.pk), found
        for name in filter(None, path.split(".")):
            expected, got = getattr(expected, name), getattr(got, name)
        assert type(got) is type(expected)
        assert got is None or columns(got) == columns(expected)
    with connection.execute_wrapper(_nothing_more):
        assert found.visit.report is found
        assert found.visit.enrolment.number


def _nothing_more(execute: Any, sql: str, *rest: Any) -> Any:
    raise AssertionError(f"asked again: {sql}")


def test_a_record_that_is_gone_is_said_to_be(report: VisitReport) -> None:
    gone = VisitReport(pk=report.pk + 1)
    with pytest.raises(VisitReport.DoesNotExist):
        locked(gone)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_outside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        locked(VisitReport(pk=1))


def test_a_whole_record_is_kept(report: VisitReport) -> None:
    visit = report.visit
    visit.pinned, visit.reason = True, "Le jour du souk"
    kept(visit)
    assert columns(Visit.objects.get(pk=visit.pk)) == columns(visit)


def test_a_new_row_learns_its_key_and_obeys_the_database(db: Any) -> None:
    file = inserted(StoredFile(name="a", content_type="application/pdf", path="a", size_bytes=1))
    found = StoredFile.objects.get(path="a")
    assert columns(found) == columns(file)
    with pytest.raises(IntegrityError), transaction.atomic():
        inserted(StoredFile(name="b", content_type="application/pdf", path="a", size_bytes=1))


def test_what_is_there_already_is_found(db: Any) -> None:
    def again(name: str) -> StoredFile:
        return StoredFile(name=name, content_type="application/pdf", path="a", size_bytes=1)

    first, new = found_or_inserted(again("first"), "path")
    second, newer = found_or_inserted(again("second"), "path")
    assert (new, newer) == (True, False)
    assert columns(second) == columns(first)
    assert StoredFile.objects.get().name == "first"
