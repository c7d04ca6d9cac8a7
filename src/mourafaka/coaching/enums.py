"""The life of a visit, of its report and of a statement, as tables; kinds of proofs and of controls."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.flows import Flow


class VisitState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    VALIDATED = "validated", _("Validated")
    CANCELLED = "cancelled", _("Cancelled")


_V = VisitState
# A visit is held once its report is submitted. A cancelled one stays: another row takes its number.
VISIT_FLOW = Flow(
    "visit",
    initial=_V.PLANNED,
    transitions={
        "hold": ((_V.PLANNED, _V.HELD), _V.HELD),
        "validate": ((_V.HELD,), _V.VALIDATED),
        "cancel": ((_V.PLANNED,), _V.CANCELLED),
    },
    terminal=(_V.VALIDATED, _V.CANCELLED),
)
VISIT_TONES = {_V.PLANNED: "due", _V.HELD: "review", _V.VALIDATED: "done", _V.CANCELLED: "refused"}
TAKEN_PLACE = (_V.HELD, _V.VALIDATED)


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("To be validated")
    RETURNED = "returned", _("To be corrected")
    VALIDATED = "validated", _("Validated")


_R = ReportState
EDITABLE = (_R.DRAFT, _R.RETURNED)
REPORT_FLOW = Flow(
    "visit report",
    initial=_R.DRAFT,
    transitions={
        "submit": (EDITABLE, _R.SUBMITTED),
        "validate": ((_R.SUBMITTED,), _R.VALIDATED),
        "return": ((_R.SUBMITTED,), _R.RETURNED),
    },
    terminal=(_R.VALIDATED,),
)
REPORT_TONES = {_R.DRAFT: "due", _R.SUBMITTED: "review", _R.RETURNED: "refused", _R.VALIDATED: "done"}


class Mode(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    REMOTE = "remote", _("Remote")


class FileKind(models.TextChoices):
    SHEET = "sheet", _("Signed attendance sheet")
    PHOTO = "photo", _("Photo")
    CALL_LOG = "call_log", _("Record of the call")


class Proof(models.TextChoices):
    """As `engine.proofs.SOURCES` knows them."""

    CONFIRMATION = "confirmation", _("Confirmed by the cooperative")
    SHEET = "sheet", _("Signed attendance sheet")
    PHOTO = "photo", _("Photo of that day")
    PLACE = "place", _("Place near the cooperative")
    CALL_LOG = "call_log", _("Record of the call")


class Following(models.TextChoices):
    """What becomes of a recommendation."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Origin(models.TextChoices):
    """Why a visit is controlled."""

    PROOFS = "proofs", _("Fewer than two proofs")
    SAMPLE = "sample", _("Drawn in the sample")
    DISPUTED = "disputed", _("Disputed by the cooperative")


class Means(models.TextChoices):
    PHONE = "phone", _("By phone")
    FIELD = "field", _("In the field")


class Outcome(models.TextChoices):
    CONFIRMED = "confirmed", _("The visit took place")
    NOT_CONFIRMED = "not_confirmed", _("The visit is not confirmed")


class RunState(models.TextChoices):
    COMPUTING = "computing", _("Being computed")
    READY = "ready", _("To be looked at")
    IMPOSSIBLE = "impossible", _("Cannot be met")
    FAILED = "failed", _("Failed")
    APPLIED = "applied", _("Applied")


RUN_TONES = {
    RunState.COMPUTING: "info",
    RunState.READY: "due",
    RunState.IMPOSSIBLE: "refused",
    RunState.FAILED: "refused",
    RunState.APPLIED: "done",
}


class StatementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    SENT = "sent", _("Sent to finance")


_S = StatementState
STATEMENT_FLOW = Flow(
    "statement",
    initial=_S.DRAFT,
    transitions={"issue": ((_S.DRAFT,), _S.ISSUED), "send": ((_S.ISSUED,), _S.SENT)},
    terminal=(_S.SENT,),
)
STATEMENT_TONES = {_S.DRAFT: "due", _S.ISSUED: "active", _S.SENT: "done"}


class FeastKind(models.TextChoices):
    RAMADAN = "ramadan", _("Ramadan")
    EID_FITR = "eid_fitr", _("Eid al-Fitr")
    EID_ADHA = "eid_adha", _("Eid al-Adha")
    HIJRI_NEW_YEAR = "hijri_new_year", _("Hijri new year")
    MAWLID = "mawlid", _("Mawlid")


# Rates with a face, told by its mouth (an SVG path in a square of 32): 1 to 5.
RATES = (
    (1, "M9 24Q16 16 23 24", _("Not useful at all")),
    (2, "M10 23Q16 19 22 23", _("Not very useful")),
    (3, "M10 22H22", _("Fairly useful")),
    (4, "M10 20Q16 25 22 20", _("Useful")),
    (5, "M9 19Q16 28 23 19", _("Very useful")),
)
CONTROL_SHARE = 10  # per cent of the visits of a month
