"""What an appeal is against, and its life."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.enums import ApplicationState
from mourafaka.engine.flows import Flow

ANSWER_DAYS = 15  # from the day an appeal is received to its reasoned answer
RISK_DAYS = 3
FILES_AT_MOST = 5
CHARACTERS_AT_MOST = 6000


class Against(TextChoices):
    ADMISSIBILITY = "admissibility", _("not admissible")
    DECISION = "decision", _("decision of the committee")


CONTESTABLE = {
    ApplicationState.INADMISSIBLE: Against.ADMISSIBILITY,
    ApplicationState.REFUSED: Against.DECISION,
    ApplicationState.RESERVE: Against.DECISION,
}


class AppealState(TextChoices):
    LODGED = "lodged", _("Received")
    EXAMINED = "examined", _("Being examined")
    READING = "reading", _("Admitted, being read")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Taken back")


_S = AppealState
APPEAL_FLOW = Flow(
    "appeal",
    initial=_S.LODGED,
    transitions={
        "take": ((_S.LODGED, _S.EXAMINED), _S.EXAMINED),
        "admit": ((_S.EXAMINED,), _S.READING),
        "accept": ((_S.EXAMINED, _S.READING), _S.ACCEPTED),
        "reject": ((_S.EXAMINED,), _S.REJECTED),
        "withdraw": ((_S.LODGED, _S.EXAMINED), _S.WITHDRAWN),
    },
    terminal=(_S.ACCEPTED, _S.REJECTED, _S.WITHDRAWN),
)
UNDER_WAY = (_S.LODGED, _S.EXAMINED)
OWED = (*UNDER_WAY, _S.READING)

# The colour of a state (see the component c-state).
APPEAL_TONES = {
    _S.LODGED: "due",
    _S.EXAMINED: "review",
    _S.READING: "review",
    _S.ACCEPTED: "done",
    _S.REJECTED: "refused",
    _S.WITHDRAWN: "withdrawn",
}


class LetterKind(TextChoices):
    INADMISSIBLE = "inadmissible", _("Not admissible")
    ANSWER = "answer", _("Answer to the appeal")
