"""The acts of the selection."""

# Review
from mourafaka.selection.services.assignment import (
    apply_assignment,
    enrol_reviewer,
    move_reading,
    open_third_reading,
    pin_reading,
    replace_reader,
    set_load_bounds,
    unpin_reading,
)

# Choice and committee
from mourafaka.selection.services.bundle import build_bundle, publish_bundle
from mourafaka.selection.services.choice import compute_proposal
from mourafaka.selection.services.committee import (
    close_session,
    move_exception,
    open_session,
    plan_session,
    record_attendance,
    recuse,
    vote,
)
from mourafaka.selection.services.conflicts import Tie, declare_conflict, declare_sheet
from mourafaka.selection.services.letters import issue_letters
from mourafaka.selection.services.review import (
    abstain,
    close_readings,
    record_review,
    save_marks,
    send_review,
)
from mourafaka.selection.services.withdrawal import withdraw_selected

__all__ = [
    "Tie",
    "abstain",
    "apply_assignment",
    "build_bundle",
    "close_readings",
    "close_session",
    "compute_proposal",
    "declare_conflict",
    "declare_sheet",
    "enrol_reviewer",
    "issue_letters",
    "move_exception",
    "move_reading",
    "open_session",
    "open_third_reading",
    "pin_reading",
    "plan_session",
    "publish_bundle",
    "record_attendance",
    "record_review",
    "recuse",
    "replace_reader",
    "save_marks",
    "send_review",
    "set_load_bounds",
    "unpin_reading",
    "vote",
    "withdraw_selected",
]
