"""Who may do what with accompanied cooperatives. Asked about nothing, a rule says who may enter."""

from __future__ import annotations

from typing import Any

import rules

READERS = ("manager", "delegate", "admin", "evaluator", "finance")
RUNNERS = ("manager", "delegate")


def place_of(subject: Any) -> str | None:
    """The province a subject is about: an enrolment, or anything with an `enrolment`."""
    if subject is None:
        return None
    enrolment = getattr(subject, "enrolment", subject)
    cooperative = getattr(enrolment, "cooperative", enrolment)
    return str(getattr(cooperative, "province_id", ""))


def holds(user: Any, roles: tuple[str, ...], subject: Any = None) -> bool:
    """One of the roles, over the subject's province when there is a subject."""
    if not getattr(user, "is_authenticated", False):
        return False
    place = place_of(subject)
    return any(user.has_role(role, place) for role in roles)


def coaches_now(user: Any, subject: Any) -> bool:
    """The coach in charge today of the enrolment the subject is or belongs to; any coach when there is none."""
    if not getattr(user, "is_authenticated", False) or not user.has_role("coach"):
        return False
    if subject is None:
        return True
    enrolment = getattr(subject, "enrolment", subject)
    return bool(enrolment.is_coached_by(user.pk))


def speaks_for_it(user: Any, subject: Any) -> bool:
    """Somebody who speaks for the cooperative the subject is about."""
    if not getattr(user, "is_authenticated", False) or not user.has_role("cooperative"):
        return False
    if subject is None:
        return True
    enrolment = getattr(subject, "enrolment", subject)
    return bool(enrolment.cooperative.contacts.filter(user=user).exists())


@rules.predicate
def reads(user: Any, subject: Any) -> bool:
    return holds(user, READERS, subject)


@rules.predicate
def runs(user: Any, subject: Any) -> bool:
    return holds(user, RUNNERS, subject)


@rules.predicate
def manages(user: Any, subject: Any) -> bool:
    """Headquarters: the whole country."""
    return bool(getattr(user, "is_authenticated", False) and user.has_role("manager", ""))


@rules.predicate
def coaches(user: Any, subject: Any) -> bool:
    return coaches_now(user, subject)


@rules.predicate
def speaks_for(user: Any, subject: Any) -> bool:
    return speaks_for_it(user, subject)


@rules.predicate
def pays_or_coaches(user: Any, subject: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.roles() & {"finance", "coach"})


@rules.predicate
def runs_somewhere(user: Any, subject: Any) -> bool:
    """For acts on several enrolments: each one is asked about in turn."""
    return holds(user, RUNNERS)


@rules.predicate
def sees_it(user: Any, application: Any) -> bool:
    """Nobody enrols a cooperative they declared a conflict of interest with."""
    if application is None:
        return True
    return bool(type(application).objects.visible_to(user).filter(pk=application.pk).exists())


rules.add_perm("enrolment.view_enrolment", reads | coaches | speaks_for)
rules.add_perm("enrolment.enrol", runs & sees_it)
rules.add_perm("enrolment.enrol_call", runs_somewhere)
rules.add_perm("enrolment.sign_agreement", runs)
rules.add_perm("enrolment.advance", runs)
rules.add_perm("enrolment.suspend", runs)
rules.add_perm("enrolment.leave", runs)
rules.add_perm("enrolment.assign_coach", runs)
rules.add_perm("enrolment.transfer_caseload", runs_somewhere)
rules.add_perm("enrolment.view_alerts", runs_somewhere | coaches)
rules.add_perm("enrolment.manage_alerts", manages)
rules.add_perm("enrolment.manage_contracts", manages)
rules.add_perm("enrolment.view_contracts", reads | pays_or_coaches)
