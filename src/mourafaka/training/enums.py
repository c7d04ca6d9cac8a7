"""Choices of the training and the life of a session as a table."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.flows import Flow


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CONVENED = "convened", _("Convened")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


_S = SessionState
SESSION_FLOW = Flow(
    "training session",
    initial=_S.PLANNED,
    transitions={
        "convene": ((_S.PLANNED, _S.CONVENED), _S.CONVENED),
        "hold": ((_S.CONVENED,), _S.HELD),
        "cancel": ((_S.PLANNED, _S.CONVENED), _S.CANCELLED),
    },
    terminal=(_S.HELD, _S.CANCELLED),
)
SESSION_TONES = {_S.PLANNED: "info", _S.CONVENED: "due", _S.HELD: "done", _S.CANCELLED: "refused"}
OPEN_STATES = (_S.PLANNED, _S.CONVENED)


class InvitationState(models.TextChoices):
    INVITED = "invited", _("No answer yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WAITING = "waiting", _("On the waiting list")


INVITATION_TONES = {
    InvitationState.INVITED: "due",
    InvitationState.ACCEPTED: "done",
    InvitationState.DECLINED: "refused",
    InvitationState.WAITING: "info",
}
# Invitations that hold places.
SEATED = (InvitationState.INVITED, InvitationState.ACCEPTED)


class WaitingOrder(models.TextChoices):
    """Who is promoted first when places become free; said on the session's page."""

    FIRST_COME = "first_come", _("First come, first served")
    NEED = "need", _("Greatest need first")


class Part(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")


# Six hours a day, in two half-days.
HOURS = {Part.MORNING: (time(9), time(12)), Part.AFTERNOON: (time(14), time(17))}


class Function(models.TextChoices):
    PRESIDENT = "president", _("President")
    DIRECTOR = "director", _("Director or manager")
    TREASURER = "treasurer", _("Treasurer")
    SECRETARY = "secretary", _("Secretary")
    BOARD = "board", _("Board member")
    MEMBER = "member", _("Member")
    EMPLOYEE = "employee", _("Employee")


# Who manages the cooperative: the training is made for them, and their presence makes it present.
MANAGERS = (Function.PRESIDENT, Function.DIRECTOR, Function.TREASURER, Function.SECRETARY, Function.BOARD)


class Sex(models.TextChoices):
    WOMAN = "F", _("Woman")
    MAN = "M", _("Man")


class AgeBand(models.TextChoices):
    UNDER_26 = "15-25", _("15 to 25")
    UNDER_36 = "26-35", _("26 to 35")
    UNDER_51 = "36-50", _("36 to 50")
    OVER_50 = "51+", _("51 or more")


class Presence(models.TextChoices):
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")
    TO_CONFIRM = "to_confirm", _("To confirm")


class TestKind(models.TextChoices):
    __test__ = False  # pytest: no test case

    BEFORE = "before", _("Test before")
    AFTER = "after", _("Test after")


LANGUAGES = (("fr", _("French")), ("ar", _("Arabic")), ("zgh", _("Amazigh")))
# The satisfaction ballot: what is asked, in the order of the sheet.
ASPECTS = (
    ("content", _("Content")),
    ("trainer", _("Trainer")),
    ("language_level", _("Language and level")),
    ("logistics", _("Place, meals, transport")),
    ("usefulness", _("Useful for the cooperative")),
)
