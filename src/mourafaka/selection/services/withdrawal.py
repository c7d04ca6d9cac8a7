"""A selected cooperative withdraws: the rules run again on the free seat."""

from __future__ import annotations

from typing import Any

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call
from mourafaka.calls.services import move_applications
from mourafaka.engine.procedure import promote
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.selection.enums import Outcome
from mourafaka.selection.models import Withdrawal
from mourafaka.selection.queries.remaining import Remaining, remaining
from mourafaka.selection.services.letters import write_letter
from mourafaka.selection.services.minutes import issue_additional_minutes

_LEAVING = {ApplicationState.SELECTED: Outcome.SELECTED, ApplicationState.RESERVE: Outcome.RESERVE}


@act("selection.withdrawal.record", rule="selection.record_withdrawal")
def withdraw_selected(application: Application, *, actor: User, reason: str) -> Withdrawal:
    """Record that a selected or waiting cooperative gives up, promote from the reserve what the same rules say,
    write the additional minutes in French and Arabic and the letter to whoever is promoted.

    Refuses `reason_missing`, `not_selected`.
    """
    call = Call.objects.select_for_update().get(pk=application.call_id)
    current = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if current.state not in _LEAVING:
        raise Refused("not_selected", number=current.number, state=current.get_state_display())
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    was = _LEAVING[ApplicationState(current.state)]
    now = remaining(call)
    outcome = _run_again(now, current, was)
    promoted = list(Application.objects.filter(call=call, number__in=now.numbers(outcome["promoted"])))
    withdrawal = Withdrawal.objects.create(
        application=current,
        reason=reason.strip(),
        recorded_by=actor,
        promoted=promoted[0] if promoted else None,
        outcome={**outcome, "was": was, "promoted_numbers": sorted(a.number for a in promoted)},
    )
    move_applications(call, actor=actor, verb="withdraw", applications=[current])
    moved = move_applications(call, actor=actor, verb="select", applications=promoted) if promoted else []
    minutes = issue_additional_minutes(withdrawal, now.session)
    letters = [write_letter(each, Outcome.SELECTED, actor=actor, promoted=True) for each in moved]
    withdrawal.sealed_objects = (*minutes, *letters)  # type: ignore[attr-defined]
    return withdrawal


def _run_again(now: Remaining, leaving: Application, was: str) -> dict[str, Any]:
    """What the engine answers, in pseudonyms; nobody is promoted from outside the reserve."""
    name = now.references[leaving.number]
    found = promote(
        now.proposal.rules_version.data,
        now.applications,
        now.reviews,
        chosen=now.holding,
        withdrawn=[*now.gone, name],
        reserve=now.waiting,
    )
    promoted = list(found.promoted) if found.from_reserve and was == Outcome.SELECTED else []
    return {"application": name, "promoted": promoted, "engine": found.to_json()}
