"""The proposal the rules give, and what the committee decided of it."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Application, Call, RulesVersion
from mourafaka.foundations.seals import Sealed
from mourafaka.selection.enums import Outcome, SessionState, Vote

USER = settings.AUTH_USER_MODEL
FOUR_PLACES = Decimal("0.0001")


class Proposal(Sealed, models.Model):
    """One run of the published procedure: what went in, what came out, under which version of the rules."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    rules_version = models.ForeignKey(RulesVersion, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    outcome = models.JSONField()
    digest = models.CharField(max_length=64)
    computed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    computed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["call", "-number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_proposal_per_number")]

    def __str__(self) -> str:
        return f"{self.call.code} · {self.number}"

    def seal(self) -> dict[str, Any]:
        return {
            "digest": self.digest,
            "rules_version": self.rules_version.number,
            "inputs": _sha256(self.inputs),
            "outcome": _sha256(self.outcome),
        }


class CommitteeSessionQuerySet(models.QuerySet["CommitteeSession"]):
    def of_call(self, call: Call) -> CommitteeSessionQuerySet:
        return self.filter(call=call)

    def closed(self) -> CommitteeSessionQuerySet:
        return self.filter(state=SessionState.CLOSED)


class CommitteeSession(Sealed, models.Model):
    """A sitting of the selection committee on one proposal. `fingerprint` identifies all it decided on."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="sessions")
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    held_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=150)
    members_total = models.PositiveSmallIntegerField(_("members of the committee"), default=5)
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=3)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    objects = CommitteeSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum__gte=1, quorum__lte=models.F("members_total")),
                name="quorum_within_the_committee",
                violation_error_message=_("The quorum is between 1 and the number of members."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.call.code} · {self.held_on}"

    @property
    def state_code(self) -> str:
        return {"planned": "draft", "open": "open", "closed": "done"}[self.state]

    def seal(self) -> dict[str, Any]:
        return {"state": self.state, "fingerprint": self.fingerprint}


class Attendance(models.Model):
    """A member of the committee at a session."""

    session = models.ForeignKey(CommitteeSession, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=120, blank=True)
    chairs = models.BooleanField(_("chairs"), default=False)
    present = models.BooleanField(_("present"), default=False)

    class Meta:
        ordering = ["-chairs", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="one_seat_per_member")]

    def __str__(self) -> str:
        return str(self.member)


class Recusal(models.Model):
    """A member leaves the room for one application."""

    session = models.ForeignKey(CommitteeSession, on_delete=models.CASCADE, related_name="recusals")
    member = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member", "application"], name="one_recusal_each")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.application}"


class ExceptionMotion(models.Model):
    """A motion to decide otherwise than proposed: it needs a reason and a vote."""

    session = models.ForeignKey(CommitteeSession, on_delete=models.CASCADE, related_name="motions")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome asked for"), max_length=10, choices=Outcome)
    reason = models.TextField(_("reason"))
    moved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(auto_now_add=True)
    carried = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "application"], name="one_motion_per_application"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="exception_has_a_reason",
                violation_error_message=_("An exception needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.outcome}"


class ExceptionVote(models.Model):
    motion = models.ForeignKey(ExceptionMotion, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    vote = models.CharField(max_length=8, choices=Vote)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "member"], name="one_vote_per_member")]

    def __str__(self) -> str:
        return f"{self.member}: {self.vote}"


class Decision(Sealed, models.Model):
    """What the committee decided for one application, beside what the rules proposed."""

    session = models.ForeignKey(CommitteeSession, on_delete=models.PROTECT, related_name="decisions")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="+")
    proposed = models.CharField(max_length=10, choices=Outcome)
    decided = models.CharField(max_length=10, choices=Outcome)
    rank = models.PositiveIntegerField(null=True)
    reserve_rank = models.PositiveSmallIntegerField(null=True)
    raw_score = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    score = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    explanation = models.JSONField(default=dict)
    motion = models.ForeignKey(ExceptionMotion, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["rank", "application__number"]

    def __str__(self) -> str:
        return f"{self.application}: {self.decided}"

    @property
    def is_exception(self) -> bool:
        return self.proposed != self.decided

    def seal(self) -> dict[str, Any]:
        """Scores as the rules write them: a new record and one read back say the same."""
        score = None if self.score is None else format(Decimal(self.score).quantize(FOUR_PLACES), "f")
        return {"proposed": self.proposed, "decided": self.decided, "rank": self.rank, "score": score}


def _sha256(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
