"""The reasoned answer. Accepted: the application is admitted, or the rules run again on the places that remain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mourafaka.appeals.enums import Against
from mourafaka.appeals.models import Appeal
from mourafaka.appeals.services import words
from mourafaka.appeals.services.keeping import locked, step
from mourafaka.appeals.services.letters import answer
from mourafaka.appeals.services.running_again import Again, run_again
from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.keeping import reason_given
from mourafaka.calls.models import Call
from mourafaka.calls.services import admit, move_applications
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.selection.enums import Outcome
from mourafaka.selection.models import CommitteeSession
from mourafaka.selection.services.letters import write_letter
from mourafaka.selection.services.minutes import issue_minutes_about

VERBS = {"selected": "select", "reserve": "put_in_reserve", "refused": "refuse"}
S = ApplicationState
STANDS = {"selected": S.SELECTED, "reserve": S.RESERVE, "refused": S.REFUSED}


@act("appeals.appeal.reject", rule="appeals.answer")
def reject_appeal(appeal: Appeal, *, actor: User, reason: str) -> Appeal:
    """Answer no, with the reasons; what was decided stands and the letter says so. Refuses `reason_missing`,
    `appeal_closed`."""
    current = locked(appeal)
    _answered(current, "reject", reason)
    current.save()
    return _sealed(current, answer(current, words.rejected_title, lambda: words.rejected(current)))


@act("appeals.appeal.accept", rule="appeals.answer")
def accept_appeal(
    appeal: Appeal, *, actor: User, reason: str, marks: Mapping[str, Any] | None = None
) -> Appeal:
    """Answer yes, with the reasons.

    About admissibility: the application is admitted and goes to be read; if the committee has already decided, the
    rules run again once it is read (`appeals.appeal.conclude`). About the decision: `marks` (criterion → 0 to 5)
    take the place of those of every reading, the facts of the register are read afresh, the rules run again on the
    places that remain, and additional minutes are written in French and Arabic. Nobody loses a place.

    Refuses `reason_missing`, `appeal_closed`, `gates_closed`, `appeal_changes_nothing`, `appeal_marks_not_asked`,
    `unknown_criterion`, `mark_not_a_level`.
    """
    current = locked(appeal)
    if current.against == Against.DECISION:
        return _run(current, actor, "accept", reason, marks or {})
    if marks:
        raise Refused("appeal_marks_not_asked")
    decided = CommitteeSession.objects.of_call(current.application.call).closed().exists()
    _answered(current, "admit" if decided else "accept", reason)
    current.save()
    admit(current.application, actor=actor)
    return _sealed(current, answer(current, words.admitted_title, lambda: words.admitted(current, decided)))


@act("appeals.appeal.conclude", rule="appeals.conclude")
def conclude_appeal(appeal: Appeal, *, actor: User) -> Appeal:
    """The application admitted on appeal is read: run the rules again on the places that remain.

    Refuses `appeal_not_read_yet`, `appeal_closed`.
    """
    current = locked(appeal)
    if current.application.state != S.EVALUATED:
        raise Refused("appeal_not_read_yet", number=current.application.number)
    return _run(current, actor, "accept", current.reason, {})


def _run(appeal: Appeal, actor: User, verb: str, reason: str, marks: Mapping[str, Any]) -> Appeal:
    call = Call.objects.select_for_update().get(pk=appeal.application.call_id)
    _answered(appeal, verb, reason)
    again = run_again(appeal, call, marks)
    appeal.outcome = again.kept
    appeal.save()
    letters = _move(appeal, again, call, actor)
    minutes = issue_minutes_about(
        appeal,
        again.session,
        at=appeal.answered_at or clock.now(),
        parts=lambda: words.minutes_parts(appeal, again),
    )
    if hasattr(appeal, "letter"):  # the admission was told before; what the rules gave is told now
        letters.append(words.second_letter(appeal, again, actor))
    else:
        letters.append(answer(appeal, words.accepted_title, lambda: words.accepted(appeal, again)))
    return _sealed(appeal, *letters, *minutes)


def _move(appeal: Appeal, again: Again, call: Call, actor: User) -> list[Any]:
    """Each where the rules put it; whoever else takes a place that remained gets its letter."""
    own = appeal.application
    if own.state != STANDS[again.outcome]:
        if own.state == S.REFUSED:
            move_applications(call, actor=actor, verb="appeal", applications=[own])
        move_applications(call, actor=actor, verb=VERBS[again.outcome], applications=[own])
    others = [each for each in again.promoted if each.pk != own.pk]
    moved = move_applications(call, actor=actor, verb="select", applications=others) if others else []
    own.refresh_from_db(fields=["state", "version"])
    return [write_letter(each, Outcome.SELECTED, actor=actor, promoted=True) for each in moved]


def _answered(appeal: Appeal, verb: str, reason: str) -> None:
    step(appeal, verb)
    appeal.reason, appeal.answered_at = reason_given(reason), clock.now()


def _sealed(appeal: Appeal, *others: Any) -> Appeal:
    appeal.sealed_objects = others  # type: ignore[attr-defined]
    return appeal
