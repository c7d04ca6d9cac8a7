"""Certificates: issued to who attended, verified by anybody; forged, changed and withdrawn ones fail."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mourafaka.foundations import clock
from mourafaka.foundations.journal import altered_records
from mourafaka.training import services
from mourafaka.training.models import Certificate
from mourafaka.training.queries.certificates import compare, verify
from tests.factories.training import AttendeeFactory, InvitationFactory, SessionFactory
from tests.pdf import text_of
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def march() -> Any:
    with clock.at(date(2021, 3, 15)):
        yield


@pytest.fixture
def delegate(users: Any) -> Any:
    return users("delegate", "09", full_name="Déléguée Synthétique")


@pytest.fixture
def certificate(delegate: Any) -> Certificate:
    attendee = AttendeeFactory(present=4, invitation__session__state="held")
    return services.issue_certificates(attendee.session, actor=delegate)[0]


def page(number: str, code: str) -> str:
    return reverse("training:verified", args=[number, code])


def test_who_attended_enough_is_certified(delegate):
    invitation = InvitationFactory(session__state="held")
    enough = AttendeeFactory(invitation=invitation, present=4)
    AttendeeFactory(invitation=invitation, present=3)

    issued = services.issue_certificates(invitation.session, actor=delegate)

    assert [each.attendee for each in issued] == [enough]


def test_the_threshold_is_the_module_s(delegate):
    session = SessionFactory(state="held")
    session.module.presence_percent = 75
    session.module.save()
    AttendeeFactory(invitation__session=session, present=3)

    assert len(services.issue_certificates(session, actor=delegate)) == 1


def test_nobody_is_certified_twice(certificate, delegate):
    with refused_with("nobody_to_certify"):
        services.issue_certificates(certificate.attendee.session, actor=delegate)


def test_a_session_not_closed_gives_no_certificate(delegate):
    session = AttendeeFactory(present=4).session

    with refused_with("training_session_state"):
        services.issue_certificates(session, actor=delegate)


def test_a_trainer_issues_none():
    session = AttendeeFactory(present=4, invitation__session__state="held").session

    with refused_with("not_allowed"):
        services.issue_certificates(session, actor=session.trainer)


def test_a_presence_certified_is_not_corrected(certificate):
    session = certificate.attendee.session
    half_day = session.half_days.first()

    with refused_with("attendance_certified"):
        services.record_attendance(
            session, actor=session.trainer, presences={half_day.pk: {certificate.attendee_id: False}}
        )


def test_the_paper_bears_the_name_the_number_and_the_code(certificate, tmp_path):
    words = text_of(certificate.file_fr.read(), tmp_path)

    assert [certificate.person in words, certificate.number in words, certificate.code in words] == [True] * 3


def test_a_true_certificate_is_valid(certificate):
    assert verify(certificate.number, certificate.code).state == "valid"


def test_a_code_typed_by_hand_is_read_with_its_slips(certificate):
    typed = certificate.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert verify(certificate.number.lower(), typed).state == "valid"


def test_a_changed_code_is_unknown(certificate):
    last = "Z" if certificate.code[-1] != "Z" else "Y"

    assert verify(certificate.number, certificate.code[:-1] + last).state == "unknown"


def test_a_forged_number_is_unknown(certificate):
    assert verify("F1-2021-99-99", certificate.code).state == "unknown"


def test_the_code_of_another_certificate_is_unknown(certificate, delegate):
    other = AttendeeFactory(present=4, invitation__session__state="held")
    another = services.issue_certificates(other.session, actor=delegate)[0]

    assert verify(certificate.number, another.code).state == "unknown"


def test_a_name_changed_in_the_database_no_longer_fits_the_code(certificate):
    code = certificate.code

    Certificate.objects.update(person="Quelqu’un d’autre")

    assert verify(certificate.number, code).state == "unknown"
    assert [each.field for each in altered_records()] == ["person"]


def test_a_withdrawn_certificate_says_so(certificate, delegate):
    services.revoke_certificate(certificate, actor=delegate, reason="Présence déclarée à tort.")

    assert verify(certificate.number, certificate.code).state == "revoked"


def test_a_withdrawal_has_a_reason(certificate, delegate):
    with refused_with("revoke_without_reason"):
        services.revoke_certificate(certificate, actor=delegate, reason=" ")


def test_a_certificate_is_withdrawn_once(certificate, delegate):
    services.revoke_certificate(certificate, actor=delegate, reason="Erreur.")

    with refused_with("certificate_already_revoked"):
        services.revoke_certificate(certificate, actor=delegate, reason="Encore.")


def test_after_a_withdrawal_a_new_number_is_issued(certificate, delegate):
    services.revoke_certificate(certificate, actor=delegate, reason="Nom mal écrit.")

    again = services.issue_certificates(certificate.attendee.session, actor=delegate)[0]

    assert again.number == f"{certificate.attendee.session.number}-02"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_issued_file_is_recognised_in_both_languages(certificate, language):
    content = getattr(certificate, f"file_{language}").read()

    assert compare(certificate, content).same


def test_a_pdf_with_another_name_is_not_the_one_issued(certificate):
    content = certificate.file_fr.read()

    forged = content.replace(b"Producer", b"Producor", 1) if b"Producer" in content else content + b"%"

    assert not compare(certificate, forged).same


# --- The public page ---


def test_the_page_shows_what_the_register_holds(certificate):
    answer = Client().get(page(certificate.number, certificate.code))

    assert (answer.status_code, certificate.person in answer.content.decode()) == (200, True)


def test_a_wrong_code_and_an_unknown_number_give_the_same_answer(certificate):
    wrong = Client().get(page(certificate.number, "0000-0000-0000-0000"))
    unknown = Client().get(page("F9-2099-01-01", "0000-0000-0000-0000"))

    assert (wrong.status_code, words(wrong)) == (unknown.status_code, words(unknown))


def words(answer: Any) -> str:
    """The page's main part."""
    return str(answer.content.decode()).partition("<main")[2].partition("</main>")[0]


