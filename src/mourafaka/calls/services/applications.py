"""The life of an application. Deadlines are judged to the second by the server's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import rules as permissions
from django.utils import timezone

from mourafaka.calls import gates
from mourafaka.calls.enums import (
    APPLICATION_FLOW,
    EDITABLE_STATES,
    OUTCOMES,
    STEPS,
    ApplicationState,
    CallState,
)
from mourafaka.calls.evaluation import evaluate
from mourafaka.calls.keeping import locked, locked_call, reason_given, saved
from mourafaka.calls.models import Application, ApplicationDocument, Call
from mourafaka.calls.rules import is_the_installation
from mourafaka.calls.services.moving import move
from mourafaka.calls.services.sections import refuse_incomplete, write_sections
from mourafaka.calls.sockets import holding, moved
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_moment
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import insert, kept, write
from mourafaka.people.models import User
from mourafaka.registry.models import Cooperative


@act("calls.application.enter", rule="calls.enter_application")
def enter_application(
    call: Call, *, actor: User, cooperative: Cooperative, sections: Mapping[str, Any] | None = None
) -> Application:
    """A draft application under the call's next number (T2-09-0001): the locked call gives it only once.

    `sections`: any of `SECTION_FIELDS`. Refuses another territory's cooperative, a call that takes none, a
    second application of the cooperative.
    """
    if not _covers(actor, cooperative.province_id):
        raise Refused("not_this_cooperative", cooperative=cooperative.code)
    current = locked_call(call)
    refuse_unless_receiving(current, actor)
    current.last_number += 1
    application = Application(
        call=current,
        cooperative=cooperative,
        number=f"{current.code}-{current.last_number:04d}",
        entered_by=actor,
    )
    write_sections(application, sections or {})
    saved(application)
    write([current], "last_number")
    insert(
        [
            ApplicationDocument(application=application, kind_id=kind)
            for kind in current.documents.values_list("kind", flat=True)
        ]
    )
    return application


@act("calls.application.edit", rule="calls.edit_application")
def edit_application(
    application: Application, *, actor: User, version: int, sections: Mapping[str, Any]
) -> Application:
    """Change sections of a draft or of an application to complete, provided nobody did since `version`."""
    current = locked(application)
    if current.version != version:
        raise Refused("changed_meanwhile", what=current.number)
    if current.state not in EDITABLE_STATES:
        raise Refused("application_not_editable", number=current.number, state=current.get_state_display())
    write_sections(current, sections)
    current.version += 1
    return saved(current)


@act("calls.application.submit", rule="calls.edit_application")
def submit_application(
    application: Application,
    *,
    actor: User,
    received_at: datetime | None = None,
    late_reason: str = "",
) -> Application:
    """Submit, pin the membership count known that day and evaluate the gates.

    After the closing time only a manager may, for an application received before it (`received_at`) and with
    a reason. An application completed on request keeps the time of its first submission.
    """
    current = locked(application)
    move(current, APPLICATION_FLOW, "submit")
    refuse_incomplete(current)
    if current.submitted_at is None:
        current.submitted_at = _time_of_submission(current.call, actor, received_at, late_reason)
    current.member_stat = (
        current.cooperative.member_stats.as_known(timezone.localdate(current.submitted_at)).first()
        or current.cooperative.member_stats.as_known(gates.closing_day(current.call)).first()
    )
    current.version += 1
    kept(current)
    evaluate([current])
    moved.collect(current, "submit", actor)
    return current


@act("calls.application.ask_completion", rule="calls.check_application")
def ask_completion(application: Application, *, actor: User, reason: str) -> Application:
    """Send an application back to be completed, with what is missing."""
    return _step(application, "ask_completion", reason, actor)


@act("calls.application.admit", rule="calls.check_application")
def admit(application: Application, *, actor: User, reason: str = "") -> Application:
    """Declare admissible. Every gate is looked at again and must hold, or be overridden."""
    current = locked(application)
    move(current, APPLICATION_FLOW, "admit")
    if current.submitted_at is None:
        raise Refused("application_incomplete", missing=STEPS["submit"])
    evaluate([current])
    closed = [check for check in current.checks.select_related("overridden_by") if not check.holds]
    if closed:
        reasons = " ".join(gates.sentence(check.reason_code, check.facts) for check in closed)
        raise Refused("gates_closed", number=current.number, reasons=reasons)
    current.version += 1
    write([current], "state", "version")
    moved.collect(current, "admit", actor)
    return current


@act("calls.application.reopen", rule="calls.check_application")
def reopen(application: Application, *, actor: User, reason: str) -> Application:
    """Take an admission back, while nothing followed from it; refuses `admission_followed` otherwise."""
    current = locked(application)
    followed = holding.collect(current)
    if followed:
        raise Refused("admission_followed", number=current.number, what=" ".join(map(str, followed)))
    return _step(current, "reopen", reason, actor)


@act("calls.application.reject", rule="calls.check_application")
def reject(application: Application, *, actor: User, reason: str) -> Application:
    """Declare not admissible, with the reason the cooperative will read."""
    return _step(application, "reject", reason, actor)


@act("calls.application.withdraw", rule="calls.edit_application")
def withdraw(application: Application, *, actor: User, reason: str) -> Application:
    """The cooperative gives up before the deliberation; after it, the selection room acts."""
    if locked(application).state in (ApplicationState.SELECTED, ApplicationState.RESERVE):
        raise Refused("move_not_offered", verb=STEPS["withdraw"])
    return _step(application, "withdraw", reason, actor)


@act("calls.applications.move", rule="calls.move_applications")
def move_applications(
    call: Call, *, actor: User, verb: str, applications: Sequence[Application]
) -> list[Application]:
    """Take several applications of a call through one step of `OUTCOMES`, all or none."""
    if verb not in OUTCOMES:
        raise Refused("move_not_offered", verb=STEPS.get(verb, verb))
    wanted = [application.pk for application in applications]
    current = list(Application.objects.select_for_update().filter(call=call, pk__in=wanted).order_by("pk"))
    for application in current:
        move(application, APPLICATION_FLOW, verb)
        application.version += 1
    write(current, "state", "version")
    return current


def _step(application: Application, verb: str, reason: str, actor: User) -> Application:
    current = locked(application)
    move(current, APPLICATION_FLOW, verb)
    current.reason_of_step = reason_given(reason)
    current.version += 1
    write([current], "state", "version")
    moved.collect(current, verb, actor)
    return current


def _covers(actor: User, province_code: str) -> bool:
    return is_the_installation(actor) or any(
        actor.has_role(role, province_code) for role in ("manager", "delegate")
    )


def refuse_unless_receiving(call: Call, actor: User) -> None:
    if call.state not in (CallState.OPEN, CallState.CLOSED):
        raise Refused("call_not_receiving", call=call.code, state=call.get_state_display())
    if this_second() > call.closes_at and not permissions.has_perm("calls.manage_call", actor, call):
        raise _past_deadline(call)


def this_second() -> datetime:
    """A call that closes at 23:59:59 takes what arrives during that second."""
    return clock.came().replace(microsecond=0)


def _past_deadline(call: Call) -> Refused:
    return Refused("call_past_deadline", call=call.code, closes_at=format_moment(call.closes_at))


def _time_of_submission(call: Call, actor: User, received_at: datetime | None, late_reason: str) -> datetime:
    """Now, or when the paper was received; after closing a manager says when and why."""
    now = this_second()
    if call.state not in (CallState.OPEN, CallState.CLOSED):
        raise Refused("call_not_receiving", call=call.code, state=call.get_state_display())
    if now < call.opens_at:
        raise Refused("call_not_open_yet", call=call.code, opens_at=format_moment(call.opens_at))
    if now > call.closes_at:
        late = received_at is not None and late_reason.strip()
        if not (late and permissions.has_perm("calls.manage_call", actor, call)):
            raise _past_deadline(call)
    moment = received_at or now
    if moment > now:
        raise Refused("received_in_the_future", field="received_at")
    if not call.opens_at <= moment <= call.closes_at:
        raise Refused(
            "received_outside_call",
            field="received_at",
            received_at=format_moment(moment),
            opens_at=format_moment(call.opens_at),
            closes_at=format_moment(call.closes_at),
        )
    return moment
