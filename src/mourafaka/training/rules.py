"""Who may do what with the training. Asked about nothing, a rule says who may enter."""

from __future__ import annotations

from typing import Any

import rules

from mourafaka.enrolment.rules import holds, speaks_for_it

WATCHERS = ("manager", "delegate", "admin", "evaluator")
RUNNERS = ("manager", "delegate")


def session_of(subject: Any) -> Any:
    """The session a subject is or belongs to: an invitation, an attendee, a certificate, a half-day."""
    for name in ("attendee", "half_day"):
        subject = getattr(subject, name, subject)
    return getattr(subject, "session", subject)


def _holds_over_session(user: Any, roles: tuple[str, ...], subject: Any) -> bool:
    """One of the roles over every province served; over its place, for an enrolment or a cohort over any."""
    if not getattr(user, "is_authenticated", False):
        return False
    session = session_of(subject)
    if session is None or not hasattr(session, "provinces"):
        return any(user.has_role(role) for role in roles)
    codes = [province.code for province in session.provinces.all()]
    return all(any(user.has_role(role, code) for role in roles) for code in codes)


@rules.predicate
def watches(user: Any, subject: Any) -> bool:
    return _holds_over_session(user, WATCHERS, subject)


@rules.predicate
def runs(user: Any, subject: Any) -> bool:
    return _holds_over_session(user, RUNNERS, subject)


@rules.predicate
def manages(user: Any, subject: Any) -> bool:
    """Headquarters: the whole country."""
    return bool(getattr(user, "is_authenticated", False) and user.has_role("manager", ""))


@rules.predicate
def trains(user: Any, subject: Any) -> bool:
    """The trainer of the session; any trainer when asked about none."""
    if not getattr(user, "is_authenticated", False) or not user.has_role("trainer"):
        return False
    return subject is None or session_of(subject).trainer_id == user.pk


@rules.predicate
def coaches(user: Any, subject: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.has_role("coach"))


@rules.predicate
def speaks_for(user: Any, subject: Any) -> bool:
    """Somebody of the invited cooperative, or any cooperative when asked about nothing."""
    if hasattr(subject, "invitations"):
        return bool(subject.invitations.filter(enrolment__cooperative__contacts__user=user).exists())
    return speaks_for_it(user, getattr(subject, "invitation", subject))


@rules.predicate
def keeps(user: Any, subject: Any) -> bool:
    """Who runs the programme where the invited cooperative is."""
    return holds(user, RUNNERS, getattr(subject, "invitation", subject))


@rules.predicate
def is_the_installation(user: Any) -> bool:
    """The account of the machine itself: it notes what participants without an account do."""
    return getattr(user, "email", "") == "machine@localhost"


rules.add_perm("training.view_sessions", watches | trains | coaches | speaks_for)
rules.add_perm("training.view_modules", watches | trains | coaches | speaks_for)
rules.add_perm("training.view_needs", watches)
rules.add_perm("training.view_effect", watches)
rules.add_perm("training.manage_modules", manages)
rules.add_perm("training.plan", runs)
rules.add_perm("training.invite", runs)
rules.add_perm("training.convene", runs)
rules.add_perm("training.answer", keeps | speaks_for)
rules.add_perm("training.keep_roster", runs | trains)
rules.add_perm("training.view_roster", watches | trains)
rules.add_perm("training.self_check", is_the_installation)
rules.add_perm("training.rate", is_the_installation)
rules.add_perm("training.certify", runs)
rules.add_perm("training.view_certificates", watches | trains | speaks_for)
