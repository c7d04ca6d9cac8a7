"""What several acts share: the record locked, the step taken and written down."""

from __future__ import annotations

from datetime import date

from mourafaka.engine.flows import FlowError
from mourafaka.enrolment.enums import ENROLMENT_FLOW, STEPS
from mourafaka.enrolment.models import Enrolment, PhaseChange
from mourafaka.foundations import clock
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

locked = Locked(Enrolment, "application", "cooperative", "contract", "cohort")


def take(
    enrolment: Enrolment, verb: str, *, actor: User, on: date, reason: str = "", note: str = ""
) -> Enrolment:
    """One step of the life cycle on the day `on`, written down with who took it."""
    try:
        phase = ENROLMENT_FLOW.target(verb, enrolment.phase)
    except FlowError as error:
        raise Refused(
            "unknown_step", verb=STEPS.get(verb, verb), state=enrolment.get_phase_display()
        ) from error
    refuse_day(enrolment, on)
    enrolment.phase = phase
    return written(enrolment, verb, actor=actor, on=on, reason=reason, note=note)


def written(
    enrolment: Enrolment, verb: str, *, actor: User, on: date, reason: str = "", note: str = ""
) -> Enrolment:
    """The enrolment saved, with the line of its history that says what was done."""
    enrolment.version += 1
    enrolment.save()
    PhaseChange.objects.create(
        enrolment=enrolment, verb=verb, phase=enrolment.phase, on=on, reason=reason, note=note, by=actor
    )
    return enrolment


def refuse_day(enrolment: Enrolment, on: date) -> None:
    """A step is neither in the future nor before the step it follows."""
    refuse_future(on)
    # The day the enrolment was entered says nothing: a paper may have been signed before.
    last = enrolment.changes.exclude(verb="enrol").order_by("on").last()
    if last is not None and on < last.on:
        raise Refused(
            "step_before_the_last",
            field="on",
            number=enrolment.number,
            on=format_date(on),
            step=STEPS.get(last.verb, last.verb),
            last=format_date(last.on),
        )


def refuse_future(on: date) -> None:
    if on > clock.today():
        raise Refused("day_in_the_future", field="on", on=format_date(on))


def reason_given(text: str) -> str:
    if not text.strip():
        raise Refused("reason_missing", field="reason")
    return text.strip()
