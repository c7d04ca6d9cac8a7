"""Rounds, evidence and the life of an assessment, as tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.flows import Flow


class Round(models.TextChoices):
    """At the start, halfway and at the end of the two years."""

    M0 = "M0", _("Start (M0)")
    M12 = "M12", _("One year (M12)")
    M24 = "M24", _("Two years (M24)")


# The months of service a round belongs to, both included; elsewhere it is taken with a reason.
ROUND_MONTHS = {Round.M0: (1, 3), Round.M12: (12, 14), Round.M24: (23, 25)}


class AssessmentState(models.TextChoices):
    DRAFT = "draft", _("Being filled")
    SUBMITTED = "submitted", _("To be reviewed")
    RETURNED = "returned", _("To be corrected")
    VALIDATED = "validated", _("Validated")


_S = AssessmentState
EDITABLE = (_S.DRAFT, _S.RETURNED)

ASSESSMENT_FLOW = Flow(
    "assessment",
    initial=_S.DRAFT,
    transitions={
        "submit": (EDITABLE, _S.SUBMITTED),
        "validate": ((_S.SUBMITTED,), _S.VALIDATED),
        "return": ((_S.SUBMITTED,), _S.RETURNED),
    },
    terminal=(_S.VALIDATED,),
)

# The colour of a state, as components know it.
STATE_TONES = {_S.DRAFT: "due", _S.SUBMITTED: "review", _S.RETURNED: "refused", _S.VALIDATED: "done"}


class Evidence(models.TextChoices):
    DOCUMENT = "document", _("Document seen")
    OBSERVATION = "observation", _("Seen on the spot")
    DECLARATION = "declaration", _("Declared only")


class Side(models.TextChoices):
    """The four sides of a SWOT."""

    STRENGTH = "strength", _("Strengths")
    WEAKNESS = "weakness", _("Weaknesses")
    OPPORTUNITY = "opportunity", _("Opportunities")
    THREAT = "threat", _("Threats")


BANDS = {
    "fragile": _("Fragile"),
    "emerging": _("Emerging"),
    "consolidating": _("Consolidating"),
    "mature": _("Mature"),
}
BAND_TONES = {"fragile": "refused", "emerging": "due", "consolidating": "active", "mature": "done"}

# Among those present when the questions are answered.
ORDINARY_MEMBERS_AT_LEAST = 3
# An alert is raised when the first diagnosis is not validated so many days after the service starts.
NO_DIAGNOSIS_DAYS = 60
