"""Who may do what with diagnoses. Asked about nothing, a rule says who may enter."""

from __future__ import annotations

from typing import Any

import rules

from mourafaka.enrolment.rules import coaches, holds, manages, runs, speaks_for_it

READERS = ("manager", "delegate", "admin", "evaluator")


@rules.predicate
def reads(user: Any, subject: Any) -> bool:
    return holds(user, READERS, subject)


@rules.predicate
def reads_its_own(user: Any, subject: Any) -> bool:
    """A cooperative reads what is validated about itself."""
    return speaks_for_it(user, subject) and (subject is None or bool(getattr(subject, "is_validated", True)))


@rules.predicate
def reads_instruments(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.roles() & {"manager", "admin", "evaluator"})


rules.add_perm("diagnosis.view_assessment", reads | coaches | reads_its_own)
rules.add_perm("diagnosis.view_answers", reads | coaches)
rules.add_perm("diagnosis.fill_assessment", coaches)
rules.add_perm("diagnosis.review_assessment", runs)
rules.add_perm("diagnosis.view_instruments", reads_instruments)
rules.add_perm("diagnosis.manage_instrument", manages)
