"""Who reads what: enrol readers, assign, pin, replace, open a third reading."""

from __future__ import annotations

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.enums import Role
from mourafaka.people.models import User
from mourafaka.people.services import machine
from mourafaka.selection.enums import ASSIGNMENT_FLOW, LEFT_STATES, AssignmentState, ConflictNature
from mourafaka.selection.models import Assignment, ConflictDeclaration, ReviewerProfile
from mourafaka.selection.queries.assignment import UNSTARTED, Change, propose_assignment, substitutes
from mourafaka.selection.queries.review import third_reading_gaps
from mourafaka.selection.queries.ties import tied_pairs


@act("selection.reviewer.enrol", rule="selection.manage_readings")
def enrol_reviewer(
    call: Call, *, actor: User, user: User, min_load: int = 0, max_load: int = 60
) -> ReviewerProfile:
    """Let a person read for a call, between `min_load` and `max_load` applications, under the next pseudonym
    (R01…). Refuses `not_a_reviewer`, `already_a_reviewer`, `load_bounds_crossed`.
    """
    if not user.has_role(Role.REVIEWER):
        raise Refused("not_a_reviewer", person=user)
    _check_bounds(min_load, max_load)
    Call.objects.select_for_update().get(pk=call.pk)  # two enrolments at once never share a pseudonym
    if ReviewerProfile.objects.filter(call=call, user=user).exists():
        raise Refused("already_a_reviewer", person=user)
    number = ReviewerProfile.objects.filter(call=call).count() + 1
    return ReviewerProfile.objects.create(
        call=call, user=user, pseudonym=f"R{number:02d}", min_load=min_load, max_load=max_load
    )


@act("selection.reviewer.bound", rule="selection.manage_readings")
def set_load_bounds(
    profile: ReviewerProfile, *, actor: User, min_load: int, max_load: int
) -> ReviewerProfile:
    """Change how few and how many applications a reader takes. Refuses `load_bounds_crossed`."""
    _check_bounds(min_load, max_load)
    profile.min_load, profile.max_load = min_load, max_load
    profile.save(update_fields=["min_load", "max_load"])
    return profile


@act("selection.assignment.apply", rule="selection.manage_readings")
def apply_assignment(
    call: Call, *, actor: User, fingerprint: str = "", afresh: bool = False
) -> list[Assignment]:
    """Assign as proposed and answer the readings given. With a `fingerprint`, exactly what was shown or
    nothing. Refuses `assignment_impossible`, `assignment_changed_meanwhile`.
    """
    Call.objects.select_for_update().get(pk=call.pk)
    plan = propose_assignment(call, afresh=afresh)
    if not plan.possible:
        raise Refused("assignment_impossible", why=" ".join(plan.why_impossible))
    if fingerprint and fingerprint != plan.fingerprint:
        raise Refused("assignment_changed_meanwhile")
    for change in plan.removed:
        _take_away(change)
    return [_give(change.application, change.profile.user) for change in plan.added]


@act("selection.reading.pin", rule="selection.manage_readings")
def pin_reading(application: Application, *, actor: User, reviewer: User) -> Assignment:
    """Say who reads an application; no later assignment moves it. Refuses `not_enrolled`, `pair_conflicts`,
    `pair_already_left`.
    """
    if not ReviewerProfile.objects.filter(call=application.call, user=reviewer).exists():
        raise Refused("not_enrolled", person=reviewer)
    held = Assignment.objects.filter(application=application, reviewer=reviewer).first()
    if held is not None and held.state in (AssignmentState.CONFLICT, AssignmentState.ABSTAINED):
        raise Refused("pair_already_left", person=reviewer, state=held.get_state_display())
    if _barred(application, reviewer):
        raise Refused("pair_conflicts", person=reviewer)
    assignment = held if held is not None and held.state not in LEFT_STATES else None
    assignment = assignment or _give(application, reviewer)
    assignment.pinned = True
    assignment.save(update_fields=["pinned"])
    return assignment


