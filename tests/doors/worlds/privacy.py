"""Personal data in the access matrix: the cooperative of each application, as whoever answers for data sees it."""

from __future__ import annotations

from typing import Any


def build(world: Any, users: Any) -> None:
    """Nothing of its own: the cooperatives are there."""


def value(world: Any, page: str, key: str, target: str) -> Any:
    if page == "privacy:answer":
        return 0
    return "registry.Cooperative" if key == "kind" else getattr(world, target).cooperative.pk
