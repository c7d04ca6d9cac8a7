"""Axes, and the lives of a plan and of an action, as tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.flows import Flow

MONTHS = 24


class Axis(models.TextChoices):
    MANAGEMENT = "management", _("Management and governance")
    TECHNIQUE = "technique", _("Technique and quality")
    MARKETING = "marketing", _("Marketing and sales")
    SOCIAL = "social", _("Social and environment")


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Being drafted")
    PROPOSED = "proposed", _("To be agreed by the cooperative")
    AGREED = "agreed", _("To be approved by the delegation")
    RETURNED = "returned", _("To be corrected")
    APPROVED = "approved", _("Approved, in force")
    SUPERSEDED = "superseded", _("Replaced by a later revision")


_P = PlanState
EDITABLE = (_P.DRAFT, _P.RETURNED)
IN_WORK = (*EDITABLE, _P.PROPOSED, _P.AGREED)

PLAN_FLOW = Flow(
    "plan",
    initial=_P.DRAFT,
    transitions={
        "propose": (EDITABLE, _P.PROPOSED),
        "agree": ((_P.PROPOSED,), _P.AGREED),
        "approve": ((_P.AGREED,), _P.APPROVED),
        "return": ((_P.PROPOSED, _P.AGREED), _P.RETURNED),
        "supersede": ((_P.APPROVED,), _P.SUPERSEDED),
    },
    terminal=(_P.SUPERSEDED,),
)

# The colour of a state, as components know it.
PLAN_TONES = {
    _P.DRAFT: "due",
    _P.PROPOSED: "review",
    _P.AGREED: "review",
    _P.RETURNED: "refused",
    _P.APPROVED: "done",
    _P.SUPERSEDED: "",
}


class Agreement(models.TextChoices):
    """How the cooperative agreed."""

    CODE = "code", _("By the code sent to the cooperative")
    ASSEMBLY = "assembly", _("By the general assembly, with minutes")
    BUREAU = "bureau", _("By the bureau, with minutes")


class ActionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("Under way")
    BLOCKED = "blocked", _("Blocked")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


_A = ActionState
OPEN = (_A.PLANNED, _A.IN_PROGRESS, _A.BLOCKED)
WITH_A_REASON = (_A.BLOCKED, _A.CANCELLED)

# The verb is the state recorded: the same one may be recorded again, with further progress.
ACTION_FLOW = Flow(
    "plan action",
    initial=_A.PLANNED,
    transitions={
        "planned": ((_A.PLANNED,), _A.PLANNED),
        "in_progress": ((*OPEN, _A.DONE), _A.IN_PROGRESS),
        "blocked": (OPEN, _A.BLOCKED),
        "done": ((*OPEN, _A.DONE), _A.DONE),
        "cancelled": (OPEN, _A.CANCELLED),
    },
    terminal=(_A.CANCELLED,),
)

ACTION_TONES = {
    _A.PLANNED: "",
    _A.IN_PROGRESS: "active",
    _A.BLOCKED: "due",
    _A.DONE: "done",
    _A.CANCELLED: "refused",
}


class Source(models.TextChoices):
    """Who bears a cost."""

    OWN_CASH = "own_cash", _("Cooperative, in cash")
    OWN_KIND = "own_kind", _("Cooperative, in kind")
    PROGRAMME = "programme", _("Programme")
    OTHER = "other", _("Other partner")


class Priority(models.IntegerChoices):
    RED_FLAG = 1, _("1 · critical point")
    HIGH = 2, _("2 · high")
    NORMAL = 3, _("3 · normal")


LATE_ACTION = "late_action"  # the code of the room's own alert
