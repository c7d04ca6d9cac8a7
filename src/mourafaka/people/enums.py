"""The roles of the programme. The public is who has no mandate."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    MANAGER = "manager", _("Programme manager")
    DELEGATE = "delegate", _("Regional delegate")
    REVIEWER = "reviewer", _("Reviewer")
    COMMITTEE = "committee", _("Committee member")
    COACH = "coach", _("Coach")
    TRAINER = "trainer", _("Trainer")
    COOPERATIVE = "cooperative", _("Cooperative")
    FINANCE = "finance", _("Finance officer")
    EVALUATOR = "evaluator", _("Monitoring and evaluation officer")
    FUNDER = "funder", _("Funder")
    ADMIN = "admin", _("Administrator and auditor")


# Those who decide, pay or administer prove who they are twice.
SECOND_FACTOR_ROLES = frozenset({Role.COMMITTEE, Role.FINANCE, Role.ADMIN})


class OrganisationKind(models.TextChoices):
    AGENCY = "agency", _("Programme agency")
    MINISTRY = "ministry", _("Ministry")
    REGION = "region", _("Regional council")
    CHAMBER = "chamber", _("Chamber")
    CONSULTANCY = "consultancy", _("Consultancy")
    FUNDER = "funder", _("Funder")
    UNIVERSITY = "university", _("University")
    OTHER = "other", _("Other organisation")
