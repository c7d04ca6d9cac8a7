"""Twelve readers: assigned, declaring their ties, and giving marks with a severity of their own."""

from __future__ import annotations

from collections.abc import Mapping

from mourafaka.calls.models import Application, Call
from mourafaka.cli.demonstration import cast, generator
from mourafaka.people.models import User
from mourafaka.selection import services
from mourafaka.selection.enums import ConflictNature
from mourafaka.selection.models import Assignment

MOST_APPLICATIONS = 45
# Who has a tie, its nature, and with which application: by order among those given to a reader, among all for
# a member of the committee.
TIES = {
    "evaluation03": (("adviser", "A animé une formation pour cette coopérative en 2019.", 2),),
    "evaluation05": (
        ("family", "Lien de parenté avec un membre du bureau.", 0),
        ("member", "Fournit la laine à cette coopérative.", 5),
    ),
    "evaluation11": (("financial", "Parts détenues par un proche.", 4),),
    "commission4": (("family", "Lien de parenté avec la présidente.", 1),),
}
ABSTAINS = ("evaluation08", "Je ne connais pas assez cette filière pour la noter.")
STRONG = {
    "C1": "Prévisions prudentes et bien expliquées.",
    "C2": "Emplois crédibles et chiffrés.",
    "C3": "Débouchés déjà engagés.",
    "C4": "Le besoin est partagé par les membres.",
    "C5": "Ancrage local évident.",
    "C6": "Idée nouvelle et réaliste.",
    "C7": "Femmes et jeunes décident vraiment.",
    "C8": "Conditions de travail soignées.",
    "C9": "Bonne maîtrise de l’eau et des déchets.",
}
WEAK = {
    "C1": "La marge reste à démontrer.",
    "C2": "L’effet sur l’emploi est peu précisé.",
    "C3": "Le marché est à confirmer.",
    "C4": "L’adhésion des membres est à vérifier.",
    "C5": "Le lien avec le territoire est faible.",
    "C6": "Peu de nouveauté.",
    "C7": "Peu de place aux femmes et aux jeunes.",
    "C8": "Les conditions de travail ne sont pas décrites.",
    "C9": "L’effet sur l’environnement est négligé.",
}


def assign(call: Call, people: Mapping[str, User], *, actor: User) -> None:
    for part in cast.REVIEWERS:
        services.enrol_reviewer(call, actor=actor, user=people[part.key], max_load=MOST_APPLICATIONS)
    services.apply_assignment(call, actor=actor)


def declare(call: Call, people: Mapping[str, User]) -> None:
    """Every reader and committee member fills the sheet; three readers have ties and lose those readings."""
    applications = Application.objects.filter(call=call).order_by("number")
    cooperatives = list(applications.values_list("cooperative_id", flat=True))
    for part in (*cast.REVIEWERS, *cast.COMMITTEE):
        given = list(
            Assignment.objects.filter(application__call=call, reviewer=people[part.key])
            .order_by("application__number")
            .values_list("application__cooperative_id", flat=True)
        )
        given = given or cooperatives
        conflicts = {
            given[place]: services.Tie(ConflictNature(nature).value, note)
            for nature, note, place in TIES.get(part.key, ())
        }
        services.declare_sheet(call, actor=people[part.key], listed=cooperatives, conflicts=conflicts)


def abstain(call: Call, people: Mapping[str, User]) -> None:
    """One reader declines one reading, which goes to somebody else."""
    key, reason = ABSTAINS
    reading = Assignment.objects.owed().filter(application__call=call, reviewer=people[key]).first()
    if reading is not None:
        services.abstain(reading, actor=people[key], reason=reason)


def owed(call: Call) -> list[Assignment]:
    """What is still to be read, third readings included."""
    readings = Assignment.objects.readable().owed().filter(application__call=call)
    return list(readings.select_related("application", "reviewer").order_by("application__number", "pk"))


def review(reading: Assignment, drawn: generator.SyntheticApplication, people: Mapping[str, User]) -> None:
    part = next(part for part in cast.REVIEWERS if people[part.key].pk == reading.reviewer_id)
    key = f"{reading.application.number}:{part.key}"
    marks = generator.marks(drawn.merit, part.severity, key)
    best = max(generator.CRITERIA, key=lambda code: (marks[code], code))
    worst = min(generator.CRITERIA, key=lambda code: (marks[code], code))
    services.record_review(
        reading, actor=people[part.key], marks=marks, comment=f"{STRONG[best]} {WEAK[worst]}"
    )
