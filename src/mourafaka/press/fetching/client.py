"""One request to a newspaper: guarded, paced, conditional, its redirects followed by hand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from mourafaka.press.fetching.bodies import ROBOTS, Kind, Limits, check_type, read_body
from mourafaka.press.fetching.guard import NOTHING_MORE, Allowance, check_url, guarded_connector
from mourafaka.press.fetching.pace import read_max_age, read_retry_after
from mourafaka.press.fetching.problems import FetchProblem
from mourafaka.press.fetching.robots import Robots

_MOVED = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Policy:
    """`pause`: between two requests to one host. `contact`: an address where a webmaster can ask us to stop."""

    agent: str = "MourafakaPress"
    contact: str = ""
    pause: timedelta = timedelta(seconds=5)
    at_once: int = 32  # requests in flight, to different hosts
    limits: Limits = field(default_factory=Limits)
    allowance: Allowance = NOTHING_MORE
    obey_robots: bool = True

    @property
    def user_agent(self) -> str:
        return f"{self.agent}/1.0" + (f" (+{self.contact})" if self.contact else "")


@dataclass(frozen=True)
class Answer:
    """`url`: where it was found at last. `moved_to`: its new address when every redirect said it is for good."""

    status: int
    url: str
    body: bytes = b""
    content_type: str = ""
    charset: str | None = None
    etag: str = ""
    last_modified: str = ""
    max_age: timedelta | None = None
    moved_to: str | None = None
    robots_tag: str = ""

    @property
    def unchanged(self) -> bool:
        return self.status == 304


class Fetcher:
    """All requests of one run. Use as an async context manager; `get` may be called many times at once."""

    def __init__(
        self,
        policy: Policy | None = None,
        *,
        resolver: AbstractResolver | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.policy = policy or Policy()
        self._resolver, self._clock = resolver, clock
        self._robots = Robots(self.policy.agent, self._ask_robots)
        self._turns: dict[str, asyncio.Lock] = {}
        # counted here and not by the connector: who waits for a turn must not run out of time
        self._in_flight = asyncio.Semaphore(self.policy.at_once)
        self._last: dict[str, float] = {}

    async def __aenter__(self) -> Self:
        limits = self.policy.limits
        self._session = aiohttp.ClientSession(
            connector=guarded_connector(self.policy.allowance, self._resolver, limit=0),
            timeout=aiohttp.ClientTimeout(total=limits.total_seconds, sock_connect=limits.connect_seconds),
            headers={"User-Agent": self.policy.user_agent, "Accept-Encoding": "gzip, deflate"},
            auto_decompress=False,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=16_384,
            max_field_size=16_384,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(self, url: str, kind: Kind, *, etag: str = "", last_modified: str = "") -> Answer:
        """What `url` answers: 200 with its body, or 304. Raises `FetchProblem` for everything else.

        The url a redirect leads to is asked of the guard and of its host's robots like the first.
        """
        address, moved_to, for_good = urldefrag(url).url, None, True
        seen = {address}
        for _ in range(self.policy.limits.redirects + 1):
            await self._allowed(address, kind)
            answer = await self._once(address, kind, etag, last_modified)
            if isinstance(answer, Answer):
                return answer if moved_to is None else _moved(answer, moved_to)
            status, address = answer
            for_good = for_good and status in _FOR_GOOD
            moved_to = address if for_good else moved_to
            if address in seen:
                raise FetchProblem("redirect_loop", url=address)
            seen.add(address)
        raise FetchProblem("too_many_redirects", most=self.policy.limits.redirects)

    async def _allowed(self, url: str, kind: Kind) -> None:
        check_url(url, self.policy.allowance)
        if not self.policy.obey_robots or kind is ROBOTS:
            return
        if not await self._robots.allows(url, self._clock()):
            raise FetchProblem("robots_refused", url=url)

    async def _once(self, url: str, kind: Kind, etag: str, last_modified: str) -> Answer | tuple[int, str]:
        """One request: an answer, or the (status, address) of a redirect."""
        headers = {"Accept": kind.accept}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        async with self._turn(url):
            await self._wait(url, kind)
            try:
                async with (
                    self._in_flight,
                    self._session.get(url, headers=headers, allow_redirects=False) as response,
                ):
                    return await self._read(response, url, kind)
            except FetchProblem:
                raise
            except TimeoutError:
                raise FetchProblem("too_slow", seconds=self.policy.limits.total_seconds) from None
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise _hidden(error) or FetchProblem("unreachable", reason=type(error).__name__) from None

    async def _read(self, response: aiohttp.ClientResponse, url: str, kind: Kind) -> Answer | tuple[int, str]:
        status, headers = response.status, response.headers
        if status in _MOVED and headers.get("Location"):
            return status, urldefrag(urljoin(url, headers["Location"])).url
        pause = read_retry_after(headers.get("Retry-After"), self._clock())
        if status == 410:
            raise FetchProblem("gone", status=status)
        if status != 304 and not 200 <= status < 300:
            raise FetchProblem("http_status", retry_after=pause, status=status)
        body = b""
        if status != 304:
            check_type(headers.get("Content-Type", ""), kind)
            body = await read_body(response, kind, self.policy.limits)
        return Answer(
            status=status,
            url=url,
            body=body,
            content_type=response.content_type if "Content-Type" in headers else "",
            charset=response.charset,
            etag=headers.get("ETag", "")[:500],
            last_modified=headers.get("Last-Modified", "")[:100],
            max_age=read_max_age(headers.get("Cache-Control")),
            robots_tag=headers.get("X-Robots-Tag", "")[:500],
        )

    def _turn(self, url: str) -> asyncio.Lock:
        return self._turns.setdefault(_host(url), asyncio.Lock())

    async def _wait(self, url: str, kind: Kind) -> None:
        """Until this host may be asked again."""
        pause = self.policy.pause
        if self.policy.obey_robots and kind is not ROBOTS:
            pause = max(pause, await self._robots.delay(url, self._clock()))
        host = _host(url)
        last = self._last.get(host)
        if last is not None and kind is not ROBOTS:
            await asyncio.sleep(max(0.0, last + pause.total_seconds() - time.monotonic()))
        if kind is not ROBOTS:
            self._last[host] = time.monotonic()

    async def _ask_robots(self, url: str) -> tuple[int, str] | None:
        from mourafaka.engine.press.charsets import decode

        try:
            answer = await self.get(url, ROBOTS)
        except FetchProblem as problem:
            status = problem.facts.get("status")
            if problem.code == "wrong_type":  # whatever that is, it is no robots.txt: as if there were none
                return 404, ""
            return (int(status), "") if status else None
        return answer.status, decode(answer.body)


def _host(url: str) -> str:
    return urlsplit(url).netloc.casefold()


def _moved(answer: Answer, moved_to: str) -> Answer:
    from dataclasses import replace

    return replace(answer, moved_to=moved_to)


def _hidden(error: BaseException) -> FetchProblem | None:
    """The guard's refusal under what aiohttp made of it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, FetchProblem):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None
