"""What later rooms show on a cooperative's page.

A panel is a callable `(cooperative, user) -> Panel | None`; None when it has nothing for this person. It
fetches only what `visible_to(user)` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mourafaka.foundations.sockets import Socket


@dataclass(frozen=True)
class Panel:
    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


panels = Socket("registry.panels")
