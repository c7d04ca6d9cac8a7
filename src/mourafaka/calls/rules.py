"""Who may do what with programmes, calls and applications.

Asked about nothing in particular, a rule says who may enter. Whoever may not see an application (another
territory, a conflict of interest) may not touch it either, whatever their role.
"""

from __future__ import annotations

from typing import Any

import rules

STAFF = ("manager", "delegate", "admin", "evaluator")
KEEPERS = ("manager", "delegate")
CALL_READERS = (*STAFF, "reviewer", "committee")


def _holds(user: Any, roles: tuple[str, ...], territory_code: str | None = None) -> bool:
    if not getattr(user, "is_authenticated", False):
        return False
    return any(user.has_role(role, territory_code) for role in roles)


@rules.predicate
def sees_call(user: Any, call: Any) -> bool:
    """Staff see every call; everybody sees those that are no longer being prepared."""
    if call is None:
        return _holds(user, (*CALL_READERS, "cooperative"))
    return _holds(user, CALL_READERS) or call.state != "draft"


@rules.predicate
def leads(user: Any, subject: Any) -> bool:
    """A manager of the whole country, whatever the subject."""
    return _holds(user, ("manager",), "")


@rules.predicate
def manages_call(user: Any, subject: Any) -> bool:
    """A manager; for a call, one whose territory holds every province of it."""
    if subject is None or not hasattr(subject, "max_age_months"):
        return _holds(user, ("manager",))
    if _holds(user, ("manager",), ""):
        return True
    codes = [province.code for province in subject.provinces.all()]
    return bool(codes) and all(_holds(user, ("manager",), code) for code in codes)


@rules.predicate
def keeps(user: Any, subject: Any) -> bool:
    """A manager or delegate; for an application, one in whose territory the cooperative is."""
    cooperative = getattr(subject, "cooperative", None)
    return _holds(user, KEEPERS, cooperative.province_id if cooperative is not None else None)


@rules.predicate
def is_the_installation(user: Any) -> bool:
    """The account of the machine itself, which lodges and completes what a cooperative sends."""
    return getattr(user, "email", "") == "machine@localhost"


@rules.predicate
def sees_application(user: Any, application: Any) -> bool:
    if application is None:
        return _holds(user, (*STAFF, "cooperative"))
    return bool(type(application).objects.visible_to(user).filter(pk=application.pk).exists())


@rules.predicate
def decides(user: Any, subject: Any) -> bool:
    return _holds(user, ("manager", "delegate", "committee"))


rules.add_perm("calls.view_call", sees_call)
rules.add_perm("calls.manage_programme", leads)
rules.add_perm("calls.manage_call", manages_call)
rules.add_perm("calls.view_application", sees_application)
rules.add_perm("calls.enter_application", keeps | is_the_installation)
rules.add_perm("calls.edit_application", (keeps | is_the_installation) & sees_application)
rules.add_perm("calls.check_application", (keeps | is_the_installation) & sees_application)
rules.add_perm("calls.check_call", keeps)
rules.add_perm("calls.override_gate", leads & sees_application)
rules.add_perm("calls.import_applications", keeps)
rules.add_perm("calls.export_applications", sees_application)
rules.add_perm("calls.move_applications", decides | is_the_installation)
