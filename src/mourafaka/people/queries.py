"""What the screens about people read."""

from __future__ import annotations

from dataclasses import dataclass

from mourafaka.people.models import Mandate, User


@dataclass(frozen=True)
class DemonstrationPerson:
    user: User
    roles: tuple[str, ...]


def demonstration_people() -> list[DemonstrationPerson]:
    """Everybody with a mandate in force, with the words for their roles."""
    people: dict[User, list[str]] = {}
    mandates = Mandate.objects.in_force().select_related("user").exclude(user__email="machine@localhost")
    for mandate in mandates.order_by("role", "user__full_name"):
        people.setdefault(mandate.user, []).append(mandate.get_role_display())
    return [DemonstrationPerson(user, tuple(dict.fromkeys(roles))) for user, roles in people.items()]


def first_person_per_role() -> dict[str, User]:
    """For each role held by somebody today, the person who has held it longest."""
    people: dict[str, User] = {}
    mandates = Mandate.objects.in_force().select_related("user").exclude(user__email="machine@localhost")
    for mandate in mandates.order_by("role", "starts_on", "pk"):
        people.setdefault(mandate.role, mandate.user)
    return people
