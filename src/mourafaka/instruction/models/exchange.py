"""What is asked and said about a case: corrections, opinions, messages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Application
from mourafaka.foundations import clock
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.instruction.enums import (
    CORRECTION_TONES,
    CorrectionKind,
    CorrectionState,
    OpinionState,
)
from mourafaka.instruction.models.case import Case
from mourafaka.registry.models import CooperativeContact

USER = settings.AUTH_USER_MODEL


def own_applications(user: Any) -> models.QuerySet[Application]:
    """The applications of the cooperatives this person speaks for, and only while they are seen at all."""
    own = CooperativeContact.objects.filter(user=user).values("cooperative")
    return Application.objects.visible_to(user).filter(cooperative__in=own)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: Any) -> CorrectionQuerySet:
        """The staff of the case; the cooperative sees what was asked of it."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(
            Q(case__in=Case.objects.visible_to(user)) | Q(case__application__in=own_applications(user))
        )

    def waiting(self) -> CorrectionQuerySet:
        return self.filter(state=CorrectionState.ASKED)

    def answered(self) -> CorrectionQuerySet:
        return self.filter(state=CorrectionState.ANSWERED)

    def past_due(self) -> CorrectionQuerySet:
        return self.waiting().filter(due_on__lt=clock.today())


class Correction(Sealed, models.Model):
    """Something to correct in an application. `target`: `documents:statutes`, `sections:market`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    target = models.CharField(_("what"), max_length=60)
    kind = models.CharField(_("why"), max_length=10, choices=CorrectionKind)
    asked = models.TextField(_("what to do"))
    due_on = models.DateField(_("until"))
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.ASKED)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    before = models.TextField(blank=True)  # what the section said before the answer
    answer = models.TextField(_("answer"), blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "target"],
                condition=Q(state="asked"),
                name="one_open_correction_per_target",
                violation_error_message=_("This is already asked of the cooperative."),
            )
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.case}: {self.target}"

    def seal(self) -> dict[str, Any]:
        return {"asked": self.asked, "answer": self.answer}

    @property
    def tone(self) -> str:
        return CORRECTION_TONES[CorrectionState(self.state)]

    @property
    def part(self) -> str:
        """`documents` or `sections`."""
        return self.target.partition(":")[0]

    @property
    def name(self) -> str:
        return self.target.partition(":")[2]


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, user: Any) -> OpinionQuerySet:
        """The staff of the case, and whoever is asked; never an application a conflict withholds."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        seen = Application.objects.visible_to(user)
        return self.exclude(state=OpinionState.CANCELLED).filter(
            Q(case__in=Case.objects.visible_to(user)) | Q(asked_of=user, case__application__in=seen)
        )

    def owed(self) -> OpinionQuerySet:
        return self.filter(state=OpinionState.ASKED)

    def shared(self) -> OpinionQuerySet:
        """What the cooperative reads too."""
        return self.filter(confidential=False, state=OpinionState.ANSWERED)


class Opinion(Sealed, models.Model):
    """A question to a person who knows, about one case; asking lends the sight of that case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="opinions")
    asked_of = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked of"))
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    question = models.TextField(_("question"))
    confidential = models.BooleanField(_("confidential: the cooperative does not read it"), default=True)
    due_on = models.DateField(_("until"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=OpinionState, default=OpinionState.ASKED)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["asked_of", "state"])]

    def __str__(self) -> str:
        return f"{self.case}: {self.asked_of}"

    def seal(self) -> dict[str, Any]:
        return {"question": self.question, "answer": self.answer, "confidential": self.confidential}

    @property
    def late(self) -> bool:
        return self.state == OpinionState.ASKED and self.due_on < clock.today()


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Any) -> MessageQuerySet:
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(
            Q(case__in=Case.objects.visible_to(user)) | Q(case__application__in=own_applications(user))
        )

    def unread(self, *, from_staff: bool) -> MessageQuerySet:
        return self.filter(read_at=None, from_staff=from_staff)


class Message(models.Model):
    """A line of the thread between the cooperative and the staff; both sides read all of it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=4000)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    from_staff = models.BooleanField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case}: {self.sent_at}"
