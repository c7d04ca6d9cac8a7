"""How far the readings are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from mourafaka.calls.models import Application, Call, RulesVersion
from mourafaka.engine import score
from mourafaka.people.models import User
from mourafaka.selection.enums import AssignmentState
from mourafaka.selection.models import Assignment, ReviewerProfile
from mourafaka.selection.queries.assignment import UNSTARTED, Situation, situation, substitutes
from mourafaka.selection.queries.grid import (
    grid_of,
    labels_of,
    rules_in_force,
    thresholds_of,
)
from mourafaka.selection.queries.review.divergence import submitted_marks


@dataclass(frozen=True)
class ReaderProgress:
    profile: ReviewerProfile
    load: int
    submitted: int
    undeclared: bool

    @property
    def owed(self) -> int:
        return self.load - self.submitted


@dataclass(frozen=True)
class ReadingMark:
    """One reader of an application on the board: who and how far, never what mark."""

    assignment: Assignment
    pseudonym: str

    @property
    def movable(self) -> bool:
        return self.assignment.state in UNSTARTED


@dataclass(frozen=True)
class ApplicationProgress:
    application: Application
    readings: tuple[ReadingMark, ...]
    submitted: int
    due: int
    gaps: str
    third: bool
    third_due: bool
    why_nobody: str

    @property
    def lacking(self) -> int:
        return max(0, self.due - len(self.readings))

    @property
    def complete(self) -> bool:
        return self.submitted >= self.due and not self.third_due


@dataclass(frozen=True)
class Progress:
    call: Call
    applications: tuple[ApplicationProgress, ...]
    readers: tuple[ReaderProgress, ...]

    @property
    def due(self) -> int:
        return sum(row.due for row in self.applications)

    @property
    def submitted(self) -> int:
        return sum(row.submitted for row in self.applications)

    @property
    def complete(self) -> int:
        return sum(row.complete for row in self.applications)

    @property
    def third_readings(self) -> int:
        return sum(row.third for row in self.applications)

    @property
    def without_reader(self) -> int:
        return sum(row.lacking > 0 for row in self.applications)

    @property
    def unfinished(self) -> list[ApplicationProgress]:
        return [row for row in self.applications if not row.complete]


def progress(call: Call, user: User) -> Progress:
    """Where the readings stand, for the applications this person may see."""
    facts = situation(call)
    visible = set(Application.objects.visible_to(user).filter(call=call).values_list("pk", flat=True))
    applications = [a for a in facts.applications if a.pk in visible]
    marks = submitted_marks(applications)
    by_application: dict[int, list[Assignment]] = defaultdict(list)
    for (application, _user), assignment in sorted(facts.held.items()):
        by_application[application].append(assignment)
    version = rules_in_force(call)
    rows = tuple(
        _application_progress(a, by_application[a.pk], list(marks[a.pk].values()), facts, version)
        for a in applications
    )
    return Progress(call, rows, _readers_progress(facts))


def _application_progress(
    application: Application,
    held: list[Assignment],
    marks: list[dict[str, Decimal]],
    facts: Situation,
    version: RulesVersion,
) -> ApplicationProgress:
    third = any(assignment.third_reading for assignment in held)
    gaps = score.divergence(marks, grid_of(version), thresholds_of(version)).gaps
    third_due = bool(gaps) and not third and len(marks) >= facts.readings
    due = facts.readings + int(third or third_due)
    nobody = due > len(held) and substitutes(application, facts)
    return ApplicationProgress(
        application=application,
        readings=tuple(
            ReadingMark(assignment, _pseudonym(facts, assignment.reviewer_id)) for assignment in held
        ),
        submitted=len(marks),
        due=due,
        gaps=_gaps_in_words(gaps, labels_of(version)),
        third=third,
        third_due=third_due,
        why_nobody=nobody.why_nobody if nobody and not nobody.eligible else "",
    )


def _pseudonym(facts: Situation, user: int) -> str:
    profile = facts.by_user.get(user)
    return profile.pseudonym if profile else "—"


def _gaps_in_words(gaps: Iterable[score.Gap], labels: Mapping[str, str]) -> str:
    return ", ".join(
        f"{gap.criterion} {labels.get(gap.criterion, '')}" if gap.criterion else _("total") for gap in gaps
    )


def _readers_progress(facts: Situation) -> tuple[ReaderProgress, ...]:
    loads = Counter(user for _, user in facts.held)
    submitted = Counter(
        user for (_, user), row in facts.held.items() if row.state == AssignmentState.SUBMITTED
    )
    undeclared = {user for (_, user), row in facts.held.items() if row.state == AssignmentState.TO_DECLARE}
    return tuple(
        ReaderProgress(p, loads[p.user_id], submitted[p.user_id], p.user_id in undeclared)
        for p in facts.profiles
    )


def readings_complete(call: Call) -> tuple[list[Application], list[Application]]:
    """The admissible applications whose readings are whole, and those that still lack one."""
    facts = situation(call)
    version = rules_in_force(call)
    marks = submitted_marks(facts.applications)
    held: dict[int, list[Assignment]] = defaultdict(list)
    for (key, _user), assignment in facts.held.items():
        held[key].append(assignment)
    whole: list[Application] = []
    lacking: list[Application] = []
    for application in facts.applications:
        row = _application_progress(
            application, held[application.pk], list(marks[application.pk].values()), facts, version
        )
        (whole if row.complete else lacking).append(application)
    return whole, lacking
