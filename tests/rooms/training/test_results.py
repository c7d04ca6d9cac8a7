"""Tests before and after, and ballots without names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mourafaka.foundations import clock
from mourafaka.foundations.models import JournalEntry
from mourafaka.people.services import machine
from mourafaka.training import services
from mourafaka.training.codes import ballot_code
from mourafaka.training.models import Satisfaction, Session, TestResult
from mourafaka.training.queries import results
from tests.factories.training import AttendeeFactory, SessionFactory
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db
FACES = {"content": 5, "trainer": 4, "language_level": 3, "logistics": 2, "usefulness": 5}


@pytest.fixture(autouse=True)
def march() -> Any:
    with clock.at(date(2021, 3, 2)):
        yield


# --- Tests ---


def marks(session: Session, kind: str, **given: Any) -> list[TestResult]:
    return services.record_tests(session, actor=session.trainer, kind=kind, marks=given["marks"])


def test_the_gain_is_between_the_two_tests():
    attendee = AttendeeFactory()
    marks(attendee.session, "before", marks={str(attendee.pk): Decimal(8)})
    marks(attendee.session, "after", marks={str(attendee.pk): Decimal("14")})

    found = results.tests_of(attendee.session)

    assert (found.gain, found.part, found.both) == (Decimal(6), Decimal("0.5"), 1)


@pytest.mark.parametrize("mark", ["20.01", "-1", "NaN", "Infinity"])
def test_a_mark_beyond_20_is_refused(mark):
    attendee = AttendeeFactory()

    with refused_with("mark_out_of_range"):
        marks(attendee.session, "before", marks={str(attendee.pk): Decimal(mark)})


def test_an_emptied_mark_is_taken_back():
    attendee = AttendeeFactory()
    marks(attendee.session, "before", marks={str(attendee.pk): Decimal(8)})

    marks(attendee.session, "before", marks={str(attendee.pk): None})

    assert TestResult.objects.count() == 0


# --- Ballots ---


def rate(session: Session, slip: int, **changes: int) -> Satisfaction:
    code = ballot_code(session.pk, slip)
    return services.rate_session(session, actor=machine(), code=code, **{**FACES, **changes})


def test_a_slip_counts_once():
    session = SessionFactory()
    rate(session, 1)

    with refused_with("ballot_used"):
        rate(session, 1)


def test_a_slip_that_was_not_printed_counts_for_nothing():
    session = SessionFactory(capacity=15)

    with refused_with("ballot_unknown"):
        rate(session, 16)


def test_a_slip_of_another_session_counts_for_nothing():
    session = SessionFactory()

    with refused_with("ballot_unknown"):
        services.rate_session(session, actor=machine(), code=ballot_code(session.pk + 1, 1), **FACES)


def test_five_faces_and_no_sixth():
    with refused_with("ballot_incomplete"):
        rate(SessionFactory(), 1, content=6)


def test_what_a_ballot_says_stays_out_of_the_journal():
    rate(SessionFactory(), 1)

    assert JournalEntry.objects.get(verb="training.session.rate").facts == {}


def test_four_ballots_show_no_mean():
    session = SessionFactory()
    for slip in range(1, 5):
        rate(session, slip)

    found = results.ballots_of(session)

    assert (found.count, found.aspects, found.suppressed) == (4, (), True)


def test_five_ballots_show_means():
    session = SessionFactory()
    for slip in range(1, 6):
        rate(session, slip)

    assert [aspect.mean for aspect in results.ballots_of(session).aspects] == [5, 4, 3, 2, 5]
