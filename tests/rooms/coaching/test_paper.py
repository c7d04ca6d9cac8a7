"""The cooperative without telephone answers on a slip of paper, which the delegation copies and keeps."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mourafaka.coaching import services
from mourafaka.coaching.models import Confirmation, Control
from mourafaka.coaching.queries.evidence import evidence_of
from mourafaka.coaching.services.sheet import attendance_sheet
from mourafaka.foundations import files
from mourafaka.foundations.refusals import Refused
from tests.factories.coaching import ReportFactory, VisitFactory, attach
from tests.factories.files import pdf
from tests.pdf import text_of
from tests.rooms.coaching.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(scene):
    visit = VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=4, state="held")
    attach(ReportFactory(visit=visit, submitted_on=TODAY, state="submitted"))
    return visit


def paper(content=b"%PDF-1.7 slip"):
    return files.store(content, name="slip.pdf", content_type="application/pdf")


def refused(act):
    with pytest.raises(Refused) as refusal:
        act()
    assert str(refusal.value) != refusal.value.code
    return refusal.value.code


def test_an_answer_on_paper_is_a_second_proof_and_its_rate_counts(scene, visit):
    services.confirm_on_paper(visit, actor=scene.delegate, paper=paper(), took_place=True, rate=4)

    visit.refresh_from_db()
    assert (evidence_of(visit).is_enough, visit.confirmation.rate) == (True, 4)


def test_a_no_on_paper_sends_the_visit_to_the_list_of_controls(scene, visit):
    services.confirm_on_paper(visit, actor=scene.delegate, paper=paper(), took_place=False)

    assert Control.objects.get(visit=visit).origin == "disputed"


def test_the_attendance_sheet_is_not_also_the_answer(scene, visit):
    sheet = visit.report.files.get().file

    code = refused(
        lambda: services.confirm_on_paper(visit, actor=scene.delegate, paper=sheet, took_place=True, rate=5)
    )

    assert code == "paper_is_the_sheet"


def test_an_answer_on_paper_has_its_paper(scene, visit):
    code = refused(
        lambda: services.confirm_on_paper(visit, actor=scene.delegate, paper=None, took_place=True, rate=5)
    )

    assert code == "paper_missing"


def test_the_coach_does_not_copy_the_answer_about_her_own_visit(scene, visit):
    code = refused(
        lambda: services.confirm_on_paper(visit, actor=scene.coach, paper=paper(), took_place=True, rate=5)
    )

    assert code == "not_allowed"


def test_the_delegation_copies_the_slip_on_the_page_of_the_visit(scene, visit, client_as):
    client = client_as(scene.delegate)
    scan = SimpleUploadedFile("slip.pdf", pdf("slip"), "application/pdf")
    typed = {"took_place": "yes", "rate": "3", "comment": "", "paper": scan}

    address = reverse("coaching:paper_answer", args=[visit.pk])
    form = client.get(address).content.decode()

    answer = client.post(address, typed)

    page = client.get(answer["Location"]).content.decode()
    assert 'enctype="multipart/form-data"' in form
    assert Confirmation.objects.get().rate == 3
    assert reverse("coaching:slip", args=[visit.pk]) in page
    assert client.get(reverse("coaching:slip", args=[visit.pk])).status_code == 200


@pytest.mark.parametrize(
    ("language", "asked"), [("fr", "Cette visite a-t-elle eu lieu ?"), ("ar", "هل تمت هذه الزيارة؟")]
)
def test_the_slip_is_printed_behind_the_sheet(visit, language, asked, tmp_path):
    text = " ".join(text_of(attendance_sheet(visit, language), tmp_path).split())

    assert asked in text
