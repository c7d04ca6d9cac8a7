"""Stored script and template injection: a canary is written in every text the database keeps, every page of every kind
of visitor is read, and none shows it as anything but text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.template import Context, Template
from django.test import Client

from mourafaka.applying.models import Draft
from mourafaka.applying.questions import BY_NAME
from mourafaka.foundations.checks import JOURNEY
from quality.report import control, found
from tests.doors.test_access import EVERYBODY, address, expected, page_names, person

pytestmark = pytest.mark.django_db
NAME = "canaries"
CANARY = '"><script>{{7*7}}'
SHOWN = ("&quot;&gt;&lt;script&gt;{{7*7}}", "&#34;&gt;&lt;script&gt;{{7*7}}")
HARM = ('"><script>', "<script>{{7*7}}", "script&gt;49", "<script>49")
# What is no text of a person: keys, addresses, hashes, words of the machine itself.
NOT_TYPED = (
    *("code", "number", "reference", "language", "path", "content_type", "sha256", "hash", "digest", "index"),
    *(
        "token",
        "secret",
        "phone",
        "email",
        "address_index",
        "recipient",
        "dedup_key",
        "about",
        "event",
        "verb",
    ),
    *("door", "actor", "subject", "previous_hash", "criterion", "password", "url", "pseudonym", "timezone"),
    *(
        "account",
        "ice",
        "kind",
        "purpose",
        "encrypted",
        "unsubscribe_url",
        "spec",
        "column",
        "key",
        "slug",
        "colour",
        "seed",
    ),
)


def texts() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        if model._meta.app_label not in {*JOURNEY, "notices", "imports"} or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            typed = isinstance(field, models.CharField | models.TextField)
            bare = typed and not field.choices and not field.unique and not field.primary_key
            long = field.max_length is None or field.max_length >= len(CANARY)
            if (
                bare
                and long
                and not any(field.name == word or field.name.endswith(f"_{word}") for word in NOT_TYPED)
            ):
                yield model, field.name


def write_canaries() -> int:
    """In every row of every text; how many texts."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # what only grows refuses even this
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    written = 0
    for model, name in texts():
        try:
            with transaction.atomic():
                written += bool(model._default_manager.update(**{name: CANARY}))
        except IntegrityError:
            continue  # one of several columns that together name the row
    for draft in Draft.objects.all():
        draft.typed = dict.fromkeys(BY_NAME, CANARY)
        draft.save()
    return written


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code != 200 or not ("html" in kind or ("xml" in kind and "openxml" not in kind)):
        return ""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def harmed(text: str) -> bool:
    return any(harm in text for harm in HARM)


def test_no_text_is_ever_run(world: Any, users: Any, client_as: Any) -> None:
    table = expected()
    clients = {
        role: Client() if role == "nobody" else client_as(person(world, role, users)) for role in EVERYBODY
    }
    addresses = {name: address(name, world, "own") for name in page_names()}
    written = write_canaries()
    pages, showing, unescaped, broken = 0, 0, [], []
    for name, url in addresses.items():
        for role in EVERYBODY:
            if table[name][role] != "200":
                continue
            try:
                text = read(clients[role], url)
            except Exception as error:  # a page that breaks on a text shows nothing of it: counted apart
                broken.append(f"{name} as {role}: {type(error).__name__} {error}"[:160])
                continue
            pages += bool(text)
            showing += any(shown in text for shown in SHOWN)
            if harmed(text):
                unescaped.append(f"{name} as {role}")
    print("\n".join(broken[:40]))

    told = f"{written} texts, {pages:,} pages read, {showing:,} show it as text, {len(unescaped)} unescaped"
    assert found(NAME, "script and template in every text", told, not unescaped and showing > 100), unescaped
    assert found(NAME, "pages that break on such a text", str(len(broken)), not broken)


def test_an_unescaped_text_would_be_noticed() -> None:
    shown = Template("{% autoescape off %}<p title='{{ text }}'>{% endautoescape %}").render(
        Context({"text": CANARY})
    )

    assert control(NAME, "unescaped on purpose", "noticed" if harmed(shown) else "missed", harmed(shown))
