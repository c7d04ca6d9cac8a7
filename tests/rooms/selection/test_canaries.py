"""No list, page, export, search or API shows an application to who declared a conflict, nor one not theirs.

Every address that answers GET is visited, with the keys of an application whose number and texts are canaries.
"""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from mourafaka.selection import services
from mourafaka.selection.models import Assignment
from tests.factories.selection import AdmissibleFactory, all_marks, reviewed

pytestmark = pytest.mark.django_db

NUMBER, TEXT = "T2-09-7777", "Canariprojet"
# Pages that know no application: accounts, maps of the territory, samples of the design.
NOT_VISITED = ("account_", "mfa_", "territory:", "portal:components", "portal:phone", "api-1:openapi")
QUERIES = ({}, {"q": TEXT}, {"q": NUMBER}, {"search": NUMBER}, {"all": "1", "proposal": "1"})


def names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield ":".join((*spaces, pattern.name)), tuple(pattern.pattern.converters)


def addresses(keys: dict[str, list[Any]]) -> Iterator[str]:
    """Every address that can be made with these keys."""
    for name, parameters in sorted(set(names(get_resolver()))):
        if name.startswith(NOT_VISITED) or not set(parameters) <= set(keys):
            continue
        for values in itertools.product(*(keys[parameter] for parameter in parameters)):
            try:
                yield reverse(name, kwargs=dict(zip(parameters, values, strict=True)))
            except NoReverseMatch:
                continue


def said(answer: Any) -> str:
    """The text of an answer, workbooks unpacked."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            content = b" ".join(archive.read(name) for name in archive.namelist())
    return content.decode("utf-8", "replace")


@pytest.fixture
def hidden(call: Any, readers: Any) -> Any:
    application = AdmissibleFactory(
        call=call,
        number=NUMBER,
        project_title=TEXT,
        collective_need=f"{TEXT} " * 20,
        products=TEXT,
        market=TEXT,
        innovation=TEXT,
    )
    reviewed(application, all_marks(1), all_marks(5), readers=readers(2))
    return application


def shown_to(client: Any, application: Any) -> list[str]:
    """The addresses at which a canary is seen; the number counts only where it was not asked for."""
    call, cooperative = application.call, application.cooperative
    reading = Assignment.objects.filter(application=application).first()
    keys = {
        "code": [call.code, call.cohort.code, cooperative.code],
        "number": [NUMBER],
        "pk": [application.pk, reading.pk],
        "kind": ["csv", "xlsx"],
        "cohort": [call.cohort.code],
    }
    found = []
    for address in addresses(keys):
        for query in QUERIES:
            answer = client.get(address, query)
            if answer.status_code != 200:
                break
            text = said(answer)
            asked = NUMBER in address or NUMBER in query.values()
            wanted = TEXT in query.values()
            if (TEXT in text and not wanted) or (NUMBER in text and not asked):
                found.append(address)
    return sorted(set(found))


def test_the_canary_is_seen_by_who_may_see_it(call, hidden, manager, client_as):
    shown = shown_to(client_as(manager), hidden)

    assert reverse("calls:applications") in shown
    assert reverse("calls:application", args=[NUMBER]) in shown
    assert reverse("calls:download", args=["csv"]) in shown
    assert reverse("selection:progress", args=[call.code]) in shown
    assert reverse("selection:calibration", args=[call.code]) in shown


@pytest.mark.parametrize("role", ["manager", "delegate", "admin", "evaluator", "committee", "reviewer"])
def test_who_declared_a_conflict_sees_the_application_nowhere(role, hidden, users, client_as):
    person = users(role, "09" if role == "delegate" else "")
    services.declare_conflict(hidden, actor=person, nature="family")

    assert shown_to(client_as(person), hidden) == []


@pytest.mark.parametrize("role", ["coach", "trainer", "cooperative", "finance", "funder", "reviewer"])
def test_who_has_no_part_in_an_application_sees_it_nowhere(role, hidden, users, client_as):
    assert shown_to(client_as(users(role)), hidden) == []


def test_a_delegate_of_another_region_sees_the_application_nowhere(hidden, users, client_as):
    assert shown_to(client_as(users("delegate", "04")), hidden) == []
