"""Certificates: issued to who attended enough, verifiable by anybody, withdrawn for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.documents import begin_pdf
from mourafaka.foundations.files import store
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.selection.services.papers import qr
from mourafaka.training.enums import SessionState
from mourafaka.training.models import Attendee, Certificate, Session
from mourafaka.training.queries.presence import roster
from mourafaka.training.services.papers import LANGUAGES, dates_words, house, issued_at, public_url
from mourafaka.training.services.sessions import locked


@act("training.certificate.issue", rule="training.certify")
def issue_certificates(session: Session, *, actor: User) -> list[Certificate]:
    """Issue the certificate, in French and Arabic, of every person who attended enough of a held session and
    has none in force. Refuses `training_session_state`, `nobody_to_certify`."""
    session = locked(session)
    if session.state != SessionState.HELD:
        raise Refused("training_session_state", session=session.number, state=session.get_state_display())
    issued = (
        Certificate.objects.in_force().filter(attendee__session=session).values_list("attendee", flat=True)
    )
    due = [row.attendee for row in roster(session).certified if row.attendee.pk not in set(issued)]
    if not due:
        raise Refused("nobody_to_certify", session=session.number)
    first = Certificate.objects.filter(attendee__session=session).count() + 1
    drawn = [_drawn(session, attendee, number, actor) for number, attendee in enumerate(due, start=first)]
    begun = [[_begun(each, session, language) for language in LANGUAGES] for each in drawn]
    return [_issued(each, [pdf.result() for pdf in pdfs]) for each, pdfs in zip(drawn, begun, strict=True)]


@act("training.certificate.revoke", rule="training.certify")
def revoke_certificate(certificate: Certificate, *, actor: User, reason: str) -> Certificate:
    """Withdraw a certificate: its verification page says so from now on, the reason stays inside.

    Refuses `revoke_without_reason`, `certificate_already_revoked`.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if certificate.revoked_on is not None:
        day = format_date(certificate.revoked_on)
        raise Refused("certificate_already_revoked", number=certificate.number, day=day)
    if not reason.strip():
        raise Refused("revoke_without_reason", field="reason")
    certificate.revoked_on, certificate.revoked_by = clock.today(), actor
    certificate.revoke_reason = reason.strip()[:300]
    certificate.save(update_fields=["revoked_on", "revoked_by", "revoke_reason"])
    return certificate


def _drawn(session: Session, attendee: Attendee, number: int, actor: User) -> Certificate:
    module, participant = session.module, attendee.participant
    return Certificate(
        number=f"{session.number}-{number:02d}",
        attendee=attendee,
        person=participant.name,
        cooperative=participant.enrolment.cooperative.name_fr or participant.enrolment.cooperative.name_ar,
        module_code=module.code,
        module_title_fr=module.title_fr,
        module_title_ar=module.title_ar,
        hours=module.hours,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
        issued_on=clock.today(),
        issued_by=actor,
        issuer=_issuer(actor),
    )


def _issued(certificate: Certificate, pdfs: Sequence[bytes]) -> Certificate:
    for language, pdf in zip(LANGUAGES, pdfs, strict=True):
        file = store(pdf, name=f"{certificate.number}-{language}.pdf", content_type="application/pdf")
        setattr(certificate, f"file_{language}", file)
    certificate.save()
    return certificate


def _issuer(actor: User) -> str:
    organisation = actor.organisation
    return f"{actor}, {organisation.name_fr}"[:200] if organisation else str(actor)


def _begun(certificate: Certificate, session: Session, language: str) -> Future[bytes]:
    with translation.override(language):
        data = _paper(certificate, session, language)
    return begin_pdf("training/certificate.typ", data, language=language, at=issued_at())


def _paper(certificate: Certificate, session: Session, language: str) -> dict[str, Any]:
    address = public_url(reverse("training:verified", args=[certificate.number, certificate.code]))
    return {
        "title": _("Certificate of training"),
        "house": house(session.cohort, certificate.number, [certificate.number]),
        "says": _("The programme certifies that"),
        "person": certificate.person,
        "of": _("of the cooperative %(name)s") % {"name": certificate.cooperative},
        "attended": _("attended the training"),
        "module": getattr(certificate, f"module_title_{language}"),
        "facts": [
            [_("Module"), certificate.module_code],
            [_("Dates"), dates_words(session)],
            [_("Length"), _("%(hours)s hours") % {"hours": certificate.hours}],
            [_("Place"), session.place],
            [_("Number"), certificate.number],
            [_("Code"), certificate.code],
        ],
        "signature": [
            _("Issued on %(day)s by") % {"day": format_date(certificate.issued_on)},
            certificate.issuer,
        ],
        "check": _(
            "Anyone can verify this certificate: scan the code, or type the number and the code at the address below. "
            "The page says what the register holds; a certificate that was changed does not match."
        ),
        "address": address,
        "qr": qr(address),
        "qr-alt": address,
    }
