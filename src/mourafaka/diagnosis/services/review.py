"""From the coach to the delegate: submitted whole, then validated for good or returned with a reason."""

from __future__ import annotations

from decimal import Decimal

from mourafaka.diagnosis.enums import ASSESSMENT_FLOW, Round
from mourafaka.diagnosis.models import Assessment
from mourafaka.diagnosis.queries.instrument import dimensions_of, scale_of
from mourafaka.diagnosis.queries.results import results_of
from mourafaka.diagnosis.services.answers import locked
from mourafaka.engine.flows import FlowError
from mourafaka.engine.maturity import Maturity
from mourafaka.enrolment.enums import Phase
from mourafaka.enrolment.services import advance
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.journal import jsonable
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User


@act("diagnosis.assessment.submit", rule="diagnosis.fill_assessment")
def submit_assessment(assessment: Assessment, *, actor: User) -> Assessment:
    """Send a complete diagnosis to the delegate; it can no longer be changed unless it is returned.

    Refuses `questions_unanswered`, which names them, and `assessment_state`.
    """
    current = _moved(assessment, "submit")
    _check_whole(current, results_of(current))
    current.submitted_at, current.submitted_by = clock.now(), actor
    current.return_reason = ""
    current.save()
    return current


@act("diagnosis.assessment.validate", rule="diagnosis.review_assessment")
def validate_assessment(assessment: Assessment, *, actor: User) -> Assessment:
    """Validate for good: answers, SWOT and results are sealed. At M0 the enrolment goes on to its plan.

    Refuses `own_diagnosis` (nobody validates what they filled) and `assessment_state`.
    """
    current = _moved(assessment, "validate")
    if actor.pk in (current.assessor_id, current.submitted_by_id):
        raise Refused("own_diagnosis")
    results = results_of(current)
    _check_whole(current, results)
    current.results = jsonable(results)
    current.overall, current.reliability = results.overall, results.reliability or Decimal(0)
    current.reviewed_at, current.reviewed_by = clock.now(), actor
    current.save()
    if current.round == Round.M0 and current.enrolment.phase == Phase.DIAGNOSIS:
        advance(current.enrolment, actor=actor, verb="diagnose")
    return current


@act("diagnosis.assessment.return", rule="diagnosis.review_assessment")
def return_assessment(assessment: Assessment, *, actor: User, reason: str) -> Assessment:
    """Send it back to the coach with what must be corrected. Refuses `return_without_reason`,
    `assessment_state`."""
    if not reason.strip():
        raise Refused("return_without_reason", field="reason")
    current = _moved(assessment, "return")
    current.return_reason = reason.strip()[:2000]
    current.reviewed_at, current.reviewed_by = clock.now(), actor
    current.save()
    return current


def _moved(assessment: Assessment, verb: str) -> Assessment:
    """The assessment as it is now, in the state `verb` leads to; not saved."""
    current = locked(assessment)
    try:
        current.state = ASSESSMENT_FLOW.target(verb, current.state)
    except FlowError as wrong:
        raise Refused("assessment_state", state=current.get_state_display()) from wrong
    return current


def _check_whole(assessment: Assessment, results: Maturity) -> None:
    if results.complete:
        return
    left = {code: len(questions) for code, questions in results.unanswered.items()}
    names = {dimension.code: dimension.text for dimension in dimensions_of(assessment.instrument)}
    scale = scale_of(assessment.instrument)
    where = " · ".join(
        f"{names[code]} ({left[code]}): {', '.join(scale[each].code for each in questions)}"
        for code, questions in results.unanswered.items()
    )
    raise Refused("questions_unanswered", count=sum(left.values()), where=where)
