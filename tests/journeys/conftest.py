"""A browser for tests: the system's Chromium by playwright, axe for accessibility. Skipped where there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from playwright.sync_api import Browser, Page

from tests.journeys.phones import WIDTH, Phone
from tools import look

AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time() -> Iterator[None]:
    """SQLite in memory is one connection for all the threads of the live server: two requests at once, as when
    a page saves by itself, would break it."""
    lock, original = threading.Lock(), ThreadedWSGIServer.get_app

    def get_app(server: ThreadedWSGIServer) -> Callable[..., Any]:
        app: Any = original(server)

        def answer(environ: Any, start_response: Any) -> Any:
            with lock:
                return app(environ, start_response)

        return answer

    ThreadedWSGIServer.get_app = get_app  # type: ignore[method-assign,assignment]
    yield
    ThreadedWSGIServer.get_app = original  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(look.CHROMIUM).exists():
        pytest.skip("no Chromium here: apt-get install chromium")
    with look.browser() as chromium:
        yield chromium


@pytest.fixture
def open_page(browser: Browser, live_server: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """`open_page("/components/", language="ar", width=320, theme="dark", client=signed_in)` is a loaded page.

    It fails at the end on anything the console says: a blocked style, a script that breaks, a lost file.
    """
    settings.ALLOWED_HOSTS = ["*"]
    complaints: list[str] = []
    contexts = []

    def visit(
        path: str,
        *,
        language: str = "fr",
        width: int = 1280,
        theme: Any = "light",
        client: Any = None,
        scripts: bool = True,
        expects: tuple[str, ...] = (),  # what the console may say: a connection cut on purpose
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            java_script_enabled=scripts,
            bypass_csp=False,
            reduced_motion="reduce",
        )
        contexts.append(context)
        cookies = {"django_language": language}
        if client is not None:
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()

        def hear(said: Any) -> None:
            if said.type == "error" and not any(words in said.text for words in expects):
                complaints.append(said.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path if path == "about:blank" else live_server.url + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """What axe finds wrong on a page, of any impact, in words."""

    def find(page: Page) -> list[str]:
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]

    return find


@pytest.fixture
def sideways() -> Callable[[Page], int]:
    return look.sideways


@pytest.fixture
def phone_of(
    open_page: Callable[..., Page],
    client_as: Callable[..., Any],
    violations: Callable[[Page], list[str]],
    live_server: Any,
    language: str,
) -> Callable[..., Phone]:
    """`phone_of(coach)` is her phone, at home; without anybody, a passer-by's. The test says the `language`."""

    def hold(person: Any = None, *, expects: tuple[str, ...] = ()) -> Phone:
        client = client_as(person) if person else None
        page = open_page("/", language=language, width=WIDTH, client=client, expects=expects)
        return Phone(page, live_server.url, language, violations)

    return hold


@pytest.fixture
def stand_at(settings: Any) -> Callable[[date], date]:
    """`stand_at(day)`: from now on it is that day, for the pages as for the test."""

    def move(day: date) -> date:
        settings.DEMONSTRATION_DAY = day
        return day

    return move
