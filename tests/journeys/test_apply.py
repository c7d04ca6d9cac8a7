"""A president applies from a small phone without scripts, in Arabic and in French, on two devices."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from mourafaka.applying.models import Draft, Receipt
from mourafaka.applying.questions import SECTIONS
from tests.factories.applying import TYPED, call_of_today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, WEIGHT_AT_MOST = "06 12 34 56 78", 60_000


def last_code() -> str:
    """The digits of the last message that left for the phone; the outbox itself forgets them once sent."""
    files = sorted(
        (Path(settings.DATA_FOLDER) / "outbox").rglob("*.txt"), key=lambda file: file.stat().st_mtime_ns
    )
    found = re.search(r"\b\d{6}\b", files[-1].read_text().split("\n\n", 1)[1])
    assert found is not None
    return found[0]


def sign_in(page: Any) -> None:
    page.fill("[name=address]", PHONE)
    page.click("main form .button")
    page.fill("[name=code]", last_code())
    page.click("main form button.button")


def fill(page: Any, section: Any) -> None:
    """Every page of a section, as somebody types it."""
    page.click(f"main a[href*='/{section.code}/1/']")
    for questions in section.pages:
        for question in questions:
            text = TYPED.get(section.code, {}).get(question.name, "")
            box = page.locator(f"[name={question.name}]")
            if question.kind == "agree":
                box.check()
            elif question.kind in ("choice", "yesno"):
                box.select_option(text)
            else:
                box.fill(text)
        page.click("main form button.button")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_whole_application_without_scripts_on_two_devices(
    open_page, sideways, live_server, territory, language, client_as
):
    call = call_of_today()
    first = open_page(f"/apply/{call.code}/check/", language=language, width=320, scripts=False)
    widths = [sideways(first)]
    for name, text in {"registered_on": "٢٧/٠٤/٢٠٢٦", "members_total": "12"}.items():
        first.fill(f"[name={name}]", text)
    for name, text in {"province": "09.541", "sector": "agriculture", "earlier": "no"}.items():
        first.select_option(f"[name={name}]", text)
    first.click("main form button.button")
    first.click("main a[href*='/start/']")
    sign_in(first)
    for section in SECTIONS[:3]:
        fill(first, section)
        widths.append(sideways(first))
    first.context.close()

    second = open_page("/apply/resume/", language=language, width=320, scripts=False)
    sign_in(second)
    second.click(f"main a[href*='{Draft.objects.get().code}']")
    for section in SECTIONS[3:]:
        fill(second, section)
        widths.append(sideways(second))
    second.click("main a[href$='/check/']")
    widths.append(sideways(second))
    second.click("main form[action$='/submit/'] button.button")

    receipt = Receipt.objects.get()
    assert receipt.number in second.inner_text("main")
    second.click("main a[href*='/receipts/']")
    assert (receipt.code in second.url, second.locator(".note[data-level=success]").count(), set(widths)) == (
        True,
        1,
        {0},
    )


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_page_of_an_application_is_accessible_and_light(
    open_page, violations, sideways, users, client_as, territory, language, live_server
):
    from tests.factories.applying import whole_draft

    user = users("cooperative")
    draft = whole_draft(user)
    client = client_as(user)
    paths = [
        "",
        f"{draft.call.code}/check/",
        "resume/",
        f"drafts/{draft.code}/",
        f"drafts/{draft.code}/check/",
    ]
    paths += [f"drafts/{draft.code}/{section.code}/1/" for section in SECTIONS]
    found: dict[str, Any] = {}

    page = open_page("/", language=language, width=320, client=client)
    for path in paths:
        page.goto(f"{live_server.url}/apply/{path}")
        found[path] = (violations(page), sideways(page), len(page.content()) < WEIGHT_AT_MOST)

    assert {path: answer for path, answer in found.items() if answer != ([], 0, True)} == {}
