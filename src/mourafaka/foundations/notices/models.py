"""Tables of the notices: what each person was told, what proves it, who wants no more, one-time codes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations import outbox
from mourafaka.foundations.models import Channel, OutboxMessage, OutboxState


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: Any) -> NoticeQuerySet:
        """The person's own list, less what is not told: its messages are held, or were cancelled before they left."""
        if not getattr(user, "pk", None):
            return self.none()
        unsaid = self.model.messages.through.objects.filter(
            notice=models.OuterRef("pk"), outboxmessage__state__in=[OutboxState.HELD, OutboxState.CANCELLED]
        )
        return self.filter(~models.Exists(unsaid), user_id=user.pk)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def visible_to(self, user: Any) -> NoticeQuerySet:
        """One's own, and for whoever sees the outbox those whose messages are there."""
        if not getattr(user, "pk", None):
            return self.none()
        sent = outbox.visible_to(user).filter(event=models.OuterRef("event"), about=models.OuterRef("about"))
        return self.filter(models.Q(pk__in=self.of(user).values("pk")) | models.Exists(sent))


class Notice(models.Model):
    """One event told to one person, in that person's language."""

    event = models.CharField(max_length=60, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=8)
    about = models.CharField(max_length=120, db_index=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    short = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    legal = models.BooleanField(default=False)
    dedup_key = models.CharField(max_length=160, unique=True)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    messages = models.ManyToManyField(OutboxMessage, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]
        indexes = [models.Index(fields=["user", "read_at"], name="notice_unread")]
        verbose_name = _("notice")

    def __str__(self) -> str:
        return self.subject


class ProofKind(models.TextChoices):
    OPENED = "opened", _("opened")
    SIGNED_ON_PAPER = "signed_on_paper", _("signed on paper")
    READ_BY_PHONE = "read_by_phone", _("read by phone")


class ProofQuerySet(models.QuerySet["Proof"]):
    def visible_to(self, user: Any) -> ProofQuerySet:
        about = outbox.visible_to(user).filter(about=models.OuterRef("about"))
        return self.filter(models.Exists(about))


class Proof(models.Model):
    """That somebody was notified, how and when. The database refuses to change or remove a row."""

    about = models.CharField(max_length=120, db_index=True)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=16, choices=ProofKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.about}: {self.kind}"


class OptOut(models.Model):
    """An address that wants no more of a channel. Only a blind index of the address is kept."""

    address_index = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=Channel)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address_index", "channel"], name="one_opt_out_an_address")
        ]

    def __str__(self) -> str:
        return self.channel


class Code(models.Model):
    """A one-time code, known by its digest alone."""

    address_index = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    network_index = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["address_index", "purpose"], name="code_of_address")]

    def __str__(self) -> str:
        return self.purpose


class WrongTry(models.Model):
    """A code that was wrong, by network: guessing over many addresses is stopped too."""

    network_index = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)
