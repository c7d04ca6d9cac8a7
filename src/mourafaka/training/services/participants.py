"""Naming who comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.text import fold
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import kept
from mourafaka.people.models import User
from mourafaka.registry.identifiers import IdentifierError, parse_phone
from mourafaka.training.enums import SEATED, AgeBand, Function, InvitationState, SessionState, Sex
from mourafaka.training.models import Attendee, HalfDay, Invitation, Participant, Session
from mourafaka.training.services.invitations import check_open_to_answers
from mourafaka.training.services.sessions import locked

CHOICES = {"function": (Function, _("function")), "sex": (Sex, _("sex")), "age_band": (AgeBand, _("age"))}


@act("training.participant.name", rule="training.answer", secret=("people",))
def name_participants(
    invitation: Invitation, *, actor: User, people: Sequence[Mapping[str, str]]
) -> list[Attendee]:
    """Name persons for places of the invitation; naming accepts it.

    Each of `people` has `name`, `function`, `sex`, `age_band`, `consents` ("yes" once informed) and perhaps
    `phone`. A person known by the same name in the cooperative is the same person. Refuses
    `invitation_not_answerable`, `answer_too_late`, `too_many_participants`, `consent_missing`,
    `participant_incomplete`, `participant_phone`, `participant_already_named`, `participant_busy`.
    """
    session = locked(invitation.session)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    check_open_to_answers(session)
    if invitation.state not in SEATED:
        raise Refused("invitation_not_answerable", state=invitation.get_state_display())
    free = _free_seats(invitation)
    if len(people) > len(free):
        given = invitation.seats - len(free) + len(people)
        raise Refused("too_many_participants", seats=invitation.seats, given=given)
    invitation.state = InvitationState.ACCEPTED
    invitation.answered_at, invitation.answered_by = clock.now(), actor
    invitation.save(update_fields=["state", "answered_at", "answered_by"])
    prefetch_related_objects([session], "half_days")
    return [_named(session, invitation, person, seat) for person, seat in zip(people, free, strict=False)]


@act("training.participant.welcome", rule="training.keep_roster", secret=("person",))
def welcome_participant(
    session: Session, *, actor: User, invitation: Invitation, person: Mapping[str, str]
) -> Attendee:
    """Note on the roster somebody who came unannounced, for an invited cooperative: on a place it left free, or on
    a free one of the session. From the first day until the session is closed.

    `person` as for `name_participants`. Refuses `training_session_state`, `invitation_of_another_session`,
    `session_full`, and what naming refuses but for lateness.
    """
    session = locked(session)
    if session.state != SessionState.CONVENED or session.starts_on > clock.today():
        raise Refused("training_session_state", session=session.number, state=session.get_state_display())
    current = (
        Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk, session=session).first()
    )
    if current is None:
        raise Refused("invitation_of_another_session", session=session.number, field="invitation")
    _make_room(session, current)
    current.state = InvitationState.ACCEPTED
    current.answered_at, current.answered_by = clock.now(), actor
    current.save()
    return _named(session, current, person, _free_seats(current)[0])


def _make_room(session: Session, invitation: Invitation) -> None:
    """One place more for the cooperative when it left none free."""
    seated = invitation.state in SEATED
    if seated and _free_seats(invitation):
        return
    if session.seats_taken() >= session.capacity:
        raise Refused("session_full", session=session.number, capacity=session.capacity)
    invitation.seats = invitation.seats + 1 if seated else 1


@act("training.participant.withdraw", rule="training.answer")
def withdraw_participant(attendee: Attendee, *, actor: User) -> Attendee:
    """Take a person off; her place stays the cooperative's. Refuses `participant_already_present`,
    `answer_too_late`."""
    session = locked(attendee.session)
    check_open_to_answers(session)
    if attendee.attendances.exists():
        raise Refused("participant_already_present", name=attendee.participant.name)
    attendee.withdrawn_at = clock.now()
    attendee.save(update_fields=["withdrawn_at"])
    return attendee


def _free_seats(invitation: Invitation) -> list[int]:
    taken = set(invitation.attendees.coming().values_list("seat", flat=True))
    return [seat for seat in range(1, invitation.seats + 1) if seat not in taken]


def _participant(invitation: Invitation, person: Mapping[str, str]) -> Participant:
    """Somebody known in the cooperative, or new there; not saved."""
    name = " ".join(str(person.get("name", "")).split())
    if not fold(name) or len(name) > 120:
        raise Refused("participant_incomplete", name=name[:120] or "?", what=_("name"))
    for field, (choices, label) in CHOICES.items():
        if person.get(field) not in choices.values:
            raise Refused("participant_incomplete", name=name, what=label)
    if str(person.get("consents", "")).lower() not in ("yes", "true", "on", "1"):
        raise Refused("consent_missing", name=name)
    known = Participant.objects.filter(enrolment=invitation.enrolment_id, name_key=fold(name)).first()
    participant = known or Participant(enrolment_id=invitation.enrolment_id)
    participant.name = name
    participant.function, participant.sex = person["function"], person["sex"]
    participant.age_band = person["age_band"]
    participant.phone = _phone(name, str(person.get("phone", "") or "")) or participant.phone
    participant.consented_on = clock.today()
    return participant


def _phone(name: str, text: str) -> str:
    try:
        return parse_phone(text)
    except IdentifierError as wrong:
        raise Refused("participant_phone", name=name, phone=text) from wrong


def _named(session: Session, invitation: Invitation, person: Mapping[str, str], seat: int) -> Attendee:
    participant = _participant(invitation, person)
    known = None if participant.pk is None else _known_attendee(session, participant)
    participant.save()
    attendee = known or Attendee(session=session, participant=participant)
    attendee.invitation, attendee.seat, attendee.withdrawn_at = invitation, seat, None
    return kept(attendee)


def _known_attendee(session: Session, participant: Participant) -> Attendee | None:
    """Who was named for the session before and withdrew; somebody new in the cooperative never was."""
    known = Attendee.objects.filter(session=session, participant=participant).first()
    if known is not None and known.withdrawn_at is None:
        raise Refused("participant_already_named", name=participant.name)
    _check_free(session, participant)
    return known


def _check_free(session: Session, participant: Participant) -> None:
    """Nobody is in two rooms on the same half-day."""
    mine = {(half_day.on, half_day.part) for half_day in session.half_days.all()}
    others = Attendee.objects.coming().filter(participant=participant).exclude(session=session)
    sessions = others.exclude(session__state=SessionState.CANCELLED).values("session")
    taken = HalfDay.objects.filter(session__in=sessions).order_by("on", "part")
    for on, part, number in taken.values_list("on", "part", "session__number"):
        if (on, part) in mine:
            raise Refused("participant_busy", name=participant.name, session=number, day=format_date(on))
