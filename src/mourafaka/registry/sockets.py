"""What later rooms show on a cooperative's page.

A panel is a callable `(cooperative, user) -> Panel | None`; None when it has nothing for this person. It
fetches only what `visible_to(user)` gives.
"""

from __future__ import annotations

from mourafaka.foundations.sockets import Socket
from mourafaka.territory.sockets import Panel

__all__ = ["Panel", "panels"]

panels = Socket("registry.panels")
