"""The reader's queue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from mourafaka.calls.models import Call
from mourafaka.people.models import User
from mourafaka.selection.enums import OPEN_STATES, AssignmentState
from mourafaka.selection.models import Assignment, ReviewerProfile
from mourafaka.selection.queries.grid import (
    grid_lines,
    rules_in_force,
)
from mourafaka.selection.queries.ties import undeclared_count


@dataclass(frozen=True)
class Reading:
    """One line of the queue: no name, only what the reader did."""

    assignment: Assignment
    total: Decimal | None
    marks_given: int
    marks_due: int

    @property
    def awaits(self) -> bool:
        return self.assignment.state in OPEN_STATES


@dataclass(frozen=True)
class Queue:
    """A person's readings of one call, those that await first."""

    call: Call
    readings: tuple[Reading, ...]
    undeclared: int
    late: bool

    @property
    def done(self) -> int:
        return sum(not reading.awaits for reading in self.readings)

    @property
    def next(self) -> Reading | None:
        return next((reading for reading in self.readings if reading.awaits), None)

    @property
    def given(self) -> int:
        return len(self.readings)

    @property
    def owed(self) -> int:
        return self.given - self.done

    @property
    def sheet_first(self) -> bool:
        """Whether a reading waits for the declaration sheet."""
        return any(self.must_declare(reading) for reading in self.readings)

    def must_declare(self, reading: Reading) -> bool:
        return reading.assignment.state == AssignmentState.TO_DECLARE

    def place_of(self, assignment: Assignment) -> int:
        """1 for the first by number."""
        numbers = sorted(reading.assignment.application.number for reading in self.readings)
        return numbers.index(assignment.application.number) + 1

    def neighbours_of(self, assignment: Assignment) -> tuple[Assignment | None, Assignment | None]:
        """The readings before and after, by number, among those that are open."""
        ordered = sorted(
            (r.assignment for r in self.readings if not self.must_declare(r)),
            key=lambda a: a.application.number,
        )
        at = ordered.index(assignment)
        before = ordered[at - 1] if at else None
        after = ordered[at + 1] if at + 1 < len(ordered) else None
        return before, after


def queues(user: User) -> list[Queue]:
    """Every call this person reads for, the one due first on top."""
    profiles = ReviewerProfile.objects.filter(user=user).select_related("call__cohort")
    calls = [profile.call for profile in profiles.order_by("call__reviews_due_at", "call__code")]
    return [queue_of(call, user) for call in calls]


def queue_of(call: Call, user: User) -> Queue:
    due = len(grid_lines(rules_in_force(call)))
    assignments = (
        Assignment.objects.visible_to(user)
        .of_call(call)
        .select_related("application", "review")
        .prefetch_related("review__marks")
    )
    readings = [_reading(assignment, due) for assignment in assignments]
    return Queue(
        call=call,
        readings=tuple(sorted(readings, key=lambda r: (not r.awaits, r.assignment.application.number))),
        undeclared=undeclared_count(call, user),
        late=call.reviews_due_at is not None and timezone.now() > call.reviews_due_at,
    )


def owed_count(user: User) -> int:
    return Assignment.objects.visible_to(user).owed().count()


def _reading(assignment: Assignment, due: int) -> Reading:
    review = getattr(assignment, "review", None)
    given = len(review.marks.all()) if review else 0
    total = review.total if review and assignment.state == AssignmentState.SUBMITTED else None
    return Reading(assignment, total, given, due)
