"""A plan with its coach, its delegate and its cooperative."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mourafaka.foundations import files
from mourafaka.plans.models import Plan
from mourafaka.registry.models import CooperativeContact
from tests.factories.plans import PlanFactory


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def coach(plan: Plan) -> Any:
    return plan.drafted_by


@pytest.fixture
def delegate(users: Callable[..., Any]) -> Any:
    return users("delegate", "09")


@pytest.fixture
def president(plan: Plan, users: Callable[..., Any]) -> Any:
    user = users("cooperative")
    CooperativeContact.objects.create(user=user, cooperative=plan.enrolment.cooperative)
    return user


@pytest.fixture
def minutes(db: None) -> Any:
    return files.store(b"%PDF-1.7 proces-verbal", name="pv.pdf", content_type="application/pdf")
