"""Choices and life cycles of the selection."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.flows import Flow


class ConflictNature(models.TextChoices):
    NONE = "none", _("No conflict of interest")
    FAMILY = "family", _("Family tie")
    MEMBER = "member", _("Member, employee or supplier of the cooperative")
    ADVISER = "adviser", _("Advised or trained the cooperative")
    FINANCIAL = "financial", _("Financial interest")
    DISPUTE = "dispute", _("Dispute")
    OTHER = "other", _("Other reason")


class AssignmentState(models.TextChoices):
    TO_DECLARE = "to_declare", _("Conflict to declare")
    TO_REVIEW = "to_review", _("To review")
    STARTED = "started", _("Started")
    SUBMITTED = "submitted", _("Marks submitted")
    CONFLICT = "conflict", _("Conflict declared")
    ABSTAINED = "abstained", _("Abstained")
    REASSIGNED = "reassigned", _("Reassigned")


_A = AssignmentState
ASSIGNMENT_FLOW = Flow(
    "assignment",
    initial=_A.TO_DECLARE,
    transitions={
        "declare_none": ((_A.TO_DECLARE,), _A.TO_REVIEW),
        "start": ((_A.TO_REVIEW, _A.STARTED), _A.STARTED),
        "submit": ((_A.TO_REVIEW, _A.STARTED, _A.SUBMITTED), _A.SUBMITTED),
        "declare_conflict": ((_A.TO_DECLARE, _A.TO_REVIEW, _A.STARTED, _A.SUBMITTED), _A.CONFLICT),
        "abstain": ((_A.TO_REVIEW, _A.STARTED), _A.ABSTAINED),
        "reassign": ((_A.TO_DECLARE, _A.TO_REVIEW, _A.STARTED), _A.REASSIGNED),
    },
    terminal=(_A.CONFLICT, _A.ABSTAINED, _A.REASSIGNED),
)
OPEN_STATES = (_A.TO_DECLARE, _A.TO_REVIEW, _A.STARTED)
READABLE_STATES = (_A.TO_REVIEW, _A.STARTED, _A.SUBMITTED)
LEFT_STATES = (_A.CONFLICT, _A.ABSTAINED, _A.REASSIGNED)


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Sitting")
    CLOSED = "closed", _("Closed")


SESSION_FLOW = Flow(
    "session",
    initial=SessionState.PLANNED,
    transitions={
        "open": ((SessionState.PLANNED,), SessionState.OPEN),
        "close": ((SessionState.OPEN,), SessionState.CLOSED),
    },
    terminal=(SessionState.CLOSED,),
)


class Outcome(models.TextChoices):
    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    REFUSED = "refused", _("Not selected")


class Vote(models.TextChoices):
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstention")
