"""The events people are told of, each with its words; rooms register theirs from `apps.ready()`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation


@dataclass(frozen=True)
class Recipient:
    """Whom to tell: an account, or addresses alone."""

    user: Any = None
    name: str = ""
    email: str = ""
    phone: str = ""  # E.164
    language: str = "fr"

    @classmethod
    def of(cls, whom: Any) -> Recipient:
        """The recipient itself, or the one an account stands for."""
        if isinstance(whom, Recipient):
            return whom if whom.user is None or whom.email or whom.phone else cls._account(whom.user)
        return cls._account(whom)

    @classmethod
    def _account(cls, user: Any) -> Recipient:
        return cls(
            user=user,
            name=str(getattr(user, "full_name", "") or ""),
            email=getattr(user, "email", None) or "",
            phone=getattr(user, "phone", None) or "",
            language=getattr(user, "preferred_language", "") or "fr",
        )


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    short: str


@dataclass(frozen=True)
class Event:
    """`subject`, `text` and `short` are lazy translations with %(fact)s places; `short` is what an SMS says.

    legal     nobody can opt out, and its opening is a proof of notification
    personal  facts that name people, left out of the journal and of what is kept after the retention
    sample    facts of a usual length, with which the guards count the parts of the SMS
    """

    name: str
    subject: Any
    text: Any
    short: Any
    personal: tuple[str, ...] = ()
    legal: bool = False
    sample: Mapping[str, Any] = field(default_factory=dict)

    def words(self, facts: Mapping[str, Any], *, language: str) -> Words:
        with translation.override(language):
            return Words(*(str(text) % facts for text in (self.subject, self.text, self.short)))

    def sample_facts(self) -> Mapping[str, Any]:
        return _Sample(self.sample)


class _Sample(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "T2-09-0001"


EVENTS: dict[str, Event] = {}


def register(event: Event) -> None:
    if EVENTS.get(event.name, event) is not event and EVENTS[event.name] != event:
        raise ValueError(f"event {event.name!r} is worded twice")
    EVENTS[event.name] = event
