"""What a session gave: tests, satisfaction, and the effect of a module on the next diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mourafaka.calls.models import Cohort
from mourafaka.diagnosis.enums import Round
from mourafaka.diagnosis.models import Answer, Assessment
from mourafaka.engine import attendance as engine
from mourafaka.enrolment.models import Enrolment
from mourafaka.training.enums import ASPECTS, TestKind
from mourafaka.training.models import Attendee, Module, Satisfaction, Session, TestResult
from mourafaka.training.queries.presence import modules_attended


@dataclass(frozen=True)
class TestRow:
    """One person's two tests, out of 20. `part` is the normalised gain, −… to 1."""

    __test__ = False

    attendee: Attendee
    before: Decimal | None
    after: Decimal | None
    gain: Decimal | None
    part: Decimal | None


@dataclass(frozen=True)
class Tests:
    rows: tuple[TestRow, ...]
    before: Decimal | None
    after: Decimal | None
    gain: Decimal | None
    part: Decimal | None

    @property
    def both(self) -> int:
        """How many took both tests: the gain is theirs."""
        return sum(row.gain is not None for row in self.rows)


def tests_of(session: Session) -> Tests:
    results = TestResult.objects.filter(attendee__session=session)
    marks = {(each.attendee_id, each.kind): each.mark for each in results}
    rows = []
    attendees = Attendee.objects.coming().filter(session=session).for_lists()
    for attendee in attendees.order_by("participant__enrolment__number", "participant__name"):
        before = marks.get((attendee.pk, TestKind.BEFORE))
        after = marks.get((attendee.pk, TestKind.AFTER))
        won, part = engine.gain(before, after), engine.normalised_gain(before, after)
        rows.append(TestRow(attendee, before, after, won, part))
    return Tests(
        tuple(rows),
        engine.mean(row.before for row in rows),
        engine.mean(row.after for row in rows),
        engine.mean(row.gain for row in rows),
        engine.mean(row.part for row in rows),
    )


@dataclass(frozen=True)
class Aspect:
    label: Any
    mean: Decimal


@dataclass(frozen=True)
class Ballots:
    """How many answered; the means only from five ballots on, so that nobody's faces can be guessed."""

    count: int
    aspects: tuple[Aspect, ...]

    @property
    def suppressed(self) -> bool:
        return 0 < self.count < engine.SMALLEST_GROUP


def ballots_of(session: Session) -> Ballots:
    ballots = list(Satisfaction.objects.filter(session=session))
    if len(ballots) < engine.SMALLEST_GROUP:
        return Ballots(len(ballots), ())
    means = [
        (label, engine.mean(Decimal(getattr(ballot, name)) for ballot in ballots)) for name, label in ASPECTS
    ]
    return Ballots(len(ballots), tuple(Aspect(label, value) for label, value in means if value is not None))


@dataclass(frozen=True)
class EffectLine:
    """A module and a round: how its questions moved from M0 where the cooperative was present, and elsewhere."""

    module: Module
    round: str
    present: Decimal | None
    absent: Decimal | None
    difference: Decimal | None
    n_present: int
    n_absent: int


def effects(cohort: Cohort, user: Any) -> list[EffectLine]:
    """For each module and each later round, over the enrolments of the cohort that the person follows."""
    enrolments = list(Enrolment.objects.visible_to(user).filter(cohort=cohort))
    attended = modules_attended(enrolments)
    scores = _scores(enrolments)
    lines = []
    for module in Module.objects.offered():
        present = [str(pk) for pk, modules in attended.items() if modules.get(module.code)]
        for later in (Round.M12, Round.M24):
            changes = {
                str(each.pk): _change(module, scores.get((each.pk, Round.M0)), scores.get((each.pk, later)))
                for each in enrolments
            }
            lines.append(_line(module, str(Round(later).label), engine.effect(changes, present)))
    return lines


def _line(module: Module, taken: str, effect: engine.Effect) -> EffectLine:
    return EffectLine(
        module,
        taken,
        present=_decimal(effect.present.mean_change),
        absent=_decimal(effect.absent.mean_change),
        difference=_decimal(effect.difference),
        n_present=effect.present.number,
        n_absent=effect.absent.number,
    )


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def _change(
    module: Module, before: dict[str, int | None] | None, after: dict[str, int | None] | None
) -> Fraction | None:
    if before is None or after is None:
        return None
    return engine.change(module.questions, before, after)


def _scores(enrolments: list[Enrolment]) -> dict[tuple[int, str], dict[str, int | None]]:
    """(enrolment, round) → question → score, of the validated diagnoses."""
    rows = (
        Assessment.objects.validated()
        .filter(enrolment__in=enrolments)
        .values_list("pk", "enrolment", "round")
    )
    keys = {pk: (enrolment, taken) for pk, enrolment, taken in rows}
    scores: dict[tuple[int, str], dict[str, int | None]] = {key: {} for key in keys.values()}
    for assessment, question, score in Answer.objects.filter(assessment__in=keys).values_list(
        "assessment", "question", "score"
    ):
        scores[keys[assessment]][question] = score
    return scores
