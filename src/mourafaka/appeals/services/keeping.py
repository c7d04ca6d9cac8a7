"""What the acts on appeals share."""

from __future__ import annotations

from mourafaka.appeals.enums import APPEAL_FLOW, UNDER_WAY
from mourafaka.appeals.models import Appeal
from mourafaka.engine.flows import FlowError
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.refusals import Refused

locked = Locked(Appeal, "application__call__cohort", "application__cooperative__province__region")


def step(appeal: Appeal, verb: str) -> None:
    """Along its life cycle, or refused with `appeal_closed`."""
    try:
        appeal.state = APPEAL_FLOW.target(verb, appeal.state)
    except FlowError as fault:
        raise Refused("appeal_closed", state=appeal.get_state_display()) from fault


def refuse_unless_under_way(appeal: Appeal) -> None:
    if appeal.state not in UNDER_WAY:
        raise Refused("appeal_closed", state=appeal.get_state_display())
