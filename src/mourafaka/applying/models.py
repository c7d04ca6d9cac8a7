"""Drafts of applications, who helps to fill them, their files, and the receipt of what was lodged."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.applying.enums import Confirmation, DraftState, Right
from mourafaka.calls.models import Application, Call, DocumentKind
from mourafaka.foundations import clock
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed

USER = settings.AUTH_USER_MODEL
DAYS_KEPT = 60
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # what nobody mistakes for another on the phone


def draft_code() -> str:
    """B-7K3M-Q2WD: nine characters of 31, unguessable and easily dictated."""
    return f"B-{_characters(4)}-{_characters(5)}"


def receipt_code() -> str:
    return f"{_characters(4)}-{_characters(4)}-{_characters(4)}"


def _characters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(count))


def end_of_life() -> datetime:
    return clock.now() + timedelta(days=DAYS_KEPT)


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: Any) -> DraftQuerySet:
        """Her own, those she helps with, and those an agent types for somebody; nobody else sees a draft."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        helped = Helper.objects.filter(user=user, ended_at=None).values("draft")
        return self.filter(Q(owner=user) | Q(pk__in=helped) | Q(on_behalf=True, entered_by=user))

    def open(self) -> DraftQuerySet:
        return self.filter(state=DraftState.OPEN)


class Draft(models.Model):
    """An application being filled in. `typed` is what was typed, right or wrong; `answers` what was understood."""

    code = models.CharField(max_length=12, unique=True, default=draft_code, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="fr")
    answers = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN, db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_how = models.CharField(max_length=6, choices=Confirmation, blank=True)
    confirmed_paper = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(default=end_of_life)
    warned_at = models.DateTimeField(null=True)
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    late_reason = models.CharField(_("why it was lodged after the closing"), max_length=500, blank=True)
    excepted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    submit_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = _("draft")

    def __str__(self) -> str:
        return self.code


class OfDraftsQuerySet(models.QuerySet[Any]):
    """What is seen with its draft."""

    def visible_to(self, user: Any) -> OfDraftsQuerySet:
        return self.filter(draft__in=Draft.objects.visible_to(user).values("pk"))


class DraftDocument(models.Model):
    """A page of a document, or why the document cannot be given and by when it will."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="documents")
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    page = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(_("why it cannot be given"), max_length=300, blank=True)
    by = models.DateField(_("given by"), null=True, blank=True)
    key = models.UUIDField(
        null=True, editable=False
    )  # of the phone that sent it: sent again, nothing is doubled
    sent_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    objects = OfDraftsQuerySet.as_manager()

    class Meta:
        ordering = ["kind__position", "page", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(reason=""),
                name="draft_document_has_a_file_or_a_reason",
                violation_error_message=_("Send the document, or say why it cannot be given."),
            ),
            models.UniqueConstraint(fields=["draft", "key"], name="draft_document_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft}: {self.kind}"


class Helper(models.Model):
    """Somebody invited to help with a draft, with limited rights, until the invitation is ended."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="helpers")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    rights = models.CharField(_("rights"), max_length=10, choices=Right)
    invited_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = OfDraftsQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "user"], condition=Q(ended_at=None), name="helper_invited_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_rights_display()}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, user: Any) -> ReceiptQuerySet:
        return self.filter(application__in=Application.objects.visible_to(user))


class Receipt(Sealed, models.Model):
    """What was lodged and when; the database refuses to change or remove a row. Its code opens the public
    page where anybody checks it."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=20, unique=True)
    code = models.CharField(max_length=14, unique=True, default=receipt_code, editable=False)
    submitted_at = models.DateTimeField(_("lodged"))
    language = models.CharField(max_length=5)
    manifest = models.JSONField(default=list)  # [{name, kind, sha256, size}]
    answers_sha256 = models.CharField(max_length=64)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("receipt")

    def __str__(self) -> str:
        return self.number

    def seal(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "submitted_at": self.submitted_at,
            "manifest": self.manifest,
            "answers_sha256": self.answers_sha256,
        }
