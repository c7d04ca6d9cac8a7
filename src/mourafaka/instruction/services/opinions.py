"""An opinion asked of somebody who knows."""

from __future__ import annotations

from datetime import date

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.instruction import telling
from mourafaka.instruction.enums import OpinionState
from mourafaka.instruction.models import Case, Opinion
from mourafaka.instruction.services.cases import under_way
from mourafaka.people.models import User
from mourafaka.registry.models import CooperativeContact


@act("instruction.opinion.ask", rule="instruction.handle_case")
def ask_opinion(
    case: Case, *, actor: User, asked_of: User, question: str, due_on: date, confidential: bool = True
) -> Opinion:
    """Ask a person's opinion until a date; it lends them the sight of this case, and of no other.

    Never of the officer, nor of an account of the cooperative.
    """
    current = under_way(case)
    if not question.strip():
        raise Refused("opinion_without_question", field="question")
    if due_on <= clock.today():
        raise Refused("correction_date_past", field="due_on", due=format_date(due_on))
    own = CooperativeContact.objects.filter(
        user=asked_of, cooperative=current.application.cooperative_id
    ).exists()
    if own or asked_of == actor:
        raise Refused("opinion_of_oneself", field="asked_of")
    opinion = Opinion.objects.create(
        case=current,
        asked_of=asked_of,
        asked_by=actor,
        asked_at=clock.now(),
        question=question.strip(),
        confidential=confidential,
        due_on=due_on,
    )
    telling.opinion_asked(opinion)
    return opinion


@act("instruction.opinion.answer", rule="instruction.answer_opinion")
def answer_opinion(opinion: Opinion, *, actor: User, text: str) -> Opinion:
    """Give the opinion; said once."""
    current = _open(opinion)
    if not text.strip():
        raise Refused("opinion_without_answer", field="answer")
    current.answer, current.answered_at = text.strip(), clock.now()
    current.state = OpinionState.ANSWERED
    current.save()
    telling.opinion_answered(current)
    return current


@act("instruction.opinion.cancel", rule="instruction.handle_case")
def cancel_opinion(opinion: Opinion, *, actor: User) -> Opinion:
    """No longer needed: the person no longer sees the case."""
    current = _open(opinion)
    current.state = OpinionState.CANCELLED
    current.save()
    return current


def _open(opinion: Opinion) -> Opinion:
    current = (
        Opinion.objects.select_for_update(of=("self",))
        .select_related("case__application__cooperative", "asked_by", "asked_of")
        .get(pk=opinion.pk)
    )
    if current.state != OpinionState.ASKED:
        raise Refused("opinion_closed", state=current.get_state_display())
    return current
