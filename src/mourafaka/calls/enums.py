"""Choices and life cycles of calls and applications."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.flows import Flow


class CallState(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed to applications")
    DECIDED = "decided", _("Decided")
    PUBLISHED = "published", _("Published")


CALL_FLOW = Flow(
    "call",
    initial=CallState.DRAFT,
    transitions={
        "open": ((CallState.DRAFT,), CallState.OPEN),
        "close": ((CallState.OPEN,), CallState.CLOSED),
        "decide": ((CallState.CLOSED,), CallState.DECIDED),
        "publish": ((CallState.DECIDED,), CallState.PUBLISHED),
    },
    terminal=(CallState.PUBLISHED,),
)


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Lodged")
    INCOMPLETE = "incomplete", _("To be completed")
    ADMISSIBLE = "admissible", _("Admissible")
    INADMISSIBLE = "inadmissible", _("Not admissible")
    EVALUATED = "evaluated", _("Evaluated")
    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    REFUSED = "refused", _("Not selected")
    APPEALED = "appealed", _("Under appeal")
    ENROLLED = "enrolled", _("Enrolled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_S = ApplicationState
APPLICATION_FLOW = Flow(
    "application",
    initial=_S.DRAFT,
    transitions={
        "submit": ((_S.DRAFT, _S.INCOMPLETE), _S.SUBMITTED),
        "ask_completion": ((_S.SUBMITTED,), _S.INCOMPLETE),
        "admit": ((_S.SUBMITTED, _S.INADMISSIBLE), _S.ADMISSIBLE),
        "reopen": ((_S.ADMISSIBLE,), _S.SUBMITTED),
        "reject": ((_S.SUBMITTED, _S.INCOMPLETE, _S.ADMISSIBLE), _S.INADMISSIBLE),
        "evaluate": ((_S.ADMISSIBLE,), _S.EVALUATED),
        "select": ((_S.EVALUATED, _S.RESERVE, _S.APPEALED), _S.SELECTED),
        "put_in_reserve": ((_S.EVALUATED, _S.APPEALED), _S.RESERVE),
        "refuse": ((_S.EVALUATED, _S.RESERVE, _S.APPEALED), _S.REFUSED),
        "appeal": ((_S.INADMISSIBLE, _S.REFUSED, _S.RESERVE), _S.APPEALED),
        "enrol": ((_S.SELECTED,), _S.ENROLLED),
        "withdraw": (
            (_S.DRAFT, _S.SUBMITTED, _S.INCOMPLETE, _S.ADMISSIBLE, _S.EVALUATED, _S.SELECTED, _S.RESERVE),
            _S.WITHDRAWN,
        ),
    },
    terminal=(_S.ENROLLED, _S.WITHDRAWN),
)


class Gate(models.TextChoices):
    """The conditions of eligibility, evaluated one by one with a reason each."""

    REGISTERED = "registered", _("Registered in the local register")
    AGE = "age", _("Not older than the call allows")
    MEMBERS = "members", _("Enough members")
    LOCATION = "location", _("Located in a province of the call")
    SECTOR = "sector", _("Sector not excluded")
    FIRST_TIME = "first_time", _("Not a beneficiary of an earlier cohort")
    DOCUMENTS = "documents", _("Mandatory documents accepted")


class DocumentState(models.TextChoices):
    MISSING = "missing", _("Missing")
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


# The steps of both life cycles, as buttons and refusals name them.
STEPS = {
    "open": _("Open the call"),
    "close": _("Close the call"),
    "decide": _("Record the decision"),
    "publish": _("Publish"),
    "submit": _("Submit"),
    "ask_completion": _("Ask for completion"),
    "admit": _("Declare admissible"),
    "reopen": _("Take the admission back"),
    "reject": _("Declare not admissible"),
    "evaluate": _("Record as evaluated"),
    "select": _("Select"),
    "put_in_reserve": _("Put on the reserve list"),
    "refuse": _("Refuse"),
    "appeal": _("Record an appeal"),
    "enrol": _("Enrol"),
    "withdraw": _("Record a withdrawal"),
    "look_again": _("Evaluate the conditions again"),
}

# Steps that follow from reviews and deliberation: later rooms take them, several applications at once.
OUTCOMES = frozenset({"evaluate", "select", "put_in_reserve", "refuse", "appeal", "enrol", "withdraw"})
EDITABLE_STATES = frozenset({_S.DRAFT, _S.INCOMPLETE})

# The colour of a state where it is shown (see the component c-state).
CALL_TONES = {
    CallState.DRAFT: "draft",
    CallState.OPEN: "open",
    CallState.CLOSED: "review",
    CallState.DECIDED: "done",
    CallState.PUBLISHED: "done",
}
APPLICATION_TONES = {
    _S.DRAFT: "draft",
    _S.SUBMITTED: "submitted",
    _S.INCOMPLETE: "due",
    _S.ADMISSIBLE: "eligible",
    _S.INADMISSIBLE: "ineligible",
    _S.EVALUATED: "review",
    _S.SELECTED: "selected",
    _S.RESERVE: "reserve",
    _S.REFUSED: "refused",
    _S.APPEALED: "due",
    _S.ENROLLED: "done",
    _S.WITHDRAWN: "withdrawn",
}
