"""The API keeps its own description, whatever it is asked: no 5xx, no answer that the description lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from mourafaka.foundations import files
from mourafaka.people.models import Mandate
from mourafaka.people.services import create_token
from mourafaka.selection.models import PublishedBundle
from mourafaka.wsgi import application as wsgi
from tests.factories.calls import CallFactory
from tests.factories.selection import AdmissibleFactory, AssignmentFactory
from tools import openapi

pytestmark = pytest.mark.django_db
load_all_checks()


def described() -> Any:
    found = schemathesis.openapi.from_dict(json.loads(openapi.FILE.read_text(encoding="utf-8")))
    found.app = wsgi
    found.config.phases.coverage.unexpected_methods = {"QUERY"}  # one wrong method an address is enough
    return found


schema, acts = described(), described()
acts.config.phases.coverage.enabled = (
    False  # their arguments are shaped by one piece of code: a few draws each
)
KEPT = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
ACTS = r"/acts/"


def bounded(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The application runs inside the test's transaction, whose connection must outlive each request, as
    Django's own test client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def reading() -> Any:
    """A reading to do, of the first of three applications to a call whose bundle is published."""
    call = CallFactory(state="closed", code="T2-09")
    reading = AssignmentFactory(application=AdmissibleFactory.create_batch(3, call=call)[0])
    stored = files.store(b"PK", name="bundle.zip", content_type="application/zip")
    PublishedBundle.objects.create(cohort=call.cohort, file=stored, published_by=reading.reviewer)
    return reading


@pytest.fixture
def key(users: Any, reading: Any) -> str:
    """The key of a person who keeps the register and does that reading."""
    person = reading.reviewer
    Mandate.objects.create(user=person, role="manager")
    last_day = timezone.localdate() + timedelta(days=1)
    return create_token(person, actor=person, name="test", expires_on=last_day).secret


def _ask(case: Any, key: str, checks: list[str]) -> Any:
    headers = {"Host": "localhost", "Authorization": f"Bearer {key}"}
    return case.call_and_validate(headers=headers, checks=CHECKS.get_by_names(checks))


@schema.exclude(path_regex=ACTS).parametrize()
@bounded(30)
def test_every_answer_is_one_the_description_announces(case: Any, key: str) -> None:
    _ask(case, key, [*KEPT, "negative_data_rejection"])


@acts.include(path_regex=ACTS).parametrize()
@bounded(6)
def test_every_answer_about_an_act_is_one_the_description_announces(case: Any, key: str) -> None:
    _ask(case, key, [*KEPT, "negative_data_rejection"])


@schema.include(path_regex=r"\{").parametrize()
@bounded(30)
def test_answers_about_what_exists_are_as_announced(case: Any, key: str, reading: Any) -> None:
    application = reading.application
    if case.operation.path.endswith(
        "{number}"
    ):  # whoever owes a blind reading sees that application only there
        application = application.call.applications.exclude(pk=application.pk).first()
    codes = {"calls": application.call.code, "cooperatives": application.cooperative.code}
    code = codes.get(case.operation.path.split("/")[3], application.call.cohort.code)
    names = case.path_parameters.keys()
    case.path_parameters = {name: application.number if name == "number" else code for name in names}

    _ask(case, key, KEPT)
