"""Every page in a real browser at 320 px: accessible, no wider than the phone, nothing blocked by the content security
policy; filled, empty, and with a form sent empty. Each is looked at in one of French and Arabic, in turn; with
`QUALITY_FULL`, once more in the other one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Error, Page, TimeoutError

from mourafaka.people.enums import Role
from quality.report import control, found
from tests.doors.test_access import EVERYBODY, address, expected, kwargs_of, page_names, person
from tests.journeys.conftest import AXE, _one_request_at_a_time, browser  # noqa: F401
from tools.look import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "every page, 320 px"
LANGUAGES = ("fr", "ar")
TURNS = (0, 1) if os.environ.get("QUALITY_FULL") else (0,)
FILES = ("pdf", "export", "file", "feed", "bundle", "template", "csv", "xlsx", "ics", "qr", "image", "photo")
PIECES = {"diagnosis:sheet"}  # what a script puts into pages, no page itself
WIDEST = """() => { const edge = document.documentElement.clientWidth;
  const over = [...document.querySelectorAll('main *')].filter(each => {
    const box = each.getBoundingClientRect(); return box.right > edge + 0.5 || box.left < -0.5; });
  return over.slice(-2).map(each => each.outerHTML.slice(0, 120)); }"""
AXE_RUN = """axe.run(document, {resultTypes: ['violations']})
  .then(found => found.violations.map(rule => rule.id + ' ' + rule.nodes[0].target))"""
SEND_EMPTY = """() => {
  const form = [...document.querySelectorAll('main form[method=post]')].find(f => f.getAttribute('action') === null);
  if (!form) return false;
  form.noValidate = true;
  for (const field of form.querySelectorAll('input[type=text], input:not([type]), textarea')) field.value = '';
  window.left = true;
  HTMLFormElement.prototype.submit.call(form);
  return true;
}"""

FORM = "main form[method=post]:not([action])"
ARRIVED = "() => !window.left && document.readyState === 'complete'"


def names() -> list[str]:
    """Pages people read; `QUALITY_PAGES=word` looks at some of them."""
    only = os.environ.get("QUALITY_PAGES", "")
    return [
        name
        for name in page_names()
        if only in name and name not in PIECES and not any(word in name.partition(":")[2] for word in FILES)
    ]


class Look:
    """One browser page that goes from address to address and remembers what was wrong."""

    def __init__(self, chromium: Any, home: str, cookie: str) -> None:
        self.chromium, self.home, self.cookie = chromium, home, cookie
        self.seen = 0
        self.wrong: list[str] = []
        self.blocked: list[str] = []
        self.wide: list[str] = []
        self.where = ""

    def page_of(self, session: str, language: str) -> Page:
        context = self.chromium.new_context(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
        cookies = {"django_language": language} | ({self.cookie: session} if session else {})
        context.add_cookies([{"name": n, "value": v, "url": self.home} for n, v in cookies.items()])
        page: Page = context.new_page()
        page.on("console", self.hear)
        return page

    def hear(self, said: Any) -> None:
        if "Content Security Policy" in said.text:
            self.blocked.append(f"{self.where}: {said.text[:200]}")

    def at(self, page: Page, url: str, name: str) -> bool:
        self.where = name
        try:
            answer = page.goto(self.home + url)
        except Error:
            return False  # a file to keep, not a page
        if answer is None or answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            return False
        self.examine(page, name)
        return True

    def examine(self, page: Page, name: str) -> None:
        self.seen += 1
        page.evaluate(AXE.read_text())
        self.wrong += [f"{name}: {each}" for each in page.evaluate(AXE_RUN)]
        over = sideways(page)
        if over:
            self.wide.append(f"{name}: {over} px {page.evaluate(WIDEST)}")

    def told(self, state: str, at_least: int) -> bool:
        """The three lines of a state; fewer pages than there should be are a fault too."""
        print("\n".join([*self.wrong[:20], *self.blocked[:10], *self.wide[:10]]))
        counted, whole = f"{self.seen} pages", self.seen >= at_least or "QUALITY_PAGES" in os.environ
        told = f"{len(self.wrong)} on {counted}"
        good = found(NAME, f"{state}: what axe finds, any impact", told, not self.wrong and whole)
        good &= found(
            NAME, f"{state}: blocked by the policy", f"{len(self.blocked)} on {counted}", not self.blocked
        )
        return good & found(
            NAME, f"{state}: wider than the phone", f"{len(self.wide)} on {counted}", not self.wide
        )


def shares(world: Any, users: Any, client_as: Any) -> Iterator[tuple[str, list[str]]]:
    """The session of each kind of visitor, and the pages looked at as that one: each page once."""
    table, left = expected(), names()
    for role in EVERYBODY:
        mine = [name for name in left if table[name][role] == "200"]
        left = [name for name in left if name not in mine]
        if mine:
            yield ("" if role == "nobody" else session_of(client_as(person(world, role, users)))), mine


def send_empty(page: Page, errors: Look) -> None:
    with page.expect_response(lambda told: told.request.method == "POST") as arriving:
        page.evaluate(SEND_EMPTY)
    if arriving.value.status in (200, 409, 422) and "html" in arriving.value.headers["content-type"]:
        page.wait_for_function(ARRIVED)
        errors.examine(page, errors.where)


def session_of(client: Any) -> str:
    from django.conf import settings

    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def language_of(position: int, turn: int) -> str:
    return LANGUAGES[(position + turn) % 2]


def state_of(state: str, turn: int) -> str:
    return f"{state}, the other language" if turn else state


@pytest.fixture
def look(browser: Any, live_server: Any, settings: Any) -> Callable[[], Look]:  # noqa: F811
    settings.ALLOWED_HOSTS = ["*"]
    return lambda: Look(browser, live_server.url, settings.SESSION_COOKIE_NAME)


@pytest.mark.parametrize("turn", TURNS)
def test_filled_and_with_errors(look: Any, world: Any, users: Any, client_as: Any, turn: int) -> None:
    filled, errors = look(), look()
    parts, with_form = list(shares(world, users, client_as)), []
    for session, mine in parts:
        pages = {language: filled.page_of(session, language) for language in LANGUAGES}
        for position, name in enumerate(mine):
            url = address(name, world, "own")
            language = language_of(position, turn)
            page = pages[language]
            shown = filled.at(page, url, f"{name} {language}")
            if shown and page.locator(FORM).count():
                with_form.append((page, name, url, language))
    for before, name, url, language in with_form:  # last: a form that is taken changes what other pages show
        errors.where = f"{name} {language}, sent empty"
        page = before.context.new_page()
        page.on("console", errors.hear)
        page.goto(errors.home + url)
        if page.locator(FORM).count():  # what was sent before may have left nothing to send
            with contextlib.suppress(TimeoutError):
                send_empty(page, errors)
        page.close()

    sent = state_of("a form sent empty", turn)
    assert filled.told(state_of("filled", turn), 180) & errors.told(sent, 50)


@pytest.mark.parametrize("turn", TURNS)
def test_empty(look: Any, users: Any, client_as: Any, territory: Any, turn: int) -> None:
    empty, table, left = look(), expected(), [name for name in names() if not kwargs_of(name)]
    for role in (Role.MANAGER, Role.ADMIN, Role.COOPERATIVE, "nobody"):
        session = "" if role == "nobody" else session_of(client_as(users(role)))
        mine = [name for name in left if table[name][role] == "200"]
        left = [name for name in left if name not in mine]
        pages = {language: empty.page_of(session, language) for language in LANGUAGES}
        for position, name in enumerate(mine):
            language = language_of(position, turn)
            empty.at(pages[language], reverse(name), f"{name} {language}")

    assert empty.told(state_of("empty", turn), 60)


def test_a_fault_would_be_noticed(look: Any, db: None) -> None:
    faulty = look()
    page = faulty.page_of("", "fr")
    page.goto(faulty.home + "/apply/resume/")
    page.evaluate("document.querySelectorAll('label').forEach(label => label.remove())")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    faulty.examine(page, "without labels")
    page.context.close()

    noticed = len(faulty.wrong) > 0 and len(faulty.blocked) > 0
    assert control(NAME, "labels removed, a script inserted", "noticed" if noticed else "missed", noticed)
