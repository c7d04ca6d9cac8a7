"""The roster: recorded by the trainer, checked in by the participants, closed once whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.training.codes import check_in_holds
from mourafaka.training.enums import Presence, SessionState
from mourafaka.training.models import Attendance, Attendee, HalfDay, SelfCheck, Session
from mourafaka.training.queries.presence import EARLY, is_open, roster
from mourafaka.training.services.sessions import locked, step

TRIES = 5
WORDS = {
    True: Presence.PRESENT,
    False: Presence.ABSENT,
    "present": Presence.PRESENT,
    "absent": Presence.ABSENT,
}


@act("training.attendance.record", rule="training.keep_roster")
def record_attendance(
    session: Session, *, actor: User, presences: Mapping[str, Mapping[str, bool]]
) -> list[Attendance]:
    """Record or correct presences: half-day → attendee → present or not (keys as text or numbers).

    Gives the presences that changed; what is not named stays. Refuses `training_session_state`,
    `half_day_not_of_session`, `attendee_not_of_session`, `half_day_to_come`, `presence_unclear`,
    `attendance_certified`.
    """
    session = locked(session)
    _check_kept(session)
    half_days = {str(each.pk): each for each in session.half_days.all()}
    people = Attendee.objects.coming().filter(session=session).select_related("participant")
    attendees = {str(each.pk): each for each in people}
    recorded = {
        (each.half_day_id, each.attendee_id): each
        for each in Attendance.objects.filter(half_day__session=session)
    }
    certified = _certified(session)
    changed = []
    for half_day_key, by_attendee in presences.items():
        half_day = _half_day(session, half_days, half_day_key)
        for attendee_key, value in by_attendee.items():
            attendee = attendees.get(str(attendee_key))
            if attendee is None:
                raise Refused("attendee_not_of_session", attendee=attendee_key, session=session.number)
            known = recorded.get((half_day.pk, attendee.pk))
            presence = _presence(value)
            if known and known.presence == presence:
                continue
            if known and attendee.pk in certified:
                number = certified[attendee.pk]
                raise Refused("attendance_certified", name=attendee.participant.name, number=number)
            changed.append(_said(Attendance(half_day=half_day, attendee=attendee), presence, actor))
    return Attendance.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["half_day", "attendee"],
        update_fields=["presence", "recorded_by", "recorded_at"],
    )


@act("training.attendance.self_check", rule="training.self_check", secret=("digits", "code"))
def self_check(half_day: HalfDay, *, actor: User, attendee: Attendee, digits: str, code: str) -> SelfCheck:
    """A participant checks herself in with the last four digits of her phone or her personal number.

    The try is kept either way: `accepted` tells whether the digits were hers, and after five wrong ones only
    the trainer can note her. An accepted one awaits the trainer's confirmation. Refuses `self_check_expired`,
    `self_check_closed`, `self_check_locked`, `attendee_not_of_session`, `training_session_state`.
    """
    session = locked(half_day.session)
    if session.state != SessionState.CONVENED:
        raise Refused("training_session_state", session=session.number, state=session.get_state_display())
    if not check_in_holds(half_day.pk, code, clock.now()):
        raise Refused("self_check_expired")
    if not is_open(half_day):
        opens = (half_day.opens - EARLY).strftime("%H:%M")
        raise Refused("self_check_closed", opens=opens, closes=half_day.closes.strftime("%H:%M"))
    if attendee.session_id != session.pk or attendee.withdrawn_at:
        raise Refused("attendee_not_of_session", attendee=attendee.pk, session=session.number)
    if SelfCheck.objects.failed().filter(half_day=half_day, attendee=attendee).count() >= TRIES:
        raise Refused("self_check_locked")
    accepted = _hers(attendee, digits)
    known = Attendance.objects.filter(half_day=half_day, attendee=attendee).exists()
    if accepted and not known:
        _written(Attendance(half_day=half_day, attendee=attendee), Presence.TO_CONFIRM, actor)
    return SelfCheck.objects.create(half_day=half_day, attendee=attendee, accepted=accepted)


@act("training.attendance.confirm", rule="training.keep_roster")
def confirm_self_checks(
    session: Session, *, actor: User, attendances: Sequence[Attendance] | None = None
) -> list[Attendance]:
    """The trainer saw them: self-checks become presences, all of them unless some are named.

    Refuses `training_session_state`.
    """
    session = locked(session)
    _check_kept(session)
    waiting = Attendance.objects.to_confirm().filter(half_day__session=session)
    if attendances is not None:
        waiting = waiting.filter(pk__in=[each.pk for each in attendances])
    return [_written(each, Presence.PRESENT, actor) for each in waiting]


@act("training.session.hold", rule="training.keep_roster")
def hold_session(session: Session, *, actor: User) -> Session:
    """Close a session that took place: its roster is whole. Refuses `training_session_state`,
    `session_not_over`, `self_checks_waiting`, `roster_incomplete`."""
    session = locked(session)
    target = step(session, "hold")
    if session.ends_on > clock.today():
        raise Refused("session_not_over", day=format_date(session.ends_on))
    whole = roster(session)
    if whole.to_confirm:
        raise Refused("self_checks_waiting", count=whole.to_confirm)
    if whole.missing or not whole.rows:
        raise Refused("roster_incomplete", count=whole.missing)
    session.state, session.held_at = target, clock.now()
    session.save(update_fields=["state", "held_at"])
    return session


def _check_kept(session: Session) -> None:
    if session.state not in (SessionState.CONVENED, SessionState.HELD):
        raise Refused("training_session_state", session=session.number, state=session.get_state_display())


def _half_day(session: Session, half_days: Mapping[str, HalfDay], key: str) -> HalfDay:
    half_day = half_days.get(str(key))
    if half_day is None:
        raise Refused("half_day_not_of_session", half_day=key, session=session.number)
    if half_day.on > clock.today():
        raise Refused("half_day_to_come", day=format_date(half_day.on))
    return half_day


def _presence(value: bool | str) -> str:
    if value not in WORDS:
        raise Refused("presence_unclear", value=value)
    return WORDS[value]


def _written(attendance: Attendance, presence: str, actor: User) -> Attendance:
    _said(attendance, presence, actor).save()
    return attendance


def _said(attendance: Attendance, presence: str, actor: User) -> Attendance:
    attendance.presence = presence
    attendance.recorded_by, attendance.recorded_at = actor, clock.now()
    return attendance


def _certified(session: Session) -> dict[int, str]:
    """Attendee → the number of the certificate in force."""
    attendees = Attendee.objects.filter(session=session, certificates__revoked_on=None)
    return dict(attendees.exclude(certificates=None).values_list("pk", "certificates__number"))


def _hers(attendee: Attendee, digits: str) -> bool:
    given = "".join(each for each in digits if each.isdecimal())
    phone = attendee.participant.phone[-4:]
    return given == attendee.personal_number or bool(phone and given == phone)
