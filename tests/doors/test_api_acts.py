"""Every act through the API: offered by its own name, refused to strangers, done once, told in words."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mourafaka.api import acts, uploads
from mourafaka.api.parameters import Name
from mourafaka.calls.models import Application, ApplicationDocument, Call, DocumentKind, Programme
from mourafaka.coaching.models import ReportFile, VisitReport
from mourafaka.coaching.services import attach_file
from mourafaka.enrolment.models import Contract
from mourafaka.foundations.acts import ACTS
from mourafaka.foundations.models import JournalEntry, StoredFile
from mourafaka.foundations.received.uploads import cleaned
from mourafaka.people.models import Mandate, Organisation
from mourafaka.registry.models import Cooperative, MemberStat
from tests.doors.access_world import build_world
from tests.factories.calls import ApplicationFactory, CohortFactory
from tests.factories.coaching import photo, validated_visit
from tests.factories.enrolment import LotFactory
from tests.factories.files import pdf
from tests.factories.registry import CooperativeFactory
from tests.factories.territory import ProvinceFactory, SectorFactory

pytestmark = pytest.mark.django_db
PDF = pdf("attestation")


def do(client: Client, verb: str, body: Any, **headers: str) -> Any:
    return client.post(f"/api/v1/acts/{verb}", body, content_type="application/json", headers=headers)


@pytest.fixture
def manager(users: Any, client_as: Any) -> Client:
    return client_as(users("manager"))


# Nothing is left out


def test_every_act_is_offered_or_left_out_with_a_reason() -> None:
    assert sorted([*acts.OFFERED, *acts.NOT_OFFERED]) == sorted(ACTS)


def test_the_arguments_of_every_offered_act_are_described() -> None:
    assert acts.NOT_TELLABLE == {}


def test_the_description_names_every_offered_act() -> None:
    from mourafaka.api.site import api

    paths = api.get_openapi_schema(path_prefix="")["paths"]
    assert {path.removeprefix("/acts/") for path in paths if path.startswith("/acts/")} == set(acts.OFFERED)


# Who may


def sample(schema: dict[str, Any], whole: dict[str, Any]) -> Any:
    """A value this JSON schema takes."""
    if "$ref" in schema:
        return sample(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], whole)
    if "enum" in schema or "const" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: sample(properties[name], whole) for name in schema.get("required", ())}
    if kind == "string":
        formats = {
            "date": "2026-01-01",
            "date-time": "2026-01-01T10:00:00Z",
            "uuid": "01890000-0000-7000-8000-000000000000",
        }
        return formats.get(schema.get("format", ""), "1")
    return {"integer": 1, "number": 1.0, "boolean": True, "array": []}[kind]


def body_about_what_exists(offer: acts.Offer) -> dict[str, Any]:
    """What the act needs, about records that exist wherever there are some."""
    whole = offer.body.model_json_schema()
    body = sample(whole, whole)
    for name, shape in offer.shapes.items():
        record = shape.model._default_manager.first() if shape.model and name in body else None
        if record is not None:
            body[name] = acts.Reference.of(record).name
            if shape.type is not Name:
                body[name] = record.pk
    return body


def test_every_act_refuses_who_holds_no_mandate(users: Any, client_as: Any) -> None:
    build_world(users)
    stranger = client_as(users())

    answers = {
        verb: do(stranger, verb, body_about_what_exists(offer)).status_code
        for verb, offer in acts.OFFERED.items()
    }

    assert {verb: status for verb, status in answers.items() if status not in (403, 404)} == {}


def test_every_act_asks_who_is_there(users: Any) -> None:
    answers = {do(Client(), verb, {}).status_code for verb in acts.OFFERED}

    assert answers == {401}


def test_a_record_out_of_sight_is_not_found_without_a_hint(users: Any, client_as: Any) -> None:
    far = CooperativeFactory(province__code="08.577")
    client = client_as(users("delegate", "09"))
    body = {"status": "dormant", "since": "2026-01-01", "reason": "Arrêt"}

    answers = [
        do(client, "registry.cooperative.status", {"cooperative": code, **body}).json()
        for code in (far.code, "COOP-99-99999")
    ]

    assert (answers[0]["code"], answers[0]) == ("not_found", answers[1])


# One whole act for each kind of argument


def test_an_act_about_nothing_takes_plain_texts(manager: Client) -> None:
    answer = do(
        manager,
        "calls.programme.create",
        {"code": "mourafaka-2", "name_fr": "Mourafaka", "name_ar": "مرافقة"},
    )

    made = Programme.objects.get(code="mourafaka-2")
    assert (answer.status_code, answer.json()["records"]) == (
        200,
        [{"kind": "calls.programme", "id": str(made.pk), "name": "mourafaka-2"}],
    )


def test_days_amounts_and_terms_arrive_as_such(manager: Client) -> None:
    lot = LotFactory()
    provider = Organisation.objects.create(name_fr="Prestataire", name_ar="مقدم", kind="provider")

    answer = do(
        manager,
        "enrolment.contract.create",
        {
            "lot": lot.pk,
            "provider": provider.pk,
            "reference": "AO 1/2026",
            "signed_on": "2026-01-05",
            "starts_on": "2026-02-01",
            "ends_on": "2028-02-01",
            "visit_price_mad": "1850.50",
            "terms": {"visits": 10, "retention_percent": "5"},
        },
    )

    assert answer.status_code == 200, answer.json()
    made = Contract.objects.get(reference="AO 1/2026")
    assert (made.starts_on, made.visit_price_mad, made.visits, made.retention_percent) == (
        date(2026, 2, 1),
        Decimal("1850.50"),
        10,
        Decimal(5),
    )


def test_moments_and_lists_of_records_arrive_as_such(manager: Client) -> None:
    cohort = CohortFactory()
    provinces = [ProvinceFactory(code="09.541"), ProvinceFactory(code="09.551")]
    SectorFactory(code="housing")

    answer = do(
        manager,
        "calls.call.create",
        {
            "cohort": cohort.code,
            "values": {
                "code": "T9-09",
                "title_fr": "Appel",
                "title_ar": "دعوة",
                "opens_at": "2027-01-01T08:00:00+01:00",
                "closes_at": "2027-02-01T16:30:00+01:00",
                "seats": 33,
                "max_age_months": 24,
            },
            "provinces": [province.code for province in provinces],
            "excluded_sectors": ["housing"],
        },
    )

    assert answer.status_code == 200, answer.json()
    made = Call.objects.get(code="T9-09")
    assert (made.closes_at.isoformat(), sorted(made.provinces.values_list("code", flat=True))) == (
        "2027-02-01T15:30:00+00:00",
        ["09.541", "09.551"],
    )


def test_counts_by_name_arrive_as_such(manager: Client) -> None:
    cooperative = CooperativeFactory()

    answer = do(
        manager,
        "registry.members.record",
        {
            "cooperative": cooperative.code,
            "as_of": "2026-03-01",
            "counts": {"members_total": 12, "women": 7, "youth": None},
        },
    )

    assert answer.status_code == 200, answer.json()
    stat = MemberStat.objects.get(cooperative=cooperative, as_of=date(2026, 3, 1))
    assert (stat.members_total, stat.women, stat.youth) == (12, 7, None)


def test_a_column_that_names_a_record_takes_its_code(manager: Client) -> None:
    cooperative = CooperativeFactory()
    sector = SectorFactory(code="handicraft")

    answer = do(
        manager,
        "registry.cooperative.correct",
        {"cooperative": cooperative.code, "version": 1, "values": {"sector": "handicraft", "rural": True}},
    )

    changed = Cooperative.objects.get(pk=cooperative.pk)
    assert (answer.status_code, changed.sector, changed.rural) == (200, sector, True)


def test_a_file_is_sent_first_then_named(manager: Client) -> None:
    application = ApplicationFactory(state="submitted")
    kind = DocumentKind.objects.values_list("code", flat=True)[0]
    ApplicationDocument.objects.create(application=application, kind_id=kind)
    sent = manager.post("/api/v1/files", {"file": SimpleUploadedFile("attestation.pdf", PDF)}).json()

    answer = do(
        manager,
        "calls.application.document",
        {"application": application.number, "kind": kind, "state": "received", "file": sent["file"]},
    )

    assert answer.status_code == 200, answer.json()
    kept = ApplicationDocument.objects.get(application=application, kind=kind)
    assert (kept.state, kept.file.sha256, kept.file.name) == ("received", sent["sha256"], "attestation.pdf")


def test_a_photo_is_the_same_by_the_web_and_by_the_api(client_as: Any) -> None:
    visit = validated_visit()
    VisitReport.objects.update(state="draft")
    coach, day = client_as(visit.coach), date(2020, 7, 10)
    attach_file(visit.report, actor=visit.coach, kind="photo", file=photo(taken=day))

    sent = coach.post("/api/v1/files", {"file": photo(taken=day)}).json()
    answer = do(
        coach, "coaching.report.attach", {"report": visit.report.pk, "kind": "photo", "file": sent["file"]}
    )

    assert answer.status_code == 200, answer.json()
    web, api = ReportFile.objects.values_list("fingerprint", "taken_on")
    assert web == api == (web[0], day)


def test_a_file_serves_nobody_but_its_sender(users: Any, manager: Client) -> None:
    application = ApplicationFactory(state="submitted")
    ready = cleaned(SimpleUploadedFile("x.pdf", PDF))
    stored = StoredFile.objects.create(name="x", content_type="application/pdf", path="x", size_bytes=1)

    answer = do(
        manager,
        "calls.application.document",
        {
            "application": application.number,
            "kind": "registration",
            "state": "received",
            "file": uploads.token_of(stored, users("manager"), ready),
        },
    )

    assert answer.status_code == 404


@pytest.mark.parametrize(("content", "code"), [(b"MZ program", "upload_not_of_these"), (b"", "upload_empty")])
def test_a_file_of_another_kind_is_not_taken(content: bytes, code: str, manager: Client) -> None:
    answer = manager.post("/api/v1/files", {"file": SimpleUploadedFile("note.exe", content)})

    assert (answer.status_code, answer.json()["code"], StoredFile.objects.count()) == (422, code, 0)


# Bad input


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"values": {"capital": 3}}, "values.capital"),
        ({"version": "one"}, "version"),
        ({"values": {"registered_on": "32/13/2020"}}, "values.registered_on"),
        ({"values": {"capital_paid_mad": 12.5}}, "values.capital_paid_mad"),
        ({"values": {"sector": 3}}, "values.sector"),
    ],
)
def test_what_cannot_be_read_is_refused_naming_its_field(
    change: dict[str, Any], named: str, manager: Client
) -> None:
    cooperative = CooperativeFactory()
    body = {"cooperative": cooperative.code, "version": 1, "values": {}, **change}

    answer = do(manager, "registry.cooperative.correct", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert named in answer.json()["sentence"]


def test_a_value_that_fits_no_column_is_refused_and_nothing_is_written(manager: Client) -> None:
    answer = do(
        manager, "calls.programme.create", {"code": "x" * 300, "name_fr": "Mourafaka", "name_ar": "مرافقة"}
    )

    assert (answer.status_code, Programme.objects.filter(name_fr="Mourafaka").count()) == (409, 0)


def test_a_mandate_of_an_unknown_role_is_refused(users: Any, client_as: Any) -> None:
    person = users()

    answer = do(client_as(users("admin")), "people.mandate.give", {"user": person.email, "role": "king"})

    assert (answer.status_code, Mandate.objects.filter(user=person).count()) == (422, 0)


def test_a_refusal_of_the_act_comes_with_its_code_and_sentence(manager: Client) -> None:
    cooperative = CooperativeFactory()
    body = {"cooperative": cooperative.code, "version": 9, "values": {}}

    answer = do(manager, "registry.cooperative.correct", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")


# Once


@pytest.fixture
def rejection(manager: Client) -> Callable[..., Any]:
    application = ApplicationFactory(state="submitted")

    def send(reason: str, key: str) -> Any:
        body = {"application": application.number, "reason": reason}
        return do(manager, "calls.application.reject", body, **{"Idempotency-Key": key})

    return send


def test_the_same_idempotency_key_acts_once(rejection: Callable[..., Any]) -> None:
    key = str(uuid.uuid4())

    answers = [rejection("Hors territoire", key).json() for _ in range(2)]

    assert answers[0] == answers[1]
    rows = JournalEntry.objects.filter(verb="calls.application.reject").values_list("door", flat=True)
    assert (list(rows), Application.objects.get().state) == (["api"], "inadmissible")


def test_an_idempotency_key_serves_no_other_request(rejection: Callable[..., Any]) -> None:
    key = str(uuid.uuid4())
    rejection("Hors territoire", key)

    answer = rejection("Autre raison", key)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
