"""The batteries that look at pages stand in the world of the access matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import (  # noqa: F401
    _flush_lifts_the_append_only_triggers,
    _nothing_kept_from_another_test,
    _own_data_folder,
    client_as,
    territory,
    users,
)
from tests.doors.access_world import World, build_world


@pytest.fixture
def world(users: Callable[..., Any]) -> World:  # noqa: F811
    return build_world(users)
