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


def _call_of(subject: Any) -> Any:
    """The call a subject belongs to; None when asked about nothing in particular."""
    for name in ("session", "application"):
        subject = getattr(subject, name, subject)
    return getattr(subject, "call", subject)


def _holds_over_call(user: Any, roles: tuple[str, ...], subject: Any) -> bool:
    """One of the roles, over every province of the call."""
    if not _holds_one_of(user, roles):
        return False
    call = _call_of(subject)
    if call is None:
        return True
    calls = [call] if hasattr(call, "provinces") else list(call.calls.all())
    codes = [province.code for each in calls for province in each.provinces.all()]
    return all(any(user.has_role(role, code) for role in roles) for code in codes)


def _unconflicted(user: Any, subject: Any) -> bool:
    """Nobody acts on an application they declared a conflict with, nor on its readings."""
    application = subject if hasattr(subject, "cooperative_id") else getattr(subject, "application", None)
    if application is None:
        return True
    declarations = apps.get_model("selection", "ConflictDeclaration").objects
    return not declarations.conflicts().filter(person=user, application=application).exists()


# --- Review: conflicts, assignment, marks, calibration ---


@rules.predicate
def runs_the_readings(user: Any, subject: Any) -> bool:
    """Who manages the programme, or a region, over every province of the call."""
    return _holds_over_call(user, RUNNERS, subject)


@rules.predicate
def declared_no_conflict(user: Any, subject: Any) -> bool:
    return _unconflicted(user, subject)


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
rules.add_perm("selection.enter_readings", runs_the_readings | watches_the_readings | reads_this)
rules.add_perm("selection.manage_readings", runs_the_readings & declared_no_conflict)
rules.add_perm("selection.replace_reader", is_the_installation | (runs_the_readings & declared_no_conflict))
rules.add_perm("selection.view_progress", watches_the_readings)
rules.add_perm("selection.view_calibration", reads_averages & owes_no_mark)
rules.add_perm("selection.enter_calibration", reads_averages)

# --- Choice and committee ---


COMMITTEE_RUNNERS = ("manager", "delegate", "committee")
BOARD_READERS = ("manager", "delegate", "committee", "admin", "evaluator")


@rules.predicate
def runs_the_choice(user: Any, subject: Any) -> bool:
    return _holds_over_call(user, COMMITTEE_RUNNERS, subject)


@rules.predicate
def reads_the_board(user: Any, subject: Any) -> bool:
    return _holds_over_call(user, BOARD_READERS, subject) and owes_no_mark(user, _call_of(subject))


@rules.predicate
def sits(user: Any, subject: Any) -> bool:
    return _holds_over_call(user, ("committee",), subject)


@rules.predicate
def sends_for_the_committee(user: Any, subject: Any) -> bool:
    return _holds_over_call(user, RUNNERS, subject) and _unconflicted(user, subject)


@rules.predicate
def publishes(user: Any, subject: Any) -> bool:
    return _holds_over_call(user, ("manager",), subject)


rules.add_perm("selection.view_board", reads_the_board)
rules.add_perm("selection.compute_proposal", runs_the_choice & reads_the_board)
rules.add_perm("selection.run_session", runs_the_choice)
rules.add_perm("selection.recuse", runs_the_choice)
rules.add_perm("selection.sit", sits)
rules.add_perm("selection.issue_letters", sends_for_the_committee)
rules.add_perm("selection.view_letters", sends_for_the_committee)
rules.add_perm("selection.record_withdrawal", is_the_installation | sends_for_the_committee)
rules.add_perm("selection.publish_bundle", publishes)
