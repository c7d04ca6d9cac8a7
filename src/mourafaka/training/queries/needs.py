"""Who needs which module, and why: the validated diagnosis at M0 and the plan in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from mourafaka.calls.models import Cohort
from mourafaka.diagnosis.enums import Round
from mourafaka.diagnosis.models import Answer, Assessment, Instrument
from mourafaka.diagnosis.queries import questions_of
from mourafaka.engine import attendance as engine
from mourafaka.enrolment.models import Enrolment
from mourafaka.plans.models import PlanAction
from mourafaka.training.models import Module


@dataclass(frozen=True)
class Reason:
    """A question with a gap: its words and the points missing to 4."""

    code: str
    text: str
    gap: int


@dataclass(frozen=True)
class Line:
    """A cooperative's need of a module. `percent` goes from 0 to 100; unknown without a validated diagnosis."""

    enrolment: Enrolment
    percent: int
    reasons: tuple[Reason, ...]
    asked: bool
    unknown: bool
    attended: bool


@dataclass(frozen=True)
class ModuleNeeds:
    module: Module
    lines: tuple[Line, ...]

    @cached_property
    def waiting(self) -> tuple[Line, ...]:
        """Those who have not attended the module yet, the greatest need first."""
        return tuple(line for line in self.lines if not line.attended)


def need_of(module: Module, enrolment: Enrolment) -> engine.Need:
    return needs([module], [enrolment])[module.code, enrolment.pk]


def needs(modules: Sequence[Module], enrolments: Sequence[Enrolment]) -> dict[tuple[str, int], engine.Need]:
    """The need of each module by each enrolment, in four queries."""
    scores, instruments = _scores(enrolments)
    asked = _asked(enrolments)
    weights = {pk: _weights(instrument) for pk, instrument in instruments.items()}
    found = {}
    for enrolment in enrolments:
        instrument, given = scores.get(enrolment.pk, (None, {}))
        weight = weights.get(instrument or 0, {})
        for module in modules:
            questions = [engine.Question(code, weight.get(code, Fraction(1))) for code in module.questions]
            wants = (enrolment.pk, module.code) in asked
            found[module.code, enrolment.pk] = engine.need(questions, given, asked=wants)
    return found


def needs_page(
    cohort: Cohort, user: Any, province: str = "", modules: Sequence[Module] | None = None
) -> list[ModuleNeeds]:
    """Module by module, the cooperatives of the cohort (or of one province) that the person follows."""
    from mourafaka.training.queries.presence import modules_attended

    modules = list(Module.objects.offered()) if modules is None else modules
    rows = Enrolment.objects.visible_to(user).under_way().filter(cohort=cohort).for_lists()
    if province:
        rows = rows.filter(cooperative__province_id=province)
    enrolments = {str(each.pk): each for each in rows}
    found = needs(modules, list(enrolments.values()))
    attended = modules_attended(enrolments.values())
    words = _words()
    page = []
    for module in modules:
        of_module = {key: found[module.code, each.pk] for key, each in enrolments.items()}
        lines = [
            _line(
                enrolments[key], of_module[key], words, attended[enrolments[key].pk].get(module.code, False)
            )
            for key in engine.order_of_need(of_module)
        ]
        page.append(ModuleNeeds(module, tuple(lines)))
    return page


def _line(enrolment: Enrolment, need: engine.Need, words: dict[str, str], attended: bool) -> Line:
    reasons = tuple(Reason(code, words.get(code, code), gap) for code, gap in need.gaps[:3])
    return Line(enrolment, round(need.level * 100), reasons, need.asked, need.unknown, attended)


def _scores(
    enrolments: Sequence[Enrolment],
) -> tuple[dict[int, tuple[int, dict[str, int | None]]], dict[int, Instrument]]:
    """Enrolment → (instrument, question → score) of the validated M0 diagnosis."""
    rows = Assessment.objects.validated().filter(enrolment__in=enrolments, round=Round.M0)
    assessments = {each.pk: each for each in rows.select_related("instrument")}
    scores: dict[int, tuple[int, dict[str, int | None]]] = {
        each.enrolment_id: (each.instrument_id, {}) for each in assessments.values()
    }
    for assessment, question, score in Answer.objects.filter(assessment__in=assessments).values_list(
        "assessment", "question", "score"
    ):
        scores[assessments[assessment].enrolment_id][1][question] = score
    return scores, {each.instrument_id: each.instrument for each in assessments.values()}


def _weights(instrument: Instrument) -> dict[str, Fraction]:
    """A question weighs what its dimension weighs, twice when it is critical, as in the order of actions."""
    return {
        question.code: Fraction(question.weight) * (2 if question.critical else 1)
        for question in questions_of(instrument)
    }


def _words() -> dict[str, str]:
    """The questions of the version in force, in the active language."""
    instrument = Instrument.objects.in_force()
    return {question.code: question.text for question in questions_of(instrument)} if instrument else {}


def _asked(enrolments: Iterable[Enrolment]) -> set[tuple[int, str]]:
    """(enrolment, module) that an action of the plan in force asks for."""
    actions = PlanAction.objects.in_force().filter(plan__enrolment__in=list(enrolments)).exclude(module="")
    return set(actions.values_list("plan__enrolment_id", "module"))
