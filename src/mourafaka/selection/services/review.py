"""Marks: kept as they are given, recorded once they are whole, or declined."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import rules
from django.utils import timezone

from mourafaka.calls.enums import ApplicationState, CallState
from mourafaka.calls.models import Application, Call, RulesVersion
from mourafaka.calls.services import move_applications
from mourafaka.engine import score
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_moment
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import insert, write
from mourafaka.people.models import User
from mourafaka.people.services import machine
from mourafaka.selection.enums import ASSIGNMENT_FLOW, READABLE_STATES, AssignmentState
from mourafaka.selection.models import Assignment, Mark, Review
from mourafaka.selection.queries.grid import grid_of, labels_of, rules_in_force
from mourafaka.selection.queries.review import readings_complete, third_reading_gaps
from mourafaka.selection.services.assignment import _leave_reading, open_third_reading

LEVELS = range(int(score.HIGHEST_MARK) + 1)


@act("selection.review.save", rule="selection.review_application")
def save_marks(
    assignment: Assignment,
    *,
    actor: User,
    marks: Mapping[str, Any],
    comment: str = "",
    version: int | None = None,
) -> Review:
    """Keep marks as a draft, whole or not, even after the deadline. A criterion left out has no mark.

    `version` is that of the draft they were typed over (0: none yet, None: unknown). Refuses
    `mark_not_a_level`, `unknown_criterion`, `review_changed_meanwhile`, `review_already_submitted`,
    `reading_closed`.
    """
    assignment = _locked(assignment)
    if assignment.state == AssignmentState.SUBMITTED:
        raise Refused("review_already_submitted")
    clean = clean_marks(marks, labels_of(rules_in_force(assignment.application.call)))
    review = _draft(assignment, clean, comment, version)
    assignment.state = ASSIGNMENT_FLOW.target("start", assignment.state)
    write([assignment], "state")
    return _write(review, clean, comment)


@act("selection.review.record", rule="selection.review_application")
def record_review(
    assignment: Assignment,
    *,
    actor: User,
    marks: Mapping[str, Any],
    comment: str = "",
    version: int | None = None,
) -> Review:
    """Submit a mark on every criterion of the grid; a second submission replaces the first.

    Doors call `save_marks` first, so that what is refused here is kept as a draft. A third reading opens when
    this one and another diverge. Refuses `marks_missing`, `reviews_late`, `averages_were_open`,
    `third_reading_open`, and what `save_marks` refuses.
    """
    assignment = _locked(assignment)
    _check_in_time(assignment)
    in_force = rules_in_force(assignment.application.call)
    labels = labels_of(in_force)
    clean = clean_marks(marks, labels)
    _check_whole(clean, labels)
    if assignment.state == AssignmentState.SUBMITTED:
        if _same_as_submitted(assignment, clean, comment):
            return assignment.review
        _check_changeable(assignment, actor)
    review = _draft(assignment, clean, comment, version)
    review.total = score.total(clean, grid_of(in_force))
    review.submitted_at = timezone.now()
    assignment.state = ASSIGNMENT_FLOW.target("submit", assignment.state)
    write([assignment], "state")
    review = _write(review, clean, comment)
    _open_third_reading_if_due(assignment.application, in_force)
    return review


@act("selection.review.abstain", rule="selection.abstain")
def abstain(assignment: Assignment, *, actor: User, reason: str) -> Assignment:
    """Decline to mark, with a reason; the reading goes to somebody else. Marks given are kept, and count for
    nothing. Refuses `abstention_without_reason`, `reading_closed`.
    """
    assignment = _locked(assignment)
    if not reason.strip():
        raise Refused("abstention_without_reason")
    if assignment.state == AssignmentState.SUBMITTED:
        raise Refused("reading_closed", state=assignment.get_state_display())
    assignment.abstention_reason = reason.strip()[:300]
    _leave_reading(assignment, verb="abstain")
    return assignment


def send_review(
    assignment: Assignment,
    *,
    actor: User,
    marks: Mapping[str, Any],
    comment: str = "",
    version: int | None = None,
) -> Review:
    """What every door does with a finished form: keep the marks, then record them. These are two acts, so
    that a refusal of the second loses nothing."""
    if assignment.state != AssignmentState.SUBMITTED:
        kept = save_marks(assignment, actor=actor, marks=marks, comment=comment, version=version)
        version = kept.version
    return record_review(assignment, actor=actor, marks=marks, comment=comment, version=version)


@act("selection.readings.close", rule="selection.manage_readings")
def close_readings(call: Call, *, actor: User, leave_out: Collection[str] = ()) -> list[Application]:
    """Record every admissible application whose readings are whole as evaluated, and answer them.

    Refuses `readings_not_whole`, which names those that lack a reading, unless each is named in `leave_out`
    (numbers): those stay admissible and outside the choice.
    """
    whole, lacking = readings_complete(call)
    unsaid = [application.number for application in lacking if application.number not in leave_out]
    if unsaid:
        numbers = ", ".join(unsaid[:10]) + ("…" if len(unsaid) > 10 else "")
        raise Refused("readings_not_whole", count=len(unsaid), numbers=numbers)
    return list(move_applications(call, actor=actor, verb="evaluate", applications=whole))


_assignment = Locked(Assignment, "application__call", "reviewer")


def _locked(assignment: Assignment) -> Assignment:
    """The reading as it is now, nobody else writing it meanwhile."""
    current = _assignment(assignment)
    if current.state not in READABLE_STATES:
        raise Refused("reading_closed", state=current.get_state_display())
    return current


def clean_marks(marks: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Decimal]:
    """The marks given, by criterion; `labels`: code → name of every criterion. Refuses `unknown_criterion`,
    `mark_not_a_level`."""
    clean = {}
    for code, value in marks.items():
        if code not in labels:
            raise Refused("unknown_criterion", criterion=code)
        if value is None or value == "":
            continue
        clean[code] = _level(value, f"{code} {labels[code]}")
    return clean


def _level(value: Any, criterion: str) -> Decimal:
    try:
        mark = Decimal(str(value))
    except InvalidOperation:
        mark = Decimal("NaN")
    if not mark.is_finite() or mark not in LEVELS:
        raise Refused("mark_not_a_level", criterion=criterion, mark=value)
    return mark


def _check_whole(marks: Mapping[str, Decimal], labels: Mapping[str, str]) -> None:
    missing = [f"{code} {label}" for code, label in labels.items() if code not in marks]
    if missing:
        raise Refused("marks_missing", criteria=", ".join(missing))


def _check_in_time(assignment: Assignment) -> None:
    """The deadline does not bind an application admitted on appeal once the call was decided."""
    call = assignment.application.call
    decided = call.state in (CallState.DECIDED, CallState.PUBLISHED)
    if decided and assignment.application.state == ApplicationState.ADMISSIBLE:
        return
    due = call.reviews_due_at
    if due is not None and timezone.now() > due:
        late = "review_change_late" if assignment.state == AssignmentState.SUBMITTED else "reviews_late"
        raise Refused(late, due=format_moment(due))


def _check_changeable(assignment: Assignment, actor: User) -> None:
    if rules.has_perm("selection.view_calibration", actor, assignment.application.call):
        raise Refused("averages_were_open")
    others = Assignment.objects.in_force().filter(application=assignment.application, third_reading=True)
    if others.exclude(pk=assignment.pk).exists():
        raise Refused("third_reading_open")


def _same_as_submitted(assignment: Assignment, marks: Mapping[str, Decimal], comment: str) -> bool:
    review = assignment.review
    return review.comment == comment and _marks_of(review) == dict(marks)


def _draft(assignment: Assignment, marks: Mapping[str, Decimal], comment: str, version: int | None) -> Review:
    """The review these marks are typed over; what somebody wrote meanwhile is not overwritten."""
    review = Review.objects.filter(assignment=assignment).first()
    review = review or Review(assignment=assignment, version=0)
    changed = version is not None and version != review.version
    if changed and (_marks_of(review) != dict(marks) or review.comment != comment):
        raise Refused("review_changed_meanwhile")
    return review


def _marks_of(review: Review) -> dict[str, Decimal]:
    return {mark.criterion: mark.value for mark in review.marks.all()} if review.pk else {}


def _write(review: Review, marks: Mapping[str, Decimal], comment: str) -> Review:
    known = _marks_of(review)
    if review.pk is None or known != dict(marks) or review.comment != comment:
        review.version += 1
    review.comment = comment
    review.save()
    if known.keys() - marks.keys():
        review.marks.exclude(criterion__in=marks).delete()
    given = [Mark(review=review, criterion=c, value=v) for c, v in marks.items() if known.get(c) != v]
    if not known:
        insert(given)
        return review
    Mark.objects.bulk_create(
        given, update_conflicts=True, unique_fields=["review", "criterion"], update_fields=["value"]
    )
    return review


def _open_third_reading_if_due(application: Application, in_force: RulesVersion) -> None:
    """Opened by the installation at once; when nobody is left, the progress board says why."""
    if not third_reading_gaps(application, in_force):
        return
    try:
        open_third_reading(application, actor=machine())
    except Refused:
        return
