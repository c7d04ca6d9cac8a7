"""Raw and adjusted ranks side by side, for those who owe no mark."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from mourafaka.selection.queries.calibration import calibration_board
from tests.factories.selection import AssignmentFactory, all_marks, reviewed

pytestmark = pytest.mark.django_db


def test_a_severe_reader_is_told_from_a_mild_one(call, applications, readers, manager):
    severe, mild, third = readers(3)
    for place, application in enumerate(applications(6)):
        pair = [(severe, 2), (mild, 4)] if place % 2 else [(severe, 2), (third, 3)]
        people, values = zip(*pair, strict=True)
        reviewed(application, *(all_marks(value) for value in values), readers=people)

    board = calibration_board(call, manager)

    assert board.readers[0].profile.user == severe
    assert board.readers[-1].profile.user == mild
    assert board.readers[0].severity < 0 < board.readers[-1].severity


def test_ranks_are_given_raw_and_adjusted_with_spread_and_n(call, applications, readers, manager):
    best, worst = applications(2)
    people = readers(2)
    reviewed(best, all_marks(5), all_marks(4), readers=people)
    reviewed(worst, all_marks(2), all_marks(1), readers=people)

    rows = calibration_board(call, manager).applications

    assert [(row.application, row.raw_rank, row.adjusted_rank, row.n) for row in rows] == [
        (best, 1, 1, 2),
        (worst, 2, 2, 2),
    ]
    assert [row.spread for row in rows] == [20.0, 20.0]
    assert [row.raw for row in rows] == [90.0, 30.0]


def test_equal_scores_share_a_rank(call, applications, readers, manager):
    people = readers(2)
    for application in applications(2):
        reviewed(application, all_marks(3), all_marks(3), readers=people)

    rows = calibration_board(call, manager).applications

    assert [row.raw_rank for row in rows] == [1, 1]


def test_groups_without_an_application_in_common_are_said(call, applications, readers, manager, client_as):
    one, two = applications(2)
    first, second, third, fourth = readers(4)
    reviewed(one, all_marks(3), all_marks(4), readers=[first, second])
    reviewed(two, all_marks(2), all_marks(4), readers=[third, fourth])

    page = client_as(manager).get(reverse("selection:calibration", args=[call.code]))

    assert page.context["board"].groups == (("R01", "R02"), ("R03", "R04"))
    assert "R01, R02" in page.content.decode()


def test_single_readings_are_said_to_be_unadjusted(call, applications, readers, manager):
    (application,) = applications(1)
    reviewed(application, all_marks(3), readers=readers(1))

    board = calibration_board(call, manager)

    assert not board.separable
    assert board.applications[0].raw == board.applications[0].adjusted


def test_a_draft_counts_for_nothing(call, applications, readers, manager):
    (application,) = applications(1)
    AssignmentFactory(application=application, reviewer=readers(1)[0], state="started")

    assert calibration_board(call, manager).readers == ()


def test_who_owes_a_mark_sees_no_average(call, applications, readers, users, client_as):
    marked, owed = applications(2)
    reviewed(marked, all_marks(3), all_marks(5), readers=readers(2))
    both = users(("manager", "reviewer"))
    AssignmentFactory(application=owed, reviewer=both)

    answer = client_as(both).get(reverse("selection:calibration", args=[call.code]))

    assert answer.status_code == 409
    words = re.sub(r"<[^>]*>", " ", answer.content.decode())
    assert not re.search(r"\b80\b", words)


def test_averages_open_once_the_last_mark_is_given(call, applications, readers, users, client_as):
    (marked,) = applications(1)
    both = users(("manager", "reviewer"))
    reviewed(marked, all_marks(3), readers=[both])

    answer = client_as(both).get(reverse("selection:calibration", args=[call.code]))

    assert answer.status_code == 200


def test_a_reviewer_alone_never_sees_the_averages(call, readers, client_as):
    (reader,) = readers(1)

    assert client_as(reader).get(reverse("selection:calibration", args=[call.code])).status_code == 403


def test_an_empty_board_says_what_it_is_for(call, manager, client_as):
    answer = client_as(manager).get(reverse("selection:calibration", args=[call.code]))

    assert answer.status_code == 200
    assert answer.context["board"].readers == ()
