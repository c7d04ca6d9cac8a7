"""The sitting: quorum, recusals, exceptions, closing once."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from mourafaka.foundations import journal
from mourafaka.foundations.acts import door
from mourafaka.foundations.refusals import Refused
from mourafaka.selection import services
from mourafaka.selection.models import CommitteeSession, Decision, ExceptionVote, Mark, Minute
from tests.factories.committee import Sitting, decided, evaluated_call, person, planned, sitting
from tests.pdf import text_of
from tests.rooms.calls.conftest import at_once  # noqa: F401

pytestmark = pytest.mark.django_db


def exception(found: Sitting, number: str = "T2-09-0010", outcome: str = "reserve", votes: int = 3) -> Any:
    application = found.call.applications.get(number=number)
    motion = services.move_exception(
        found.session,
        actor=found.members[0],
        application=application,
        outcome=outcome,
        reason="Seule coopérative de sa commune",
    )
    for member in found.members[:votes]:
        services.vote(motion, actor=member, vote="for")
    for member in found.members[votes:]:
        services.vote(motion, actor=member, vote="against")
    return motion


def code_of(function: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as refused:
        function(*args, **kwargs)
    return refused.value.code


def test_two_present_of_five_cannot_open_the_session() -> None:
    found = planned(present=2)

    assert code_of(services.open_session, found.session, actor=found.manager) == "quorum_missing"


def test_a_quorum_lost_before_closing_closes_nothing() -> None:
    found = sitting()
    services.record_attendance(found.session, actor=found.manager, present=found.members[:2])

    assert code_of(services.close_session, found.session, actor=found.manager) == "quorum_missing"
    assert not Decision.objects.exists()


def test_closing_gives_every_evaluated_application_what_was_proposed_and_what_was_decided() -> None:
    found = decided()

    decisions = Decision.objects.order_by("application__number")
    assert [(d.proposed, d.decided) for d in decisions][:4] == [
        ("selected", "selected"), ("selected", "selected"), ("selected", "selected"), ("reserve", "reserve"),
    ]  # fmt: skip
    states = found.call.applications.order_by("number").values_list("state", flat=True)
    assert list(states) == [decision.decided for decision in decisions]


def test_closing_decides_the_call() -> None:
    found = decided()

    found.call.refresh_from_db()
    assert found.call.state == "decided"


def test_an_exception_carried_changes_the_decision_and_keeps_the_proposal() -> None:
    found = sitting()
    exception(found)

    services.close_session(found.session, actor=found.manager)

    decision = Decision.objects.get(application__number="T2-09-0010")
    assert (decision.proposed, decision.decided, decision.is_exception) == ("refused", "reserve", True)


def test_an_exception_without_majority_changes_nothing() -> None:
    found = sitting()
    exception(found, votes=2)

    services.close_session(found.session, actor=found.manager)

    assert Decision.objects.get(application__number="T2-09-0010").decided == "refused"


def test_an_exception_needs_a_reason() -> None:
    found = sitting()
    application = found.call.applications.get(number="T2-09-0010")

    code = code_of(
        services.move_exception,
        found.session, actor=found.members[0], application=application, outcome="selected", reason=" ",
    )  # fmt: skip

    assert code == "reason_missing"


def test_an_exception_nobody_voted_on_keeps_the_session_open() -> None:
    found = sitting()
    application = found.call.applications.get(number="T2-09-0010")
    services.move_exception(
        found.session, actor=found.members[0], application=application, outcome="selected", reason="Oasis"
    )

    assert code_of(services.close_session, found.session, actor=found.manager) == "motion_without_votes"


def test_exceptions_never_add_a_seat() -> None:
    found = sitting()
    exception(found, outcome="selected")

    assert code_of(services.close_session, found.session, actor=found.manager) == "seats_exceeded"


def test_a_member_with_a_declared_conflict_leaves_the_room_and_has_no_vote() -> None:
    found = planned()
    application = found.call.applications.get(number="T2-09-0010")
    services.declare_conflict(application, actor=found.members[4], nature="family")
    found.session = services.open_session(found.session, actor=found.manager)
    motion = services.move_exception(
        found.session, actor=found.members[0], application=application, outcome="reserve", reason="Oasis"
    )

    assert [str(recusal.member) for recusal in found.session.recusals.all()] == ["Membre 5"]
    assert code_of(services.vote, motion, actor=found.members[4], vote="for") == "recused"


def test_a_member_who_is_absent_does_not_vote() -> None:
    found = sitting()
    motion = exception(found)
    services.record_attendance(found.session, actor=found.manager, present=found.members[:4])

    assert code_of(services.vote, motion, actor=found.members[4], vote="for") == "not_present"


def test_a_second_vote_replaces_the_first() -> None:
    found = sitting()
    motion = exception(found, votes=5)

    services.vote(motion, actor=found.members[0], vote="abstain")

    assert ExceptionVote.objects.filter(motion=motion, vote="for").count() == 4


def test_a_mark_changed_since_the_proposal_stops_the_closing() -> None:
    found = sitting()

    Mark.objects.filter(criterion="C1").update(value=1)

    assert code_of(services.close_session, found.session, actor=found.manager) == "marks_changed_since"


def test_the_same_act_id_closes_once_and_gives_the_same_answer() -> None:
    found = sitting()
    act_id = uuid.uuid4()

    with door("web", act_id=act_id):
        first = services.close_session(found.session, actor=found.manager)
    with door("web", act_id=act_id):
        second = services.close_session(found.session, actor=found.manager)

    assert first == second
    assert Minute.objects.count() == 2


def test_a_second_closing_gets_a_clear_sentence() -> None:
    found = decided()

    with translation.override("fr"), pytest.raises(Refused) as refused:
        services.close_session(found.session, actor=found.members[0])

    with translation.override("fr"):
        assert str(refused.value).startswith("Rien n’a été fait : la séance est maintenant « Close »")


@pytest.mark.django_db(transaction=True)
def test_of_two_people_closing_at_once_one_closes_and_the_other_is_told(at_once: Any) -> None:  # noqa: F811
    found = sitting(evaluated_call())
    session = CommitteeSession.objects.get(pk=found.session.pk)

    answers = at_once(
        [lambda actor=actor: services.close_session(session, actor=actor) for actor in found.members[:2]]
    )

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    closed = [answer for answer in answers if isinstance(answer, CommitteeSession)]
    assert ([each.code for each in refused], len(closed)) == (["session_state"], 1)


def test_a_decision_changed_behind_the_back_of_the_house_is_named() -> None:
    decided()
    decision = Decision.objects.get(application__number="T2-09-0004")

    Decision.objects.filter(pk=decision.pk).update(decided="selected")

    assert [(a.record, a.field, a.sealed, a.found) for a in journal.altered_records()] == [
        (f"selection.decision:{decision.pk}", "decided", "reserve", "selected")
    ]


def test_a_reviewer_does_not_sit() -> None:
    found = sitting()
    application = found.call.applications.get(number="T2-09-0010")

    code = code_of(
        services.move_exception, found.session, actor=person("reviewer", "Lectrice X"),
        application=application, outcome="reserve", reason="Oasis",
    )  # fmt: skip

    assert code == "not_allowed"


# --- Minutes ---


def test_the_minutes_in_french_tell_the_exception_its_reason_and_its_votes(tmp_path: Path) -> None:
    found = sitting()
    exception(found)
    services.close_session(found.session, actor=found.manager)

    text = text_of(Minute.objects.get(language="fr").file.read(), tmp_path)

    assert "Procès-verbal de la commission de sélection" in text
    assert "Seule coopérative de sa" in text
    assert "pour : 3, contre : 2" in text
    assert found.session.place in text


def test_the_minutes_in_arabic_are_in_arabic_and_carry_the_numbers(tmp_path: Path) -> None:
    decided()

    text = text_of(Minute.objects.get(language="ar").file.read(), tmp_path)

    assert "لجنة" in text
    assert "T2-09-0009" in text


def test_a_cooperative_that_did_not_agree_is_not_named_in_the_minutes(tmp_path: Path) -> None:
    decided()

    text = text_of(Minute.objects.get(language="fr").file.read(), tmp_path)

    assert "Coopérative 1" in text
    assert "Coopérative 2" not in text


def test_the_minutes_print_the_fingerprint_and_the_journal_keeps_their_hash(tmp_path: Path) -> None:
    found = decided()
    minute = Minute.objects.get(language="fr")

    text = text_of(minute.file.read(), tmp_path)

    assert found.session.fingerprint[:8] in text
    assert journal.altered_records() == []
    sealed = journal.JournalEntry.objects.get(verb="selection.session.close").seals
    assert sealed[f"selection.minute:{minute.pk}"] == {"sha256": minute.file.sha256}
