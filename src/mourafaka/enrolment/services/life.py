"""The life of an accompanied cooperative: its phases, its pauses, its end."""

from __future__ import annotations

from datetime import date

from mourafaka.enrolment.enums import ENROLMENT_FLOW, EXIT_VERBS, STEPS, ExitReason
from mourafaka.enrolment.keeping import locked, refuse_day, take, written
from mourafaka.enrolment.models import Enrolment
from mourafaka.enrolment.queries.closing import missing_to_close
from mourafaka.enrolment.sockets import ended
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.registry.enums import Status
from mourafaka.registry.services import change_status


@act("enrolment.phase.advance", rule="enrolment.advance")
def advance(enrolment: Enrolment, *, actor: User, verb: str, on: date | None = None) -> Enrolment:
    """Take the next step of the life cycle: sign, diagnose, approve_plan, coach or close. Later rooms call it
    inside their own acts.

    Refuses exits (`step_not_offered`: they need a reason), a step out of order, a suspended enrolment, a day in
    the future or before the last step, and a closing with something missing.
    """
    if verb in EXIT_VERBS or verb not in ENROLMENT_FLOW.transitions:
        raise Refused("step_not_offered", verb=STEPS.get(verb, verb))
    current = locked(enrolment)
    _refuse_suspended(current)
    if verb == "close":
        return _closed(current, actor, on or clock.today(), "")
    return take(current, verb, actor=actor, on=on or clock.today())


@act("enrolment.service.close", rule="enrolment.leave")
def close(enrolment: Enrolment, *, actor: User, on: date, reason: str = "") -> Enrolment:
    """Complete an accompaniment. What later rooms miss (`enrolment.sockets.closing`) refuses it, unless a
    `reason` says why it is closed over that; the coach's assignment ends."""
    current = locked(enrolment)
    _refuse_suspended(current)
    return _closed(current, actor, on, reason.strip())


@act("enrolment.service.suspend", rule="enrolment.suspend")
def suspend(enrolment: Enrolment, *, actor: User, on: date, reason: str, note: str = "") -> Enrolment:
    """Pause the service from a day on, for one of the reasons of `ExitReason`; its phase stays. Refuses
    `exit_reason_unknown`, `already_suspended`, `not_under_way`, a day in the future or before the last step."""
    _refuse_reason(reason)
    current = locked(enrolment)
    _refuse_ended(current)
    if current.suspended_on is not None:
        raise Refused("already_suspended", number=current.number, since=format_date(current.suspended_on))
    refuse_day(current, on)
    current.suspended_on = on
    return written(current, "suspend", actor=actor, on=on, reason=reason, note=note.strip())


@act("enrolment.service.resume", rule="enrolment.suspend")
def resume(enrolment: Enrolment, *, actor: User, on: date, reason: str = "") -> Enrolment:
    """End a pause. Refuses `not_suspended` and a day before the pause began."""
    current = locked(enrolment)
    if current.suspended_on is None:
        raise Refused("not_suspended", number=current.number)
    refuse_day(current, on)
    current.suspended_on = None
    return written(current, "resume", actor=actor, on=on, note=reason.strip())


@act("enrolment.service.leave", rule="enrolment.leave")
def leave(
    enrolment: Enrolment, *, actor: User, verb: str, reason: str, on: date, note: str = ""
) -> Enrolment:
    """End early: `verb` abandon, exclude or dissolve, for one of the reasons of `ExitReason`. The coach's
    assignment ends that day; visits planned after it are cancelled and places in trainings to come are freed;
    dissolved, the cooperative is so in the register too.

    Refuses `exit_unknown`, `exit_reason_unknown`, an enrolment that ended, a day in the future or before the
    last step.
    """
    if verb not in EXIT_VERBS:
        raise Refused("exit_unknown", verb=verb, field="verb")
    _refuse_reason(reason)
    current = locked(enrolment)
    current.exit_reason, current.ended_on, current.suspended_on = reason, on, None
    take(current, verb, actor=actor, on=on, reason=reason, note=note.strip())
    _let_go(current, actor, on)
    if verb == "dissolve" and current.cooperative.status != Status.DISSOLVED:
        change_status(
            current.cooperative,
            actor=actor,
            status=Status.DISSOLVED,
            since=on,
            reason=note.strip() or str(ExitReason(reason).label),
        )
    return current


def _closed(enrolment: Enrolment, actor: User, on: date, reason: str) -> Enrolment:
    missing = missing_to_close(enrolment, on)
    if missing and not reason:
        raise Refused(
            "closing_incomplete",
            number=enrolment.number,
            missing=" ".join(str(sentence) for sentence in missing),
        )
    enrolment.ended_on = on
    take(enrolment, "close", actor=actor, on=on, note=reason)
    _let_go(enrolment, actor, on)
    return enrolment


def _let_go(enrolment: Enrolment, actor: User, on: date) -> None:
    """Assignments in force end that day, those that had not begun never will; later rooms let go of the rest."""
    ended.collect(enrolment, actor, on)
    enrolment.assignments.filter(starts_on__gt=on).delete()
    enrolment.assignments.filter(ends_on=None).update(ends_on=on)
    enrolment.assignments.filter(ends_on__gt=on).update(ends_on=on)


def _refuse_reason(reason: str) -> None:
    if reason not in ExitReason.values:
        raise Refused("exit_reason_unknown", reason=reason, field="reason")


def _refuse_suspended(enrolment: Enrolment) -> None:
    if enrolment.suspended_on is not None:
        raise Refused(
            "suspended_meanwhile", number=enrolment.number, since=format_date(enrolment.suspended_on)
        )


def _refuse_ended(enrolment: Enrolment) -> None:
    if not enrolment.is_under_way:
        raise Refused("not_under_way", number=enrolment.number, phase=enrolment.get_phase_display())
