"""Every field that could hold personal data says why it is kept, who receives it and how long."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from django.apps import apps
from django.db import models

from mourafaka.applying import questions
from mourafaka.foundations.privacy import accesses, declared
from mourafaka.foundations.privacy.consents import TEXTS
from mourafaka.foundations.privacy.people import target
from tests.doors.test_access import kwargs_of, page_names


def test_every_field_that_could_be_personal_is_declared():
    assert declared.undeclared() == []


def test_nothing_is_declared_of_a_field_that_is_gone():
    assert declared.stale() == []


def test_every_declared_field_belongs_to_a_known_treatment():
    known = {treatment.code for treatment in declared.treatments()}

    assert {group.of for group in declared._groups.values()} <= known


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (models.CharField(max_length=20), True),
        (models.TextField(), True),
        (models.JSONField(), True),
        (models.EmailField(), True),
        (models.FloatField(), True),
        (models.SlugField(), False),
        (models.CharField(max_length=2, choices=[("a", "A")]), False),
        (models.IntegerField(), False),
        (models.DateField(), False),
    ],
)
def test_a_field_nobody_spoke_of_is_found_by_its_type(column, expected):
    assert declared._holds_free_content(column) is expected


def test_every_treatment_says_when_its_data_have_served():
    endless = {each.code for each in declared.treatments() if not declared.ends_of(each.code)}

    assert endless == set()


def test_every_way_to_the_people_of_a_row_leads_to_a_known_kind_of_person():
    reached = {target(group.table, way)._meta.label for group in declared.groups() for way in group.whose}

    assert reached <= set(declared.subjects())


# Parts of an address that name a record of somebody, and rooms whose pages show no person.
PARTS = {"number", "pk", "code"}
WITHOUT_PEOPLE = {
    "imports": "files of the staff, seen by whoever imports them",
    "foundations": "messages, seen by whoever sends them",
    "notices": "one's own list, and links for whoever holds them",
    "privacy": "the pages of whoever answers for data; what they take away is written by the act",
    "results": "figures and imported workbooks",
    "territory": "places",
    "press": "published to everybody; what readers ask is of no person the programme knows",
    "public": "published to everybody",
    "public_calls": "published to everybody",
}
# Pages with a part of that name which is no person's record.
SHOW_NOBODY = {
    "applying:verify": "a receipt's code; names nobody",
    "calls:*": "calls, rules and cohorts",
    "coaching:*": "tours, plannings, statements; acts that answer with another page",
    "diagnosis:*": "the instrument",
    "enrolment:*": "contracts, and calls to enrol",
    "instruction:*": "teams, batches, paces; acts that answer with another page",
    "people:*": "acts that answer with another page",
    "plans:*": "the library",
    "selection:*": "calls, sessions and motions; readings and letters are declared",
    "training:*": "modules, tallies; acts that answer with another page",
}


def test_every_page_about_a_record_is_in_the_log_of_accesses_or_says_why_not():
    silent = set()
    for name in page_names():
        room = name.partition(":")[0]
        parts = set(kwargs_of(name)) & PARTS
        if not parts or room in WITHOUT_PEOPLE or accesses.shown_by(name, parts):
            continue
        if not accesses.exempted(name) and name not in SHOW_NOBODY and f"{room}:*" not in SHOW_NOBODY:
            silent.add(name)

    assert silent == set()


def test_every_page_of_the_log_exists():
    names = set(page_names())
    rooms = {f"{name.partition(':')[0]}:*" for name in names}
    stale = {page for page in accesses._pages if page not in names | rooms and not page.startswith("api-1:")}

    assert stale == set()


def test_texts_people_agreed_to_never_change():
    """A new wording is a new version: texts/application-2.fr.txt, and its fingerprint here."""
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in TEXTS.glob("*.txt")}

    assert found == json.loads((TEXTS / "versions.json").read_text())


def test_no_national_identity_number_is_asked_of_who_applies():
    asked = re.compile(
        r"\b(cin|cnie|cni|carte d.identit|identity card|identity number|passport)\b", re.IGNORECASE
    )
    told = [f"{question.name} {question.label} {question.help}" for question in questions.BY_NAME.values()]
    columns = [
        f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.fields
    ]

    assert [text for text in told + columns if asked.search(text.replace("_", " "))] == []
