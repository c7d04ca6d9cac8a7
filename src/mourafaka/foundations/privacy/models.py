"""Consents given, who saw or took away whose record, and what people ask about their data."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations import clock

USER = settings.AUTH_USER_MODEL
ANSWERED_WITHIN = timedelta(days=10)


class Consent(models.Model):
    """Somebody agreed to a text, in one version and one language, on a day."""

    about = models.CharField(max_length=120, db_index=True, help_text="room.model:key it was given for")
    text = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    sha256 = models.CharField(max_length=64, help_text="of the text that was shown")
    given_at = models.DateTimeField(default=clock.now)
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.text} {self.version} ({self.language})"


class Way(models.TextChoices):
    SEEN = "seen", _("seen")
    EXPORTED = "exported", _("exported")


class Access(models.Model):
    """Somebody saw or took away somebody's record. Chained: a row removed or changed in the middle shows."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=Way)
    kind = models.CharField(max_length=40, help_text="what the record is")
    key = models.CharField(max_length=60, help_text="its code or number")
    page = models.CharField(max_length=80)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "key"], name="access_to_record")]
        verbose_name = _("access")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def digest(self) -> str:
        said = [
            self.at.astimezone(UTC).isoformat(),
            self.by_id,
            self.how,
            self.kind,
            self.key,
            self.page,
            self.previous_hash,
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


class AccessHead(models.Model):
    """The last link of the chain of accesses: locked while rows are added."""

    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.hash


class RequestKind(models.TextChoices):
    ERASE = "erase", _("erase my data")
    CORRECT = "correct", _("correct my data")
    OPPOSE = "oppose", _("stop a use of my data")


class DataRequest(models.Model):
    """What a person asks about their own data, and when it was answered."""

    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what you ask"), max_length=8, choices=RequestKind)
    words = models.CharField(_("in your words"), max_length=500, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        ordering = ["answered_at", "asked_at"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def overdue_on(self) -> Any:
        """Law 09-08, art. 8: answered within ten days."""
        return self.asked_at + ANSWERED_WITHIN
