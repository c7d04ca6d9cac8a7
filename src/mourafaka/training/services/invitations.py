"""Inviting cooperatives, and their answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.training.enums import SEATED, InvitationState, SessionState
from mourafaka.training.models import Invitation, Session
from mourafaka.training.queries.needs import need_of
from mourafaka.training.services.letters import convoke, promote
from mourafaka.training.services.sessions import locked


@act("training.invitation.invite", rule="training.invite")
def invite(session: Session, *, actor: User, enrolment: Enrolment, seats: int = 2) -> Invitation:
    """Invite a cooperative for `seats` persons; without enough free places it goes on the waiting list.

    In a session already convened its convocation is written at once. Refuses `training_session_state`,
    `seats_not_positive`, `seats_above_capacity`, `already_invited`, `enrolment_not_under_way`,
    `enrolment_of_other_cohort`, `enrolment_out_of_provinces`, `enrolment_before_m0`.
    """
    session = locked(session)
    if not session.is_open:
        raise Refused("training_session_state", session=session.number, state=session.get_state_display())
    _check_seats(session, seats)
    _check_enrolment(session, enrolment)
    fits = seats <= session.capacity - session.seats_taken()
    invitation = Invitation.objects.create(
        session=session,
        enrolment=enrolment,
        seats=seats,
        need=_rank(session, enrolment),
        state=InvitationState.INVITED if fits else InvitationState.WAITING,
    )
    if fits and session.state == SessionState.CONVENED:
        convoke(session, [invitation])
    return invitation


@act("training.invitation.answer", rule="training.answer")
def answer_invitation(
    invitation: Invitation, *, actor: User, accepts: bool, seats: int | None = None
) -> Invitation:
    """The cooperative accepts, perhaps for fewer persons, or declines; what it frees goes to the waiting list.

    Accepting again what was declined needs free places, else it waits. Refuses `training_session_state`,
    `invitation_not_answerable`, `answer_too_late`, `seats_not_positive`, `seats_above_capacity`,
    `too_many_participants`.
    """
    session = locked(invitation.session)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    check_open_to_answers(session)
    if accepts and invitation.state == InvitationState.WAITING:
        raise Refused("invitation_not_answerable", state=invitation.get_state_display())
    seats = invitation.seats if seats is None else seats
    _check_seats(session, seats)
    invitation.state = _state_after(session, invitation, seats) if accepts else InvitationState.DECLINED
    invitation.seats = seats
    invitation.answered_at, invitation.answered_by = clock.now(), actor
    invitation.save()
    _free(invitation, seats if accepts else 0)
    promote(session)
    return invitation


def leave_sessions_to_come(enrolment: Enrolment, actor: User, on: date) -> None:
    """A cooperative whose accompaniment ends on a day comes to no later session: its places go to the waiting list.

    Called inside the act that ends it.
    """
    to_come = Session.objects.open().filter(starts_on__gt=on, invitations__enrolment=enrolment)
    for session in to_come.order_by("pk"):
        _left(locked(session), enrolment, actor)


def _left(session: Session, enrolment: Enrolment, actor: User) -> None:
    for invitation in session.invitations.filter(enrolment=enrolment):
        invitation.state = InvitationState.DECLINED
        invitation.answered_at, invitation.answered_by = clock.now(), actor
        invitation.save()
        _free(invitation, 0)
    promote(session)


def check_open_to_answers(session: Session) -> None:
    """A convened session whose first half-day has not begun."""
    if session.state != SessionState.CONVENED:
        raise Refused("training_session_state", session=session.number, state=session.get_state_display())
    if clock.today() > session.starts_on:
        raise Refused("answer_too_late", session=session.number, day=format_date(session.starts_on))


def _state_after(session: Session, invitation: Invitation, seats: int) -> str:
    held = invitation.seats if invitation.state in SEATED else 0
    free = session.capacity - session.seats_taken() + held
    return InvitationState.ACCEPTED if seats <= free else InvitationState.WAITING


def _free(invitation: Invitation, seats: int) -> None:
    """Nobody stays named for a place that is gone."""
    named = invitation.attendees.coming()
    if seats == 0:
        named.update(withdrawn_at=clock.now())
    elif (count := named.count()) > seats:
        raise Refused("too_many_participants", field="seats", seats=seats, given=count)


def _check_seats(session: Session, seats: int) -> None:
    if seats < 1:
        raise Refused("seats_not_positive", field="seats")
    if seats > session.capacity:
        raise Refused("seats_above_capacity", field="seats", seats=seats, capacity=session.capacity)


def _check_enrolment(session: Session, enrolment: Enrolment) -> None:
    number = enrolment.number
    if not enrolment.is_under_way:
        raise Refused("enrolment_not_under_way", number=number, phase=enrolment.get_phase_display())
    if enrolment.cohort_id != session.cohort_id:
        raise Refused("enrolment_of_other_cohort", number=number)
    if not session.provinces.filter(pk=enrolment.cooperative.province_id).exists():
        raise Refused("enrolment_out_of_provinces", number=number)
    if session.starts_on < enrolment.service_starts_on:
        raise Refused("enrolment_before_m0", number=number, m0=format_date(enrolment.service_starts_on))
    if session.invitations.filter(enrolment=enrolment).exists():
        raise Refused("already_invited", number=number, session=session.number)


def _rank(session: Session, enrolment: Enrolment) -> Decimal:
    """The need frozen at the invitation, from 0 to 1; what its plan asks for comes before (2)."""
    found = need_of(session.module, enrolment)
    level = Decimal(found.level.numerator) / Decimal(found.level.denominator)
    return level.quantize(Decimal("0.0001")) + (1 if found.asked else 0)
