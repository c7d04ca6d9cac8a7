"""Who may do what with development plans. Asked about nothing, a rule says who may enter."""

from __future__ import annotations

from typing import Any

import rules

from mourafaka.enrolment.rules import coaches, manages, reads, runs, speaks_for, speaks_for_it

LIBRARIANS = {"manager", "delegate", "coach", "admin", "evaluator"}


@rules.predicate
def reads_its_own(user: Any, subject: Any) -> bool:
    """A cooperative reads its plan from its proposal on."""
    plan = getattr(subject, "plan", subject)
    return speaks_for_it(user, subject) and getattr(plan, "state", "") != "draft"


@rules.predicate
def uses_the_library(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.roles() & LIBRARIANS)


rules.add_perm("plans.view_plan", reads | coaches | reads_its_own)
rules.add_perm("plans.edit_plan", coaches | runs)
rules.add_perm("plans.propose_plan", coaches | runs)
rules.add_perm("plans.present_code", coaches | speaks_for)
rules.add_perm("plans.agree_plan", coaches | runs | speaks_for)
rules.add_perm("plans.return_plan", coaches | runs | speaks_for)
rules.add_perm("plans.approve_plan", runs)
rules.add_perm("plans.record_progress", coaches | runs)
rules.add_perm("plans.view_library", uses_the_library)
rules.add_perm("plans.manage_library", manages)
rules.add_perm("plans.manage_rules", manages)
