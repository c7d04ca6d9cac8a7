"""The cooperative gives up its application, or its place: the rules run again on the place it frees."""

from __future__ import annotations

from mourafaka.appeals.models import Appeal
from mourafaka.calls.enums import APPLICATION_FLOW, ApplicationState
from mourafaka.calls.keeping import locked, reason_given
from mourafaka.calls.models import Application
from mourafaka.calls.services import withdraw
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.people.services import machine
from mourafaka.selection.services import withdraw_selected

HOLDING = (ApplicationState.SELECTED, ApplicationState.RESERVE)


@act("appeals.application.give_up", rule="appeals.give_up")
def give_up(application: Application, *, actor: User, reason: str) -> Application:
    """Before the decision the application is withdrawn; after it the place is given up, the reserve asked under the
    same rules and the additional minutes written, as `selection.withdrawal.record` does.

    Refuses `reason_missing`, `nothing_to_give_up`.
    """
    current = locked(application)
    if current.state not in APPLICATION_FLOW.transitions["withdraw"][0]:
        raise Refused("nothing_to_give_up", number=current.number, state=current.get_state_display())
    reason = reason_given(reason)
    for appeal in Appeal.objects.under_way().filter(application=current):
        appeal.state = "withdrawn"
        appeal.save(update_fields=["state"])
    if current.state in HOLDING:
        withdraw_selected(current, actor=machine(), reason=reason)
    else:
        withdraw(current, actor=machine(), reason=reason)
    return locked(current)
