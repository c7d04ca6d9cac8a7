"""The acts on programmes, calls and applications."""

from mourafaka.calls.services.answers import publish_answer, withdraw_answer
from mourafaka.calls.services.applications import (
    admit,
    ask_completion,
    edit_application,
    enter_application,
    move_applications,
    reject,
    reopen,
    submit_application,
    withdraw,
)
from mourafaka.calls.services.calls import (
    CALL_FIELDS,
    DEFAULT_EXCLUDED_SECTORS,
    close_call,
    create_call,
    edit_call,
    move_call,
    open_call,
    write_rules,
)
from mourafaka.calls.services.eligibility import (
    evaluate_call,
    evaluate_eligibility,
    override_gate,
    set_document_state,
    set_document_states,
)
from mourafaka.calls.services.programme import create_cohort, create_lot, create_programme
from mourafaka.calls.services.sections import SECTION_FIELDS

__all__ = [
    "CALL_FIELDS",
    "DEFAULT_EXCLUDED_SECTORS",
    "SECTION_FIELDS",
    "admit",
    "ask_completion",
    "close_call",
    "create_call",
    "create_cohort",
    "create_lot",
    "create_programme",
    "edit_application",
    "edit_call",
    "enter_application",
    "evaluate_call",
    "evaluate_eligibility",
    "move_applications",
    "move_call",
    "open_call",
    "override_gate",
    "publish_answer",
    "reject",
    "reopen",
    "set_document_state",
    "set_document_states",
    "submit_application",
    "withdraw",
    "withdraw_answer",
    "write_rules",
]
