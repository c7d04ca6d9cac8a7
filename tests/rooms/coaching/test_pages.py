"""The pages of the coaching: a report written, refused without losing a word, submitted, validated; an answer."""

import json
from datetime import date

import pytest
from django.urls import reverse

from mourafaka.coaching import services
from mourafaka.coaching.models import Confirmation, Recommendation, Visit, VisitReport
from mourafaka.registry.models import CooperativeContact
from tests.factories.coaching import SEEN, ReportFactory, VisitFactory, photo

pytestmark = pytest.mark.django_db

HELD = date(2021, 3, 8)


@pytest.fixture
def visit(scene):
    return VisitFactory(enrolment=scene.enrolment, coach=scene.coach, number=5, planned_on=HELD)


@pytest.fixture
def report(scene, visit):
    return services.open_report(visit, actor=scene.coach)


@pytest.fixture
def reported(scene, visit):
    visit.state = "held"
    visit.save()
    ReportFactory(visit=visit, state="submitted", submitted_on=HELD)
    return visit


def form(report, **more):
    return {
        "version": report.version,
        "held_on": "2021-03-08",
        "mode": "on_site",
        "duration_hours": "3,5",
        "people_met": "8",
        "women_met": "6",
        "themes": ["MAR"],
        "observations": SEEN,
        "advice-0-text": "Afficher les prix",
        "advice-0-due": "2021-04-15",
        **more,
    }


def url(name, visit):
    return reverse(f"coaching:{name}", args=[visit.pk])


def test_a_report_is_written_and_submitted_from_its_page(scene, visit, report, client_as):
    client = client_as(scene.coach)

    answer = client.post(url("report", visit), form(report, then="submit"))

    kept = VisitReport.objects.get()
    assert (answer.status_code, kept.state, kept.themes, Recommendation.objects.get().text) == (
        302, "submitted", ["MAR"], "Afficher les prix",
    )  # fmt: skip


