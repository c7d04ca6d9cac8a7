"""One-time codes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail

from mourafaka.foundations import clock
from mourafaka.foundations.models import OutboxMessage
from mourafaka.foundations.notices.codes import check_code, network_index, send_code

pytestmark = pytest.mark.django_db
ADDRESS = "a@example.org"


def asked(address=ADDRESS, **more) -> str:
    send_code(address, purpose="draft", language="fr", **more)
    return re.search(r"\d{6}", mail.outbox[-1].body)[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_code_sent_is_right_once():
    code = asked()

    answers = [check_code(ADDRESS, purpose="draft", code=code) for _ in range(2)]

    assert answers == [True, False]


def test_a_code_typed_in_arabic_digits_is_right():
    code = asked().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert check_code(" A@example.org", purpose="draft", code=code)


def test_a_code_is_for_its_purpose_and_its_address():
    code = asked()

    assert not check_code(ADDRESS, purpose="other", code=code)
    assert not check_code("b@example.org", purpose="draft", code=code)


def test_the_code_before_stops_working():
    first = asked()
    asked()

    assert not check_code(ADDRESS, purpose="draft", code=first) or first == asked()


@pytest.mark.parametrize(("tries", "right"), [(4, True), (5, False)])
def test_after_five_wrong_tries_the_right_code_is_refused(tries, right):
    code = asked()
    for _ in range(tries):
        check_code(ADDRESS, purpose="draft", code=wrong(code))

    assert check_code(ADDRESS, purpose="draft", code=code) is right


@pytest.mark.parametrize(("minutes", "right"), [(9, True), (11, False)])
def test_a_code_lives_ten_minutes(monkeypatch, minutes, right):
    code = asked()
    later = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert check_code(ADDRESS, purpose="draft", code=code) is right


def test_the_sixth_code_of_an_hour_is_not_sent_and_the_answer_is_the_same():
    answers = [send_code(ADDRESS, purpose="draft", language="fr") for _ in range(6)]

    assert (answers, len(mail.outbox)) == ([None] * 6, 5)


def test_a_network_asks_for_sixty_codes_an_hour_at_most():
    for number in range(61):
        send_code(f"p{number}@example.org", purpose="draft", language="fr", network=f"10.1.2.{number}")

    assert len(mail.outbox) == 60


def test_networks_are_collapsed():
    assert network_index("10.1.2.3") == network_index("10.1.2.250") != network_index("10.1.3.3")
    assert network_index("2001:db8:1::1") == network_index("2001:db8:1:9::2")
    assert network_index("unknown") == ""


def test_a_code_sent_is_kept_nowhere():
    code = asked()

    assert not OutboxMessage.objects.filter(body__contains=code).exists()
