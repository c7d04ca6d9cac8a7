"""Who may do what with visits, their reports and their payment. Asked about nothing, a rule says who may enter."""

from __future__ import annotations

from typing import Any

import rules

from mourafaka.enrolment.rules import READERS, RUNNERS, coaches_now, holds, speaks_for_it

STATEMENT_READERS = ("manager", "delegate", "finance", "admin", "evaluator")


def _signed_in(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False))


def _visit_of(subject: Any) -> Any:
    """The visit behind a report, a confirmation, a control, a recommendation; else the subject itself."""
    subject = subject.report if hasattr(subject, "report_id") else subject
    return getattr(subject, "visit", subject)


@rules.predicate
def reads(user: Any, subject: Any) -> bool:
    return holds(user, READERS, _visit_of(subject))


@rules.predicate
def runs(user: Any, subject: Any) -> bool:
    return holds(user, RUNNERS, _visit_of(subject))


@rules.predicate
def coaches(user: Any, subject: Any) -> bool:
    """The coach in charge today, or the one whose visit or report it is."""
    if not _signed_in(user) or not user.has_role("coach"):
        return False
    visit = _visit_of(subject)
    return visit is None or getattr(visit, "coach_id", None) == user.pk or coaches_now(user, visit)


@rules.predicate
def speaks_for(user: Any, subject: Any) -> bool:
    return speaks_for_it(user, _visit_of(subject))


@rules.predicate
def is_a_coach(user: Any, _subject: Any) -> bool:
    return _signed_in(user) and user.has_role("coach")


@rules.predicate
def is_the_installation(user: Any, _subject: Any) -> bool:
    """The account of the machine, which answers for a cooperative that brings its link or its code."""
    return getattr(user, "email", "") == "machine@localhost"


@rules.predicate
def did_not_write_it(user: Any, subject: Any) -> bool:
    """Whoever made or reported a visit neither validates nor controls it."""
    visit = _visit_of(subject)
    if visit is None:
        return True
    report = getattr(visit, "report", None)
    return user.pk not in (visit.coach_id, report.author_id if report else None)


@rules.predicate
def plans_for(user: Any, subject: Any) -> bool:
    """Headquarters, or a delegate with a province of the contract or any of the cohort: the rest is left out."""
    if not _signed_in(user):
        return False
    if subject is None or hasattr(subject, "service_starts_on"):  # a cohort spans the country
        return any(user.has_role(role) for role in RUNNERS)
    lot = getattr(getattr(subject, "contract", None) or subject, "lot", None)
    if lot is None:
        return any(user.has_role(role) for role in RUNNERS)
    return any(user.has_role(role, place.code) for role in RUNNERS for place in lot.provinces.all())


@rules.predicate
def asked_for_it(user: Any, run: Any) -> bool:
    return run is None or run.asked_by_id == user.pk or user.has_role("manager", "")


@rules.predicate
def is_herself(user: Any, coach: Any) -> bool:
    return _signed_in(user) and user.has_role("coach") and coach in (None, user)


@rules.predicate
def runs_her_region(user: Any, coach: Any) -> bool:
    """A delegate or manager whose territory meets the one this coach works in."""
    if not _signed_in(user):
        return False
    codes = user.territory_codes(*RUNNERS)
    if coach is None:
        return bool(codes)
    hers = coach.territory_codes("coach")
    return any(a.startswith(b) or b.startswith(a) for a in codes for b in hers)


@rules.predicate
def manages(user: Any, _subject: Any) -> bool:
    return _signed_in(user) and user.has_role("manager", "")


@rules.predicate
def reads_statements(user: Any, _subject: Any) -> bool:
    """Those of the contracts one sees; a coach, those of her organisation."""
    return _signed_in(user) and bool(user.roles() & {*STATEMENT_READERS, "coach"})


@rules.predicate
def validated_none_of_it(user: Any, statement: Any) -> bool:
    """Whoever validated a visit of the period does not order its payment."""
    if statement is None:
        return True
    from django.apps import apps

    reports = apps.get_model("coaching", "VisitReport").objects
    return not reports.filter(
        visit__enrolment__contract=statement.contract_id,
        held_on__range=(statement.period_from, statement.period_to),
        validated_by=user,
    ).exists()


rules.add_perm("coaching.view_visits", reads | coaches | speaks_for)
rules.add_perm("coaching.view_week", is_a_coach)
rules.add_perm("coaching.view_calendar", reads | coaches)
rules.add_perm("coaching.plan_visits", plans_for)
rules.add_perm("coaching.apply_plan", plans_for & asked_for_it)
rules.add_perm("coaching.plan_one", runs | coaches)
rules.add_perm("coaching.move_visit", runs | coaches)
rules.add_perm("coaching.keep_profile", is_herself | runs_her_region)
rules.add_perm("coaching.keep_feasts", manages)
rules.add_perm("coaching.own_calendar", is_herself)
rules.add_perm("coaching.write_report", coaches)
rules.add_perm("coaching.view_report", reads | coaches | speaks_for)
rules.add_perm("coaching.validate_report", runs & did_not_write_it)
rules.add_perm("coaching.ask_confirmation", runs | coaches)
rules.add_perm("coaching.confirm_visit", speaks_for | is_the_installation)
rules.add_perm("coaching.take_paper_answer", runs & did_not_write_it)
rules.add_perm("coaching.follow_recommendation", runs | coaches)
rules.add_perm("coaching.view_checks", runs)
rules.add_perm("coaching.draw_sample", plans_for)
rules.add_perm("coaching.record_control", runs & did_not_write_it)
rules.add_perm("coaching.view_statements", reads_statements)
rules.add_perm("coaching.open_statement", manages)
rules.add_perm("coaching.issue_statement", manages & validated_none_of_it)
