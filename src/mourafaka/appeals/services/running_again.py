"""The published procedure again, with what the appeal corrects, on the places that remain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mourafaka.appeals.models import Appeal
from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call
from mourafaka.engine.choose import ChoiceError
from mourafaka.engine.procedure import Correction, ProcedureError, corrected, reconsider
from mourafaka.engine.score import ScoreError
from mourafaka.foundations.refusals import Refused
from mourafaka.selection.models import CommitteeSession
from mourafaka.selection.queries.grid import labels_of
from mourafaka.selection.queries.remaining import Remaining, remaining
from mourafaka.selection.services.choice import anonymised_reviews, anonymised_row, pseudonym
from mourafaka.selection.services.review import clean_marks


@dataclass(frozen=True)
class Again:
    """What the rules gave. `kept` is what the appeal remembers, and the public bundle tells from it."""

    session: CommitteeSession
    rules: Mapping[str, Any]
    outcome: str
    promoted: Sequence[Application]
    kept: dict[str, Any]


def run_again(appeal: Appeal, call: Call, marks: Mapping[str, Any]) -> Again:
    """Refuses `appeal_changes_nothing`, `unknown_criterion`, `mark_not_a_level`, `procedure_refused`."""
    now = remaining(call)
    application = appeal.application
    name = now.references.get(application.number) or pseudonym(len(now.references) + 1)
    version = now.proposal.rules_version
    given = {code: str(int(mark)) for code, mark in clean_marks(marks, labels_of(version)).items()}
    correction = _correction(application, name, now, given)
    if application.state != ApplicationState.EVALUATED and not _changes(now, correction):
        raise Refused("appeal_changes_nothing")
    rows, reviews = corrected(now.applications, now.reviews, [correction])
    try:
        found = reconsider(
            version.data,
            rows,
            reviews,
            number=name,
            chosen=now.holding,
            withdrawn=now.gone,
            reserve=now.waiting,
        ).to_json()
    except (ProcedureError, ChoiceError, ScoreError) as error:
        raise Refused("procedure_refused", reason=str(error)) from error
    numbers = _numbers(now, found["promoted"], name, application.number)
    kept = {
        "application": name,
        "row": correction.row,
        "reviews": correction.reviews,
        "standing": found["standing"],
        "outcome": found["outcome"],
        "promoted": found["promoted"],
        "promoted_numbers": numbers,
        "places": found["places"],
        "assessed": found["assessed"],
        "refusal": found["refusal"],
        "before": _before(now, name),
    }
    return Again(
        session=now.session,
        rules=version.data,
        outcome=found["outcome"],
        promoted=list(
            Application.objects.filter(call=call, number__in=numbers).select_related("cooperative__province")
        ),
        kept=kept,
    )


def told_of(appeal: Appeal, minutes: int) -> dict[str, Any]:
    """What the public bundle says of an accepted appeal."""
    kept = appeal.outcome
    return {
        "application": kept["application"],
        "decided_on": appeal.answered_at.date().isoformat() if appeal.answered_at else "",
        "minutes": minutes,
        "row": {column: value for column, value in kept["row"].items() if column != "number"},
        "reviews": kept["reviews"],
        "standing": kept["standing"],
        "outcome": kept["outcome"],
        "promoted": kept["promoted"],
    }


def correction_of(appeal: Appeal) -> Correction:
    return Correction(appeal.outcome["row"], appeal.outcome["reviews"])


def _correction(application: Application, name: str, now: Remaining, given: Mapping[str, str]) -> Correction:
    """The facts of the register as they are today; the readings as they count, with the corrected marks."""
    row = anonymised_row(application, name, now.proposal.rules_version, read=True)
    read = [review for review in now.reviews if review["application"] == name] or anonymised_reviews(
        application.call, {application.pk: name}
    )
    reviews = [{"reviewer": review["reviewer"], "marks": {**review["marks"], **given}} for review in read]
    return Correction(row, reviews)


def _changes(now: Remaining, correction: Correction) -> bool:
    row, reviews = _read(now, correction.number)
    return row != correction.row or reviews != list(correction.reviews)


def _before(now: Remaining, name: str) -> dict[str, Any]:
    row, reviews = _read(now, name)
    return {"row": row, "reviews": reviews}


def _read(now: Remaining, name: str) -> tuple[Any, list[dict[str, Any]]]:
    row = next((row for row in now.applications if row["number"] == name), None)
    reviews = [
        {"reviewer": review["reviewer"], "marks": review["marks"]}
        for review in now.reviews
        if review["application"] == name
    ]
    return row, reviews


def _numbers(now: Remaining, names: Sequence[str], own: str, number: str) -> list[str]:
    known = {name: each for each, name in now.references.items()} | {own: number}
    return sorted(known[name] for name in names)
