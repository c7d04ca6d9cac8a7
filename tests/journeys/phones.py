"""Somebody's phone in a journey: every page it comes to is looked at before anything is pressed on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Download, Page

from tests.factories.files import pdf
from tools.look import sideways

WIDTH = 360
DIRECTIONS = {"fr": "ltr", "ar": "rtl"}
SCAN = {"name": "feuille.pdf", "mimeType": "application/pdf", "buffer": pdf("synthetic scan")}


class Phone:
    """Goes to pages, presses what is named by a CSS selector, fills fields by their names."""

    def __init__(self, page: Page, home: str, language: str, violations: Callable[[Page], list[str]]) -> None:
        self.page, self.home, self.language, self.violations = page, home, language, violations
        self.look()

    def look(self) -> None:
        """The page is accessible, as wide as the phone, and written in the right direction."""
        seen = {
            "page": self.page.url,
            "direction": self.page.get_attribute("html", "dir"),
            "sideways": sideways(self.page),
            "violations": self.violations(self.page),
        }
        right = {"direction": DIRECTIONS[self.language], "sideways": 0, "violations": []}
        assert seen == {**seen, **right}, seen

    def go(self, path: str, status: int = 200) -> Phone:
        answer = self.page.goto(self.home + path)
        assert answer is not None and answer.status == status, (path, answer)
        self.look()
        return self

    def press(self, selector: str) -> Phone:
        """Press, come to another page, look at it."""
        with self.page.expect_navigation() as arriving:
            self.page.locator(selector).first.click()
        heard = (arriving.value.status, self.said("error"))
        assert heard == (200, []), (selector, heard, self.page.inner_text("main")[:1500])
        self.look()
        return self

    def open(self, path: str) -> Phone:
        """Follow the link to `path` that the page shows."""
        return self.press(f'main a[href="{path}"]')

    def send(self, path: str = "") -> Phone:
        """Send the form that goes to `path`, or the one that comes back to its own page."""
        where = f'form[action="{path}"]' if path else 'main form[method="post"]:not([action])'
        return self.press(f"{where} button:not([type=button])")

    def fill(self, **values: Any) -> Phone:
        """Type in fields, choose in lists, tick boxes (True for a lone one), hand over files, by their names."""
        for name, value in values.items():
            self._fill(name, value)
        return self

    def _fill(self, name: str, value: Any) -> None:
        fields = self.page.locator(f'main [name="{name}"]')
        tag, kind = fields.first.evaluate("field => [field.tagName, field.type]")
        if kind in ("radio", "checkbox"):
            chosen = "" if value is True else f'[value="{value}"]'
            self.page.locator(f'main [name="{name}"]{chosen}').check(force=True)
        elif kind == "file":
            fields.set_input_files(value)
        elif tag == "SELECT":
            fields.select_option(str(value))
        else:
            fields.fill(str(value))

    def unfold(self) -> Phone:
        """Open what the page keeps folded."""
        for fold in self.page.locator("main details.fold:not([open]) > summary").all():
            fold.click()
        return self

    def said(self, level: str) -> list[str]:
        """The messages of a level that the page shows above its content."""
        return self.page.locator(f'.messages [data-level="{level}"]').all_inner_texts()

    def shows(self, selector: str) -> int:
        return self.page.locator(f"main {selector}").count()

    def download(self, selector: str) -> bytes:
        """What the link gives to keep."""
        with self.page.expect_download() as coming:
            self.page.locator(selector).first.click()
        given: Download = coming.value
        return given.path().read_bytes()
