"""What later rooms show on a cooperative's page.

A panel is a callable `(cooperative, user) -> Panel | None`; None when it has nothing for this person. It
fetches only what `visible_to(user)` gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from mourafaka.foundations.sockets import Socket
from mourafaka.territory.sockets import Panel

__all__ = ["Moment", "Panel", "moments", "panels", "visibility"]


@dataclass(frozen=True)
class Moment:
    """Something that happened to a cooperative, or will: a line of its timeline, from call to closure."""

    on: date
    title: Any
    text: Any = ""
    url: str = ""
    tone: str = ""  # a code of c-state: done, active, due, refused…


panels = Socket("registry.panels")
# (cooperative, user) -> list[Moment]; only what the user may see.
moments = Socket("registry.moments")
# Who else sees a cooperative: (Q, user) -> Q, widening what the territory gives.
visibility = Socket("registry.visibility")
