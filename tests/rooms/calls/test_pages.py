"""Every page of the room in both languages, its forms, its downloads, and what each person finds there."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
import zeal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from mourafaka.calls import rules_data, services
from mourafaka.calls.models import Application, Call, DocumentKind
from tests.factories.calls import ApplicationFactory, CallFactory, CohortFactory
from tests.factories.files import pdf
from tests.factories.registry import CooperativeFactory
from tests.factories.territory import ProvinceFactory

pytestmark = pytest.mark.django_db

IN_TIME = datetime(2020, 4, 1, 10, tzinfo=UTC)


@pytest.fixture
def whole(manager: Any) -> Application:
    """An application with every part filled, of a call with two versions of its rules."""
    call = CallFactory(documents=["registration", "statutes"])
    data = rules_data.default_rules(5)
    data["quotas"] = [
        {"column": "province", "value": "09.541", "min": 1, "max": 4},
        {"column": "women_led", "value": "yes", "min": 2},
    ]
    services.write_rules(call, actor=manager, data=data, reason="Quotas par province")
    application = ApplicationFactory(call=call, investment_mad=100_000, own_contribution_mad=20_000)
    services.evaluate_call(call, actor=manager)
    services.override_gate(application, actor=manager, gate="documents", reason="Originaux vus")
    return application


def urls(application: Application) -> dict[str, str]:
    call = application.call
    return {
        name: reverse(f"calls:{name}", args=args)
        for name, args in {
            "cohorts": [],
            "new_cohort": [],
            "cohort": [call.cohort.code],
            "new_lot": [call.cohort.code],
            "new_call": [call.cohort.code],
            "call": [call.code],
            "rules": [call.code],
            "rules_version": [call.code, 2],
            "enter": [call.code],
            "applications": [],
            "application": [application.number],
        }.items()
    }


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_shows_in_both_languages(
    whole: Application, manager: Any, client_as: Any, language: str
) -> None:
    client = client_as(manager)
    client.cookies["django_language"] = language

    with zeal.zeal_context():
        answers = {name: client.get(url) for name, url in urls(whole).items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert {f'lang="{language}"' in answer.content.decode() for answer in answers.values()} == {True}


def test_the_form_of_a_draft_and_of_a_call_in_preparation_show(manager: Any, client_as: Any) -> None:
    draft = ApplicationFactory(state="draft", submitted_at=None)
    call = CallFactory(code="T2-10", state="draft")
    client = client_as(manager)

    assert client.get(reverse("calls:edit", args=[draft.number])).status_code == 200
    assert client.get(reverse("calls:edit_call", args=[call.code])).status_code == 200
    assert client.get(reverse("calls:rules", args=[call.code])).status_code == 200


def test_an_application_of_another_territory_is_not_there(
    whole: Application, stranger: Any, client_as: Any
) -> None:
    client = client_as(stranger)

    assert client.get(reverse("calls:application", args=[whole.number])).status_code == 404
    assert whole.number not in client.get(reverse("calls:applications")).content.decode()
    assert whole.number not in client.get(reverse("calls:download", args=["csv"])).content.decode()


def test_a_call_in_preparation_is_hidden_from_a_cooperative(users: Any, client_as: Any) -> None:
    call = CallFactory(state="draft")

    assert client_as(users("cooperative")).get(reverse("calls:call", args=[call.code])).status_code == 404


def test_a_reviewer_reads_the_call_but_enters_no_list_of_applications(
    whole: Application, users: Any, client_as: Any
) -> None:
    client = client_as(users("reviewer"))

    assert client.get(reverse("calls:call", args=[whole.call.code])).status_code == 200
    assert client.get(reverse("calls:applications")).status_code == 403


def count_queries(client: Any, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured, zeal.zeal_context():
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["calls:applications", "calls:call"])
def test_a_page_asks_as_many_questions_for_fifty_applications_as_for_five(
    manager: Any, client_as: Any, name: str
) -> None:
    call, client = CallFactory(), client_as(manager)
    url = reverse(name, args=[call.code] if name == "calls:call" else [])
    ApplicationFactory.create_batch(5, call=call)
    at_five = count_queries(client, url)
    ApplicationFactory.create_batch(45, call=call)

    assert count_queries(client, url) == at_five


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "amlou"}, ["T2-09-1001"]),
        ({"q": "T2-09-1002"}, ["T2-09-1002"]),
        ({"state": "draft"}, ["T2-09-1002"]),
        ({"province": "09.551"}, ["T2-09-1001"]),
        ({"eligibility": "yes"}, ["T2-09-1001"]),
        ({"call": "T2-09", "sort": "-number"}, ["T2-09-1002", "T2-09-1001"]),
        ({"sector": "crafts"}, ["T2-09-1002"]),
    ],
)
def test_the_list_is_filtered_and_sorted(
    territory: Any, manager: Any, client_as: Any, query: dict[str, str], found: list[str]
) -> None:
    tata = CooperativeFactory(name_fr="Amlou de Tata", province=ProvinceFactory(code="09.551"))
    ApplicationFactory(number="T2-09-1001", cooperative=tata, eligible=True)
    ApplicationFactory(number="T2-09-1002", state="draft", cooperative__sector__code="crafts")

    page = client_as(manager).get(reverse("calls:applications"), query).context["page"]

    assert [application.number for application in page] == found


def test_downloads_hold_what_is_seen_and_no_formula(manager: Any, client_as: Any) -> None:
    evil = CooperativeFactory(name_fr="=HYPERLINK(1)")
    ApplicationFactory(cooperative=evil)
    client = client_as(manager)

    csv = client.get(reverse("calls:download", args=["csv"])).content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(client.get(reverse("calls:download", args=["xlsx"])).content)).active

    assert "'=HYPERLINK(1)" in csv
    assert [cell.data_type for cell in sheet[2]][3] == "s"


def test_an_agent_enters_completes_and_submits(delegate: Any, client_as: Any) -> None:
    call, cooperative, client = CallFactory(), CooperativeFactory(), client_as(delegate)
    with time_machine.travel(IN_TIME, tick=False):
        client = client_as(delegate)
        answer = client.post(reverse("calls:enter", args=[call.code]), {"cooperative": cooperative.code})
        application = Application.objects.get()
        assert answer.url == reverse("calls:edit", args=[application.number])
        client.post(
            answer.url,
            {
                "version": 1,
                "language": "fr",
                "project_title": "Amlou",
                "collective_need": "x" * 200,
                "products": "Amlou",
                "market": "Souk",
                "investment_mad": "١٢٣ ٤٥٦,٥٠",
                "commits_to_attend": "on",
                "consents_to_processing": "on",
            },
        )
        client.post(reverse("calls:step", args=[application.number, "submit"]), {})

    application.refresh_from_db()
    assert (application.state, str(application.investment_mad)) == ("submitted", "123456.50")


def test_an_unknown_cooperative_is_said_beside_its_field(manager: Any, client_as: Any) -> None:
    answer = client_as(manager).post(
        reverse("calls:enter", args=[CallFactory().code]), {"cooperative": "COOP-01-99999"}
    )

    assert answer.status_code == 422
    assert "COOP-01-99999" in answer.context["form"].errors["cooperative"][0]


def test_what_somebody_else_saved_is_shown_and_not_overwritten(delegate: Any, client_as: Any) -> None:
    draft = ApplicationFactory(state="draft", submitted_at=None)
    services.edit_application(draft, actor=delegate, version=1, sections={"innovation": "theirs"})

    answer = client_as(delegate).post(
        reverse("calls:edit", args=[draft.number]), {"version": 1, "language": "fr", "innovation": "mine"}
    )

    draft.refresh_from_db()
    assert (answer.status_code, draft.innovation) == (422, "theirs")
    assert "theirs" in dict(answer.context["theirs"]).values()
    assert answer.context["form"]["version"].value() == "2"


def test_a_refused_step_says_why_on_the_page(delegate: Any, client_as: Any) -> None:
    application = ApplicationFactory(call=CallFactory(documents=["registration"]))

    answer = client_as(delegate).post(reverse("calls:step", args=[application.number, "admit"]), {})

    assert answer.status_code == 422
    assert "registration" in answer.content.decode()


def test_a_form_sent_twice_acts_once(manager: Any, client_as: Any) -> None:
    call, client = CallFactory(), client_as(manager)
    key = "0193f6a0-0000-7000-8000-000000000001"
    data = {"cooperative": CooperativeFactory().code, "act_id": key}

    first = client.post(reverse("calls:enter", args=[call.code]), data)
    second = client.post(reverse("calls:enter", args=[call.code]), data)

    assert (first.url, Application.objects.count()) == (second.url, 1)


def test_a_document_is_sent_checked_and_opened(delegate: Any, client_as: Any) -> None:
    application = ApplicationFactory(call=CallFactory(documents=["registration"]))
    client = client_as(delegate)
    where = [application.number, "registration"]

    client.post(
        reverse("calls:document", args=where),
        {"state": "accepted", "file": SimpleUploadedFile("x.pdf", pdf())},
    )
    answer = client.get(reverse("calls:file", args=where))

    application.refresh_from_db()
    assert (application.eligible, answer.content[:5]) == (True, b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]


def test_a_file_that_is_no_document_is_refused(delegate: Any, client_as: Any) -> None:
    application = ApplicationFactory(call=CallFactory(documents=["registration"]))

    answer = client_as(delegate).post(
        reverse("calls:document", args=[application.number, "registration"]),
        {"state": "accepted", "file": SimpleUploadedFile("x.pdf", b"<script>")},
    )

    assert answer.status_code == 422
    assert application.documents.get().state == "received"


def test_only_headquarters_is_offered_an_override(manager: Any, delegate: Any, client_as: Any) -> None:
    application = ApplicationFactory(members=3)
    services.evaluate_eligibility(application, actor=delegate)
    url = reverse("calls:override", args=[application.number])

    assert (
        url
        not in client_as(delegate)
        .get(reverse("calls:application", args=[application.number]))
        .content.decode()
    )
    assert client_as(delegate).post(url, {"gate": "members", "reason": "x"}).status_code == 403
    client_as(manager).post(url, {"gate": "members", "reason": "Statuts conformes"})
    application.refresh_from_db()
    assert application.eligible is True


def form_data(form: Any) -> dict[str, Any]:
    return {field.html_name: field.value() if field.value() is not None else "" for field in form}


def test_the_form_of_the_rules_writes_what_is_typed(manager: Any, client_as: Any) -> None:
    call, client = CallFactory(), client_as(manager)
    url = reverse("calls:rules", args=[call.code])
    data = form_data(client.get(url).context["form"])

    answer = client.post(
        url,
        data
        | {
            "threshold": "٥٥,٥",
            "min_province.09.541": 2,
            "of_0": "women_led:yes",
            "min_0": 1,
            "reason": "Comité",
        },
    )

    written = call.rules_versions.first()
    assert answer.status_code == 302
    assert (written.number, written.data["threshold"], written.reason) == (2, "55.5", "Comité")
    assert written.data["quotas"] == [
        {"column": "province", "value": "09.541", "min": 2},
        {"column": "women_led", "value": "yes", "min": 1},
    ]


def test_every_fault_of_the_rules_is_said_at_once(manager: Any, client_as: Any) -> None:
    call, client = CallFactory(), client_as(manager)
    url = reverse("calls:rules", args=[call.code])
    data = form_data(client.get(url).context["form"])

    answer = client.post(url, data | {"weight_C1": "20", "ties": "C12", "reason": "x"})

    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 2


def test_a_call_is_created_changed_and_opened_from_its_pages(manager: Any, client_as: Any) -> None:
    cohort, client = CohortFactory(), client_as(manager)
    province = ProvinceFactory()
    unasked = dict.fromkeys((f"document_{kind.pk}" for kind in DocumentKind.objects.all()), "none")
    data = unasked | {
        "code": "T3-09",
        "title_fr": "Appel",
        "title_ar": "دعوة",
        "opens_at": "2020-03-02T08:00:00",
        "closes_at": "2020-04-30T23:59:59",
        "seats": "٣٣",
        "max_age_months": 24,
        "min_members": 5,
        "appeal_days": 15,
        "provinces": [province.code],
        "document_registration": "mandatory",
    }

    client.post(reverse("calls:new_call", args=[cohort.code]), data)
    client.post(reverse("calls:edit_call", args=["T3-09"]), data | {"seats": 30, "version": 1})
    client.post(reverse("calls:step_call", args=["T3-09", "open"]))

    call = Call.objects.get(code="T3-09")
    assert (call.state, call.seats, call.documents.count()) == ("open", 30, 1)
    assert call.closes_at == datetime(2020, 4, 30, 23, 59, 59, tzinfo=UTC)  # Ramadan: Morocco is on UTC


def test_the_cooperatives_page_lists_its_applications(
    whole: Application, manager: Any, client_as: Any
) -> None:
    page = client_as(manager).get(reverse("registry:cooperative", args=[whole.cooperative.code]))

    assert whole.number in page.content.decode()