def test_the_page_of_a_wrong_code_tells_no_name(certificate):
    answer = Client().get(page(certificate.number, "0000-0000-0000-0000"))

    assert certificate.person not in answer.content.decode()


def test_a_withdrawn_certificate_shows_no_name_and_no_reason(certificate, delegate):
    services.revoke_certificate(certificate, actor=delegate, reason="Motif interne.")

    told = Client().get(page(certificate.number, certificate.code)).content.decode()

    assert ("retirée" in told, certificate.person in told, "Motif interne" in told) == (True, False, False)


def test_a_tampered_file_is_refused_and_told_why(certificate):
    file = BytesIO(certificate.file_fr.read().replace(b"%PDF", b"%PDF ", 1))
    file.name = "attestation.pdf"

    told = Client().post(page(certificate.number, certificate.code), {"file": file}).content.decode()

    assert "Ce fichier n’est pas celui qui a été délivré" in told


def test_the_file_that_was_issued_is_recognised_on_the_page(certificate):
    file = BytesIO(certificate.file_fr.read())
    file.name = "attestation.pdf"

    told = Client().post(page(certificate.number, certificate.code), {"file": file}).content.decode()

    assert "Ce fichier est, au signe près" in told


def test_number_and_code_can_be_typed(certificate):
    answer = Client().get(
        reverse("training:verify"), {"number": certificate.number, "code": certificate.code}
    )

    assert answer["Location"] == page(certificate.number, certificate.code)


def test_who_asks_too_often_waits(certificate):
    client = Client()
    statuses = [client.get(page(certificate.number, "X")).status_code for _ in range(61)]

    assert statuses[-2:] == [404, 429]


def test_the_page_reads_in_arabic(certificate):
    answer = Client(headers={"accept-language": "ar"}).get(page(certificate.number, certificate.code))

    assert "شهادة صالحة" in answer.content.decode()
