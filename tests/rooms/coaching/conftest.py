"""A coach in charge of a cooperative of Taroudannt since July 2020, and the delegate of her region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from mourafaka.foundations import clock
from tests.factories.coaching import TAROUDANNT, CoachProfileFactory
from tests.factories.enrolment import CoachAssignmentFactory, EnrolmentFactory

TODAY = date(2021, 3, 10)  # a Wednesday of the ninth month of service


@dataclass
class Scene:
    enrolment: Any
    coach: Any
    delegate: Any
    manager: Any


@pytest.fixture
def today() -> Iterator[date]:
    with clock.at(TODAY):
        yield TODAY


@pytest.fixture
def scene(users: Any, today: date) -> Scene:
    enrolment = EnrolmentFactory(phase="training")
    cooperative = enrolment.cooperative
    cooperative.latitude, cooperative.longitude = TAROUDANNT
    cooperative.save()
    coach = CoachAssignmentFactory(enrolment=enrolment).coach
    CoachProfileFactory(coach=coach)
    return Scene(enrolment, coach, users("delegate", "09"), users("manager"))
