"""The one place where a state changes: along its life cycle, or not at all."""

from __future__ import annotations

from mourafaka.calls.enums import STEPS
from mourafaka.calls.models import Application, Call
from mourafaka.engine.flows import Flow, FlowError
from mourafaka.foundations.refusals import Refused


def move(thing: Call | Application, flow: Flow, verb: str) -> None:
    try:
        thing.state = flow.target(verb, thing.state)
    except FlowError as error:
        raise Refused("unknown_step", verb=STEPS.get(verb, verb), state=thing.get_state_display()) from error
