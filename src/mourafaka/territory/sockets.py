"""What later rooms show on a province's page: a callable `(province, user) -> Panel | None`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mourafaka.foundations.sockets import Socket


@dataclass(frozen=True)
class Panel:
    """A titled part of a page: a template and what it shows."""

    title: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


panels = Socket("territory.panels")
