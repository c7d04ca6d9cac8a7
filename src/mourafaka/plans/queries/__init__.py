"""What pages, reports and other rooms read of plans."""

from .library import library_in_force, library_of
from .lists import late_actions_of, plans_of, to_agree_of, to_approve_of
from .plan import answers_of_action, draft_for, obstacles, progress_of, rules_of

__all__ = [
    "answers_of_action",
    "draft_for",
    "late_actions_of",
    "library_in_force",
    "library_of",
    "obstacles",
    "plans_of",
    "progress_of",
    "rules_of",
    "to_agree_of",
    "to_approve_of",
]
