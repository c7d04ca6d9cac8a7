"""The acts on appeals."""

from mourafaka.appeals.services.answering import accept_appeal, conclude_appeal, reject_appeal
from mourafaka.appeals.services.examining import give_appeal, take_appeal
from mourafaka.appeals.services.giving_up import give_up
from mourafaka.appeals.services.letters import cancel_rejection, write_rejection
from mourafaka.appeals.services.lodging import add_document, lodge_appeal, take_back

__all__ = [
    "accept_appeal",
    "add_document",
    "cancel_rejection",
    "conclude_appeal",
    "give_appeal",
    "give_up",
    "lodge_appeal",
    "reject_appeal",
    "take_appeal",
    "take_back",
    "write_rejection",
]
