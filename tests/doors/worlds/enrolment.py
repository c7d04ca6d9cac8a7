"""Two accompanied cooperatives: the own one, and one far away with a canary in its texts."""

from __future__ import annotations

from typing import Any

from mourafaka.enrolment.models import Agreement
from mourafaka.foundations.files import store
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
        content = _word(target).encode()
        file = store(b"%PDF-1.7 " + content, name="agreement.pdf", content_type="application/pdf")
        agreement = Agreement.objects.create(enrolment=enrolment, language="fr", file=file)
        world.rooms["enrolment:agreement", target] = agreement
    world.rooms["enrolment:contract", "own"] = contract


def person(world: Any, role: str, user: Any) -> None:
    if role == Role.COACH:
        user.organisation = world.rooms["enrolment:contract", "own"].provider
        user.save()
        CoachAssignmentFactory(enrolment=world.rooms["enrolment", "own"], coach=user)


def value(world: Any, page: str, key: str, target: str) -> Any:
    enrolment = enrolment_of(world, target)
    if page == "enrolment:agreement" and key == "pk":
        return world.rooms["enrolment:agreement", "foreign" if target == "foreign" else "own"].pk
    common = {
        "number": enrolment.number,
        "pk": world.rooms["enrolment:contract", "own"].pk,
        "code": world.call.code,
        "kind": "csv",
    }
    return common.get(key)


def enrolment_of(world: Any, target: str) -> Any:
    """No conflict of interest reaches an enrolment: the conflicted target is the own one."""
    return world.rooms["enrolment", "foreign" if target == "foreign" else "own"]


def _word(target: str) -> str:
    return FOREIGN if target == "foreign" else "PLAIN"
