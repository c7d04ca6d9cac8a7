"""A case of Taroudannt under way, its officer and its cooperative, on 6 April 2020."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from mourafaka.foundations import clock
from mourafaka.registry.models import CooperativeContact
from tests.factories.calls import ApplicationFactory, CallFactory
from tests.factories.instruction import CaseFactory


@pytest.fixture(autouse=True)
def _on_6_april() -> Iterator[None]:
    with clock.at(date(2020, 4, 6)):
        yield


@pytest.fixture
def officer(users: Callable[..., Any]) -> Any:
    return users("delegate", "09")


@pytest.fixture
def manager(users: Callable[..., Any]) -> Any:
    return users("manager")


@pytest.fixture
def case(db: None) -> Any:
    call = CallFactory(documents=["statutes"])
    return CaseFactory(application=ApplicationFactory(call=call))


@pytest.fixture
def woman(case: Any, users: Callable[..., Any]) -> Any:
    """Who speaks for the cooperative of the case."""
    user = users("cooperative", preferred_language="fr")
    CooperativeContact.objects.create(user=user, cooperative=case.application.cooperative)
    return user
