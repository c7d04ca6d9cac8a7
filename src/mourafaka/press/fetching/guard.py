"""Which addresses may be reached: only those that the whole Internet reaches.

Asked three times, because each alone was bypassed: of the address as written (a literal is never resolved), of every
DNS answer (a name may lead home), and of the very socket that is about to connect (nothing can change in between).
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from mourafaka.press.fetching.problems import FetchProblem

PORTS = {"http": 80, "https": 443}
_LOCAL_NAMES = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "localdomain",
    "home.arpa",
    "onion",
)
# blanks, control and direction marks, and the backslash that some take for a slash
_ODD = re.compile(
    "[\\s\\\\\x00-\x20\x7f-\xa0\xad\u0600-\u0605\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Allowance:
    """What tests may reach besides: loopback, on any port. Production refuses it at start (`checks`)."""

    loopback: bool = False


NOTHING_MORE = Allowance()


def is_public(address: str, allowance: Allowance = NOTHING_MORE) -> bool:
    """Whether an IP address, written in any standard way, is one of the public Internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one, allowance) for one in (found, *_inside(found)))


def check_url(url: str, allowance: Allowance = NOTHING_MORE) -> SplitResult:
    """The parts of `url`, when its scheme, port and host may be asked. Raises `FetchProblem`."""
    if _ODD.search(url):
        raise FetchProblem("address_refused", url=url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchProblem("address_refused", url=url) from None
    if parts.scheme not in PORTS:
        raise FetchProblem("scheme_refused", url=url)
    host = _host(parts.hostname or "")
    if not host or parts.username is not None or parts.password is not None:
        raise FetchProblem("address_refused", url=url)
    literal = _literal(host)
    if literal is not None:
        if not is_public(literal, allowance):
            raise FetchProblem("address_refused", url=url)
    elif _is_local_name(host) and not (allowance.loopback and host == "localhost"):
        raise FetchProblem("address_refused", url=url)
    home = allowance.loopback and (host == "localhost" or (literal is not None and not is_public(literal)))
    if port not in (None, PORTS[parts.scheme]) and not home:
        raise FetchProblem("port_refused", url=url)
    return parts


class GuardedResolver(AbstractResolver):
    """A resolver all of whose answers are public: one private answer among them refuses the name."""

    def __init__(self, inner: AbstractResolver, allowance: Allowance) -> None:
        self._inner, self._allowance = inner, allowance

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answers = await self._inner.resolve(host, port, family)
        if not answers or not all(is_public(answer["host"], self._allowance) for answer in answers):
            raise FetchProblem("address_refused", host=host)
        return answers

    async def close(self) -> None:
        await self._inner.close()


def guarded_connector(
    allowance: Allowance, resolver: AbstractResolver | None = None, **options: Any
) -> aiohttp.TCPConnector:
    """A connector of aiohttp that resolves each name once, and opens no socket to an address that is not public."""

    def open_socket(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _name, address = info
        if not is_public(str(address[0]), allowance):
            raise FetchProblem("address_refused", host=str(address[0]))
        return socket.socket(family, kind, protocol)

    inner = resolver or aiohttp.ThreadedResolver()
    return aiohttp.TCPConnector(
        resolver=GuardedResolver(inner, allowance), use_dns_cache=False, socket_factory=open_socket, **options
    )


def _is_public(address: Address, allowance: Allowance) -> bool:
    if allowance.loopback and address.is_loopback:
        return True
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    )


def _inside(address: Address) -> Sequence[Address]:
    """The IPv4 addresses that an IPv6 one carries: mapped, compatible, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    found: list[Address] = [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
    found += list(address.teredo or ())
    if address in _NAT64 or int(address) >> 32 == 0:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return found


def _host(host: str) -> str:
    """The host as a resolver would see it: full-width digits and dots are digits and dots, no last dot."""
    plain = unicodedata.normalize("NFKC", host).replace("。", ".").casefold()
    return plain.removesuffix(".")


def _literal(host: str) -> str | None:
    """The address that a host written in figures means (127.1, 0x7f.1, 2130706433, [::1]); None for a name."""
    if ":" in host:
        return host
    labels = host.split(".")
    if not _NUMBER.fullmatch(labels[-1]):
        return None
    try:
        return str(ipaddress.IPv4Address(socket.inet_aton(host)))
    except OSError:
        return "0.0.0.0"  # noqa: S104  (ends in a number yet is no address: nothing public)


def _is_local_name(host: str) -> bool:
    return "." not in host or any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES)
