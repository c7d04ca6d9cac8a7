"""Public pages kept for visitors without a session."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from mourafaka.foundations.visitors import kept_page


def asked(path: str = "/", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.COOKIES.update(cookies)
    return request


def shown(request: HttpRequest, version: str, words: str) -> str:
    return kept_page(request, version, lambda: HttpResponse(words)).content.decode()


def test_a_page_is_made_once_for_one_version():
    shown(asked(), "1", "first")

    assert shown(asked(), "1", "second") == "first"


def test_a_new_version_shows_at_once():
    shown(asked(), "1", "first")

    assert shown(asked(), "2", "second") == "second"


@pytest.mark.parametrize("cookies", [{"sessionid": "x"}, {"messages": "x"}, {"theme": "dark"}])
def test_a_page_is_not_shared_with_who_sees_another(cookies: dict[str, str]):
    shown(asked(), "1", "first")

    assert shown(asked(**cookies), "1", "theirs") == "theirs"


def test_what_somebody_signed_in_sees_is_never_kept():
    shown(asked(sessionid="x"), "1", "theirs")

    assert shown(asked(), "1", "everybody's") == "everybody's"


@pytest.mark.parametrize("name", ["set_language", "portal:theme"])
def test_language_and_colours_need_no_token(name: str, db: Any):
    assert Client(enforce_csrf_checks=True).post(reverse(name), {}).status_code == 302
