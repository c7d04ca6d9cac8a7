"""The public pages in Amazigh, Spanish and English; French stands in on every page that is not whole in them."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import trans_real

from mourafaka.foundations.i18n import SPOKEN
from tests.factories.applying import call_of_today

pytestmark = pytest.mark.django_db

OFFERED = [code for code in SPOKEN if code in dict(settings.LANGUAGES)]


class Asked:
    """Stands behind a catalogue, and notes what it was asked because the catalogue lacks it."""

    def __init__(self):
        self.lacking = set()

    def gettext(self, message):
        self.lacking.add(message)
        return message

    def ngettext(self, singular, plural, number):
        return self.gettext(singular)

    def pgettext(self, context, message):
        return self.gettext(message)


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def call(territory):
    return call_of_today()


def spoken_pages(call, language):
    arguments = {
        "public_calls:call": [call.code],
        "applying:eligibility": [call.code],
        "applying:verify": ["X"],
    }
    return [
        reverse(page, args=arguments.get(page))
        for page in sorted(SPOKEN[language])
        if page != "public:cohort"
    ]


@pytest.mark.parametrize("language", OFFERED)
def test_no_word_is_lacking_on_the_pages_a_language_is_offered_on(client, call, language, monkeypatch):
    asked = Asked()
    if language != "en":  # the texts of the code are English
        monkeypatch.setattr(trans_real.translation(language), "_fallback", asked)
    client.cookies["django_language"] = language

    pages = {path: client.get(path) for path in spoken_pages(call, language)}

    assert {path for path, page in pages.items() if page.headers.get("Content-Language") != language} == set()
    assert asked.lacking - {""} == set()


@pytest.mark.parametrize("language", OFFERED)
def test_a_page_that_is_not_whole_in_a_language_is_in_french(client, call, language, users, client_as):
    staff = client_as(users("manager"))
    client.cookies["django_language"] = staff.cookies["django_language"] = language

    resume = client.get(reverse("applying:resume"))
    home = staff.get("/")

    assert (resume.headers["Content-Language"], home.headers["Content-Language"]) == ("fr", "fr")
    assert f'value="{language}"'.encode() not in resume.content + home.content


def test_the_tifinagh_font_is_light_and_only_of_pages_in_amazigh():
    folder = settings.PACKAGE / "static" / "mourafaka"
    style = (folder / "css" / "mourafaka.css").read_text()

    assert (folder / "fonts" / "tifinagh.woff2").stat().st_size <= 15_000
    assert [line for line in style.splitlines() if "Tifinagh," in line] == [
        "  :root:lang(zgh) { --text: Readex, Tifinagh, system-ui, sans-serif }"
    ]
