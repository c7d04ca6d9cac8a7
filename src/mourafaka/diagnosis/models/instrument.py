"""The questionnaire, one row a version; its content is data that an expert edits as a workbook."""

from __future__ import annotations

import hashlib
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations import clock
from mourafaka.foundations.journal import canonical
from mourafaka.people.enums import Role

DIAG_COOP = "DIAG-COOP"


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def visible_to(self, user: Any) -> Self:
        """The questions are no secret to who works with them; a draft is its makers'."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        roles = user.roles()
        if roles & {Role.MANAGER, Role.ADMIN, Role.EVALUATOR}:
            return self
        if roles & {Role.DELEGATE, Role.COACH, Role.COOPERATIVE}:
            return self.put_in_force()
        return self.none()

    def put_in_force(self) -> Self:
        """Versions that are or were in force."""
        return self.filter(in_force_at__isnull=False)

    def in_force(self) -> Instrument | None:
        """The version new assessments use: the last one put in force."""
        return self.put_in_force().filter(code=DIAG_COOP).order_by("-in_force_at", "-version").first()


class Instrument(models.Model):
    """A version of the questionnaire. `data` is written once: a change is a new version."""

    code = models.CharField(_("code"), max_length=20, default=DIAG_COOP)
    version = models.PositiveSmallIntegerField(_("version"))
    data = models.JSONField()
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)
    in_force_at = models.DateTimeField(_("in force since"), null=True, editable=False)
    frozen_at = models.DateTimeField(_("first used"), null=True, editable=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("instrument of diagnosis")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="one_instrument_per_version",
                violation_error_message=_("This version already exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def title(self) -> str:
        titles = self.data.get("title", {})
        return str(titles.get((get_language() or "fr")[:2]) or titles.get("fr") or self.code)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content: what a sealed assessment says it was taken with."""
        return hashlib.sha256(canonical(self.data)).hexdigest()
