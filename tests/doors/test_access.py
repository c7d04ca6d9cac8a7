"""Who gets which page: every URL × every role, against a table written by people; and a canary in every object
that a role must not see, looked for in every answer."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mourafaka.people.enums import Role
from mourafaka.people.models import SignInLink
from mourafaka.registry.models import CooperativeContact
from tests.doors.access_world import CONFLICTED, FOREIGN, World, build_world

pytestmark = pytest.mark.django_db

TABLES = sorted(Path(__file__).with_name("access").glob("*.csv"))
EVERYBODY = ("nobody", *Role.values)
# Who sees every territory, so that only a conflict hides an application from them.
COUNTRY_WIDE = {Role.MANAGER, Role.ADMIN, Role.EVALUATOR, Role.COMMITTEE}
KEEPERS = {Role.MANAGER, Role.ADMIN, Role.EVALUATOR, Role.FINANCE, Role.DELEGATE}


def page_names(resolver: URLResolver | None = None, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Every named URL but the libraries' (`account_…`, `mfa_…`) and the API's, which has its own matrix."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from page_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name or ""))
            if not name.startswith(("account_", "mfa_", "api-1:")):
                yield name


def kwargs_of(name: str) -> list[str]:
    """The parameters a URL needs."""
    namespace, _, short = name.rpartition(":")
    resolver: Any = get_resolver()
    for part in filter(None, namespace.split(":")):
        resolver = resolver.namespace_dict[part][1]
    return list(resolver.reverse_dict.getlist(short)[0][0][0][1])


def address(name: str, world: World, target: str) -> str:
    return reverse(name, kwargs={key: world.value(name, key, target) for key in kwargs_of(name)})


def expected() -> dict[str, dict[str, str]]:
    """The row of every page, from one table a room."""
    rows: dict[str, dict[str, str]] = {}
    for table in TABLES:
        with table.open(newline="") as file:
            rows |= {row["page"]: row for row in csv.DictReader(file)}
    return rows


@pytest.fixture
def world(users: Callable[..., Any]) -> World:
    return build_world(users)


def person(world: World, role: str, users: Callable[..., Any]) -> Any:
    return world.person(role, users, wide=role in COUNTRY_WIDE)


def client_of(role: str, world: World, users: Any, client_as: Any) -> Client:
    return Client() if role == "nobody" else client_as(person(world, role, users))


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_page_answers_each_role_as_the_table_says(role, world, users, client_as):
    client, table = client_of(role, world, users, client_as), expected()

    answers = {name: str(client.get(address(name, world, "own")).status_code) for name in page_names()}

    assert answers == {name: table.get(name, {}).get(role, "not in the table") for name in answers}


def test_the_table_has_no_stale_line():
    assert sorted(expected()) == sorted(page_names())


@pytest.mark.parametrize("canary", [FOREIGN, CONFLICTED])
@pytest.mark.parametrize("role", EVERYBODY)
def test_no_page_shows_what_a_person_may_not_see(role, canary, world, users, client_as):
    client = client_of(role, world, users, client_as)
    target = "foreign" if canary == FOREIGN else "conflicted"

    shown = {name for name in page_names() if canary in body(client, name, world, target, canary)}

    assert shown == {name for name in shown if may_see(role, canary, name)}


def body(client: Client, name: str, world: World, target: str, canary: str) -> str:
    """What a page answers for the target and when searching for the canary, less the echo of the search."""
    url = address(name, world, target)
    answers = [client.get(url), client.get(f"{url}?q={canary}")]
    text = "".join(
        (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
        for answer in answers
    )
    return re.sub(rf'q={canary}|value="{canary}"', "", text)


def may_see(role: str, canary: str, name: str) -> bool:
    """A conflict withholds the application; the cooperative stays in the register its keepers keep, and its
    bare name on the sheet where conflicts are declared and in the list of who chose what. Whoever was sent the
    signed link of a notice reads that notice."""
    if name in ("selection:declaration", "notices:open"):
        return True
    if name.startswith("privacy:"):  # whoever answers for personal data finds every person
        return role == Role.ADMIN
    if name.startswith("registry:") or name == "territory:province":
        return role in KEEPERS and (canary == CONFLICTED or role in COUNTRY_WIDE)
    return canary == FOREIGN and role in COUNTRY_WIDE


def test_the_matrix_would_notice_a_leak(world, users, client_as):
    client = client_of(Role.MANAGER, world, users, client_as)

    assert FOREIGN in body(client, "calls:application", world, "foreign", FOREIGN)


def test_a_sign_in_link_of_the_world_is_not_spent_by_looking(world, users, client_as):
    client_of("nobody", world, users, client_as).get(address("people:link", world, "own"))

    assert SignInLink.objects.filter(used_at=None).exists()


def test_the_cooperative_of_the_world_belongs_to_its_president(world, users):
    user = person(world, Role.COOPERATIVE, users)

    assert CooperativeContact.objects.get(user=user).cooperative == world.own.cooperative
