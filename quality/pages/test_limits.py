"""Guessing: codes, receipts, drafts. The sixth wrong one locks, and no answer tells what exists."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from mourafaka.foundations.notices import codes
from mourafaka.people.models import User
from quality.report import control, found
from tests.factories.applying import whole_draft

pytestmark = pytest.mark.django_db
NAME = "guessing"
GUESSES = 300


def plain(answer: Any) -> str:
    """The page without what changes at each visit: tokens and keys."""
    return re.sub(r'value="[\w-]{20,}"|<bdi>[^<]*</bdi>', "", answer.content.decode())


@pytest.fixture
def somebody(users: Any) -> User:
    return users("reviewer", email="known@example.org", phone="+212612345678")


def sign_in(client: Client, code: str = "") -> bool:
    """Nobody has a password: a code goes to the e-mail address. Whether this one opens; without one, the right one."""
    kept = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]
    client.post("/accounts/login/code/confirm/", {"code": code or kept})
    return signed_in(client)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def asked(address: str = "known@example.org") -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": address})
    return client


def test_wrong_sign_in_codes_lock(somebody: User) -> None:
    client = asked()
    tried = 0
    while "account_login" in client.session and tried < 6:
        sign_in(client, "WRONG-CODE")
        tried += 1
    locked = "account_login" not in client.session

    told = f"refused after {tried} wrong ones" if locked else "taken"
    assert found(NAME, "the right sign-in code after wrong ones", told, locked)


def test_the_right_sign_in_code_opens(somebody: User) -> None:
    opened = sign_in(asked())

    assert control(NAME, "the right sign-in code", "taken" if opened else "refused", opened)


def test_the_sixth_wrong_code_locks(somebody: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _below: 123456)
    client = Client()
    client.post("/apply/resume/", {"address": "0612345678"})
    for _wrong in range(5):
        client.post("/apply/code/", {"code": "000000"})
    client.post("/apply/code/", {"code": "123456"})
    locked = not signed_in(client)

    assert found(NAME, "the right code after five wrong ones", "refused" if locked else "taken", locked)


def test_codes_are_not_guessed_over_many_addresses(db: None) -> None:
    tries = 0
    for number in range(GUESSES):
        address = f"+2126{number:08d}"
        codes.send_code(address, purpose="apply", language="fr", network=f"203.0.{number % 3}.1")
        codes.check_code(address, purpose="apply", code="000000", network="198.51.100.7")
        tries = codes._wrong_tries(codes.network_index("198.51.100.7"))

    told = f"{tries} of {GUESSES} looked at"
    assert found(NAME, "codes guessed from one network in an hour", told, tries <= 100)


def test_known_and_unknown_get_the_same_answer(somebody: User) -> None:
    doors = {
        "sign-in": lambda c, known: c.post(
            "/accounts/login/", {"login": "known@example.org" if known else "nobody@example.org"}, follow=True
        ),
        "code by e-mail": lambda c, known: c.post(
            "/accounts/login/code/",
            {"email": "known@example.org" if known else "nobody@example.org"},
            follow=True,
        ),
        "forgotten password": lambda c, known: c.post(
            "/accounts/password/reset/",
            {"email": "known@example.org" if known else "nobody@example.org"},
            follow=True,
        ),
        "phone of an applicant": lambda c, known: c.post(
            "/apply/resume/", {"address": "0612345678" if known else "0699999999"}, follow=True
        ),
    }
    different = []
    for what, ask in doors.items():
        known, unknown = ask(Client(), True), ask(Client(), False)
        same = plain(known).replace("known@", "nobody@") == plain(unknown)
        if not same or known.status_code != unknown.status_code:
            different.append(what)

    told = f"{len(doors)} doors, {len(different)} answer otherwise"
    assert found(NAME, "known or not, the same answer", told, not different), different


def test_receipts_are_not_guessed(db: None) -> None:
    answered = sum(
        Client().get(f"/apply/receipts/AAAA-BBBB-{number:04d}/").status_code == 404 for number in range(60)
    )

    assert found(NAME, "receipts guessed from one place", f"{answered} of 60 looked up", answered <= 20)


def test_the_code_of_a_draft_alone_opens_nothing(users: Any, client_as: Any, territory: Any) -> None:
    """Guessing one is of no use: the right code of somebody else's draft is answered as a wrong one."""
    draft = whole_draft(users("cooperative"))
    somebody_else = client_as(users("cooperative"))
    right, wrong = (somebody_else.get(f"/apply/drafts/{code}/") for code in (draft.code, "B-AAAA-BBBBB"))
    same = (right.status_code, wrong.status_code) == (404, 404) and plain(right).replace(
        draft.code, "B-AAAA-BBBBB"
    ) == plain(wrong)

    told = "answered as a wrong one" if same else "told apart"
    assert found(NAME, "the right code of somebody else's draft", told, same)
