"""One verb, four doors: every change is an act.

`@act` asks the rule, opens the transaction, does the work and writes the journal row. Web form, API, command
line and phone all call the same act.
"""

from __future__ import annotations

import functools
import inspect
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import rules
from django.db import transaction

from mourafaka.foundations import journal
from mourafaka.foundations.refusals import Refused

P = ParamSpec("P")
R = TypeVar("R")

ACTS: dict[str, Callable[..., Any]] = {}


@dataclass
class Door:
    """Through which door the acts of this moment come, and the key that makes a replay harmless."""

    name: str
    act_id: uuid.UUID | None = None
    acts_done: int = 0

    def next_act_id(self) -> uuid.UUID:
        """The door's own id for its first act, ids derived from it for those that follow."""
        self.acts_done += 1
        if self.act_id is None:
            return uuid7()
        return self.act_id if self.acts_done == 1 else uuid.uuid5(self.act_id, str(self.acts_done))


_door: ContextVar[Door] = ContextVar("door")


@contextmanager
def door(name: str, act_id: uuid.UUID | None = None) -> Iterator[Door]:
    token = _door.set(Door(name, act_id))
    try:
        yield _door.get()
    finally:
        _door.reset(token)


def uuid7() -> uuid.UUID:
    """A time-ordered identifier (RFC 9562 §5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return uuid.UUID(int=value)


def act(verb: str, *, rule: str, secret: tuple[str, ...] = ()) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the act `verb`.

    The first positional argument is the subject the rule is asked about; `actor` is keyword-only and never
    optional. Arguments named in `secret` stay out of the journal. Raises `Refused("not_allowed")` when the
    rule says no. Replaying an act_id returns the first answer without acting again.

    The rule is asked directly, not through the user's permissions: Django lets a superuser skip those, and
    even the administrator obeys a conflict of interest.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        actor = signature.parameters.get("actor")
        if actor is None or actor.kind is not actor.KEYWORD_ONLY or actor.default is not actor.empty:
            raise TypeError(f"{function.__qualname__}: an act needs a keyword-only `actor` without default")
        subject_name = next(iter(signature.parameters))

        @functools.wraps(function)
        def perform(*args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            arguments = dict(bound.arguments)
            who = arguments.pop("actor")
            subject = arguments.pop(subject_name) if subject_name != "actor" else None
            if not rules.has_perm(rule, who, subject):
                raise Refused("not_allowed")
            current = _door.get(None) or Door("code")
            act_id = current.next_act_id()
            with transaction.atomic():
                done = journal.replayed(act_id, verb=verb, actor=who) if current.act_id else None
                if done is not None:
                    return journal.answer(done)
                result = function(*args, **kwargs)
                facts = {name: value for name, value in arguments.items() if name not in secret}
                journal.record(
                    act_id=act_id,
                    verb=verb,
                    door=current.name,
                    actor=who,
                    subject=subject,
                    facts=facts,
                    result=result,
                )
            return result

        perform.act_verb = verb  # type: ignore[attr-defined]
        perform.act_rule = rule  # type: ignore[attr-defined]
        perform.act_secret = secret  # type: ignore[attr-defined]
        ACTS[verb] = perform
        return perform

    return declare
