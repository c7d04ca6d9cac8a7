"""What an earlier room shows of later rooms comes through a socket the later room plugs into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, order=True)
class Plug:
    order: int
    name: str
    build: Callable[..., Any] = field(compare=False)


class Socket:
    """`plug` in `apps.py`, `collect` where the page is made; a plug that has nothing to say returns None."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._plugs: dict[str, Plug] = {}

    def plug(self, name: str, build: Callable[..., Any], *, order: int = 100) -> None:
        self._plugs[name] = Plug(order, name, build)

    def __iter__(self) -> Iterator[Plug]:
        return iter(sorted(self._plugs.values()))

    def collect(self, *args: Any, **kwargs: Any) -> list[Any]:
        answers = (plug.build(*args, **kwargs) for plug in self)
        return [answer for answer in answers if answer is not None]


# The navigation's items: a plug answers {"label", "url"} for a user, or None where they may not go.
navigation = Socket("navigation")
# What awaits a person on the home page: a plug answers a rendered panel (SafeString) for a user, or None.
home = Socket("home")
# What the public home shows: a plug answers a rendered panel (SafeString) for a request, or None.
public_home = Socket("public home")
# Which messages of the outbox a person sees: a plug narrows (queryset, user) -> queryset.
outbox_visibility = Socket("outbox visibility")
