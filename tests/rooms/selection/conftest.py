"""A call that awaits its readings, and the people around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories.calls import CallFactory
from tests.factories.selection import AdmissibleFactory, ReviewerProfileFactory


@pytest.fixture
def call(db: None) -> Any:
    return CallFactory(state="closed")


@pytest.fixture
def manager(users: Callable[..., Any]) -> Any:
    return users("manager")


@pytest.fixture
def applications(call: Any) -> Callable[[int], list[Any]]:
    """`applications(5)` are admissible applications of the call."""
    return lambda count, **fields: AdmissibleFactory.create_batch(count, call=call, **fields)


@pytest.fixture
def readers(call: Any) -> Callable[[int], list[Any]]:
    """`readers(3)` are people enrolled to read for the call."""
    return lambda count, **fields: [
        profile.user for profile in ReviewerProfileFactory.create_batch(count, call=call, **fields)
    ]
