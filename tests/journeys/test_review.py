"""Reading applications in a browser: by keyboard alone, without scripts, in two windows, accessible to all."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from mourafaka.selection.models import Assignment, Mark
from tests.factories.calls import CallFactory
from tests.factories.selection import (
    AdmissibleFactory,
    AssignmentFactory,
    ReaderFactory,
    ReviewerProfileFactory,
    ReviewFactory,
    all_marks,
    reviewed,
)
from tools.look import sideways

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LONG_NAME = (
    "Coopérative agricole féminine Tifaouine n’Aït Oumghar pour le développement et la commercialisation"
)
PAGES = ("readings", "declaration", "reading", "readers", "progress", "calibration")


@pytest.fixture
def call() -> Any:
    return CallFactory(state="closed")


@pytest.fixture
def reader(call: Any) -> Any:
    return ReviewerProfileFactory(call=call).user


def give(call: Any, reader: Any, count: int) -> list[Assignment]:
    return [
        AssignmentFactory(application=application, reviewer=reader)
        for application in AdmissibleFactory.create_batch(count, call=call)
    ]


def test_thirty_applications_are_marked_with_the_keyboard_alone(open_page, client_as, call, reader):
    assignments = give(call, reader, 30)
    page = open_page(reverse("selection:reading", args=[assignments[0].pk]), client=client_as(reader))

    for place in range(30):
        page.wait_for_selector("#grid[data-ready]")
        for value in (4, 3, 3, 5, 2, 4, 3, 3, place % 6):
            page.keyboard.press(str(value))
        with page.expect_navigation():
            page.keyboard.press("s")

    assert not Assignment.objects.owed().exists()
    assert Mark.objects.count() == 270


def test_the_keys_move_between_criteria_and_the_total_follows(open_page, client_as, call, reader):
    (assignment,) = give(call, reader, 1)
    page = open_page(reverse("selection:reading", args=[assignment.pk]), client=client_as(reader))
    page.wait_for_selector("#grid[data-ready]")

    for key in "5jk4k1":  # C1 5, to C3 and back to C2: 4, back to C2: 1
        page.keyboard.press(key)

    assert page.locator("[data-given]").inner_text() == "2"
    assert page.locator('[name="mark-C1"]:checked').get_attribute("value") == "5"
    assert page.locator('[name="mark-C2"]:checked').get_attribute("value") == "1"
    assert page.locator("[data-total]").inner_text() == "18,0"


def test_what_is_typed_is_saved_while_one_reads(open_page, client_as, call, reader):
    (assignment,) = give(call, reader, 1)
    client = client_as(reader)
    page = open_page(reverse("selection:reading", args=[assignment.pk]), client=client)
    page.wait_for_selector("#grid[data-ready]")
    with page.expect_response("**/draft/"):
        page.keyboard.press("4")
    with page.expect_response("**/draft/"):
        page.fill("#comment", "Projet solide")

    page.reload()

    assert page.locator('[name="mark-C1"]:checked').get_attribute("value") == "4"
    assert page.input_value("#comment") == "Projet solide"


def test_without_scripts_the_grid_is_a_plain_form(open_page, client_as, call, reader):
    (assignment,) = give(call, reader, 1)
    page = open_page(
        reverse("selection:reading", args=[assignment.pk]), client=client_as(reader), scripts=False
    )
    for number in range(1, 10):
        page.locator(f'[name="mark-C{number}"][value="3"]').check()

    page.locator('[name="then"][value="next"]').click()

    assignment.refresh_from_db()
    assert assignment.state == "submitted"


@pytest.fixture
def everything(call: Any, users: Any) -> Any:
    """A person who runs the readings and reads, with readings in every state."""
    person = users(("manager", "reviewer"), full_name="Latifa Amzil")
    ReviewerProfileFactory(call=call, user=person, pseudonym="R90")
    people = [ReaderFactory(full_name=name) for name in ("Rachid Ouhaddou", "نادية بلحسن", "Samira El Fassi")]
    applications = AdmissibleFactory.create_batch(6, call=call)
    for place, application in enumerate(applications[:3]):
        reviewed(application, all_marks(4), all_marks(3 - place), readers=people[place % 2 : place % 2 + 2])
    AssignmentFactory(application=applications[3], reviewer=people[0], state="to_declare")
    named = AdmissibleFactory(
        call=call, cooperative__name_fr=LONG_NAME, cooperative__leader_name="Omar Amzil"
    )
    mine = AssignmentFactory(application=named, reviewer=person, state="submitted")
    AdmissibleFactory(call=call, cooperative__leader_name="Hassan Amzil")
    return person, mine


def path_of(name: str, call: Any, mine: Assignment) -> str:
    if name == "readings":
        return reverse("selection:readings")
    return reverse(f"selection:{name}", args=[mine.pk if name == "reading" else call.code])


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_of_the_readings_fails_axe_or_scrolls_sideways(
    name, language, open_page, client_as, call, everything, violations
):
    person, mine = everything
    ReviewFactory(assignment=mine)
    client = client_as(person)

    wide = open_page(path_of(name, call, mine), client=client, language=language)
    narrow = open_page(path_of(name, call, mine), client=client, language=language, width=320)

    assert violations(wide) == []
    assert violations(narrow) == []
    assert sideways(narrow) == 0
