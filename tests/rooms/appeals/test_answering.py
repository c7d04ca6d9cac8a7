"""An answer: the rules again on the places that remain, minutes, a letter, and a bundle that still recomputes."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mourafaka.appeals import services
from mourafaka.appeals.models import Appeal, Letter
from mourafaka.engine.bundle import verify
from mourafaka.foundations.refusals import Refused
from mourafaka.selection import services as selection
from mourafaka.selection.models import Minute
from mourafaka.selection.services.minutes import LANGUAGES
from tests.factories.appeals import application, examined
from tests.factories.committee import Sitting
from tests.factories.selection import all_marks
from tests.pdf import text_of

pytestmark = pytest.mark.django_db


def states(found: Sitting) -> str:
    """One letter a place: s elected, r eserve, x refused, w ithdrawn."""
    letters = {"selected": "s", "reserve": "r", "refused": "x", "withdrawn": "w", "evaluated": "e"}
    return "".join(letters[each.state] for each in found.call.applications.order_by("number"))


def leaves(found: Sitting, place: int) -> None:
    selection.withdraw_selected(application(found, place), actor=found.manager, reason="Activité suspendue")


def accepted(appeal: Appeal, **marks: int) -> Appeal:
    return services.accept_appeal(
        appeal, actor=appeal.examiner, reason="Les factures prouvent les ventes.", marks=marks
    )


def faults(found: Sitting) -> list[str]:
    return [str(fault) for fault in verify(selection.build_bundle(found.call.cohort)).faults]


def test_an_accepted_appeal_takes_a_place_that_remained(
    found: Sitting, tmp_path: Path, monkeypatch: Any
) -> None:
    leaves(found, 9)
    before = states(found)
    monkeypatch.undo()

    appeal = accepted(examined(found, 10), **all_marks(4))

    minutes = Minute.objects.filter(about=f"appeals.appeal:{appeal.pk}")
    text = " ".join(text_of(minutes.get(language="fr").file.read(), tmp_path).split())
    assert (before, states(found)) == ("sssrrxxxwx", "sssrrxxxws")
    assert sorted(minutes.values_list("number", "language")) == [(3, "ar"), (3, "fr")]
    assert "T2-09-0010" in text
    assert "Les factures prouvent les ventes." in text
    assert faults(found) == []


def test_with_no_place_left_it_waits_and_nobody_loses_theirs(found: Sitting) -> None:
    accepted(examined(found, 8), **all_marks(5))
    waiting = states(found)

    leaves(found, 1)

    assert (waiting, states(found)) == ("sssrrxxrsx", "wssrrxxssx")
    assert faults(found) == []


def test_corrected_marks_that_do_not_suffice_leave_it_refused_with_its_new_figures(found: Sitting) -> None:
    appeal = accepted(examined(found, 10), C1=3)

    words = " ".join(sentence for _title, sentences in appeal.letter.reasons for sentence in sentences)
    assert states(found) == "sssrrxxxsx"
    assert "C1" in words
    assert appeal.outcome["refusal"]["number"] == "A-010"
    assert faults(found) == []


def test_an_altered_appeal_is_named_by_the_verification(found: Sitting) -> None:
    accepted(examined(found, 8), **all_marks(5))
    data = selection.build_bundle(found.call.cohort)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(files["appeals.json"])
    told["appeals"][0]["outcome"] = "selected"
    files["appeals.json"] = json.dumps(told).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)

    assert [str(fault) for fault in verify(target.getvalue()).faults] == [
        "appeals.json is not the file that was published: its hash differs.",
        "appeals.json: application A-008: outcome “selected” was published, the rules give “reserve”.",
    ]


def test_a_rejected_appeal_has_its_reasons_in_a_held_letter_and_moves_nothing(found: Sitting) -> None:
    before = states(found)
    appeal = examined(found, 8)

    services.reject_appeal(appeal, actor=appeal.examiner, reason="Les pièces ne prouvent pas les ventes.")

    letter = Letter.objects.get(appeal=appeal)
    assert (states(found), Minute.objects.count()) == (before, len(LANGUAGES))
    assert letter.message.state == "held"
    assert "Les pièces ne prouvent pas les ventes." in letter.message.body


def test_accepting_without_correcting_anything_is_refused(found: Sitting) -> None:
    appeal = examined(found, 8)

    with pytest.raises(Refused) as refusal:
        accepted(appeal)

    appeal.refresh_from_db()
    assert (refusal.value.code, appeal.state) == ("appeal_changes_nothing", "examined")


def test_an_answer_is_given_once(found: Sitting) -> None:
    appeal = examined(found, 8)
    services.reject_appeal(appeal, actor=appeal.examiner, reason="Non fondé.")

    with pytest.raises(Refused) as refusal:
        accepted(appeal, C1=5)

    assert refusal.value.code == "appeal_closed"


def test_facts_corrected_in_the_register_count(found: Sitting) -> None:
    appeal = examined(found, 8)
    cooperative = appeal.application.cooperative
    type(cooperative).objects.filter(pk=cooperative.pk).update(women_led=not cooperative.women_led)

    appeal = accepted(Appeal.objects.get(pk=appeal.pk))

    assert appeal.outcome["before"]["row"]["women_led"] != appeal.outcome["row"]["women_led"]
    assert faults(found) == []


def test_only_the_examiner_answers(found: Sitting, users: Any) -> None:
    appeal = examined(found, 8)

    with pytest.raises(Refused) as refusal:
        services.reject_appeal(appeal, actor=users("delegate", "09"), reason="Non")

    assert refusal.value.code == "not_allowed"
