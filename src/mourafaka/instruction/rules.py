"""Who may do what with cases. Instructing an application takes what checking it takes: the territory, and no
conflict of interest."""

from __future__ import annotations

from typing import Any

import rules

from mourafaka.calls.rules import is_the_installation, keeps, sees_application
from mourafaka.registry.models import CooperativeContact

READERS = ("manager", "delegate", "admin")


def _holds(user: Any, roles: tuple[str, ...]) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and any(user.has_role(role) for role in roles)


def application_of(subject: Any) -> Any:
    """The application a case, a correction or an opinion is about; itself otherwise."""
    subject = getattr(subject, "case", subject)
    return getattr(subject, "application", subject)


@rules.predicate
def watches(user: Any) -> bool:
    return _holds(user, READERS)


@rules.predicate
def handles(user: Any, subject: Any) -> bool:
    """Who keeps the territory of the cooperative and sees the application; a list is asked case by case."""
    if subject is None or isinstance(subject, list | tuple):
        return bool(keeps(user, None))
    application = application_of(subject)
    return bool(keeps(user, application) and sees_application(user, application))


@rules.predicate
def speaks_for(user: Any, subject: Any) -> bool:
    """An account of the cooperative of the application."""
    if not getattr(user, "is_authenticated", False):
        return False
    own = CooperativeContact.objects.filter(user=user)
    if subject is None:
        return own.exists()
    application = application_of(subject)
    return own.filter(cooperative=application.cooperative_id).exists() and bool(
        sees_application(user, application)
    )


@rules.predicate
def is_asked(user: Any, opinion: Any) -> bool:
    if opinion is None:
        return bool(getattr(user, "is_authenticated", False))
    return opinion.asked_of_id == user.pk and bool(sees_application(user, opinion.case.application))


@rules.predicate
def manages_teams(user: Any) -> bool:
    return _holds(user, ("manager",))


@rules.predicate
def started(user: Any, batch: Any) -> bool:
    return batch is None or batch.started_by_id == user.pk


rules.add_perm("instruction.enter_queue", watches)
rules.add_perm("instruction.handle_case", handles | is_the_installation)
rules.add_perm("instruction.answer_correction", speaks_for | handles)
rules.add_perm("instruction.exchange", speaks_for)
rules.add_perm("instruction.write_message", speaks_for | handles)
rules.add_perm("instruction.answer_opinion", is_asked)
rules.add_perm("instruction.manage_teams", manages_teams)
rules.add_perm("instruction.undo_batch", started & keeps)
rules.add_perm("instruction.run_batch", started)
rules.add_perm("instruction.lapse", is_the_installation)
