"""What the screens about people read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from mourafaka.people.models import Mandate, User


def accounts(text: str = "") -> QuerySet[User]:
    """Everybody whose name or address contains `text`, with today's mandates at hand as `current_mandates`."""
    current = Prefetch("mandates", Mandate.objects.in_force(), to_attr="current_mandates")
    people = User.objects.exclude(email="machine@localhost").select_related("organisation")
    if text:
        people = people.filter(
            Q(full_name__icontains=text) | Q(email__icontains=text) | Q(phone__icontains=text)
        )
    return people.prefetch_related(current)


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
