"""A policy that is lost turns the build red: every one is taken away in turn, then opened to everybody, then to any
account, and the tests of the house and the access matrix are asked again. What they do not notice is counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from mourafaka.foundations.policies import PUBLIC, SIGNED_IN, policy_of
from mourafaka.people.enums import Role
from quality.report import control, found
from tests.doors.test_access import EVERYBODY, address, expected, page_names, person
from tests.house.test_urls import PUBLIC_PAGES, pages

pytestmark = pytest.mark.django_db
NAME = "access matrix"
# Answer every account as before without their policy, and why that shows nothing to anybody.
ASKED_AGAIN = {
    "imports:new": "the view asks the right to this kind of file",
    "imports:template": "the view asks the right to this kind of file",
    "instruction:opinion": "the view finds only opinions asked of this person",
    "instruction:opinion_file": "the view finds only opinions asked of this person",
    "instruction:opinions": "the view lists only opinions asked of this person",
    "press:drop_search": "the rule is any account; the view finds one's own searches only",
    "press:searches": "the rule is any account; the view lists one's own searches only",
    "territory:index": "the rule is any account",
    "territory:province": "the rule is any account",
}


def answer(client: Client, url: str) -> str:
    try:
        return str(client.get(url).status_code)
    except Exception:  # a page opened to whom it was not written for may break: that is noticed too
        return "500"


def undeclared() -> set[str]:
    """What tests/house would name."""
    declared = pages()
    return {name for name, rule in declared.items() if rule is None} | {
        name
        for name, rule in declared.items()
        if rule == PUBLIC and not name.startswith("api-1:") and name not in PUBLIC_PAGES
    }


def test_every_url_is_in_the_matrix(world: Any) -> None:
    names, table = set(page_names()), expected()
    kinds = {role for row in table.values() for role in row if role != "page"}

    told = f"{len(names)} URLs × {len(kinds)} kinds of visitors, {len(names - table.keys())} not in the table"
    assert found(NAME, "every URL is in the table", told, names == table.keys())
    assert kinds == set(EVERYBODY)


def test_a_policy_taken_away_is_noticed(world: Any, users: Any, client_as: Any, monkeypatch: Any) -> None:
    """The house names what has no policy or became public; the matrix notices who gets in by mistake. The three
    kinds of visitors with the fewest pages are asked."""
    table = expected()
    clients = {
        role: client_as(person(world, role, users)) for role in (Role.REVIEWER, Role.FUNDER, Role.COOPERATIVE)
    }
    missed: dict[str | None, set[str]] = {None: set(), PUBLIC: set(), SIGNED_IN: set()}
    tried = dict.fromkeys(missed, 0)
    for name in sorted(page_names()):
        url = address(name, world, "own")
        view: Any = resolve(url).func
        declared = policy_of(view, name)
        if declared == PUBLIC or not hasattr(view, "policy"):
            continue
        for instead in missed.keys() - {declared}:
            tried[instead] += 1
            with monkeypatch.context() as changing:
                changing.setattr(view, "policy", instead)
                if name in undeclared():
                    continue
                seen = {role: answer(client, url) for role, client in clients.items()}
            if all(seen[role] == table[name][role] for role in seen):
                missed[instead].add(name)

    def told(instead: str | None) -> str:
        return f"{tried[instead] - len(missed[instead])} of {tried[instead]} noticed"

    good = found(NAME, "policies removed", told(None), not missed[None])
    good &= found(NAME, "policies opened to everybody", told(PUBLIC), not missed[PUBLIC])
    good &= found(
        NAME,
        f"policies opened to any account ({len(ASKED_AGAIN)} views ask again by themselves)",
        told(SIGNED_IN),
        missed[SIGNED_IN] == ASKED_AGAIN.keys(),
    )
    assert good, [sorted(names) for names in missed.values()]


def test_nothing_is_noticed_when_nothing_changed(world: Any) -> None:
    assert control(NAME, "noticed when nothing was removed", str(len(undeclared())), not undeclared())
