"""Who may do what in the selection. Asked about nothing in particular, a rule says who may enter the page.

Rules are asked directly (`rules.has_perm`), so nobody is above a conflict of interest.
"""

from __future__ import annotations

from typing import Any

import rules
from django.apps import apps

RUNNERS = ("manager", "delegate")
WATCHERS = ("manager", "delegate", "admin")
DECLARERS = ("reviewer", "committee", "manager", "delegate", "admin", "evaluator")
AVERAGE_READERS = ("manager", "delegate", "committee", "admin", "evaluator")


def _holds_one_of(user: Any, roles: tuple[str, ...]) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and any(user.has_role(role) for role in roles)


# --- Review: conflicts, assignment, marks, calibration ---


@rules.predicate
def runs_the_readings(user: Any) -> bool:
    return _holds_one_of(user, RUNNERS)


@rules.predicate
def watches_the_readings(user: Any) -> bool:
    return _holds_one_of(user, WATCHERS)


@rules.predicate
def is_the_installation(user: Any) -> bool:
    """The account of the machine itself, which replaces readers who leave."""
    return getattr(user, "email", "") == "machine@localhost"


@rules.predicate
def may_declare(user: Any) -> bool:
    return _holds_one_of(user, DECLARERS)


@rules.predicate
def reads_this(user: Any, assignment: Any) -> bool:
    """The reader of an assignment who declared first and has no tie; any reviewer when asked about none."""
    if not _holds_one_of(user, ("reviewer",)):
        return False
    return assignment is None or (assignment.reviewer_id == user.pk and assignment.may_be_read())


@rules.predicate
def holds_this(user: Any, assignment: Any) -> bool:
    return assignment is not None and assignment.reviewer_id == user.pk


@rules.predicate
def owes_no_mark(user: Any, call: Any) -> bool:
    """Who still owes a mark in the call sees nobody else's."""
    if call is None:
        return True
    assignments = apps.get_model("selection", "Assignment").objects
    return not assignments.of_call(call).owed().filter(reviewer=user).exists()


@rules.predicate
def reads_averages(user: Any) -> bool:
    return _holds_one_of(user, AVERAGE_READERS)


rules.add_perm("selection.declare_conflict", may_declare)
rules.add_perm("selection.review_application", reads_this)
rules.add_perm("selection.abstain", holds_this & reads_this)
rules.add_perm("selection.manage_readings", runs_the_readings)
rules.add_perm("selection.replace_reader", runs_the_readings | is_the_installation)
rules.add_perm("selection.view_progress", watches_the_readings)
rules.add_perm("selection.view_calibration", reads_averages & owes_no_mark)
rules.add_perm("selection.enter_calibration", reads_averages)

# --- Choice and committee ---
