"""A president applies from a small phone without scripts, in Arabic and in French, on two devices; an agent types
for another at the counter; with scripts, photos go on over a line that breaks."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page, expect

from mourafaka.applying.models import Draft, Receipt
from mourafaka.applying.questions import SECTIONS
from mourafaka.calls.models import Application
from mourafaka.foundations.models import StoredFile
from mourafaka.instruction.models import Correction
from tests.factories.applying import TYPED, call_of_today, in_days, whole_draft
from tests.factories.files import jpeg
from tools.look import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, WEIGHT_AT_MOST = "06 12 34 56 78", 60_000
DOCUMENTS = ["statutes", "members-list"]
REFUSED = ("422",)  # what the console says of a page that tells what is wrong


class Small:
    """A phone of 320 px. Whatever is pressed leads to another page, which is waited for and looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.look()

    def look(self) -> None:
        assert sideways(self.page) == 0, self.page.url

    def press(self, selector: str) -> Small:
        with self.page.expect_navigation():
            self.page.click(selector)
        self.look()
        return self

    def sign_in(self) -> Small:
        self.page.fill("[name=address]", PHONE)
        self.press("main form .button")
        self.page.fill("[name=code]", last_code())
        return self.press("main form button.button")

    def answer(self, section: Any) -> Small:
        """Every page of a section, as somebody types it."""
        self.press(f"main a[href*='/{section.code}/1/']")
        for questions in section.pages:
            self.type(section, questions)
            self.press("main form button.button")
        return self

    def type(self, section: Any, questions: Any) -> None:
        for question in questions:
            text = TYPED.get(section.code, {}).get(question.name, "")
            box = self.page.locator(f"[name={question.name}]")
            if question.kind == "agree":
                box.check()
            elif question.kind in ("choice", "yesno"):
                box.select_option(text)
            else:
                box.fill(text)

    def attach(self, *files: dict[str, Any]) -> Small:
        self.page.set_input_files("[name=file]", list(files))
        return self.press("form[data-send] button")

    def give_documents(self) -> Small:
        """Two pages of the first document, one of which is sent broken first; the second is promised."""
        self.press("main a[href$='/documents/1/']")
        self.attach(photo("page-1.jpg"), broken("page-2.jpg"))
        assert self.page.locator("#id_file_error li").count() == 1
        assert self.page.locator("[data-pages] li").count() == 1
        self.attach(photo("page-2.jpg", colour=20))
        assert self.page.locator("[data-pages] li").count() == 2
        self.press("main p > a.button[href$='/documents/2/']")
        self.page.click("details.fold > summary")
        self.page.fill("[name=reason]", "Le greffe est fermé")
        self.page.fill("[name=by]", "hier")
        self.press("form[action$='/excuse/'] button")
        assert self.page.input_value("[name=reason]") == "Le greffe est fermé"
        assert self.page.locator("#id_by_error").count() == 1
        self.page.fill("[name=by]", in_days(15).strftime("%d/%m/%Y"))
        return self.press("form[action$='/excuse/'] button")


def photo(name: str, colour: int = 90) -> dict[str, Any]:
    content = jpeg((1200, 900), colour, position=True)
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def broken(name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg((1200, 900))[:2000]}


def last_code() -> str:
    """The digits of the last message that left for the phone; the outbox itself forgets them once sent."""
    files = sorted(
        (Path(settings.DATA_FOLDER) / "outbox").rglob("*.txt"), key=lambda file: file.stat().st_mtime_ns
    )
    found = re.search(r"\b\d{6}\b", files[-1].read_text().split("\n\n", 1)[1])
    assert found is not None
    return found[0]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_whole_application_without_scripts_on_two_devices(open_page, territory, language):
    call = call_of_today(documents=DOCUMENTS)
    first = Small(open_page(f"/apply/{call.code}/check/", language=language, width=320, scripts=False))
    for name, text in {"registered_on": "٢٧/٠٤/٢٠٢٦", "members_total": "12"}.items():
        first.page.fill(f"[name={name}]", text)
    for name, text in {"province": "09.541", "sector": "agriculture", "earlier": "no"}.items():
        first.page.select_option(f"[name={name}]", text)
    first.press("main form button.button").press("main a[href*='/start/']").sign_in()
    for section in SECTIONS[:3]:
        first.answer(section)
    first.press("main a[href*='/project/1/']").page.fill("[name=project_title]", "never sent")
    first.page.context.close()  # the phone dies in the middle of a page

    second = Small(open_page("/apply/resume/", language=language, width=320, scripts=False, expects=REFUSED))
    second.sign_in().press(f"main a[href*='{Draft.objects.get().code}']")
    for section in SECTIONS[3:]:
        second.answer(section)
    second.give_documents()
    second.press("main a[href$='/check/']").press("main form[action$='/submit/'] button.button")

    receipt = Receipt.objects.get()
    assert receipt.number in second.page.inner_text("main")
    second.press("main a[href*='/receipts/']")
    assert receipt.code in second.page.url
    assert second.page.locator(".note[data-level=success]").count() == 1
    assert kept(receipt) == [(line["kind"], line["sha256"]) for line in receipt.manifest]
    assert promised() == [("documents:statutes", in_days(15), "asked")]


def kept(receipt: Receipt) -> list[tuple[str, str]]:
    """Kind and hash of each page on the disk, as it is today."""
    pages = Draft.objects.get(application=receipt.application).documents.filter(file__isnull=False)
    return [(page.kind_id, hashlib.sha256(page.file.read()).hexdigest()) for page in pages]


