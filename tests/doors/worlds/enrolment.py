"""Two accompanied cooperatives: the own one, and one far away with a canary in its texts."""

from __future__ import annotations

from typing import Any

from mourafaka.people.enums import Role
from tests.doors.access_world import FOREIGN
from tests.factories.enrolment import CoachAssignmentFactory, ContractFactory, EnrolmentFactory


def build(world: Any, users: Any) -> None:
    contract = ContractFactory()
    for target in ("own", "foreign"):
        enrolment = EnrolmentFactory(
            application=getattr(world, target), contract=contract, phase="coaching", note=_word(target)
        )
        world.rooms["enrolment", target] = enrolment


def person(world: Any, role: str, user: Any) -> None:
    if role == Role.COACH:
        CoachAssignmentFactory(enrolment=world.rooms["enrolment", "own"], coach=user)


def value(world: Any, page: str, key: str, target: str) -> Any:
    enrolment = enrolment_of(world, target)
    return {"number": enrolment.number, "pk": enrolment.pk}.get(key)


def enrolment_of(world: Any, target: str) -> Any:
    """No conflict of interest reaches an enrolment: the conflicted target is the own one."""
    return world.rooms["enrolment", "foreign" if target == "foreign" else "own"]


def _word(target: str) -> str:
    return FOREIGN if target == "foreign" else "PLAIN"
