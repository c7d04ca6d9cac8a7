"""Choices of the registry room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LegalCategory(TextChoices):
    """The three categories of law 112-12, and their combination."""

    SUPPLY = "supply", _("Members supply goods or services")
    SERVICES = "services", _("Members receive goods or services")
    WORK = "work", _("Members receive paid work")
    MIXED = "mixed", _("Mixed")


# Types of the ILO guidelines on statistics of cooperatives (20th ICLS, 2018).
ILO_TYPE = {
    LegalCategory.SUPPLY: "producer",
    LegalCategory.SERVICES: "user",
    LegalCategory.WORK: "worker",
    LegalCategory.MIXED: "multi-stakeholder",
}


class ManagementForm(TextChoices):
    MANAGERS = "managers", _("One to three managers")
    BOARD = "board", _("Board of directors")


class Status(TextChoices):
    ACTIVE = "active", _("Active")
    DORMANT = "dormant", _("Dormant")
    SUSPENDED = "suspended", _("Suspended")
    DISSOLVED = "dissolved", _("Dissolved")


# Dissolution is final: a cooperative that starts again is registered again.
STATUS_CHANGES: dict[str, frozenset[str]] = {
    Status.ACTIVE: frozenset({Status.DORMANT, Status.SUSPENDED, Status.DISSOLVED}),
    Status.DORMANT: frozenset({Status.ACTIVE, Status.SUSPENDED, Status.DISSOLVED}),
    Status.SUSPENDED: frozenset({Status.ACTIVE, Status.DORMANT, Status.DISSOLVED}),
    Status.DISSOLVED: frozenset(),
}


class LabelKind(TextChoices):
    """Signs of quality (law 25-06), certifications and permits."""

    IGP = "igp", _("Protected geographical indication (IGP)")
    AOP = "aop", _("Protected designation of origin (AOP)")
    LABEL_AGRICOLE = "label_agricole", _("Agricultural label")
    ORGANIC = "organic", _("Organic (law 39-12)")
    FAIR_TRADE = "fair_trade", _("Fair trade")
    CRAFT = "craft", _("National craft label")
    TRADEMARK = "trademark", _("Trademark (OMPIC)")
    FOOD_SAFETY = "food_safety", _("HACCP or ISO 22000")
    ONSSA = "onssa", _("ONSSA sanitary authorisation")
    OTHER = "other", _("Other permit or label")
