"""The acts of instruction."""

from mourafaka.instruction.services.batch import carry_on, start_batch, undo_batch
from mourafaka.instruction.services.cases import assign_case, open_cases
from mourafaka.instruction.services.corrections import (
    accept_correction,
    answer_correction,
    ask_again,
    ask_corrections,
    cancel_corrections,
    lapse_corrections,
)
from mourafaka.instruction.services.exchange import post_message, read_messages
from mourafaka.instruction.services.opinions import answer_opinion, ask_opinion, cancel_opinion
from mourafaka.instruction.services.teams import save_team, set_pace

__all__ = [
    "accept_correction",
    "answer_correction",
    "answer_opinion",
    "ask_again",
    "ask_corrections",
    "ask_opinion",
    "assign_case",
    "cancel_corrections",
    "cancel_opinion",
    "carry_on",
    "lapse_corrections",
    "open_cases",
    "post_message",
    "read_messages",
    "save_team",
    "set_pace",
    "start_batch",
    "undo_batch",
]
