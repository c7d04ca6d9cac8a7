"""The pages of the readings: queue, declaration, reading, boards; what they show and what they keep back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mourafaka.selection import services
from mourafaka.selection.models import Assignment, ConflictDeclaration, Mark, ReviewerProfile
from mourafaka.selection.queries import ties
from tests.factories.selection import (
    AdmissibleFactory,
    AssignmentFactory,
    ReaderFactory,
    all_marks,
    reviewed,
)

pytestmark = pytest.mark.django_db


def posted(marks, **others) -> dict[str, str]:
    return {**{f"mark-{code}": str(value) for code, value in marks.items()}, **others}


def sheet_of(call, reader, *tied, nature="family", confirmed=True) -> dict[str, str]:
    lines = ties.declaration_sheet(call, reader)
    data = {"listed": ",".join(str(line.cooperative.pk) for line in lines)}
    for application in tied:
        data[f"tie-{application.cooperative_id}"] = "on"
        data[f"nature-{application.cooperative_id}"] = nature
    return {**data, **({"none_of_the_others": "on"} if confirmed else {})}


def stored(assignment) -> dict[str, int]:
    return {mark.criterion: int(mark.value) for mark in Mark.objects.filter(review__assignment=assignment)}


def test_the_queue_sends_to_the_declaration_before_anything_can_be_opened(
    call, applications, readers, client_as
):
    (application,) = applications(1)
    (reader,) = readers(1)
    assignment = AssignmentFactory(application=application, reviewer=reader, state="to_declare")
    client = client_as(reader)

    page = client.get(reverse("selection:readings")).content.decode()

    assert reverse("selection:declaration", args=[call.code]) in page
    assert reverse("selection:reading", args=[assignment.pk]) not in page


def test_opening_a_reading_before_declaring_leads_to_the_declaration(call, applications, readers, client_as):
    (application,) = applications(1)
    (reader,) = readers(1)
    assignment = AssignmentFactory(application=application, reviewer=reader, state="to_declare")

    answer = client_as(reader).get(reverse("selection:reading", args=[assignment.pk]))

    assert answer.status_code == 302
    assert answer.url == reverse("selection:declaration", args=[call.code])


def test_the_declaration_page_never_ties_a_name_to_a_number(call, applications, readers, client_as):
    found = applications(4)
    (reader,) = readers(1)

    page = client_as(reader).get(reverse("selection:declaration", args=[call.code])).content.decode()

    assert all(application.cooperative.name_fr in page for application in found)
    assert not any(application.number in page for application in found)


def test_declaring_from_the_page_opens_the_readings(call, applications, readers, client_as):
    tied, free = applications(2)
    (reader,) = readers(1)
    assignment = AssignmentFactory(application=free, reviewer=reader, state="to_declare")

    answer = client_as(reader).post(
        reverse("selection:declaration", args=[call.code]), sheet_of(call, reader, tied)
    )

    assignment.refresh_from_db()
    assert answer.status_code == 302
    assert assignment.state == "to_review"
    assert ConflictDeclaration.objects.get(application=tied, person=reader).nature == "family"


def test_a_tie_without_its_nature_is_asked_for_and_the_tick_kept(call, applications, readers, client_as):
    tied, _other = applications(2)
    (reader,) = readers(1)

    answer = client_as(reader).post(
        reverse("selection:declaration", args=[call.code]), sheet_of(call, reader, tied, nature="")
    )

    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert f'name="tie-{tied.cooperative_id}" checked' in page
    assert f'id="nature-{tied.cooperative_id}"' in page
    assert not ConflictDeclaration.objects.exists()


def test_a_sheet_without_none_of_the_others_is_not_a_declaration(call, applications, readers, client_as):
    applications(2)
    (reader,) = readers(1)

    answer = client_as(reader).post(
        reverse("selection:declaration", args=[call.code]), sheet_of(call, reader, confirmed=False)
    )

    assert answer.status_code == 422
    assert not ConflictDeclaration.objects.exists()


def test_the_reading_page_shows_the_grid_and_no_name(call, readers, client_as):
    application = AdmissibleFactory(
        call=call,
        cooperative__name_fr="Coopérative Canarinom",
        collective_need="Canarinom veut vendre. " * 12,
    )
    (reader,) = readers(1)
    assignment = AssignmentFactory(application=application, reviewer=reader)

    page = client_as(reader).get(reverse("selection:reading", args=[assignment.pk])).content.decode()

    assert page.count('type="radio"') == 54
    assert "anarinom" not in page
    assert "▇▇▇ veut vendre" in page


def test_submitting_and_next_goes_to_the_next_reading(call, applications, readers, client_as):
    first, second = applications(2)
    (reader,) = readers(1)
    one = AssignmentFactory(application=first, reviewer=reader)
    two = AssignmentFactory(application=second, reviewer=reader)

    answer = client_as(reader).post(
        reverse("selection:reading", args=[one.pk]), posted(all_marks(4), then="next", version="0")
    )

    assert answer.url == reverse("selection:reading", args=[two.pk])
    assert stored(one) == all_marks(4)


def test_an_incomplete_form_comes_back_with_the_missing_criteria_named(client_as):
    assignment = AssignmentFactory()
    marks = all_marks(4)
    del marks["C6"]

    answer = client_as(assignment.reviewer).post(
        reverse("selection:reading", args=[assignment.pk]),
        posted(marks, then="next", version="0", comment="Oui"),
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "C6" in page.split('id="refusal"')[1].split("</div>")[0]
    assert "Oui" in page
    assert stored(assignment) == marks


def test_a_late_review_comes_back_with_its_marks_and_the_deadline(client_as):
    assignment = AssignmentFactory()
    call = assignment.application.call
    type(call).objects.filter(pk=call.pk).update(reviews_due_at=timezone.now() - timedelta(hours=1))

    answer = client_as(assignment.reviewer).post(
        reverse("selection:reading", args=[assignment.pk]), posted(all_marks(2), then="next", version="0")
    )

    assert answer.status_code == 422
    assert answer.content.decode().count(" checked") == 9
    assert stored(assignment) == all_marks(2)


def test_two_windows_show_both_values_and_lose_none(client_as):
    assignment = AssignmentFactory()
    client = client_as(assignment.reviewer)
    url = reverse("selection:reading", args=[assignment.pk])
    client.post(url, posted({"C1": 5}, then="draft", version="0"))

    answer = client.post(url, posted({"C1": 2}, then="draft", version="0"))

    criterion = answer.content.decode().split('data-criterion="C1"')[1].split("</fieldset>")[0]
    assert answer.status_code == 422
    assert re.search(r'value="2"\s[^>]*checked', criterion)
    assert "5." in criterion.split('class="small warn"')[1]
    assert stored(assignment) == {"C1": 5}


def test_after_both_values_were_shown_the_second_can_be_chosen(client_as):
    assignment = AssignmentFactory()
    client = client_as(assignment.reviewer)
    url = reverse("selection:reading", args=[assignment.pk])
    client.post(url, posted({"C1": 5}, then="draft", version="0"))
    client.post(url, posted({"C1": 2}, then="draft", version="0"))

    client.post(url, posted({"C1": 2}, then="draft", version="1"))

    assert stored(assignment) == {"C1": 2}


def test_autosave_answers_the_version_it_wrote(client_as):
    assignment = AssignmentFactory()

    answer = client_as(assignment.reviewer).post(
        reverse("selection:draft", args=[assignment.pk]), posted({"C1": 3}, version="0")
    )

    assert answer.json()["version"] == 1
    assert stored(assignment) == {"C1": 3}


def test_autosave_from_an_older_window_says_so_and_overwrites_nothing(client_as):
    assignment = AssignmentFactory()
    client = client_as(assignment.reviewer)
    client.post(reverse("selection:draft", args=[assignment.pk]), posted({"C1": 3}, version="0"))

    answer = client.post(reverse("selection:draft", args=[assignment.pk]), posted({"C1": 0}, version="0"))

    assert answer.status_code == 409
    assert answer.json()["code"] == "review_changed_meanwhile"
    assert stored(assignment) == {"C1": 3}


def test_abstaining_without_a_reason_keeps_the_reading(client_as):
    assignment = AssignmentFactory()

    answer = client_as(assignment.reviewer).post(
        reverse("selection:abstain", args=[assignment.pk]), {"reason": " "}
    )

    assignment.refresh_from_db()
    assert answer.status_code == 422
    assert assignment.state == "to_review"


def test_a_conflict_found_while_reading_closes_the_page(call, applications, readers, client_as):
    (application,) = applications(1)
    reader, other = readers(2)
    assignment = AssignmentFactory(application=application, reviewer=reader)
    client = client_as(reader)

    client.post(reverse("selection:found_conflict", args=[assignment.pk]), {"nature": "adviser"})

    assert client.get(reverse("selection:reading", args=[assignment.pk])).status_code == 404
    assert Assignment.objects.in_force().get(application=application).reviewer == other


@pytest.mark.parametrize("name", ["reading", "draft", "abstain", "found_conflict"])
@pytest.mark.parametrize("state", ["to_review", "submitted", "conflict", "abstained", "reassigned"])
def test_the_reading_of_another_does_not_exist(name, state, client_as):
    assignment = AssignmentFactory(state=state)

    answer = client_as(ReaderFactory()).post(reverse(f"selection:{name}", args=[assignment.pk]))

    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["manager", "admin", "delegate"])
def test_no_board_shows_an_application_one_is_in_conflict_with(role, call, users, readers, client_as):
    person = users(role, "09" if role == "delegate" else "")
    people = readers(2)
    hidden = AdmissibleFactory(call=call, number="T2-09-CANARI", cooperative__name_fr="Canarinom")
    reviewed(hidden, all_marks(1), all_marks(5), readers=people)
    services.declare_conflict(hidden, actor=person, nature="family")
    client = client_as(person)

    pages = [
        client.get(reverse(f"selection:{name}", args=[call.code]), {"all": "1", "proposal": "1"})
        for name in ("readers", "progress", "calibration")
    ]
    pages.append(client.get(reverse("selection:readings")))

    assert [page.status_code for page in pages] == [200] * 4
    assert not any("CANARI" in page.content.decode() for page in pages)
    assert not any("Canarinom" in page.content.decode() for page in pages)


@pytest.mark.parametrize("name", ["move", "third_reading"])
def test_nobody_manages_the_reading_of_an_application_they_are_in_conflict_with(
    name, call, applications, readers, manager, client_as
):
    (application,) = applications(1)
    first, _second = readers(2)
    assignment = AssignmentFactory(application=application, reviewer=first)
    services.declare_conflict(application, actor=manager, nature="family")
    key = assignment.pk if name == "move" else application.pk

    answer = client_as(manager).post(reverse(f"selection:{name}", args=[key]))

    assert answer.status_code == 404


def test_a_proposal_is_shown_then_applied(call, applications, readers, manager, client_as):
    applications(3)
    readers(3)
    client = client_as(manager)
    shown = client.get(reverse("selection:readers", args=[call.code]), {"proposal": "1"})
    fingerprint = shown.context["plan"].fingerprint

    client.post(reverse("selection:apply", args=[call.code]), {"fingerprint": fingerprint})

    assert Assignment.objects.count() == 6


def test_a_proposal_that_no_longer_holds_is_shown_anew(call, applications, readers, manager, client_as):
    applications(3)
    readers(3)

    answer = client_as(manager).post(reverse("selection:apply", args=[call.code]), {"fingerprint": "old"})

    assert answer.status_code == 409
    assert answer.context["plan"].possible
    assert not Assignment.objects.exists()


def test_a_manager_enrols_a_reader_from_the_page(call, manager, client_as):
    reader = ReaderFactory()

    client_as(manager).post(
        reverse("selection:enrol", args=[call.code]), {"user": reader.pk, "min_load": 2, "max_load": 9}
    )

    assert ReviewerProfile.objects.get().user == reader


def test_pinning_an_application_that_does_not_exist_says_so(call, readers, manager, client_as):
    readers(1)
    profile = ReviewerProfile.objects.get()

    answer = client_as(manager).post(
        reverse("selection:pin", args=[call.code]), {"application": "T2-09-9999", "reader": profile.pk}
    )

    assert answer.status_code == 422
    assert "T2-09-9999" in answer.content.decode()


def test_a_delegate_of_another_region_assigns_nothing_here(call, applications, readers, users, client_as):
    applications(1)
    readers(2)

    answer = client_as(users("delegate", "04")).post(reverse("selection:apply", args=[call.code]))

    assert answer.status_code in (403, 409)
    assert not Assignment.objects.exists()


def test_the_progress_board_says_why_nobody_is_left(call, applications, readers, manager, client_as):
    (application,) = applications(1)
    (only,) = readers(1)
    AssignmentFactory(application=application, reviewer=only)

    page = client_as(manager).get(reverse("selection:progress", args=[call.code]))

    (row,) = page.context["page"].object_list
    assert row.lacking == 1
    assert "1" in row.why_nobody


@pytest.mark.parametrize("name", ["readings", "progress", "readers", "declaration", "calibration"])
def test_a_page_asks_the_database_as_often_at_5_as_at_50(name, call, applications, readers, users, client_as):
    person = users(("manager", "reviewer"))
    ReviewerProfile.objects.create(call=call, user=person, pseudonym="R99")
    client = client_as(person)
    url = reverse(f"selection:{name}", args=[] if name == "readings" else [call.code])
    people = readers(2)

    def asked(count):
        for application in applications(count):
            reviewed(application, all_marks(3), all_marks(4, C1=3), readers=people)
            AssignmentFactory(application=application, reviewer=person, state="submitted")
        client.get(url, {"all": "1"})
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url, {"all": "1"}).status_code == 200
        return len(queries)

    few = asked(5)

    assert asked(45) == few


@pytest.mark.parametrize("role", ["coach", "finance", "cooperative", "funder"])
def test_the_readings_are_closed_to_other_roles(role, call, users, client_as):
    client = client_as(users(role))

    codes = {
        name: client.get(
            reverse(f"selection:{name}", args=[] if name == "readings" else [call.code])
        ).status_code
        for name in ("readings", "progress", "readers", "declaration", "calibration")
    }

    assert set(codes.values()) == {403}
