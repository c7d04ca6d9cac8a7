"""Moves along a life cycle, refused in words."""

from __future__ import annotations

from mourafaka.engine.flows import Flow, FlowError
from mourafaka.foundations.refusals import Refused
from mourafaka.press.enums import ARTICLE_FLOW, IMAGE_FLOW, REQUEST_FLOW, TAG_FLOW

FLOWS: dict[str, Flow] = {flow.name: flow for flow in (ARTICLE_FLOW, IMAGE_FLOW, REQUEST_FLOW, TAG_FLOW)}


def target(name: str, verb: str, state: str) -> str:
    """The state `verb` leads to. Refuses `press_step` where the table has no such move."""
    try:
        return FLOWS[name].target(verb, state)
    except FlowError as error:
        raise Refused("press_step", verb=verb, state=state) from error
