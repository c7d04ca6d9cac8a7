"""The proposal: what goes in, what comes out, when it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mourafaka.foundations import journal
from mourafaka.foundations.refusals import Refused
from mourafaka.selection import services
from mourafaka.selection.models import Assignment, ConflictDeclaration, Proposal
from mourafaka.selection.queries import choice as queries
from tests.factories.calls import CallFactory
from tests.factories.committee import TATA, evaluated_call, person, planned, sitting
from tests.factories.selection import AdmissibleFactory, ConflictDeclarationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Any:
    return evaluated_call()


@pytest.fixture
def manager() -> Any:
    return person("manager", "Responsable")


def test_the_proposal_gives_tata_its_place_though_six_others_have_better_marks(
    call: Any, manager: Any
) -> None:
    proposal = services.compute_proposal(call, actor=manager)

    assert proposal.outcome["chosen"] == ["A-001", "A-002", "A-003", "A-009"]
    assert proposal.outcome["reserve"] == ["A-004", "A-005"]


def test_the_inputs_name_no_cooperative_and_no_reader(call: Any, manager: Any) -> None:
    proposal = services.compute_proposal(call, actor=manager)

    text = json.dumps(proposal.inputs, ensure_ascii=False)
    assert "Coopérative" not in text
    assert "Lectrice" not in text
    assert {review["reviewer"] for review in proposal.inputs["reviews"]} == {"R01", "R02"}


def test_computing_twice_gives_the_same_digest(call: Any, manager: Any) -> None:
    first = services.compute_proposal(call, actor=manager)
    second = services.compute_proposal(call, actor=manager)

    assert (first.number, second.number, first.digest) == (1, 2, second.digest)


def test_a_call_whose_marks_are_owed_has_no_proposal(manager: Any) -> None:
    call = CallFactory(state="closed")
    application = AdmissibleFactory(call=call)

    with pytest.raises(Refused) as refused:
        services.compute_proposal(call, actor=manager)

    assert refused.value.code == "reviews_owed"
    assert application.number in str(refused.value)


def test_an_application_read_once_is_named(call: Any, manager: Any) -> None:
    assignment = Assignment.objects.filter(application__number="T2-09-0003").first()
    assignment.state = "abstained"
    assignment.save()

    with pytest.raises(Refused) as refused:
        services.compute_proposal(call, actor=manager)

    assert refused.value.facts == {"count": 1, "numbers": "T2-09-0003"}


def test_a_call_without_rules_says_so(manager: Any) -> None:
    call = CallFactory(state="closed", rules=False)
    AdmissibleFactory(call=call, state="evaluated")

    with pytest.raises(Refused) as refused:
        services.compute_proposal(call, actor=manager)

    assert refused.value.code == "no_rules"


def test_rules_that_cannot_hold_together_are_a_result_with_the_smallest_relaxation(manager: Any) -> None:
    quotas = [{"column": "province", "value": TATA, "min": 3}]
    call = evaluated_call(quotas=quotas)

    proposal = services.compute_proposal(call, actor=manager)
    board = queries.board(proposal, manager)

    assert proposal.outcome["status"] == "infeasible"
    assert "3" in board.conflicts[0]
    assert board.relaxation


def test_a_delegate_of_another_region_computes_nothing(call: Any) -> None:
    with pytest.raises(Refused) as refused:
        services.compute_proposal(call, actor=person("delegate", "Ailleurs", "04"))

    assert refused.value.code == "not_allowed"


def test_changing_the_kept_inputs_in_the_database_is_named(call: Any, manager: Any) -> None:
    proposal = services.compute_proposal(call, actor=manager)
    proposal.inputs["reviews"][0]["marks"]["C1"] = "0"

    Proposal.objects.filter(pk=proposal.pk).update(inputs=proposal.inputs)

    assert [(a.record, a.field) for a in journal.altered_records()] == [
        (f"selection.proposal:{proposal.pk}", "inputs")
    ]


def test_the_board_says_why_a_lower_score_passes_before_a_higher_one(call: Any, manager: Any) -> None:
    board = queries.board(services.compute_proposal(call, actor=manager), manager)

    assert "Coopérative 9" in board.why.question
    assert "Coopérative 4" in board.why.question


def test_a_member_with_a_conflict_sees_a_withheld_row(call: Any, manager: Any) -> None:
    member = person("committee", "Membre", "09")
    application = call.applications.get(number="T2-09-0001")
    ConflictDeclarationFactory(application=application, person=member, nature="family")

    board = queries.board(services.compute_proposal(call, actor=manager), member)

    row = board.chosen[0]
    assert (row.withheld, row.name, row.province) == (True, "", "")


def test_the_page_of_a_withheld_application_does_not_exist(client_as: Any) -> None:
    found = sitting()
    member = found.members[1]
    application = found.call.applications.get(number="T2-09-0001")
    ConflictDeclaration.objects.filter(application=application, person=member).update(nature="family")
    client = client_as(member)

    page = client.get("/selection/calls/T2-09/choice/")
    detail = client.get("/selection/calls/T2-09/choice/T2-09-0001/")

    assert "Coopérative 1<" not in page.content.decode()
    assert detail.status_code == 404


def test_a_member_who_has_not_declared_sees_no_application(client_as: Any) -> None:
    found = planned()
    newcomer = person("committee", "Nouveau", "09")

    page = client_as(newcomer).get("/selection/calls/T2-09/choice/")

    assert page.status_code == 200
    assert "Coopérative" not in page.content.decode().replace("Coopératives", "")
    assert found.call.code in page.content.decode()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_board_and_detail_open_in_both_languages(client_as: Any, language: str) -> None:
    found = sitting()
    client = client_as(found.members[0])
    client.cookies["django_language"] = language

    for path in ("choice/", "choice/T2-09-0004/", "choice/T2-09-0001/"):
        assert client.get(f"/selection/calls/T2-09/{path}").status_code == 200
    assert client.get(f"/selection/sessions/{found.session.pk}/").status_code == 200
