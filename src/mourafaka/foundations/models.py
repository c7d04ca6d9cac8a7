"""Tables of the foundations: journal, outbox, stored files."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """One act. The database refuses to change or remove a row (see the first migration)."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    act_id = models.UUIDField(unique=True)
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=80, db_index=True)
    door = models.CharField(max_length=12)
    actor = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    result = models.JSONField(default=str)
    facts = models.JSONField(default=dict)
    seals = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        verbose_name = _("journal entry")

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb}"


class JournalHead(models.Model):
    """The last link of the chain: locked while a row is appended."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.sequence)


class StoredFile(models.Model):
    """A file kept under a random name outside the web root; its hash is its identity."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    path = models.CharField(max_length=200, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        with default_storage.open(self.path) as file:
            return bytes(file.read())


class OutboxState(models.TextChoices):
    HELD = "held", _("waiting for release")
    RELEASED = "released", _("released")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not delivered")
    CANCELLED = "cancelled", _("cancelled")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")
    WHATSAPP = "whatsapp", _("WhatsApp")
    PAPER = "paper", _("paper")


class OutboxMessage(models.Model):
    """A message that leaves once released: letters by a human, notices at once."""

    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL, db_index=True)
    event = models.CharField(max_length=60, blank=True, db_index=True)
    parts = models.PositiveSmallIntegerField(null=True, help_text="how many SMS the text takes")
    urgent = models.BooleanField(default=False)
    unsubscribe_url = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, db_index=True)
    last_error = models.CharField(max_length=300, blank=True)
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    about = models.CharField(max_length=120, db_index=True, help_text="room.model:key the message speaks of")
    attachment = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    dedup_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=12, choices=OutboxState, default=OutboxState.HELD, db_index=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["queued_at", "pk"]

    def __str__(self) -> str:
        return self.subject
