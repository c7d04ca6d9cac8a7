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
from mourafaka.selection.services.conflicts import Tie, declare_conflict, declare_sheet
from mourafaka.selection.services.review import (
    abstain,
    close_readings,
    record_review,
    save_marks,
    send_review,
)

# Choice and committee

__all__ = [
    "Tie",
    "abstain",
    "apply_assignment",
    "close_readings",
    "declare_conflict",
    "declare_sheet",
    "enrol_reviewer",
    "move_reading",
    "open_third_reading",
    "pin_reading",
    "record_review",
    "replace_reader",
    "save_marks",
    "send_review",
    "set_load_bounds",
    "unpin_reading",
]
