"""What leaves the selection: minutes, letters, withdrawals, the public bundle."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Application, Call, Cohort
from mourafaka.foundations.models import OutboxMessage, StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.selection.enums import Outcome
from mourafaka.selection.models.committee import CommitteeSession

USER = settings.AUTH_USER_MODEL


class Withdrawal(models.Model):
    """A selected cooperative leaves; the rules run again on the free seat."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    promoted = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.application)


class Minute(Sealed, models.Model):
    """The minutes (procès-verbal) of a session, or additional ones, in one language: of a withdrawal, or of what
    `about` refers to (an accepted appeal of a later room)."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(CommitteeSession, on_delete=models.PROTECT, related_name="minutes")
    withdrawal = models.ForeignKey(Withdrawal, null=True, on_delete=models.PROTECT, related_name="minutes")
    about = models.CharField(max_length=120, blank=True)
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["call", "number", "language"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number", "language"], name="one_minute_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.call.code} PV {self.number} {self.language}"

    def seal(self) -> dict[str, Any]:
        return {"sha256": self.file.sha256}


class Letter(Sealed, models.Model):
    """The letter that tells a cooperative what was decided, why, and how to contest it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    language = models.CharField(max_length=5)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(OutboxMessage, null=True, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "outcome", "language"], name="one_letter_per_outcome"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.outcome}"

    def seal(self) -> dict[str, Any]:
        return {"outcome": self.outcome, "sha256": self.file.sha256}


class PublishedBundle(Sealed, models.Model):
    """The data package with which anyone can recompute a cohort's choice."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.cohort.code} {self.published_at:%Y-%m-%d}"

    def seal(self) -> dict[str, Any]:
        return {"sha256": self.file.sha256}
