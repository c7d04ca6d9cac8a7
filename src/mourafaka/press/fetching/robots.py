"""What each host allows a robot, as RFC 9309 says: 4xx allows all, 5xx and silence allow nothing for now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

KEPT, KEPT_AFTER_TROUBLE = timedelta(hours=24), timedelta(hours=1)
MOST_DELAY = timedelta(seconds=60)
MOST_BYTES = 500_000  # RFC 9309 §2.5


@dataclass(frozen=True)
class Rules:
    text: str | None  # None: nothing is allowed for now
    until: datetime


class Robots:
    """The rules of the hosts met; `ask(url)` answers (status, text) of a robots.txt, or None when none answers."""

    def __init__(self, agent: str, ask: Callable[[str], Awaitable[tuple[int, str] | None]]) -> None:
        self._agent, self._ask = agent, ask
        self._known: dict[str, tuple[Protego | None, datetime]] = {}

    async def allows(self, url: str, now: datetime) -> bool:
        rules = await self._rules(url, now)
        return rules is not None and rules.can_fetch(url, self._agent)

    async def delay(self, url: str, now: datetime) -> timedelta:
        """The Crawl-delay asked of us, at most a minute."""
        rules = await self._rules(url, now)
        seconds = rules.crawl_delay(self._agent) if rules is not None else None
        return min(timedelta(seconds=max(seconds or 0, 0)), MOST_DELAY)

    async def _rules(self, url: str, now: datetime) -> Protego | None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._known.get(origin)
        if known is None or known[1] <= now:
            known = self._read(await self._ask(f"{origin}/robots.txt"), now)
            self._known[origin] = known
        return known[0]

    def _read(self, answer: tuple[int, str] | None, now: datetime) -> tuple[Protego | None, datetime]:
        if answer is None or answer[0] >= 500:
            return None, now + KEPT_AFTER_TROUBLE
        status, text = answer
        return Protego.parse(text[:MOST_BYTES] if status < 300 else ""), now + KEPT
