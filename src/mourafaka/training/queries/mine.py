"""What awaits each person: read by the home pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from mourafaka.foundations import clock
from mourafaka.training.enums import SEATED, SessionState
from mourafaka.training.models import Certificate, Invitation, Session
from mourafaka.training.models.sessions import spoken_for_by


def sessions_of_trainer(user: Any, on: date | None = None) -> QuerySet[Session]:
    """The sessions a trainer gives or still has to close on a day (today unless given), the earliest first.

    A planned one that is over by then was never convened: it is no longer hers to give.
    """
    on = on or clock.today()
    mine = Session.objects.of_trainer(user).open().exclude(state=SessionState.PLANNED, ends_on__lt=on)
    return mine.for_lists().order_by("starts_on")


def invitations_of(user: Any) -> QuerySet[Invitation]:
    """The invitations of the cooperatives a person speaks for, in sessions to come, the nearest first."""
    rows = Invitation.objects.visible_to(user).filter(spoken_for_by(user))
    to_come = rows.filter(session__state=SessionState.CONVENED, session__ends_on__gte=clock.today())
    return to_come.for_lists().order_by("session__starts_on")


def unanswered_of(user: Any) -> QuerySet[Invitation]:
    return invitations_of(user).filter(state="invited", session__starts_on__gte=clock.today())


def certificates_of(user: Any) -> QuerySet[Certificate]:
    """The certificates in force of the cooperatives a person speaks for, the latest first."""
    own = Certificate.objects.in_force().filter(spoken_for_by(user, "attendee__participant__enrolment"))
    return own.select_related("file_fr", "file_ar").order_by("-issued_on", "number")


def to_close(user: Any) -> QuerySet[Session]:
    """Convened sessions whose last day has passed, that the person sees."""
    over = Session.objects.visible_to(user).convened().filter(ends_on__lt=clock.today())
    return over.for_lists().order_by("ends_on")


def next_invitation(enrolment: Any) -> Invitation | None:
    """The nearest convened session where the cooperative has places."""
    rows = Invitation.objects.filter(
        enrolment=enrolment,
        state__in=SEATED,
        session__state=SessionState.CONVENED,
        session__starts_on__gte=clock.today(),
    )
    return rows.for_lists().order_by("session__starts_on").first()