def test_what_is_refused_comes_back_with_every_word(scene, visit, report, client_as):
    client = client_as(scene.coach)

    answer = client.post(url("report", visit), form(report, then="submit", held_on="2021-03-30"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert [word in text for word in ("Afficher les prix", "2021-03-30", "à venir")] == [True] * 3


def test_what_somebody_else_wrote_meanwhile_is_shown_beside_what_was_typed(scene, visit, report, client_as):
    services.save_report(report, actor=scene.coach, fields={"observations": "Écrit ailleurs"})

    answer = client_as(scene.coach).post(url("report", visit), form(report, then="draft"))

    text = answer.content.decode()
    assert (answer.status_code, "Écrit ailleurs" in text, "Afficher les prix" in text) == (422, True, True)


def test_a_draft_is_kept_while_it_is_written(scene, visit, report, client_as):
    answer = client_as(scene.coach).post(url("draft", visit), form(report))

    assert (answer.status_code, json.loads(answer.content)["version"]) == (200, 2)


def test_a_draft_that_cannot_be_says_why(scene, visit, report, client_as):
    answer = client_as(scene.coach).post(url("draft", visit), form(report, women_met="12"))

    assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "women_above_people")


def test_a_photo_is_attached_from_the_page(scene, visit, report, client_as):
    client_as(scene.coach).post(url("attach", visit), {"kind": "photo", "file": photo(taken=HELD)})

    assert [(file.kind, file.taken_on) for file in report.files.all()] == [("photo", HELD)]


def test_the_week_tells_what_was_said_last_time_and_what_is_owed(scene, visit, client_as):
    earlier = VisitFactory(
        enrolment=scene.enrolment, coach=scene.coach, number=4, state="validated", planned_on=date(2021, 1, 5)
    )
    ReportFactory(visit=earlier, state="validated", submitted_on=HELD, decisions="Prix de revient à calculer")

    text = client_as(scene.coach).get(reverse("coaching:week")).content.decode()

    assert ("Prix de revient à calculer" in text, "Comptes rendus à envoyer" in text) == (True, True)


def test_a_delegate_validates_from_the_visit(scene, reported, client_as):
    client = client_as(scene.delegate)
    page = client.get(url("visit", reported)).content.decode()

    client.post(url("validate", reported), {"version": reported.report.version})

    assert ("Valider le compte rendu" in page, Visit.objects.get().state) == (True, "validated")


def test_a_delegate_returns_a_report_with_its_reason(scene, reported, client_as):
    client_as(scene.delegate).post(url("return", reported), {"reason": "Préciser les quantités"})

    assert VisitReport.objects.get().return_reason == "Préciser les quantités"


def test_the_coach_does_not_see_hints_about_herself(scene, reported, client_as):
    reported.report.hints = [{"code": "alike", "others": [reported.pk], "figure": 1.0}]
    reported.report.save()

    pages = [
        client_as(user).get(url("visit", reported)).content.decode() for user in (scene.coach, scene.delegate)
    ]

    assert ["identique à 100" in page for page in pages] == [False, True]


@pytest.fixture
def president(scene, users):
    user = users("cooperative", preferred_language="ar")
    CooperativeContact.objects.create(user=user, cooperative=scene.enrolment.cooperative)
    return user


def test_the_link_opens_one_screen_in_the_language_of_the_cooperative(scene, reported, president, client):
    link = services.ask_confirmation(reported, actor=scene.coach).secret

    text = client.get(reverse("coaching:answer", args=[link])).content.decode()

    assert ('lang="ar"' in text, 'dir="rtl"' in text) == (True, True)


def test_an_answer_by_link_is_recorded_once(scene, reported, president, client):
    address = reverse("coaching:answer", args=[services.ask_confirmation(reported, actor=scene.coach).secret])

    first = client.post(address, {"took_place": "yes", "rate": "5"})
    again = client.post(address, {"took_place": "no"})

    assert (first.status_code, again.status_code, Confirmation.objects.get().rate) == (200, 404, 5)


def test_a_code_opens_the_same_screen(scene, reported, president, client):
    import re

    from mourafaka.foundations.models import OutboxMessage

    services.ask_confirmation(reported, actor=scene.coach)
    code = re.search(r"\b(\d{6})\b", OutboxMessage.objects.get().body).group(1)
    said = {"reference": f"{scene.enrolment.number}/5", "code": code}
    address = reverse("coaching:answer_by_code")

    shown = client.post(address, said)
    client.post(address, {**said, "took_place": "yes", "rate": "3"})

    assert (shown.status_code, Confirmation.objects.get().rate) == (200, 3)


def test_a_wrong_code_is_said(scene, reported, president, client):
    services.ask_confirmation(reported, actor=scene.coach)

    answer = client.post(
        reverse("coaching:answer_by_code"), {"reference": f"{scene.enrolment.number}/5", "code": "000000"}
    )

    assert answer.status_code == 422


def test_the_cooperative_answers_from_its_own_account(reported, president, client_as):
    client_as(president).post(url("own_answer", reported), {"took_place": "yes", "rate": "4"})

    assert Confirmation.objects.get().answered_by == president


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_blank_sheet_is_printed_in_both_languages(scene, visit, client_as, language):
    answer = client_as(scene.coach).get(url("sheet", visit) + f"?language={language}")

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_planning_is_asked_for_shown_and_applied(scene, client_as, django_capture_on_commit_callbacks):
    client = client_as(scene.delegate)
    contract = scene.enrolment.contract
    contract.lot.provinces.set([scene.enrolment.cooperative.province])
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(reverse("coaching:plannings"), {"subject": f"contract:{contract.pk}"})
    shown = client.get(asked.url).content.decode()
    client.post(asked.url + "apply/")

    assert ("Appliquer cette planification" in shown, Visit.objects.count()) == (True, 8)


def test_a_tour_has_its_map_and_its_table(scene, visit, client_as):
    from mourafaka.coaching.models import Tour

    tour = Tour.objects.create(coach=scene.coach, starts_on=HELD, ends_on=HELD, km=140)
    visit.tour = tour
    visit.save()

    text = client_as(scene.coach).get(reverse("coaching:tour", args=[tour.pk])).content.decode()

    assert [text.count(mark) for mark in ('class="base"', 'class="stop"', str(visit))] == [1, 1, 1]


def test_the_calendar_of_a_month_lists_its_visits(scene, visit, client_as):
    text = client_as(scene.coach).get(reverse("coaching:calendar") + "?month=2021-03").content.decode()

    assert ("mars 2021" in text, scene.enrolment.cooperative.name in text) == (True, True)


def test_an_absence_is_recorded_from_the_profile(scene, client_as):
    address = reverse("coaching:absence", args=[scene.coach.pk])
    said = {"starts_on": "2021-04-01", "ends_on": "2021-04-03", "reason": "Congé"}

    client_as(scene.coach).post(address, said)

    page = client_as(scene.coach).get(reverse("coaching:profile", args=[scene.coach.pk])).content.decode()
    assert "Congé" in page


def test_the_address_of_a_calendar_is_shown_once(scene, client_as):
    answer = client_as(scene.coach).post(reverse("coaching:new_link"))

    assert ".ics" in answer.content.decode()


def test_a_statement_says_what_waits_and_why(scene, reported, client_as):
    client = client_as(scene.manager)
    opened = client.post(
        reverse("coaching:open_statement"),
        {"contract": scene.enrolment.contract.pk, "period_from": "2021-03-01", "period_to": "2021-03-31"},
    )

    assert "compte rendu à valider" in client.get(opened.url).content.decode()
