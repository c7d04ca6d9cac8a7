"""A withdrawal: the same rules on the free place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mourafaka.foundations.refusals import Refused
from mourafaka.selection import services
from mourafaka.selection.models import Letter, Minute, Withdrawal
from tests.factories.committee import Sitting, decided, person
from tests.pdf import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Sitting:
    return decided()


def leaves(found: Sitting, number: str) -> Withdrawal:
    application = found.call.applications.get(number=number)
    return services.withdraw_selected(application, actor=found.manager, reason="Activité suspendue")


def states(found: Sitting, *numbers: str) -> list[str]:
    return [found.call.applications.get(number=number).state for number in numbers]


def test_the_first_of_the_reserve_takes_the_place(found: Sitting) -> None:
    leaves(found, "T2-09-0001")

    assert states(found, "T2-09-0001", "T2-09-0004", "T2-09-0005") == ["withdrawn", "selected", "reserve"]


def test_the_place_of_tata_is_not_given_to_a_reserve_that_would_break_the_rule(found: Sitting) -> None:
    withdrawal = leaves(found, "T2-09-0009")

    assert withdrawal.promoted is None
    assert states(found, "T2-09-0004") == ["reserve"]


def test_who_leaves_the_reserve_frees_no_place(found: Sitting) -> None:
    withdrawal = leaves(found, "T2-09-0004")

    assert withdrawal.promoted is None
    assert states(found, "T2-09-0004", "T2-09-0005") == ["withdrawn", "reserve"]


def test_a_second_withdrawal_promotes_the_next(found: Sitting) -> None:
    leaves(found, "T2-09-0001")
    leaves(found, "T2-09-0003")

    assert states(found, "T2-09-0004", "T2-09-0005") == ["selected", "selected"]


def test_additional_minutes_are_written_in_both_languages(found: Sitting, tmp_path: Path) -> None:
    withdrawal = leaves(found, "T2-09-0001")

    minutes = {minute.language: minute for minute in Minute.objects.filter(withdrawal=withdrawal)}
    text = text_of(minutes["fr"].file.read(), tmp_path)
    assert sorted(minutes) == ["ar", "fr"]
    assert "Procès-verbal additionnel" in text
    assert "T2-09-0004" in text


def test_the_promoted_receives_a_held_letter(found: Sitting) -> None:
    leaves(found, "T2-09-0001")

    letter = Letter.objects.get(application__number="T2-09-0004")
    assert (letter.outcome, letter.message.state) == ("selected", "held")


def test_a_refused_application_has_no_place_to_give_up(found: Sitting) -> None:
    with pytest.raises(Refused) as refused:
        leaves(found, "T2-09-0010")

    assert refused.value.code == "not_selected"


def test_a_withdrawal_needs_a_reason(found: Sitting) -> None:
    application = found.call.applications.get(number="T2-09-0001")

    with pytest.raises(Refused) as refused:
        services.withdraw_selected(application, actor=found.manager, reason="  ")

    assert refused.value.code == "reason_missing"


def test_a_member_of_the_committee_records_no_withdrawal(found: Sitting) -> None:
    application = found.call.applications.get(number="T2-09-0001")

    with pytest.raises(Refused) as refused:
        services.withdraw_selected(application, actor=person("committee", "Membre X"), reason="Oui")

    assert refused.value.code == "not_allowed"


def test_the_form_without_a_reason_is_shown_again(found: Sitting, client_as: Any) -> None:
    client = client_as(found.manager)
    path = "/selection/calls/T2-09/choice/T2-09-0001/withdraw/"

    refused = client.post(path, {"reason": ""})
    done = client.post(path, {"reason": "Activité suspendue"})

    assert (refused.status_code, done.status_code) == (422, 302)
