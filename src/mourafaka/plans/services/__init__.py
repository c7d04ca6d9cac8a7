"""The acts of the development plan."""

from .agreeing import agree_plan, present_code, propose_plan
from .deciding import approve_plan, return_plan, revise_plan
from .drafting import draft_plan
from .editing import add_action, add_own_action, edit_action, remove_action
from .library import publish_library, set_plan_rules
from .progress import record_progress, record_visit

__all__ = [
    "add_action",
    "add_own_action",
    "agree_plan",
    "approve_plan",
    "draft_plan",
    "edit_action",
    "present_code",
    "propose_plan",
    "publish_library",
    "record_progress",
    "record_visit",
    "remove_action",
    "return_plan",
    "revise_plan",
    "set_plan_rules",
]
