"""The API: the same acts, rules and refusals as the pages, answered as JSON."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mourafaka.foundations import files
from mourafaka.foundations.models import JournalEntry
from mourafaka.people.services import create_token
from mourafaka.selection.models import PublishedBundle, Review
from tests.factories.calls import CallFactory
from tests.factories.registry import CooperativeFactory
from tests.factories.selection import AdmissibleFactory, AssignmentFactory, ReaderFactory, all_marks
from tools import openapi

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Any:
    return CallFactory(state="closed")


@pytest.fixture
def bearer() -> Callable[..., Client]:
    """A client that sends a key of this person and no cookie."""

    def make(user: Any) -> Client:
        last_day = timezone.localdate() + timedelta(days=1)
        issued = create_token(user, actor=user, name="test", expires_on=last_day)
        return Client(headers={"Authorization": f"Bearer {issued.secret}"})

    return make


def post(client: Client, reading: Any, marks: dict[str, Any], **headers: str) -> Any:
    return client.post(
        f"/api/v1/applications/{reading.application.number}/review",
        {"marks": marks, "comment": "Solide."},
        content_type="application/json",
        headers=headers,
    )


# Who comes in


def test_an_unknown_caller_gets_401_in_json_and_no_redirect() -> None:
    answer = Client().get("/api/v1/cooperatives")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_an_unknown_key_gets_401() -> None:
    answer = Client(headers={"Authorization": "Bearer nothing"}).get("/api/v1/calls")

    assert answer.status_code == 401


def test_a_key_opens_what_its_person_may_see(users: Any, bearer: Any) -> None:
    CooperativeFactory(code="COOP-09-00007", province__code="09.541")

    answer = bearer(users("delegate", "09")).get("/api/v1/cooperatives")

    assert [line["code"] for line in answer.json()["items"]] == ["COOP-09-00007"]


@pytest.mark.parametrize("door", ["session", "key"])
def test_who_administers_needs_the_second_factor_here_too(
    door: str, users: Any, bearer: Any, client_as: Any
) -> None:
    user = users("admin")
    client = bearer(user) if door == "key" else client_as(user, second_factor=False)

    answer = client.get("/api/v1/cooperatives")

    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_missing")


def test_a_session_without_csrf_token_cannot_write(client_as: Any, call: Any) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call))
    client = Client(enforce_csrf_checks=True)
    client.force_login(reading.reviewer, backend="django.contrib.auth.backends.ModelBackend")

    answer = post(client, reading, all_marks())

    assert (answer.status_code, answer.json()["code"], Review.objects.count()) == (403, "csrf_failed", 0)


def test_a_reviewer_may_not_list_applications(client_as: Any) -> None:
    answer = client_as(ReaderFactory()).get("/api/v1/applications")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


# What is read


def test_sentences_come_in_the_callers_language(users: Any, client_as: Any) -> None:
    client = client_as(users("manager"))

    answers = [
        client.get("/api/v1/calls/T9-99", headers={"Accept-Language": language}).json()["sentence"]
        for language in ("fr", "ar")
    ]

    assert answers == ["Il n’y a rien ici que vous puissiez voir.", "لا يوجد هنا ما يحق لكم الاطلاع عليه."]


def test_cooperatives_are_filtered_and_paged(users: Any, client_as: Any) -> None:
    for number in range(3):
        CooperativeFactory(code=f"COOP-09-0000{number}", province__code="09.541", women_led=True)
    CooperativeFactory(province__code="09.551", women_led=True)
    CooperativeFactory(province__code="09.541", women_led=False)

    answer = client_as(users("manager")).get(
        "/api/v1/cooperatives?territory=09.541&women_led=true&page=2&page_size=2"
    )

    page = answer.json()
    assert ([line["code"] for line in page["items"]], page["count"], page["pages"]) == (
        ["COOP-09-00002"],
        3,
        2,
    )


def test_a_page_beyond_the_last_is_empty(users: Any, client_as: Any) -> None:
    CooperativeFactory()

    page = client_as(users("manager")).get("/api/v1/cooperatives?page=9").json()

    assert (page["items"], page["count"], page["pages"]) == ([], 1, 1)


def test_the_bank_account_is_never_told(users: Any, client_as: Any) -> None:
    cooperative = CooperativeFactory()

    told = client_as(users("manager")).get(f"/api/v1/cooperatives/{cooperative.code}").json()

    assert not [name for name in told if "rib" in name]


def test_a_list_costs_the_same_number_of_queries_at_5_and_at_50(
    users: Any, client_as: Any, call: Any
) -> None:
    client = client_as(users("manager"))
    counts = []
    for more in (5, 45):
        AdmissibleFactory.create_batch(more, call=call)
        for path in ("applications", "cooperatives", "calls"):
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/api/v1/{path}?page_size=200")
            counts.append(len(queries))

    assert counts[:3] == counts[3:]


def test_the_rules_of_a_call_are_told_with_their_version(users: Any, client_as: Any, call: Any) -> None:
    versions = client_as(users("delegate", "09")).get(f"/api/v1/calls/{call.code}/rules").json()

    assert [(version["number"], version["data"]["seats"]) for version in versions] == [(1, call.seats)]


def test_a_call_in_preparation_is_hidden_from_a_cooperative(users: Any, client_as: Any) -> None:
    CallFactory(code="T9-09", state="draft")

    answer = client_as(users("cooperative")).get("/api/v1/calls/T9-09")

    assert answer.status_code == 404


def test_an_application_tells_its_sections_and_amounts_as_text(users: Any, client_as: Any, call: Any) -> None:
    application = AdmissibleFactory(call=call, turnover_last_year_mad="1250.50")

    told = client_as(users("delegate", "09")).get(f"/api/v1/applications/{application.number}").json()

    assert (told["number"], told["sections"]["turnover_last_year_mad"]) == (application.number, "1250.50")


# Readings


def test_a_reader_sees_the_application_without_names(client_as: Any, call: Any) -> None:
    application = AdmissibleFactory(
        call=call, cooperative__name_fr="Zoubidatech", collective_need="Zoubidatech veut vendre. " * 12
    )
    reading = AssignmentFactory(application=application)

    answer = client_as(reading.reviewer).get(f"/api/v1/applications/{application.number}/reading")

    told = answer.json()
    assert (answer.status_code, len(told["grid"]), "Zoubidatech" in answer.content.decode()) == (
        200,
        9,
        False,
    )


def test_nothing_is_shown_before_conflicts_are_declared(client_as: Any, call: Any) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call), state="to_declare")

    answer = client_as(reading.reviewer).get(f"/api/v1/applications/{reading.application.number}/reading")

    assert (answer.status_code, answer.json()["code"]) == (409, "declare_first")


@pytest.mark.parametrize("state", ["conflict", "reassigned"])
def test_a_reading_in_conflict_or_given_away_is_not_found(state: str, client_as: Any, call: Any) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call), state=state)
    client = client_as(reading.reviewer)

    answers = [
        client.get(f"/api/v1/applications/{reading.application.number}/reading").status_code,
        post(client, reading, all_marks()).status_code,
    ]

    assert answers == [404, 404]


def test_the_reading_of_another_is_not_found(client_as: Any, call: Any) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call))

    answer = post(client_as(ReaderFactory()), reading, all_marks())

    assert (answer.status_code, Review.objects.count()) == (404, 0)


def test_a_review_is_recorded_by_the_same_act_as_the_page(bearer: Any, call: Any) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call))

    answer = post(bearer(reading.reviewer), reading, all_marks(4))

    row = JournalEntry.objects.get(verb="selection.review.record")
    assert (answer.json()["total"], answer.json()["state"], row.door) == ("80.0000", "submitted", "api")


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        (all_marks(3, C1=7), "mark_not_a_level"),
        ({"C1": 3}, "marks_missing"),
        (all_marks(3, C99=3), "unknown_criterion"),
        ({"C1": "beaucoup"}, "invalid_request"),
    ],
)
def test_faulty_marks_are_refused_with_their_reason(
    marks: dict[str, Any], code: str, client_as: Any, call: Any
) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call))

    answer = post(client_as(reading.reviewer), reading, marks)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_late_review_is_refused_and_its_marks_are_kept(client_as: Any, call: Any) -> None:
    call.reviews_due_at = timezone.now() - timedelta(hours=1)
    call.save()
    reading = AssignmentFactory(application=AdmissibleFactory(call=call))

    answer = post(client_as(reading.reviewer), reading, all_marks(2))

    kept = Review.objects.get(assignment=reading)
    assert (answer.status_code, answer.json()["code"], kept.submitted_at) == (409, "reviews_late", None)
    assert kept.marks.count() == 9


def test_the_same_idempotency_key_acts_once(client_as: Any, call: Any) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call))
    client, key = client_as(reading.reviewer), str(uuid.uuid4())

    answers = [post(client, reading, all_marks(4), **{"Idempotency-Key": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert JournalEntry.objects.filter(verb="selection.review.record").count() == 1


def test_an_idempotency_key_does_not_serve_other_marks(client_as: Any, call: Any) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call))
    client, key = client_as(reading.reviewer), str(uuid.uuid4())
    post(client, reading, all_marks(4), **{"Idempotency-Key": key})

    answer = post(client, reading, all_marks(5), **{"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_an_idempotency_key_must_be_a_uuid(client_as: Any, call: Any) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call))

    answer = post(client_as(reading.reviewer), reading, all_marks(4), **{"Idempotency-Key": "again"})

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_not_a_uuid")


def test_a_body_that_is_not_json_is_refused_in_words(client_as: Any, call: Any) -> None:
    reading = AssignmentFactory(application=AdmissibleFactory(call=call))

    answer = client_as(reading.reviewer).post(
        f"/api/v1/applications/{reading.application.number}/review",
        "{",
        content_type="application/json",
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


# Public


def test_everybody_may_fetch_the_published_bundle(call: Any, users: Any) -> None:
    content = b"PK the bundle"
    stored = files.store(content, name="bundle.zip", content_type="application/zip")
    PublishedBundle.objects.create(cohort=call.cohort, file=stored, published_by=users("manager"))
    client = Client()

    told = client.get(f"/api/v1/cohorts/{call.cohort.code}").json()
    answer = client.get(told["bundle"]["url"])

    assert (answer.content, told["bundle"]["sha256"]) == (content, hashlib.sha256(content).hexdigest())


def test_a_cohort_whose_call_is_in_preparation_is_not_public() -> None:
    call = CallFactory(state="draft")

    answer = Client().get(f"/api/v1/cohorts/{call.cohort.code}")

    assert answer.status_code == 404


# The description


def test_the_committed_description_is_what_the_api_says() -> None:
    committed = openapi.FILE.read_text(encoding="utf-8")

    assert committed == openapi.description()


def test_the_served_description_needs_no_account() -> None:
    served = Client().get("/api/v1/openapi.json").json()

    committed = json.loads(Path(openapi.FILE).read_text(encoding="utf-8"))
    assert served["paths"].keys() == committed["paths"].keys()