def promised() -> list[tuple[str, Any, str]]:
    return [(line.target, line.due_on, line.state) for line in Correction.objects.all()]


@pytest.mark.parametrize(("language", "how"), [("ar", "code"), ("fr", "paper")])
def test_an_agent_types_for_a_cooperative_that_confirms(
    open_page, client_as, users, territory, language, how
):
    call_of_today(documents=DOCUMENTS)
    agent = users("delegate", "09")
    signed_in = client_as(agent)
    desk = Small(
        open_page("/apply/", language=language, width=320, scripts=False, client=signed_in, expects=REFUSED)
    )
    desk.press("form[action$='/begin/'] button")
    for section in SECTIONS:
        desk.answer(section)
    desk.give_documents().press("main a[href$='/check/']")
    assert desk.page.locator("form[action$='/submit/']").count() == 0
    if how == "code":
        desk.press("form[action$='/confirm/']:not(.form) button")
        desk.page.fill("[name=code]", last_code())
        desk.press("form.form[action$='/confirm/'] button")
    else:
        desk.page.set_input_files("form[action$='/confirm-paper/'] [name=file]", [photo("signed.jpg")])
        desk.press("form[action$='/confirm-paper/'] button")
    desk.press("form[action$='/submit/'] button")

    draft, application = Draft.objects.get(), Application.objects.get()
    assert application.number in desk.page.inner_text("main")
    assert (draft.entered_by, draft.confirmed_how, draft.owner.phone) == (agent, how, "+212612345678")


def grainy() -> bytes:
    """A photo that stays heavy when it is made smaller: about a megabyte."""
    out = io.BytesIO()
    noise = random.Random(4).randbytes(2000 * 1500 * 3)
    Image.frombytes("RGB", (2000, 1500), noise).save(out, "JPEG", quality=60)
    return out.getvalue()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_with_scripts_a_photo_is_made_smaller_and_goes_on_over_a_broken_line(
    open_page, client_as, users, territory, language
):
    president = users("cooperative")
    draft = whole_draft(president, call_of_today(documents=DOCUMENTS), documents=False)
    page = open_page(
        f"/apply/drafts/{draft.code}/documents/1/",
        language=language,
        width=320,
        client=client_as(president),
        expects=("net::ERR_FAILED", *REFUSED),
    )
    sent: list[str] = []

    def cut(route: Any) -> None:
        sent.append(route.request.headers["content-range"].split("/")[0].removeprefix("bytes "))
        if len(sent) == 2:
            route.abort()
            page.evaluate("setTimeout(() => window.dispatchEvent(new Event('online')), 50)")
        else:
            route.continue_()

    page.route("**/pieces/**", cut)

    page.set_input_files(
        "[name=file]",
        [
            {"name": "rompue.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff nothing"},
            {"name": "page.jpg", "mimeType": "image/jpeg", "buffer": grainy()},
        ],
    )
    expect(page.locator("[data-pages] a")).to_have_count(1, timeout=30_000)

    stored = StoredFile.objects.get()
    starts = [int(each.split("-")[0]) for each in sent[1:]]
    assert Image.open(io.BytesIO(stored.read())).size == (1600, 1200)
    assert (starts[0], starts[1]) == (0, 0)  # the piece that was cut, sent again
    assert starts[1:] == [256 * 1024 * piece for piece in range(len(starts) - 1)]
    assert len(starts) > 3
    assert (
        page.locator("[data-queue] .errorlist").count() == 1
    )  # the broken one says so, and held back nothing


def test_what_was_typed_and_not_sent_is_given_back(open_page, client_as, users, territory):
    president = users("cooperative")
    draft = whole_draft(president)
    page = open_page(
        f"/apply/drafts/{draft.code}/market/1/", language="fr", width=320, client=client_as(president)
    )

    page.fill("[name=market]", "Épiceries de Tiznit")
    page.context.set_offline(True)
    page.click("main form button.button")
    expect(page.locator("[data-offline]")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-restored]")).to_be_visible()
    given_back = page.input_value("[name=market]")
    with page.expect_navigation():
        page.click("main form button.button")
    page.goto(page.url.rsplit("/", 2)[0] + "/1/")

    assert (given_back, page.input_value("[name=market]")) == ("Épiceries de Tiznit",) * 2
    assert page.locator("[data-restored]").is_hidden()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_page_of_an_application_is_accessible_and_light(
    open_page, violations, users, client_as, territory, language, live_server
):
    user = users("cooperative")
    draft = whole_draft(user, call_of_today(documents=DOCUMENTS), documents=False)
    paths = [
        f"drafts/{draft.code}/documents/1/",
        f"drafts/{draft.code}/cooperative/2/",
        "",
        f"{draft.call.code}/check/?members_total=douze",
        "resume/",
        f"drafts/{draft.code}/",
        f"drafts/{draft.code}/check/",
        f"drafts/{draft.code}/helpers/",
    ]
    paths += [f"drafts/{draft.code}/{section.code}/1/" for section in SECTIONS]
    page = open_page("about:blank", language=language, width=320, client=client_as(user), expects=REFUSED)
    received: list[bytes] = []
    page.on("response", lambda answer: received.append(answer.body()))
    found: dict[str, Any] = {}

    for path in paths:
        received.clear()
        page.goto(f"{live_server.url}/apply/{path}")
        light = sum(len(gzip.compress(body)) for body in received) <= WEIGHT_AT_MOST
        found[path] = (violations(page), sideways(page), light)

    assert {path: answer for path, answer in found.items() if answer != ([], 0, True)} == {}
