"""From the answers of a diagnosis to a draft plan: gaps ranked, actions chosen, months given.

Priority of a gap = weight × (4 − score) × (2 if the question is critical), as the instrument says. A critical
question at 0 or 1 is a red flag. A question not answered or not applicable has no gap. The draft closes the gaps
below 3 (formalised and applied); what would lift a 3 to a 4 is in the library for people to choose.

The choice is a greedy cover, so that it can be redone by hand; method: docs/method/plan.md.

1. Red flags: while one has no action, take the template that answers one and is worth most.
2. Axes: each axis without an action whose templates still find a gap takes its worthiest one.
3. The rest: take the worthiest template until the actions at most are reached or no gap is left.

The worth of a template is the sum of the priorities of the gaps it takes on; a gap taken on by an action counts
for no other. Ties go to the smaller share asked of the programme, then to the code. Steps 2 and 3 stay under the
ceiling of that share; a red flag is answered even above it, and the draft says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

AXES = ("management", "technique", "marketing", "social")
TOP_SCORE = 4
AIM = 3
RED_FLAG = 1
NOTHING = Decimal(0)


class PlanningError(ValueError):
    """A library or rules that cannot be used; `code` names the reason and `facts` its particulars."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


@dataclass(frozen=True)
class Question:
    """A question of the instrument: the weight of its dimension, and whether it is critical (★)."""

    code: str
    weight: Decimal
    critical: bool = False


@dataclass(frozen=True)
class Gap:
    """An answer below the top, and what closing it is worth."""

    question: str
    score: int
    priority: Decimal
    red_flag: bool


@dataclass(frozen=True)
class Template:
    """An action of the library: for answers from `lowest` to `highest`, which it should lift to `lifts_to`."""

    code: str
    axis: str
    questions: tuple[str, ...]
    highest: int
    months: int
    lowest: int = 0
    lifts_to: int = 3
    programme_mad: Decimal = NOTHING

    def __post_init__(self) -> None:
        if self.axis not in AXES:
            raise PlanningError("unknown_axis", template=self.code, axis=self.axis)
        if not self.questions:
            raise PlanningError("template_without_question", template=self.code)
        if not 0 <= self.lowest <= self.highest < self.lifts_to <= TOP_SCORE:
            raise PlanningError("levels_out_of_order", template=self.code)
        if self.months < 1:
            raise PlanningError("template_without_duration", template=self.code)

    def answers(self, gap: Gap) -> bool:
        return gap.question in self.questions and self.lowest <= gap.score <= self.highest


@dataclass(frozen=True)
class Rules:
    """How many actions, how many at once, from which month to which, and the programme's share at most."""

    max_actions: int = 12
    at_once: int = 4
    first_month: int = 1
    last_month: int = 24
    programme_ceiling_mad: Decimal | None = None

    def __post_init__(self) -> None:
        if self.max_actions < 1 or self.at_once < 1:
            raise PlanningError("rules_without_room", max_actions=self.max_actions, at_once=self.at_once)
        if not 1 <= self.first_month <= self.last_month:
            raise PlanningError("months_out_of_order", first=self.first_month, last=self.last_month)


@dataclass(frozen=True)
class Action:
    """A template chosen, the gaps it takes on (its answers), how urgent it is, and when."""

    template: str
    axis: str
    gaps: tuple[Gap, ...]
    worth: Decimal
    programme_mad: Decimal
    months: int
    starts_month: int = 0
    due_month: int = 0

    @property
    def priority(self) -> int:
        """1: answers a red flag · 2: an answer of 0 or 1 · 3: the rest."""
        if any(gap.red_flag for gap in self.gaps):
            return 1
        return 2 if any(gap.score <= RED_FLAG for gap in self.gaps) else 3


@dataclass(frozen=True)
class LeftOut:
    """A gap without an action, and why: no_template, no_place, over_ceiling, no_time."""

    gap: Gap
    why: str


@dataclass(frozen=True)
class Draft:
    """The actions in the order they start, the gaps left out in the order of priority."""

    actions: tuple[Action, ...]
    left_out: tuple[LeftOut, ...]
    excess_mad: Decimal = NOTHING  # by how much red flags alone pass the programme's ceiling

    @property
    def programme_mad(self) -> Decimal:
        return sum((action.programme_mad for action in self.actions), NOTHING)


# --- Gaps ---


def rank(questions: Iterable[Question], answers: Mapping[str, int | None]) -> tuple[Gap, ...]:
    """Every answer below the top, highest priority first; equal ones by code."""
    gaps = [gap for question in questions if (gap := _gap(question, answers.get(question.code)))]
    return tuple(sorted(gaps, key=lambda gap: (-gap.priority, gap.question)))


def _gap(question: Question, score: int | None) -> Gap | None:
    if score is None or score >= TOP_SCORE:
        return None
    if score < 0:
        raise PlanningError("score_below_zero", question=question.code, score=score)
    priority = question.weight * (TOP_SCORE - score) * (2 if question.critical else 1)
    return Gap(question.code, score, priority, question.critical and score <= RED_FLAG)


# --- The choice ---