@act("selection.reading.unpin", rule="selection.manage_readings")
def unpin_reading(assignment: Assignment, *, actor: User) -> Assignment:
    """Let later assignments move this reading again."""
    assignment.pinned = False
    assignment.save(update_fields=["pinned"])
    return assignment


@act("selection.reading.move", rule="selection.manage_readings")
def move_reading(assignment: Assignment, *, actor: User) -> Assignment | None:
    """Take a reading not yet begun from its reader and give it to the least loaded other one, if any.
    Refuses `reading_under_way`, and `nobody_left` with the reason for each who cannot.
    """
    if assignment.state not in UNSTARTED:
        raise Refused("reading_under_way")
    found = substitutes(assignment.application)
    if not found.eligible:
        raise Refused("nobody_left", number=assignment.application.number, why=found.why_nobody)
    return _leave_reading(assignment, verb="reassign")


@act("selection.reading.replace", rule="selection.replace_reader")
def replace_reader(left: Assignment, *, actor: User) -> Assignment:
    """Give a reading that was left to the least loaded reader who may have it.
    Refuses `nobody_left`, with the reason for each who cannot.
    """
    found = substitutes(left.application)
    if not found.eligible:
        raise Refused("nobody_left", number=left.application.number, why=found.why_nobody)
    return _give(left.application, found.eligible[0].user, third_reading=left.third_reading)


@act("selection.reading.open_third", rule="selection.replace_reader")
def open_third_reading(application: Application, *, actor: User) -> Assignment:
    """Give an application whose readings diverge to one more reader. Refuses `no_third_reading_due`,
    `nobody_left`.
    """
    if not third_reading_gaps(application):
        raise Refused("no_third_reading_due", number=application.number)
    found = substitutes(application)
    if not found.eligible:
        raise Refused("nobody_left", number=application.number, why=found.why_nobody)
    return _give(application, found.eligible[0].user, third_reading=True)


def _leave_reading(assignment: Assignment, *, verb: str) -> Assignment | None:
    """What conflict, abstention and move have in common: the reading goes to whoever this answers, or to
    nobody (None) when nobody is left, which the progress board then says with the reasons.
    """
    assignment.state = ASSIGNMENT_FLOW.target(verb, assignment.state)
    assignment.pinned = False
    assignment.save(update_fields=["state", "pinned", "abstention_reason"])
    if assignment.application.state != ApplicationState.ADMISSIBLE:
        return None
    try:
        return replace_reader(assignment, actor=machine())
    except Refused:
        return None


def _check_bounds(min_load: int, max_load: int) -> None:
    if not 0 <= min_load <= max_load:
        raise Refused("load_bounds_crossed")


def _barred(application: Application, reviewer: User) -> bool:
    declared = ConflictDeclaration.objects.conflicts().filter(application=application, person=reviewer)
    return declared.exists() or (application.pk, reviewer.pk) in tied_pairs([application])


def _take_away(change: Change) -> None:
    Assignment.objects.filter(
        application=change.application, reviewer=change.profile.user, state__in=UNSTARTED
    ).update(state=AssignmentState.REASSIGNED, pinned=False)


def _give(application: Application, reviewer: User, *, third_reading: bool = False) -> Assignment:
    """A reading to do; already open when its reader has declared to have no conflict there."""
    free = ConflictDeclaration.objects.filter(
        application=application, person=reviewer, nature=ConflictNature.NONE
    ).exists()
    state = ASSIGNMENT_FLOW.initial
    if free:
        state = ASSIGNMENT_FLOW.target("declare_none", state)
    assignment, _ = Assignment.objects.update_or_create(
        application=application,
        reviewer=reviewer,
        defaults={"state": state, "third_reading": third_reading, "pinned": False, "abstention_reason": ""},
    )
    return assignment
