"""What later rooms add to an accompanied cooperative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from mourafaka.foundations.sockets import Socket


@dataclass(frozen=True)
class Alert:
    """Something that needs a person: about which enrolment, since when, and the page where it is settled."""

    code: str
    enrolment_id: int
    since: date
    sentence: Any
    url: Any = ""  # a lazy one costs nothing where alerts are only counted


# Who else sees an enrolment: (Q, user) -> Q.
visibility = Socket("enrolment.visibility")
# A part of the enrolment's page: (enrolment, user) -> Panel | None (`territory.sockets.Panel`).
panels = Socket("enrolment.panels")
# What needs a person: (enrolments: QuerySet, on: date) -> list[Alert]; one query or a few, never one a row.
alerts = Socket("enrolment.alerts")
# The next thing to do on an enrolment: (enrolment, user) -> {"label", "url", "due"} | None.
next_steps = Socket("enrolment.next_steps")
# What an enrolment misses before it can be completed: enrolment -> list of sentences.
closing = Socket("enrolment.closing")
# Why a contract can no longer be changed (visits were paid): contract -> sentence | None.
contract_locks = Socket("enrolment.contract_locks")
# Figures at the head of the enrolment's page: (enrolment, user) -> list of {"label", "value", "url"} | None.
figures = Socket("enrolment.figures")
# What an end carries with it in later rooms, inside the same act: (enrolment, actor, on) -> None.
ended = Socket("enrolment.ended")
# What follows a new coach, inside the same act: (assignment, actor) -> None.
handed_over = Socket("enrolment.handed_over")
