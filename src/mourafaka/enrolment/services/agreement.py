"""The agreement: issued in French and Arabic, signed on paper, kept."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import date, datetime

from django.utils import timezone, translation

from mourafaka.enrolment.keeping import locked, take
from mourafaka.enrolment.models import Agreement, Enrolment
from mourafaka.enrolment.queries.agreement import agreement_data
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.documents import begin_pdf
from mourafaka.foundations.files import store
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

LANGUAGES = ("fr", "ar")


@act("enrolment.agreement.issue", rule="enrolment.sign_agreement")
def issue_agreement(enrolment: Enrolment, *, actor: User) -> list[Agreement]:
    """Write the agreement in French and Arabic, for both parties to sign. Issued again, both are kept.

    Refuses `agreement_already_signed` and an enrolment that ended.
    """
    current = locked(enrolment)
    if current.agreement_signed_on is not None:
        raise Refused(
            "agreement_already_signed",
            number=current.number,
            signed_on=format_date(current.agreement_signed_on),
        )
    if not current.is_under_way:
        raise Refused("not_under_way", number=current.number, phase=current.get_phase_display())
    at = clock.now()
    begun = [(language, _begun(current, language, at)) for language in LANGUAGES]
    return [_issued(current, language, pdf.result(), at) for language, pdf in begun]


@act("enrolment.agreement.sign", rule="enrolment.sign_agreement")
def sign_agreement(
    enrolment: Enrolment, *, actor: User, signed_on: date, signed_copy: StoredFile | None = None
) -> Enrolment:
    """Record that both parties signed, keep the scanned `signed_copy`, and begin the diagnosis.

    Refuses `agreement_not_issued` (none was issued and no signed copy is given), `signed_before_issued`,
    `agreement_copy_kind`, a day in the future, an enrolment suspended or past that phase.
    """
    current = locked(enrolment)
    issued = current.agreements.filter(signed=False).order_by("issued_at").last()
    if issued is None and signed_copy is None:
        raise Refused("agreement_not_issued", number=current.number)
    if issued is not None and signed_on < (day := timezone.localdate(issued.issued_at)):
        raise Refused(
            "signed_before_issued",
            field="signed_on",
            signed_on=format_date(signed_on),
            issued_on=format_date(day),
        )
    if current.suspended_on is not None:
        raise Refused("suspended_meanwhile", number=current.number, since=format_date(current.suspended_on))
    current.agreement_signed_on = signed_on
    take(current, "sign", actor=actor, on=signed_on)
    if signed_copy is not None:
        _keep(current, signed_copy)
    return current


def _keep(enrolment: Enrolment, file: StoredFile) -> None:
    language = enrolment.application.language if enrolment.application.language in LANGUAGES else "fr"
    kept = Agreement.objects.create(enrolment=enrolment, language=language, file=file, signed=True)
    enrolment.sealed_objects = (kept,)


def _begun(enrolment: Enrolment, language: str, at: datetime) -> Future[bytes]:
    with translation.override(language):
        data = agreement_data(enrolment, at)
    return begin_pdf("enrolment/agreement.typ", data, language=language, at=at)


def _issued(enrolment: Enrolment, language: str, pdf: bytes, at: datetime) -> Agreement:
    file = store(pdf, name=f"{enrolment.number}-{language}.pdf", content_type="application/pdf")
    return Agreement.objects.create(enrolment=enrolment, language=language, file=file, issued_at=at)
