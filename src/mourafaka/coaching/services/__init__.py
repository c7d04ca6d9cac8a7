"""The acts of the coaching."""

from mourafaka.coaching.services.coaches import (
    correct_feast,
    new_calendar_link,
    record_absence,
    revoke_calendar_link,
    set_coach_profile,
    withdraw_absence,
)
from mourafaka.coaching.services.confirming import (
    ask_confirmation,
    confirm_on_paper,
    confirm_visit,
    confirmation_of,
)
from mourafaka.coaching.services.controls import draw_sample, record_control
from mourafaka.coaching.services.files import attach_file, remove_file
from mourafaka.coaching.services.planning import apply_plan, compute_plan, plan_visits
from mourafaka.coaching.services.reports import (
    follow_recommendation,
    open_report,
    return_report,
    save_report,
    submit_report,
    validate_report,
)
from mourafaka.coaching.services.statements import issue_statement, open_statement, send_statement
from mourafaka.coaching.services.visits import cancel_visit, move_visit, plan_visit

__all__ = [
    "apply_plan",
    "ask_confirmation",
    "attach_file",
    "cancel_visit",
    "compute_plan",
    "confirm_on_paper",
    "confirm_visit",
    "confirmation_of",
    "correct_feast",
    "draw_sample",
    "follow_recommendation",
    "issue_statement",
    "move_visit",
    "new_calendar_link",
    "open_report",
    "open_statement",
    "plan_visit",
    "plan_visits",
    "record_absence",
    "record_control",
    "remove_file",
    "return_report",
    "revoke_calendar_link",
    "save_report",
    "send_statement",
    "set_coach_profile",
    "submit_report",
    "validate_report",
    "withdraw_absence",
]
