"""Choices of the room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftState(models.TextChoices):
    OPEN = "open", _("Draft")
    SUBMITTED = "submitted", _("Lodged")
    EXPIRED = "expired", _("Expired")


class Right(models.TextChoices):
    READ = "read", _("Read only")
    WRITE = "write", _("Read and fill in")
    DOCUMENTS = "documents", _("Read and send documents")


class Confirmation(models.TextChoices):
    CODE = "code", _("Code sent to her phone")
    PAPER = "paper", _("Signed paper")
