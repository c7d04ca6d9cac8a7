"""Applications from a file: each row is a draft entered by the act of the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from mourafaka.calls.importing import APPLICATIONS, ApplicationSession
from mourafaka.calls.models import Application
from mourafaka.foundations.imports.understanding import Reader
from tests.factories.calls import NEED, ApplicationFactory, CallFactory
from tests.factories.registry import CooperativeFactory
from tests.factories.territory import ProvinceFactory

pytestmark = pytest.mark.django_db

IN_TIME = datetime(2020, 4, 1, 10, tzinfo=UTC)
HEADERS = [
    "Appel",
    "ICE",
    "Titre",
    "Besoin collectif",
    "Produits",
    "Marché",
    "CA",
    "Engagement",
    "Consentement",
]


@pytest.fixture
def read(delegate: Any) -> Any:
    """Understand a row, check it, and enter it when nothing is wrong: the application, or the codes of its faults."""

    def make(row: list[str], session: ApplicationSession | None = None, **options: Any) -> Any:
        session = session or ApplicationSession(delegate, options)
        reader = Reader(APPLICATIONS, session, APPLICATIONS.match(HEADERS), {})
        understood = reader.understand(row)
        reader.check(understood)
        if understood.errors:
            return [(error["column"], error["code"]) for error in understood.errors]
        return session.act(understood.values)

    with time_machine.travel(IN_TIME, tick=False):
        yield make


def row(cooperative: Any, **changes: str) -> list[str]:
    cells = {
        "call": "t2-09",
        "ice": cooperative.ice,
        "title": "Amlou",
        "need": NEED,
        "products": "Amlou",
        "market": "Souk",
        "turnover": "1 250 000,50",
        "commitment": "oui",
        "consent": "نعم",
    }
    return list((cells | changes).values())


def test_a_row_becomes_a_draft_under_the_calls_next_number(read: Any) -> None:
    CallFactory()

    application = read(row(CooperativeFactory()))

    assert (application.number, application.state) == ("T2-09-0001", "draft")
    assert (application.turnover_this_year_mad, application.commits_to_attend) == (
        Decimal("1250000.50"),
        True,
    )


def test_a_complete_row_is_submitted_when_asked(read: Any) -> None:
    CallFactory()

    assert read(row(CooperativeFactory()), submit=True).state == "submitted"
    assert read(row(CooperativeFactory(), market=""), submit=True).state == "draft"
    assert sorted(Application.objects.values_list("state", flat=True)) == ["draft", "submitted"]


def test_each_fault_of_a_row_names_its_column(read: Any) -> None:
    CallFactory()
    cooperative = CooperativeFactory()

    assert read(row(cooperative, call="T9-99")) == [("call", "call_unknown")]
    assert read(row(cooperative, ice="COOP-00-00000")) == [("cooperative", "cooperative_unknown")]
    assert read(row(cooperative, turnover="beaucoup")) == [("turnover_this_year_mad", "cell_not_a_number")]
    assert Application.objects.count() == 0


def test_a_cooperative_outside_the_territory_is_unknown(read: Any) -> None:
    CallFactory()

    far = CooperativeFactory(province=ProvinceFactory(code="10.301"))

    assert read(row(far)) == [("cooperative", "cooperative_unknown")]


def test_a_second_application_is_named_whether_in_the_file_or_before(read: Any, delegate: Any) -> None:
    before = ApplicationFactory()
    twice = CooperativeFactory()
    session = ApplicationSession(delegate, {})

    assert read(row(before.cooperative), session) == [("cooperative", "application_exists")]
    read(row(twice), session)
    assert read(row(twice), session) == [("cooperative", "application_exists")]


def test_a_call_in_preparation_takes_no_row(read: Any) -> None:
    CallFactory(state="draft")

    assert read(row(CooperativeFactory())) == [("", "call_not_receiving")]


def test_the_import_has_its_page_and_its_template(manager: Any, client_as: Any) -> None:
    client = client_as(manager)

    assert client.get(reverse("imports:new", args=["applications"])).status_code == 200
    assert client.get(reverse("imports:template", args=["applications", "xlsx"])).status_code == 200
