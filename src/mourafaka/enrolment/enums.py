"""The life of an accompanied cooperative, as a table, and why it may end early."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.flows import Flow


class Phase(models.TextChoices):
    CONVENTION = "convention", _("Agreement to sign")
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    PLAN = "plan", _("Development plan")
    TRAINING = "training", _("Training")
    COACHING = "coaching", _("Coaching")
    CLOSED = "closed", _("Completed")
    ABANDONED = "abandoned", _("Abandoned")
    EXCLUDED = "excluded", _("Excluded")
    DISSOLVED = "dissolved", _("Dissolved")


_P = Phase
UNDER_WAY = (_P.CONVENTION, _P.DIAGNOSIS, _P.PLAN, _P.TRAINING, _P.COACHING)
EXITS = (_P.ABANDONED, _P.EXCLUDED, _P.DISSOLVED)

ENROLMENT_FLOW = Flow(
    "enrolment",
    initial=_P.CONVENTION,
    transitions={
        "sign": ((_P.CONVENTION,), _P.DIAGNOSIS),
        "diagnose": ((_P.DIAGNOSIS,), _P.PLAN),
        "approve_plan": ((_P.PLAN,), _P.TRAINING),
        "coach": ((_P.TRAINING,), _P.COACHING),
        "close": ((_P.COACHING,), _P.CLOSED),
        "abandon": (UNDER_WAY, _P.ABANDONED),
        "exclude": (UNDER_WAY, _P.EXCLUDED),
        "dissolve": (UNDER_WAY, _P.DISSOLVED),
    },
    terminal=(_P.CLOSED, *EXITS),
)

EXIT_VERBS = ("abandon", "exclude", "dissolve")
# The steps, as buttons, histories and refusals name them.
STEPS = {
    "enrol": _("Enrolled"),
    "sign": _("Agreement signed"),
    "diagnose": _("Diagnosis validated"),
    "approve_plan": _("Development plan approved"),
    "coach": _("Coaching under way"),
    "close": _("Accompaniment completed"),
    "abandon": _("Abandoned"),
    "exclude": _("Excluded"),
    "dissolve": _("Dissolved"),
    "suspend": _("Suspended"),
    "resume": _("Resumed"),
}
# The way of an accompaniment that goes well, as its page draws it.
PATH = (*UNDER_WAY, _P.CLOSED)

# The colour of a phase, as components know it.
PHASE_TONES = {
    _P.CONVENTION: "due",
    _P.DIAGNOSIS: "active",
    _P.PLAN: "active",
    _P.TRAINING: "active",
    _P.COACHING: "active",
    _P.CLOSED: "done",
    _P.ABANDONED: "refused",
    _P.EXCLUDED: "refused",
    _P.DISSOLVED: "refused",
}


class ExitReason(models.TextChoices):
    INACTIVITY = "inactivity", _("Inactivity")
    CONFLICT = "conflict", _("Conflict inside the cooperative")
    UNREACHABLE = "unreachable", _("Unreachable")
    OTHER_PROGRAMME = "other_programme", _("Joined another programme")
    TRANSFORMATION = "transformation", _("Sale or transformation")
    SHOCK = "shock", _("Climate or market shock")
    DISSATISFIED = "dissatisfied", _("Dissatisfied with the programme")
    RELOCATION = "relocation", _("Relocation")


class AlertCode(models.TextChoices):
    """What calls for a person. Later rooms raise those that are theirs."""

    AGREEMENT_UNSIGNED = "agreement_unsigned", _("Agreement unsigned (days since enrolment)")
    NO_COACH = "no_coach", _("No coach in charge (days of service)")
    NO_VISIT = "no_visit", _("No visit (days)")
    MISSED_SESSIONS = "missed_sessions", _("Training sessions missed (number)")
    NO_PLAN = "no_plan", _("No development plan (days since the diagnosis)")


# From when on each is raised, unless a manager decided otherwise (`AlertRule`).
ALERT_THRESHOLDS = {
    AlertCode.AGREEMENT_UNSIGNED: 30,
    AlertCode.NO_COACH: 1,
    AlertCode.NO_VISIT: 90,
    AlertCode.MISSED_SESSIONS: 2,
    AlertCode.NO_PLAN: 60,
}