@dataclass
class _Choice:
    """What is chosen so far, and the gaps nobody takes on yet."""

    library: tuple[Template, ...]
    rules: Rules
    open_gaps: dict[str, Gap]
    actions: list[Action] = field(default_factory=list)

    def taken_by(self, template: Template) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.open_gaps.values() if template.answers(gap))

    def worth(self, template: Template) -> Decimal:
        return sum((gap.priority for gap in self.taken_by(template)), NOTHING)

    def fits(self, template: Template) -> bool:
        ceiling = self.rules.programme_ceiling_mad
        spent = sum((action.programme_mad for action in self.actions), NOTHING)
        return ceiling is None or spent + template.programme_mad <= ceiling

    def full(self) -> bool:
        return len(self.actions) >= self.rules.max_actions

    def best(self, wanted: Callable[[Template], bool]) -> Template | None:
        used = {action.template for action in self.actions}
        candidates = [t for t in self.library if t.code not in used and self.taken_by(t) and wanted(t)]
        return min(candidates, key=lambda t: (-self.worth(t), t.programme_mad, t.code), default=None)

    def take(self, template: Template) -> None:
        gaps = self.taken_by(template)
        self.actions.append(
            Action(
                template.code,
                template.axis,
                gaps,
                self.worth(template),
                template.programme_mad,
                template.months,
            )
        )
        for gap in gaps:
            del self.open_gaps[gap.question]

    def answers_a_red_flag(self, template: Template) -> bool:
        return any(gap.red_flag for gap in self.taken_by(template))


def draft(
    questions: Iterable[Question],
    answers: Mapping[str, int | None],
    library: Sequence[Template],
    rules: Rules | None = None,
) -> Draft:
    """The draft plan that the rules give for these answers; the same input gives the same draft."""
    rules = rules or Rules()
    gaps = tuple(gap for gap in rank(questions, answers) if gap.score < AIM)
    choice = _Choice(tuple(library), rules, {gap.question: gap for gap in gaps})
    _answer_red_flags(choice)
    _give_each_axis_its_action(choice)
    while not choice.full() and (template := choice.best(choice.fits)):
        choice.take(template)
    planned, late = schedule(choice.actions, rules)
    without_time = {gap.question for action in late for gap in action.gaps}
    left_out = [gap for gap in gaps if gap.question in choice.open_gaps or gap.question in without_time]
    spent = sum((action.programme_mad for action in planned), NOTHING)
    ceiling = rules.programme_ceiling_mad
    return Draft(
        actions=planned,
        left_out=tuple(LeftOut(gap, _why(gap, choice, without_time)) for gap in left_out),
        excess_mad=max(spent - ceiling, NOTHING) if ceiling is not None else NOTHING,
    )


def _answer_red_flags(choice: _Choice) -> None:
    while not choice.full() and (template := choice.best(choice.answers_a_red_flag)):
        choice.take(template)


def _give_each_axis_its_action(choice: _Choice) -> None:
    for axis in AXES:
        if choice.full() or any(action.axis == axis for action in choice.actions):
            continue
        template = choice.best(_of_axis(choice, axis))
        if template:
            choice.take(template)


def _of_axis(choice: _Choice, axis: str) -> Callable[[Template], bool]:
    return lambda template: template.axis == axis and choice.fits(template)


def _why(gap: Gap, choice: _Choice, without_time: set[str]) -> str:
    if gap.question in without_time:
        return "no_time"
    answering = [template for template in choice.library if template.answers(gap)]
    if not answering:
        return "no_template"
    return "no_place" if choice.full() else "over_ceiling"


# --- The months ---


def schedule(actions: Iterable[Action], rules: Rules) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """Give each action its months, the most urgent first: the earliest start that keeps at most `at_once` under way.

    Returns those placed, in the order they start, and those for which no month was left. A red flag is always
    placed, where the fewest others are under way. An action longer than the months left is shortened to them.
    """
    order = sorted(actions, key=lambda action: (action.priority, -action.worth, action.template))
    load = dict.fromkeys(range(rules.first_month, rules.last_month + 1), 0)
    placed, late = [], []
    for action in order:
        months = min(action.months, len(load))
        start = _free_start(load, months, rules, urgent=action.priority == 1)
        if start is None:
            late.append(action)
            continue
        for month in range(start, start + months):
            load[month] += 1
        placed.append(replace(action, starts_month=start, due_month=start + months - 1))
    placed.sort(key=lambda action: (action.starts_month, action.priority, -action.worth, action.template))
    return tuple(placed), tuple(late)


def _free_start(load: Mapping[int, int], months: int, rules: Rules, *, urgent: bool) -> int | None:
    starts = range(rules.first_month, rules.last_month - months + 2)
    peaks = {start: max(load[month] for month in range(start, start + months)) for start in starts}
    free = next((start for start, peak in peaks.items() if peak < rules.at_once), None)
    if free is None and urgent:
        return min(peaks, key=lambda start: (peaks[start], start))
    return free


# --- How far a plan is ---


@dataclass(frozen=True)
class Advancement:
    """How far a plan is: actions that count (all but the cancelled), how many are done, mean progress 0-100."""

    counted: int
    done: int
    progress: Decimal

    @property
    def done_share(self) -> Decimal:
        """Indicator P4: actions done, per cent of those that count."""
        return _tenth(Decimal(100 * self.done) / self.counted) if self.counted else NOTHING


def advancement(actions: Iterable[tuple[str, int]]) -> Advancement:
    """From (state, progress) of each action: every action weighs the same, so that anyone can redo the mean."""
    counted = [(state, progress) for state, progress in actions if state != "cancelled"]
    done = sum(state == "done" for state, _ in counted)
    total = sum(progress for _, progress in counted)
    mean = _tenth(Decimal(total) / len(counted)) if counted else NOTHING
    return Advancement(len(counted), done, mean)


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))
