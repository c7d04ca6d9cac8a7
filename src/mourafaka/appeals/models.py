"""Appeals, their documents, and the letters of this room."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.appeals.enums import (
    APPEAL_TONES,
    OWED,
    RISK_DAYS,
    UNDER_WAY,
    Against,
    AppealState,
    LetterKind,
)
from mourafaka.calls.models import Application
from mourafaka.foundations import clock
from mourafaka.foundations.journal import canonical
from mourafaka.foundations.models import OutboxMessage, OutboxState, StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.instruction.models.exchange import own_applications

USER = settings.AUTH_USER_MODEL
READERS = ("manager", "delegate", "admin")


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Any) -> AppealQuerySet:
        """The staff who instruct or watch, for the applications they see; the cooperative's own."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        staff = user.roles() & set(READERS)
        seen = Application.objects.visible_to(user) if staff else own_applications(user)
        return self.filter(application__in=seen.order_by().values("pk"))

    def owed(self) -> AppealQuerySet:
        """Those that still wait for something from the agency."""
        return self.filter(state__in=OWED)

    def under_way(self) -> AppealQuerySet:
        return self.filter(state__in=UNDER_WAY)

    def late(self) -> AppealQuerySet:
        return self.under_way().filter(answer_due_on__lt=clock.today())

    def for_lists(self) -> AppealQuerySet:
        return self.select_related("application__call", "application__cooperative__province", "examiner")


class Appeal(Sealed, models.Model):
    """What a cooperative contests, and the reasoned answer. `outcome`: what the rules gave when run again."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    against = models.CharField(_("against"), max_length=14, choices=Against)
    text = models.TextField(_("what is contested, and why"))
    received_on = models.DateField(_("received"))
    notified_on = models.DateField(_("decision notified"), null=True)
    last_day = models.DateField(_("last day to contest"), null=True)
    answer_due_on = models.DateField(_("answer due"), db_index=True)
    lodged_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=AppealState, default=AppealState.LODGED)
    examiner = models.ForeignKey(
        USER, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("examined by")
    )
    reason = models.TextField(_("reasons of the answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    outcome = models.JSONField(default=dict)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["answer_due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "against"],
                name="one_appeal_per_decision",
                violation_error_message=_("This decision was already contested."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rejected"]) | ~Q(reason=""),
                name="answered_appeal_has_a_reason",
                violation_error_message=_("An appeal is answered with reasons."),
            ),
        ]
        verbose_name = _("appeal")

    def __str__(self) -> str:
        return f"{self.application}: {self.get_against_display()}"

    @property
    def tone(self) -> str:
        return APPEAL_TONES[AppealState(self.state)]

    @property
    def days_left(self) -> int:
        """Days until the answer is due, negative once late."""
        return (self.answer_due_on - clock.today()).days

    @property
    def letter_held(self) -> bool:
        """The answer is written but has not left yet."""
        letter = getattr(self, "letter", None)
        return letter is None or letter.message is None or letter.message.state == OutboxState.HELD

    @property
    def told_state(self) -> str:
        """The state as the cooperative may know it: an answer is told by its letter."""
        unsaid = self.state in (AppealState.ACCEPTED, AppealState.REJECTED, AppealState.READING)
        return AppealState.EXAMINED if unsaid and self.letter_held else self.state

    @property
    def clock_tone(self) -> str:
        if self.state not in UNDER_WAY:
            return "done"
        if self.days_left < 0:
            return "late"
        return "due" if timedelta(days=self.days_left) <= timedelta(days=RISK_DAYS) else "active"

    def seal(self) -> dict[str, Any]:
        text = {"text": self.text, "reason": self.reason}
        return {
            "state": self.state,
            "received_on": self.received_on.isoformat(),
            "words": hashlib.sha256(canonical(text)).hexdigest(),
            "outcome": hashlib.sha256(canonical(self.outcome)).hexdigest(),
        }


class AppealDocument(models.Model):
    """A file that came with an appeal."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: Any) -> LetterQuerySet:
        """Whoever sees the application: its staff, and the cooperative once the letter is released."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        released = Q(application__in=own_applications(user).order_by().values("pk")) & ~Q(
            message__state="held"
        )
        if not user.roles() & set(READERS):
            return self.filter(released)
        seen = Application.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(application__in=seen) | released)

    def of_rejection(self, application: Application) -> LetterQuerySet:
        return self.filter(application=application, kind=LetterKind.INADMISSIBLE)

    def held(self) -> LetterQuerySet:
        return self.filter(message__state=OutboxState.HELD)


class Letter(Sealed, models.Model):
    """The letter of an application that is not admissible, or the answer to an appeal."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    appeal = models.OneToOneField(Appeal, null=True, on_delete=models.PROTECT, related_name="letter")
    kind = models.CharField(max_length=12, choices=LetterKind)
    language = models.CharField(max_length=5)
    reasons = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(OutboxMessage, null=True, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()}"

    def seal(self) -> dict[str, Any]:
        return {"kind": self.kind, "sha256": self.file.sha256}
