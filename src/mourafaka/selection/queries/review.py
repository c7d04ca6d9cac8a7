"""What readers and those who run the readings see: queue, dossier without names, progress."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mourafaka.calls.models import Application, Call, RulesVersion
from mourafaka.engine import score
from mourafaka.foundations.formats import format_number
from mourafaka.people.models import User
from mourafaka.selection.blind import Redactor
from mourafaka.selection.enums import OPEN_STATES, AssignmentState
from mourafaka.selection.models import Assignment, Review, ReviewerProfile
from mourafaka.selection.queries.assignment import UNSTARTED, Situation, situation, substitutes
from mourafaka.selection.queries.grid import (
    GridLine,
    grid_lines,
    grid_of,
    labels_of,
    readings_due,
    rules_in_force,
    thresholds_of,
)
from mourafaka.selection.queries.ties import undeclared_count

# --- Divergence ---


def submitted_marks(applications: Iterable[Application]) -> dict[int, dict[str, dict[str, Decimal]]]:
    """Application → assignment → marks of the submitted readings in force, in three queries at most."""
    found: dict[int, dict[str, dict[str, Decimal]]] = defaultdict(dict)
    reviews = (
        Review.objects.counted()
        .filter(assignment__application__in=[application.pk for application in applications])
        .select_related("assignment")
        .prefetch_related("marks")
        .order_by("assignment_id")
    )
    for review in reviews:
        marks = {mark.criterion: mark.value for mark in review.marks.all()}
        found[review.assignment.application_id][str(review.assignment_id)] = marks
    return found


def third_reading_gaps(
    application: Application, in_force: RulesVersion | None = None
) -> tuple[score.Gap, ...]:
    """Where the readings of an application are too far apart and no third reading was opened yet."""
    held = Assignment.objects.in_force().filter(application=application)
    if any(assignment.third_reading for assignment in held):
        return ()
    version = in_force or rules_in_force(application.call)
    readings = list(submitted_marks([application])[application.pk].values())
    if len(readings) < readings_due(version):
        return ()
    return score.divergence(readings, grid_of(version), thresholds_of(version)).gaps


# --- The reader's queue ---


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


# --- The dossier without names ---


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True)
class Section:
    title: str
    facts: tuple[Fact, ...] = ()
    texts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class BlindDossier:
    """What a reader sees of an application: no name, and names struck out of its texts."""

    number: str
    language: str
    title: str
    sections: tuple[Section, ...]
    documents: tuple[Fact, ...]


def blind_dossier(assignment: Assignment) -> BlindDossier:
    """Only for an assignment whose reader declared to have no conflict."""
    application = Application.objects.select_related(
        "call",
        "cooperative__province",
        "cooperative__commune",
        "cooperative__sector",
        "cooperative__branch",
        "cooperative__value_chain",
        "member_stat",
    ).get(pk=assignment.application_id)
    redactor = Redactor.of(application.cooperative)
    return BlindDossier(
        number=application.number,
        language=application.language,
        title=redactor(application.project_title),
        sections=(
            _texts(application, redactor, _("The project"), PROJECT_TEXTS),
            _texts(application, redactor, _("What it needs"), NEED_TEXTS),
            _figures(application),
            _cooperative_section(application),
        ),
        documents=tuple(
            Fact(str(document.kind), document.get_state_display())
            for document in application.documents.select_related("kind")
        ),
    )


PROJECT_TEXTS = ("collective_need", "products", "innovation", "market", "environment")
NEED_TEXTS = ("need_management", "need_technique", "need_marketing", "support_received")
NUMBERS = ("jobs_now", "jobs_in_24_months", "jobs_women", "jobs_youth")
AMOUNTS = (
    "turnover_last_year_mad",
    "turnover_this_year_mad",
    "turnover_next_year_mad",
    "turnover_year_after_mad",
    "investment_mad",
    "own_contribution_mad",
)
COUNTS = (
    "members_total",
    "women",
    "youth",
    "graduates",
    "disabled",
    "illiterate",
    "board_total",
    "board_women",
)


def _cooperative_section(application: Application) -> Section:
    """What the grid asks about and names nobody: trade, province, age, members."""
    cooperative, stat = application.cooperative, application.member_stat
    months = cooperative.age_months(timezone.localdate(application.call.closes_at))
    facts = [
        Fact(_("Sector"), str(cooperative.sector)),
        Fact(_("Branch"), str(cooperative.branch or "")),
        Fact(_("Main value chain"), str(cooperative.value_chain or "")),
        Fact(_("Prefecture or province"), cooperative.province.name),
        Fact(_("In a rural area"), _yes_or_no(cooperative.rural)),
        Fact(_("Age in months at closing"), _number(months)),
        Fact(_("Led by a woman"), _yes_or_no(cooperative.women_led)),
        Fact(_("Led by a person of 35 or younger"), _yes_or_no(cooperative.youth_led)),
        *(Fact(_label(stat, name), _number(getattr(stat, name))) for name in COUNTS if stat is not None),
    ]
    return Section(_("The cooperative"), facts=_known(facts))


def _texts(application: Application, redactor: Redactor, title: str, names: Sequence[str]) -> Section:
    facts = [Fact(_label(application, name), redactor(getattr(application, name))) for name in names]
    return Section(title, texts=_known(facts))


def _figures(application: Application) -> Section:
    facts = [
        Fact(_label(application, name), _number(getattr(application, name))) for name in (*NUMBERS, *AMOUNTS)
    ]
    return Section(_("Jobs and figures"), facts=_known(facts))


def _label(record: models.Model, name: str) -> str:
    return capfirst(str(getattr(record._meta.get_field(name), "verbose_name", name)))


def _known(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.value)


def _number(value: int | Decimal | None) -> str:
    """What nobody said is left out: unknown is not zero."""
    return "" if value is None else format_number(value)


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")


# --- The grid as filled ---


@dataclass(frozen=True)
class Choice:
    value: int
    text: str
    checked: bool


@dataclass(frozen=True)
class GridRow:
    """A criterion with the mark typed, and the stored one where another window gave another."""

    line: GridLine
    choices: tuple[Choice, ...]
    mark: int | None
    elsewhere: int | None
    differs: bool

    @property
    def meaning(self) -> str:
        return next((choice.text for choice in self.choices if choice.checked), "")


@dataclass(frozen=True)
class FilledGrid:
    rows: tuple[GridRow, ...]
    comment: str
    comment_elsewhere: str | None
    version: int
    given: int
    points: Decimal

    @property
    def whole(self) -> bool:
        return self.given == len(self.rows)


def filled_grid(
    assignment: Assignment, typed: Mapping[str, Any] | None = None, comment: str | None = None
) -> FilledGrid:
    """The stored marks, or what was `typed` beside the stored marks when another window changed them."""
    lines = grid_lines(rules_in_force(assignment.application.call))
    review = Review.objects.filter(assignment=assignment).prefetch_related("marks").first()
    stored = {mark.criterion: int(mark.value) for mark in review.marks.all()} if review else {}
    shown = stored if typed is None else {code: _whole(value) for code, value in typed.items()}
    rows = tuple(_grid_row(line, shown, stored) for line in lines)
    stored_comment = review.comment if review else ""
    text = stored_comment if comment is None else comment
    points = sum(
        (row.line.weight * row.mark / score.HIGHEST_MARK for row in rows if row.mark is not None), Decimal(0)
    )
    return FilledGrid(
        rows=rows,
        comment=text,
        comment_elsewhere=stored_comment if text != stored_comment else None,
        version=review.version if review else 0,
        given=sum(row.mark is not None for row in rows),
        points=points,
    )


def _grid_row(line: GridLine, shown: Mapping[str, int | None], stored: Mapping[str, int]) -> GridRow:
    mark, elsewhere = shown.get(line.code), stored.get(line.code)
    choices = tuple(Choice(level.value, level.text, level.value == mark) for level in line.levels)
    return GridRow(line, choices, mark, elsewhere, mark != elsewhere)


def _whole(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() else None


# --- Progress ---


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
