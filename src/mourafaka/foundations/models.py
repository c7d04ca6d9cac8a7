"""Tables of the foundations: journal, outbox, stored files."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations import clock
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.seals import Sealed


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


class Erasure(Sealed, models.Model):
    """That personal data were erased: of which record, when, how much. It tells nothing of what they were.

    Sealed in the journal with the commitments of what was erased there, so that nothing else can be said to have
    been erased.
    """

    about = models.CharField(
        max_length=120, db_index=True, help_text="room.model:key, or the rule of retention"
    )
    at = models.DateTimeField(default=clock.now)
    rows = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.about} {self.at:%Y-%m-%d}"

    def seal(self) -> dict[str, Any]:
        keys = self.withheld.order_by("commitment").values_list("commitment", flat=True)
        digest = hashlib.sha256("".join(keys).encode()).hexdigest()
        return {"at": self.at, "rows": self.rows, "files": self.files, "digest": digest}


class WithheldValue(models.Model):
    """A value of a journal row, kept beside it so that it can be erased (see `withheld`)."""

    commitment = models.CharField(max_length=64, primary_key=True)
    sequence = models.PositiveBigIntegerField(db_index=True)
    salt = models.CharField(max_length=32, blank=True)
    value = models.JSONField(null=True)
    erasure = models.ForeignKey(Erasure, null=True, on_delete=models.PROTECT, related_name="withheld")

    def __str__(self) -> str:
        return str(self.sequence)


class Scan(models.TextChoices):
    """What the antivirus said of a file."""

    UNCHECKED = "", _("not checked: no antivirus is configured")
    PENDING = "pending", _("waiting for the antivirus")
    CLEAN = "clean", _("clean")
    BLOCKED = "blocked", _("blocked by the antivirus")


class StoredFile(models.Model):
    """A file kept under a random name outside the web root; its hash is its identity.

    Of an erased one the hash remains, which still tells what was received, and no content.
    """

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    path = models.CharField(max_length=200, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    scan = models.CharField(max_length=8, choices=Scan, default=Scan.UNCHECKED, blank=True, db_index=True)
    stored_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        """Refuses with `file_erased`."""
        if self.erased_at is not None:
            raise Refused("file_erased")
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
    html = models.TextField(blank=True, help_text="the same as HTML, for mail programs that show it")
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
