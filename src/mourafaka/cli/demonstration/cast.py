"""Who appears in the demonstration: functions and initials, never a person's name; addresses at example.org."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mourafaka.people import services
from mourafaka.people.enums import OrganisationKind, Role
from mourafaka.people.models import Organisation, User

MANDATES_FROM = date(2020, 1, 6)
REGION = "09"

ORGANISATIONS = {
    "agency": (OrganisationKind.AGENCY, "Agence du programme", "وكالة البرنامج"),
    "ministry": (OrganisationKind.MINISTRY, "Ministère de tutelle", "الوزارة الوصية"),
    "region": (OrganisationKind.REGION, "Conseil régional", "مجلس الجهة"),
    "agriculture": (OrganisationKind.CHAMBER, "Chambre d’agriculture", "الغرفة الفلاحية"),
    "crafts": (OrganisationKind.CHAMBER, "Chambre d’artisanat", "غرفة الصناعة التقليدية"),
    "university": (OrganisationKind.UNIVERSITY, "Université partenaire", "الجامعة الشريكة"),
    "consultancy": (
        OrganisationKind.CONSULTANCY,
        "Cabinet d’accompagnement du lot 8",
        "مكتب المواكبة للشطر 8",
    ),
    "consultancy6": (
        OrganisationKind.CONSULTANCY,
        "Cabinet d’accompagnement du lot 6",
        "مكتب المواكبة للشطر 6",
    ),
    "consultancy2": (
        OrganisationKind.CONSULTANCY,
        "Cabinet d’accompagnement du lot 2",
        "مكتب المواكبة للشطر 2",
    ),
    "funder": (OrganisationKind.FUNDER, "Fondation partenaire", "المؤسسة الشريكة"),
}


@dataclass(frozen=True)
class Part:
    """One account: who, from where, with which mandate."""

    key: str
    name: str
    role: Role
    organisation: str
    territory_code: str = ""
    language: str = "fr"
    reads: tuple[str, ...] = ("fr", "ar")
    sectors: tuple[str, ...] = ()
    severity: float = 0.0  # marks taken off each criterion, for reviewers

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


_R, _C = Role.REVIEWER, Role.COMMITTEE
_LAND = ("agriculture", "food", "herbs")
_SEA_AND_LAND = ("agriculture", "fishing", "argan", "food")
_CRAFTS = ("crafts", "tourism", "services", "waste")
_ALL = ("agriculture", "argan", "crafts", "food", "herbs", "fishing", "tourism", "services", "waste")

STAFF = (
    Part("responsable", "Responsable nationale du programme", Role.MANAGER, "agency"),
    Part("delegue", "Délégué régional, Souss-Massa", Role.DELEGATE, "agency", REGION),
    Part("finances", "Chargée des finances", Role.FINANCE, "agency"),
    Part("suivi", "Chargé du suivi-évaluation", Role.EVALUATOR, "agency"),
    Part("bailleur", "Représentante du bailleur", Role.FUNDER, "funder"),
    Part("formateur", "Formateur, gouvernance coopérative", Role.TRAINER, "consultancy", REGION, "ar"),
    Part("formatrice", "Formatrice, commercialisation", Role.TRAINER, "consultancy6", REGION, "ar"),
    Part("administration", "Administratrice et auditrice", Role.ADMIN, "agency"),
)
COACHES = (
    Part("accompagnatrice", "Accompagnatrice, Tiznit", Role.COACH, "consultancy", REGION, "ar"),
    Part("accompagnateur", "Accompagnateur, Agadir", Role.COACH, "consultancy", REGION, "fr"),
    Part("accompagnateur6", "Accompagnateur, Taroudannt", Role.COACH, "consultancy6", REGION, "ar"),
    Part("accompagnatrice6", "Accompagnatrice, Taliouine", Role.COACH, "consultancy6", REGION, "ar"),
    Part("accompagnatrice2", "Accompagnatrice, Tata", Role.COACH, "consultancy2", REGION, "ar"),
)
# Lot → who holds its contract.
PROVIDERS = {"2": "consultancy2", "6": "consultancy6", "8": "consultancy"}
# The coach of each province when the service starts; two share Taroudannt until one leaves.
COACH_OF = {
    "09.001": "accompagnateur",
    "09.273": "accompagnateur",
    "09.163": "accompagnatrice",
    "09.581": "accompagnatrice",
    "09.551": "accompagnatrice2",
}
LEAVING_COACH, TAKING_COACH = "accompagnateur6", "accompagnatrice6"
COMMITTEE = (
    Part("commission1", "Présidente de la commission", _C, "ministry", REGION),
    Part("commission2", "Membre de la commission, conseil régional", _C, "region", REGION),
    Part("commission3", "Membre de la commission, agriculture", _C, "agriculture", REGION, "ar"),
    Part("commission4", "Membre de la commission, artisanat", _C, "crafts", REGION, "ar"),
    Part("commission5", "Membre de la commission, agence", _C, "agency", REGION),
)
# Severities sum to zero; the strictest and the most generous are seventeen points apart on 100.
REVIEWERS = (
    Part("evaluation01", "Évaluatrice A.", _R, "agency", REGION, "fr", ("fr", "ar"), _ALL, 0.02),
    Part("evaluation02", "Évaluateur B.", _R, "university", REGION, "fr", ("fr",), _ALL, 0.38),
    Part("evaluation03", "Évaluatrice C.", _R, "agriculture", REGION, "ar", ("ar", "fr"), _LAND, -0.3),
    Part("evaluation04", "Évaluateur D.", _R, "agriculture", REGION, "ar", ("ar", "fr"), _SEA_AND_LAND, 0.12),
    Part("evaluation05", "Évaluatrice E.", _R, "crafts", REGION, "ar", ("ar", "fr"), _CRAFTS, -0.16),
    Part("evaluation06", "Évaluateur F.", _R, "university", REGION, "fr", ("fr", "ar"), _ALL, 0.44),
    Part("evaluation07", "Évaluatrice G.", _R, "region", REGION, "fr", ("fr", "ar"), _ALL, -0.42),
    Part("evaluation08", "Évaluateur H.", _R, "agency", REGION, "fr", ("fr",), _SEA_AND_LAND, 0.02),
    Part("evaluation09", "Évaluatrice I.", _R, "university", REGION, "fr", ("fr", "ar"), _ALL, 0.2),
    Part("evaluation10", "Évaluateur J.", _R, "ministry", REGION, "fr", ("fr", "ar"), _ALL, -0.1),
    Part("evaluation11", "Évaluatrice K.", _R, "ministry", REGION, "ar", ("ar", "fr"), _LAND, -0.26),
    Part("evaluation12", "Évaluateur L.", _R, "agency", REGION, "fr", ("fr", "ar"), _ALL, 0.06),
)
# Who speaks for a cooperative: the others that applied are reached on paper.
SPEAKERS = (
    Part("cooperative", "Présidente de coopérative", Role.COOPERATIVE, "", "", "ar", ("ar",)),
    *(
        Part(
            f"cooperative{n:02d}",
            f"Gérance de coopérative {letter}.",
            Role.COOPERATIVE,
            "",
            "",
            "fr",
            ("fr",),
        )
        for n, letter in enumerate("BCDEFGH", start=2)
    ),
)


def enter() -> dict[str, User]:
    """Open every account with its mandate; answers them by key."""
    organisations = {
        key: Organisation.objects.get_or_create(name_fr=fr, defaults={"kind": kind, "name_ar": ar})[0]
        for key, (kind, fr, ar) in ORGANISATIONS.items()
    }
    clerk = services.machine()
    people: dict[str, User] = {}
    for part in (*STAFF, *COACHES, *COMMITTEE, *REVIEWERS, *SPEAKERS):
        user = services.open_account(
            organisations.get(part.organisation),
            actor=clerk,
            email=part.email,
            full_name=part.name,
            preferred_language=part.language,
            languages=list(part.reads),
            sectors=list(part.sectors),
        )
        services.give_mandate(
            user,
            actor=clerk,
            role=part.role,
            territory_code=part.territory_code,
            starts_on=MANDATES_FROM,
        )
        people[part.key] = user
    return people


def coach_of(province: str, turn: int) -> str:
    """The key of the coach who starts with a cooperative."""
    return COACH_OF.get(province) or (LEAVING_COACH, TAKING_COACH)[turn % 2]
