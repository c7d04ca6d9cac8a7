"""Who has a conflict or a tie with whom, and what only looks like one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mourafaka.calls.models import Application, Call
from mourafaka.engine.text import fold, similarity
from mourafaka.people.enums import Role
from mourafaka.people.models import Mandate, Organisation, User
from mourafaka.registry.models import Cooperative, CooperativeContact
from mourafaka.selection.models import ConflictDeclaration
from mourafaka.selection.sockets import ties as socket

Pair = tuple[int, int]  # (application, person)

# From which resemblance two names are shown as a hint. Surnames are short, hence stricter.
LIKE_NAME, LIKE_SURNAME, LIKE_ORGANISATION = 0.85, 0.88, 0.8
FIELD_ROLES = (Role.COACH, Role.TRAINER, Role.DELEGATE)
PARTICLES = frozenset(
    [
        "ait",
        "aït",
        "ben",
        "bent",
        "bin",
        "ibn",
        "el",
        "al",
        "ould",
        "oulad",
        "bou",
        "abou",
        "abd",
        "ايت",
        "بن",
        "بنت",
        "ابن",
        "ال",
        "بو",
        "ابو",
    ]
)


def declared_conflicts(call: Call) -> set[Pair]:
    return set(
        ConflictDeclaration.objects.of_call(call).conflicts().values_list("application_id", "person_id")
    )


def declared_free(call: Call) -> set[Pair]:
    """Pairs declared to be without conflict."""
    rows = ConflictDeclaration.objects.of_call(call).filter(nature="none")
    return set(rows.values_list("application_id", "person_id"))


def tied_pairs(applications: Iterable[Application]) -> set[Pair]:
    """Those who speak for a cooperative, and those whom later rooms say advise it: they never mark it."""
    of_cooperative = {application.cooperative_id: application.pk for application in applications}
    spoken = CooperativeContact.objects.filter(cooperative__in=of_cooperative)
    pairs = {(user, cooperative) for user, cooperative in spoken.values_list("user_id", "cooperative_id")}
    for told in socket.collect(list(of_cooperative)):
        pairs |= set(told)
    return {
        (of_cooperative[cooperative], user) for user, cooperative in pairs if cooperative in of_cooperative
    }


@dataclass(frozen=True)
class SheetLine:
    """A cooperative on the declaration sheet: who it is, what might tie this person to it, what they said."""

    cooperative: Cooperative
    hints: tuple[str, ...]
    declared: ConflictDeclaration | None


def applications_to_declare(call: Call) -> QuerySet[Application]:
    return Application.objects.filter(call=call).submitted()


def undeclared_count(call: Call, user: User) -> int:
    declared = ConflictDeclaration.objects.filter(person=user).values("application")
    return applications_to_declare(call).exclude(pk__in=declared).count()


def declaration_sheet(call: Call, user: User) -> list[SheetLine]:
    """Every cooperative of the call by name, without its application: one declares without learning which is
    which."""
    applications = list(
        applications_to_declare(call)
        .select_related("cooperative__province", "cooperative__commune")
        .prefetch_related("cooperative__other_support", "cooperative__contacts__user")
    )
    declared = {
        row.application_id: row for row in ConflictDeclaration.objects.of_call(call).filter(person=user)
    }
    mandates = user.mandates_in_force()
    organisation = user.organisation
    lines = [
        SheetLine(
            application.cooperative,
            tuple(_hints(application.cooperative, user, organisation, mandates)),
            declared.get(application.pk),
        )
        for application in applications
    ]
    return sorted(lines, key=lambda line: fold(line.cooperative.name))


def hints(cooperative: Cooperative, user: User) -> tuple[str, ...]:
    """What might tie a person to a cooperative, in words. Hints never block."""
    return tuple(_hints(cooperative, user, user.organisation, user.mandates_in_force()))


def _hints(
    cooperative: Cooperative, user: User, organisation: Organisation | None, mandates: list[Mandate]
) -> Iterator[str]:
    if cooperative.leader_name and _names_alike(cooperative.leader_name, user.full_name):
        yield _("Your name resembles that of its president or manager: %(name)s.") % {
            "name": cooperative.leader_name
        }
    for contact in cooperative.contacts.all():
        if contact.user_id == user.pk:
            yield _("Your account speaks for it.")
        elif organisation and contact.user.organisation_id == organisation.pk:
            yield _("Someone of your organisation speaks for it.")
    for support in cooperative.other_support.all():
        if organisation and _same_body(support.programme, organisation):
            yield _("Your organisation supported it in %(year)s.") % {"year": support.year}
    for mandate in mandates:
        local = "." in mandate.territory_code or (mandate.territory_code and mandate.role in FIELD_ROLES)
        if local and mandate.covers(cooperative.province_id):
            yield _("You hold a mandate in its territory: %(role)s.") % {"role": mandate.get_role_display()}


def _same_body(name: str, organisation: Organisation) -> bool:
    return any(
        similarity(name, known) >= LIKE_ORGANISATION
        for known in (organisation.name_fr, organisation.name_ar)
        if known
    )


def _names_alike(one: str, other: str) -> bool:
    if similarity(one, other) >= LIKE_NAME:
        return True
    surnames = [_surname(one), _surname(other)]
    return all(len(name) >= 3 for name in surnames) and similarity(*surnames) >= LIKE_SURNAME


def _surname(name: str) -> str:
    """The last word that is not a particle: family names come last here as in the civil register."""
    words = [word for word in fold(name).split() if word not in PARTICLES]
    return words[-1] if words else ""
