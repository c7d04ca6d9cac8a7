"""Entering, changing, submitting and checking applications; deadlines; numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from mourafaka.calls import services
from mourafaka.calls.models import Application
from mourafaka.foundations import journal
from tests.factories.calls import CLOSED, NEED, ApplicationFactory, CallFactory
from tests.factories.registry import CooperativeFactory, MemberStatFactory
from tests.refusing import refused_with

pytestmark = pytest.mark.django_db

IN_TIME = datetime(2020, 4, 1, 10, tzinfo=UTC)
SECTIONS = {
    "project_title": "Amlou de Tafraout",
    "collective_need": NEED,
    "products": "Amlou",
    "market": "Épiceries",
    "commits_to_attend": True,
    "consents_to_processing": True,
}


@pytest.fixture
def draft(delegate: Any) -> Any:
    """A complete draft entered in time."""

    def make(**sections: Any) -> Application:
        with time_machine.travel(IN_TIME, tick=False):
            return services.enter_application(
                CallFactory(documents=["registration"]),
                actor=delegate,
                cooperative=CooperativeFactory(local_reg_no="R-draft"),
                sections={**SECTIONS, **sections},
            )

    return make


def test_numbers_count_up_within_the_call(delegate: Any) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        numbers = [
            services.enter_application(CallFactory(), actor=delegate, cooperative=CooperativeFactory()).number
            for _ in range(3)
        ]

    assert numbers == ["T2-09-0001", "T2-09-0002", "T2-09-0003"]


def test_a_second_application_of_a_cooperative_is_refused_and_takes_no_number(delegate: Any) -> None:
    call, cooperative = CallFactory(), CooperativeFactory()
    with time_machine.travel(IN_TIME, tick=False):
        services.enter_application(call, actor=delegate, cooperative=cooperative)
        with refused_with("calls_value_refused") as refused:
            services.enter_application(call, actor=delegate, cooperative=cooperative)
        following = services.enter_application(call, actor=delegate, cooperative=CooperativeFactory())

    assert refused.value.facts["field"] == "cooperative"
    assert following.number == "T2-09-0002"


def test_a_delegate_enters_only_cooperatives_of_their_region(stranger: Any) -> None:
    with refused_with("not_this_cooperative"):
        services.enter_application(CallFactory(), actor=stranger, cooperative=CooperativeFactory())


def test_a_call_in_preparation_takes_no_application(delegate: Any) -> None:
    with refused_with("call_not_receiving"):
        services.enter_application(
            CallFactory(state="draft"), actor=delegate, cooperative=CooperativeFactory()
        )


def test_a_complete_draft_is_submitted_with_the_time_and_the_members_known_then(
    draft: Any, delegate: Any
) -> None:
    application = draft()
    count = MemberStatFactory(cooperative=application.cooperative, members_total=9, women=4)

    with time_machine.travel(IN_TIME, tick=False):
        services.submit_application(application, actor=delegate)

    application.refresh_from_db()
    assert (application.state, application.submitted_at) == ("submitted", IN_TIME)
    assert application.member_stat == count


def test_an_incomplete_draft_names_what_is_missing(draft: Any, delegate: Any) -> None:
    application = draft(market="", consents_to_processing=False)

    with time_machine.travel(IN_TIME, tick=False), refused_with("application_incomplete") as refused:
        services.submit_application(application, actor=delegate)

    missing = refused.value.facts["missing"]
    assert (len(missing.split(", ")), "09-08" in missing) == (2, True)


def test_a_collective_need_of_fewer_than_two_hundred_characters_is_refused(draft: Any, delegate: Any) -> None:
    application = draft(collective_need="x" * 199)

    with time_machine.travel(IN_TIME, tick=False), refused_with("collective_need_too_short"):
        services.submit_application(application, actor=delegate)


@pytest.mark.parametrize(("seconds", "state"), [(0, "submitted"), (1, None)])
def test_the_deadline_is_judged_to_the_second(
    draft: Any, delegate: Any, seconds: int, state: str | None
) -> None:
    application = draft()

    with time_machine.travel(CLOSED + timedelta(seconds=seconds), tick=False):
        if state:
            assert services.submit_application(application, actor=delegate).state == state
        else:
            with refused_with("call_past_deadline"):
                services.submit_application(application, actor=delegate)


def test_a_manager_submits_after_the_deadline_what_was_received_before_it(draft: Any, manager: Any) -> None:
    services.submit_application(
        application := draft(), actor=manager, received_at=IN_TIME, late_reason="Déposé à la délégation"
    )

    application.refresh_from_db()
    assert application.submitted_at == IN_TIME


@pytest.mark.parametrize(
    ("received_at", "late_reason", "code"),
    [
        (None, "reason", "call_past_deadline"),
        (IN_TIME, "", "call_past_deadline"),
        (CLOSED + timedelta(seconds=1), "reason", "received_outside_call"),
        (datetime(2019, 1, 1, tzinfo=UTC), "reason", "received_outside_call"),
    ],
)
def test_a_late_entry_without_its_day_in_the_call_and_its_reason_is_refused(
    draft: Any, manager: Any, received_at: Any, late_reason: str, code: str
) -> None:
    with refused_with(code):
        services.submit_application(draft(), actor=manager, received_at=received_at, late_reason=late_reason)


def test_a_delegate_makes_no_late_entry(draft: Any, delegate: Any) -> None:
    with refused_with("call_past_deadline"):
        services.submit_application(draft(), actor=delegate, received_at=IN_TIME, late_reason="reason")


def test_an_application_completed_on_request_keeps_its_first_time(delegate: Any) -> None:
    application = ApplicationFactory()
    services.ask_completion(application, actor=delegate, reason="Statuts illisibles")

    services.submit_application(application, actor=delegate)

    application.refresh_from_db()
    assert (application.state, application.submitted_at) == ("submitted", IN_TIME)


def test_editing_over_somebody_else_is_refused_and_overwrites_nothing(draft: Any, delegate: Any) -> None:
    application = draft()
    services.edit_application(application, actor=delegate, version=1, sections={"innovation": "first"})

    with refused_with("changed_meanwhile"):
        services.edit_application(application, actor=delegate, version=1, sections={"innovation": "second"})

    application.refresh_from_db()
    assert application.innovation == "first"


def test_a_submitted_application_is_not_edited(delegate: Any) -> None:
    with refused_with("application_not_editable"):
        services.edit_application(ApplicationFactory(), actor=delegate, version=1, sections={})


@pytest.mark.parametrize(
    ("sections", "code"),
    [
        ({"jobs_now": -1}, "number_negative"),
        ({"jobs_in_24_months": 3, "jobs_women": 4}, "part_above_total"),
        ({"investment_mad": 10, "own_contribution_mad": 11}, "part_above_total"),
        ({"state": "selected"}, "application_fields_unknown"),
        ({"project_title": "x" * 201}, "calls_value_refused"),
        ({"jobs_now": "many"}, "calls_value_refused"),
    ],
)
def test_sections_that_do_not_hold_are_refused(draft: Any, sections: dict[str, Any], code: str) -> None:
    with refused_with(code):
        draft(**sections)


def test_admission_needs_every_gate(delegate: Any) -> None:
    application = ApplicationFactory(call=CallFactory(documents=["registration"]))
    with refused_with("gates_closed"):
        services.admit(application, actor=delegate)
    services.set_document_state(application, actor=delegate, kind="registration", state="accepted")

    admitted = services.admit(application, actor=delegate)

    assert (admitted.state, admitted.eligible) == ("admissible", True)


def test_a_rejection_needs_a_reason(delegate: Any) -> None:
    with refused_with("reason_missing"):
        services.reject(ApplicationFactory(), actor=delegate, reason="  ")


def test_a_document_the_call_does_not_ask_for_is_refused(delegate: Any) -> None:
    with refused_with("document_unknown"):
        services.set_document_state(ApplicationFactory(), actor=delegate, kind="poem", state="accepted")


def test_a_delegate_of_another_region_touches_nothing(stranger: Any) -> None:
    application = ApplicationFactory()

    for act in (
        lambda: services.edit_application(application, actor=stranger, version=1, sections={}),
        lambda: services.admit(application, actor=stranger),
        lambda: services.reject(application, actor=stranger, reason="x"),
        lambda: services.ask_completion(application, actor=stranger, reason="x"),
        lambda: services.evaluate_eligibility(application, actor=stranger),
    ):
        with refused_with("not_allowed"):
            act()


def test_several_applications_move_together_or_not_at_all(manager: Any) -> None:
    call = CallFactory(state="closed")
    ready, draft = (
        ApplicationFactory(call=call, state="admissible"),
        ApplicationFactory(call=call, state="draft"),
    )

    with refused_with("unknown_step"):
        services.move_applications(call, actor=manager, verb="evaluate", applications=[ready, draft])
    moved = services.move_applications(call, actor=manager, verb="evaluate", applications=[ready])

    assert [application.state for application in moved] == ["evaluated"]


def test_the_whole_life_leaves_its_seals_whole(draft: Any, delegate: Any, manager: Any) -> None:
    application = draft()
    MemberStatFactory(cooperative=application.cooperative)
    services.submit_application(application, actor=manager, received_at=IN_TIME, late_reason="paper")
    services.ask_completion(application, actor=delegate, reason="statuts")
    services.submit_application(application, actor=delegate)
    services.set_document_states(application, actor=delegate, states={"registration": "accepted"})
    services.evaluate_call(application.call, actor=delegate)
    services.admit(application, actor=delegate)

    assert journal.altered_records() == []


def test_people_entering_at_once_never_share_a_number(at_once: Any, users: Any) -> None:
    call, actor = CallFactory(), users("manager")
    cooperatives = [CooperativeFactory() for _ in range(6)]

    entered = at_once(
        [
            partial(services.enter_application, call, actor=actor, cooperative=cooperative)
            for cooperative in cooperatives
        ]
    )

    numbers = sorted(str(getattr(answer, "number", answer)) for answer in entered)
    assert numbers == [f"T2-09-000{n}" for n in range(1, 7)]


def test_a_withdrawal_after_the_deliberation_belongs_to_the_selection(delegate: Any) -> None:
    application = ApplicationFactory()
    Application.objects.update(state="selected")

    with refused_with("move_not_offered"):
        services.withdraw(application, actor=delegate, reason="x")
