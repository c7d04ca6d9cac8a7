"""What a correction, an opinion and a batch can be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.enums import ApplicationState
from mourafaka.engine.flows import Flow

COMPLETENESS_DAYS = 10
CORRECTION_DAYS = 15
RISK_DAYS = 2
OPEN_STATES = (ApplicationState.SUBMITTED, ApplicationState.INCOMPLETE)


class CorrectionKind(TextChoices):
    MISSING = "missing", _("Missing")
    INCOMPLETE = "incomplete", _("Incomplete")
    INCORRECT = "incorrect", _("Incorrect")
    OUTDATED = "outdated", _("Outdated")


class CorrectionState(TextChoices):
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    ACCEPTED = "accepted", _("Accepted")
    AGAIN = "again", _("Asked again")
    LAPSED = "lapsed", _("Without answer")
    CANCELLED = "cancelled", _("Cancelled")


_C = CorrectionState
CORRECTION_FLOW = Flow(
    "correction",
    initial=_C.ASKED,
    transitions={
        "answer": ((_C.ASKED,), _C.ANSWERED),
        "accept": ((_C.ANSWERED,), _C.ACCEPTED),
        "ask_again": ((_C.ANSWERED, _C.LAPSED), _C.AGAIN),
        "lapse": ((_C.ASKED,), _C.LAPSED),
        "cancel": ((_C.ASKED,), _C.CANCELLED),
    },
    terminal=(_C.ACCEPTED, _C.AGAIN, _C.CANCELLED),
)

# The colour of a state (see the component c-state).
CORRECTION_TONES = {
    _C.ASKED: "due",
    _C.ANSWERED: "submitted",
    _C.ACCEPTED: "done",
    _C.AGAIN: "draft",
    _C.LAPSED: "late",
    _C.CANCELLED: "draft",
}


class OpinionState(TextChoices):
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    CANCELLED = "cancelled", _("Cancelled")


class BatchKind(TextChoices):
    ASSIGN = "assign", _("Assign to an officer")
    ASK = "ask", _("Ask for the same correction")
    ADMIT = "admit", _("Declare admissible")


class BatchState(TextChoices):
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    UNDONE = "undone", _("Undone")


class Clock(TextChoices):
    """Where the completeness clock of a case stands."""

    LATE = "late", _("Late")
    RISK = "risk", _("Due soon")
    IN_TIME = "in_time", _("In time")
    STOPPED = "stopped", _("Stopped: the cooperative answers")
    DONE = "done", _("Checked")


CLOCK_TONES = {
    Clock.LATE: "late",
    Clock.RISK: "due",
    Clock.IN_TIME: "active",
    Clock.STOPPED: "info",
    Clock.DONE: "done",
}
