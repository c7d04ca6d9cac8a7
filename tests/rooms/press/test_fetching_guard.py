"""Nothing private is ever reached: the same hostile addresses by name, literal, redirect and rebinding."""

import re
import socket
from datetime import timedelta

import pytest
from aiohttp.abc import AbstractResolver

from mourafaka.press.fetching import FEED, Fetcher, FetchProblem, Policy
from mourafaka.press.fetching.checks import loopback_is_for_tests
from mourafaka.press.fetching.guard import Allowance, GuardedResolver, is_public
from tests.press_server import newspaper
from tests.rooms.press.hostile import NAMES, WRITTEN
from tests.running import run

REFUSED = {"address_refused", "scheme_refused", "port_refused"}
LOOPBACK = re.compile(r"127|0x7f|0177|2130706433|17700000001|7f00|::1[\]']|localhost|①")
QUICK = Policy(pause=timedelta(0), obey_robots=False)


class Names(AbstractResolver):
    """A name server of the tests: each name answers its next list of addresses, the last one for ever."""

    def __init__(self, **answers):
        self.answers = {name: list(lists) for name, lists in answers.items()}
        self.asked = 0

    async def resolve(self, host, port=0, family=socket.AF_INET):
        self.asked += 1
        lists = self.answers[host]
        addresses = lists.pop(0) if len(lists) > 1 else lists[0]
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
            for address in addresses
        ]

    async def close(self):
        pass


def refusal(url, policy=QUICK, resolver=None):
    async def ask():
        async with Fetcher(policy, resolver=resolver) as fetcher:
            try:
                await fetcher.get(url, FEED)
            except FetchProblem as problem:
                return problem.code
            return "reached"

    return run(ask())


@pytest.mark.parametrize("url", WRITTEN)
def test_a_hostile_address_as_written_is_refused(url):
    assert refusal(url) in REFUSED


@pytest.mark.parametrize(("name", "addresses"), NAMES)
def test_a_name_that_leads_home_is_refused(name, addresses):
    names = Names(**{name: [addresses]})

    assert refusal(f"http://{name}/feed.xml", resolver=names) == "address_refused"
    assert names.asked == 1


def test_there_are_sixty_of_them_at_least():
    assert len({*WRITTEN, *(name for name, _ in NAMES)}) >= 60


def test_a_redirect_to_any_of_them_is_refused():
    """With loopback allowed, as these tests need to have a server at all, all but loopback."""
    targets = [url for url in WRITTEN if not LOOPBACK.search(url)]
    targets += [f"http://{name}/x" for name, addresses in NAMES if not LOOPBACK.search(str(addresses))]
    names = Names(**{name: [addresses] for name, addresses in NAMES})
    policy = Policy(pause=timedelta(0), obey_robots=False, allowance=Allowance(loopback=True))

    async def ask_all():
        found = {}
        async with newspaper() as paper, Fetcher(policy, resolver=names) as fetcher:
            for target in targets:
                try:
                    await fetcher.get(f"{paper.url('/to')}?u={target}", FEED)
                    found[target] = "reached"
                except FetchProblem as problem:
                    found[target] = problem.code
        return found

    found = run(ask_all())

    assert len(found) >= 30
    assert {code for url, code in found.items() if not url.startswith("http://exam\\")} <= REFUSED


def test_a_server_on_loopback_is_not_reached_by_a_literal_nor_by_a_name():
    async def ask():
        codes = []
        async with newspaper() as paper:
            for url, resolver in [
                (paper.url("/feed.xml"), None),
                (paper.url("/feed.xml", host="[::ffff:127.0.0.1]"), None),
                ("http://feed.example/feed.xml", Names(**{"feed.example": [["127.0.0.1"]]})),
            ]:
                async with Fetcher(QUICK, resolver=resolver) as fetcher:
                    with pytest.raises(FetchProblem) as refused:
                        await fetcher.get(url, FEED)
                    codes.append(refused.value.code)
            return codes, paper.asked

    codes, asked = run(ask())

    assert set(codes) <= REFUSED
    assert asked == []


def test_a_name_that_changes_its_mind_is_refused_the_second_time_too():
    """Rebinding: public when it is first looked at, at home when it is asked again."""
    names = Names(**{"feed.example": [["203.0.113.9", "10.0.0.1"], ["127.0.0.1"]]})

    assert refusal("http://feed.example/", resolver=names) == "address_refused"
    assert refusal("http://feed.example/", resolver=names) == "address_refused"


def test_the_socket_refuses_by_itself_what_a_resolver_let_through(monkeypatch):
    async def trusting(self, host, port=0, family=socket.AF_INET):
        return await self._inner.resolve(host, port, family)

    monkeypatch.setattr(GuardedResolver, "resolve", trusting)

    assert (
        refusal("http://feed.example/", resolver=Names(**{"feed.example": [["127.0.0.1"]]}))
        == "address_refused"
    )


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "196.12.200.1"])
def test_public_addresses_are_public(address):
    assert is_public(address)


def test_production_refuses_to_start_with_the_allowance_of_tests(settings):
    settings.PRESS_REACHES_LOOPBACK = True

    assert [error.id for error in loopback_is_for_tests(None)] == ["mourafaka.E010"]

    settings.PRESS_REACHES_LOOPBACK = False

    assert loopback_is_for_tests(None) == []
