"""What cooperatives are told: the convocation, the place that became free, the cancellation. All held."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.engine.attendance import Request, promoted
from mourafaka.foundations import clock
from mourafaka.foundations.documents import begin_pdf
from mourafaka.foundations.files import store, synced_together
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.mail import queue_message
from mourafaka.foundations.writing import write
from mourafaka.training.enums import InvitationState, SessionState, WaitingOrder
from mourafaka.training.models import Invitation, Session
from mourafaka.training.services.papers import (
    address_of,
    dates_words,
    half_day_words,
    house,
    issued_at,
    language_of,
    recipient_of,
)


def promote(session: Session) -> list[Invitation]:
    """Give free places to the waiting list, in the order the session states; once convened, convoke them."""
    order = (
        ("-need", "invited_at", "pk") if session.waiting_order == WaitingOrder.NEED else ("invited_at", "pk")
    )
    waiting = {str(each.pk): each for each in session.invitations.waiting().order_by(*order)}
    requests = [Request(key, each.seats) for key, each in waiting.items()]
    chosen = [waiting[key] for key in promoted(requests, session.capacity - session.seats_taken())]
    for invitation in chosen:
        _promoted(invitation)
    if session.state == SessionState.CONVENED:
        convoke(session, chosen)
    return chosen


def convoke(session: Session, invitations: Iterable[Invitation]) -> None:
    """The convocation in the cooperative's language, as a PDF and a message that waits for its release."""
    waiting = list(invitations)
    prefetch_related_objects([session], "half_days")
    related = ("application", "cooperative__province", "cooperative__contacts__user")
    prefetch_related_objects(waiting, *(f"enrolment__{name}" for name in related))
    with synced_together():
        for drawn in [_drawn(session, invitation) for invitation in waiting]:
            _convoked(session, drawn)


def _promoted(invitation: Invitation) -> None:
    invitation.state = InvitationState.INVITED
    write([invitation], "state")


@dataclass(frozen=True)
class _Drawn:
    """A convocation in words; its PDF is being made."""

    invitation: Invitation
    language: str
    subject: str
    body: str
    pdf: Future[bytes]


def _drawn(session: Session, invitation: Invitation) -> _Drawn:
    language = language_of(invitation.enrolment)
    with translation.override(language):
        data = _convocation(session, invitation)
        subject = f"{data['title']} · {session.module.title}"[:200]
        body = "\n\n".join([*data["opening"], *data["steps"], data["privacy"]])
    pdf = begin_pdf("training/convocation.typ", data, language=language, at=issued_at())
    return _Drawn(invitation, language, subject, body, pdf)


def _convoked(session: Session, drawn: _Drawn) -> None:
    invitation, enrolment = drawn.invitation, drawn.invitation.enrolment
    name = f"convocation-{session.number}-{enrolment.number}-{drawn.language}.pdf"
    invitation.convocation = store(drawn.pdf.result(), name=name, content_type="application/pdf")
    invitation.message = queue_message(
        recipient=recipient_of(enrolment),
        language=drawn.language,
        subject=drawn.subject,
        body=drawn.body,
        about=enrolment.application,
        dedup_key=f"training.convocation:{invitation.pk}:{session.version}:{invitation.seats}",
        attachment=invitation.convocation,
    )
    write([invitation], "convocation", "message")


def tell_cancelled(session: Session) -> None:
    """Tell those who were convoked or wait that the session does not take place."""
    told = session.invitations.exclude(state=InvitationState.DECLINED)
    if session.convened_at is None:
        return
    for invitation in told.select_related("enrolment__cooperative__province", "enrolment__application"):
        language = language_of(invitation.enrolment)
        with translation.override(language):
            subject = _("Training cancelled: %(module)s") % {"module": session.module.title}
            body = _(
                "The training “%(module)s” of %(dates)s in %(place)s does not take place. Reason: %(reason)s You "
                "will be invited to another session."
            ) % {
                "module": session.module.title,
                "dates": dates_words(session),
                "place": session.place,
                "reason": session.cancel_reason,
            }
        queue_message(
            recipient=recipient_of(invitation.enrolment),
            language=language,
            subject=subject[:200],
            body=body,
            about=invitation.enrolment.application,
            dedup_key=f"training.cancelled:{invitation.pk}",
        )


def _convocation(session: Session, invitation: Invitation) -> dict[str, Any]:
    enrolment = invitation.enrolment
    address = address_of(enrolment)
    return {
        "title": _("Convocation to a training"),
        "house": house(
            session.cohort,
            f"{session.number} · {enrolment.number}",
            [session.number, format_date(clock.today())],
        ),
        "recipient": {"name": address[0], "lines": address[1:]},
        "place-and-date": format_date(clock.today()),
        "opening": [
            _(
                "The programme invites your cooperative to the training “%(module)s”: %(seats)s persons, chosen among "
                "those who manage it. The training is free."
            )
            % {"module": session.module.title, "seats": invitation.seats},
            session.module.objectives,
        ],
        "facts": _facts(session),
        "words": {
            "days": _("Half-days"),
            "seats": _("Your places"),
            "what": _("What you have to do"),
            "head": [_("Place"), _("Personal number"), _("Name (to fill in)")],
        },
        "days": [half_day_words(half_day) for half_day in session.half_days.all()],
        "seats": [
            [str(seat), invitation.personal_number(seat), ""] for seat in range(1, invitation.seats + 1)
        ],
        "steps": _steps(session),
        "privacy": _privacy(),
    }


def _facts(session: Session) -> list[list[str]]:
    offered = [
        word
        for word, yes in ((_("childcare"), session.childcare), (_("transport"), session.transport))
        if yes
    ]
    return [
        [_("Module"), f"{session.module.code} · {session.module.title}"],
        [_("Dates"), dates_words(session)],
        [_("Place"), session.place],
        [_("Language"), session.get_language_display()],
        [_("Trainer"), str(session.trainer or "")],
        [_("Offered"), ", ".join(offered) or _("nothing more than the training and the meals")],
    ]


def _steps(session: Session) -> list[str]:
    return [
        _(
            "Answer, accept or decline, on your page or by telling the regional delegation, as soon as you can."
        ),
        _("Name who comes. Each person keeps the personal number of her place: it lets her check in."),
        _("A certificate is given to who attends at least %(percent)s %% of the half-days.")
        % {"percent": session.module.presence_percent},
    ]


def _privacy() -> str:
    return _(
        "Of each person only the name, the function, the sex and the age band are kept, and a phone number if she "
        "wishes, to organise the training and issue certificates. She may ask to see and correct them."
    )
