"""What letters and additional minutes say of an answer, in the active language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.appeals.enums import LetterKind
from mourafaka.appeals.models import Appeal, Letter
from mourafaka.appeals.services.letters import Section, issue
from mourafaka.appeals.services.running_again import Again
from mourafaka.calls.queries.rules import QUOTA_COLUMNS
from mourafaka.engine.score import mean
from mourafaka.foundations.formats import format_date, format_number, format_score
from mourafaka.people.models import User
from mourafaka.selection.queries.choice import RefusalInWords, RuleWords
from mourafaka.selection.services.letters import next_steps
from mourafaka.selection.services.minutes import Part, identity, promoted_part


def rejected_title() -> str:
    return _("Your appeal is rejected")


def admitted_title() -> str:
    return _("Your appeal is accepted: your application is admissible")


def accepted_title() -> str:
    return _("Your appeal is accepted")


def rejected(appeal: Appeal) -> list[Section]:
    return [
        ("", [_received(appeal), _("It could not be accepted: what was decided stands.")]),
        (_("Why"), [appeal.reason]),
        (_("What you may still do"), [_court()]),
    ]


def admitted(appeal: Appeal, decided: bool) -> list[Section]:
    follows = (
        _(
            "It is now read. The committee has already decided on the others: once yours is read, the same rules run "
            "again on the places that remain. Nobody who holds a place loses it."
        )
        if decided
        else _("It now goes to be read with the others, under the same rules.")
    )
    return [("", [_received(appeal)]), (_("Why"), [appeal.reason]), (_("What follows"), [follows])]


def accepted(appeal: Appeal, again: Again) -> list[Section]:
    return [
        ("", [_received(appeal)]),
        (_("Why"), [appeal.reason, *_changes(appeal, again)]),
        (_("What the rules give now"), _given(appeal, again)),
        (_("What follows"), _follows(appeal, again)),
    ]


def second_letter(appeal: Appeal, again: Again, actor: User) -> Letter:
    """Of an application admitted on appeal and read since."""
    letter = Letter(application=appeal.application, kind=LetterKind.ANSWER, issued_by=actor)

    def told() -> tuple[str, list[Section]]:
        sections: list[Section] = [
            ("", [_("Your application, admitted on appeal, is read; the same rules ran again.")]),
            (_("What the rules give now"), _given(appeal, again)),
            (_("What follows"), _follows(appeal, again)),
        ]
        return _("What the rules give after your appeal"), sections

    return issue(letter, told)


def minutes_parts(appeal: Appeal, again: Again) -> Iterable[Part]:
    application = appeal.application
    yield Part(
        _("Accepted appeal"),
        why=[
            _("Application %(number)s, %(name)s: appeal received on %(day)s against: %(against)s.")
            % {
                "number": application.number,
                "name": identity(application)[1],
                "day": format_date(appeal.received_on),
                "against": appeal.get_against_display(),
            },
            _("Examined by somebody who took no part in the decision. Reasons: %(reason)s")
            % {"reason": appeal.reason},
        ],
    )
    rows = _mark_rows(appeal, again)
    if rows:
        yield Part(
            _("Marks corrected"),
            [_("Means of the readings, before and after.")],
            columns=["auto", "1fr", "auto", "auto"],
            head=[_("Code"), _("Criterion"), _("Before"), _("After")],
            rows=rows,
            figures=[2, 3],
        )
    facts = _fact_sentences(appeal)
    if facts:
        yield Part(_("Facts corrected"), facts)
    yield Part(_("What the rules give now"), _given(appeal, again))
    if again.promoted:
        sentence = _("Places that remained go to:")
        yield promoted_part(_("Selected"), sentence, again.promoted)


# --- Sentences ---


def _received(appeal: Appeal) -> str:
    return _("We received your appeal on %(day)s. Somebody who took no part in the decision examined it.") % {
        "day": format_date(appeal.received_on)
    }


def _court() -> str:
    return _("This answer does not take away your right to go to the administrative court.")


def _given(appeal: Appeal, again: Again) -> list[str]:
    kept = again.kept
    sentences = []
    assessed = kept["assessed"]
    if assessed:
        sentences.append(
            _("Corrected score: %(score)s out of 100.") % {"score": format_score(assessed["score"])}
        )
    would = {
        "chosen": _("With these data the rules would have selected it."),
        "reserve": _("With these data the rules would have put it on the reserve list."),
        "refused": _("With these data too, the rules do not select it."),
    }[kept["standing"]]
    places = _("Places that remain: %(places)s. Nobody who holds a place loses it.") % {
        "places": kept["places"]
    }
    got = {
        "selected": _("The rules, run again on the places that remain, select it."),
        "reserve": _("It is on the reserve list: the next place that is freed is filled by the same rules."),
        "refused": _("It is not selected."),
    }[again.outcome]
    if kept["refusal"] and again.outcome == "refused":
        told = RefusalInWords.of(kept["refusal"], RuleWords(again.rules))
        got = " ".join(
            [got, _("The rule that bound: %(rule)s.") % {"rule": told.rule}, told.missing, told.change]
        )
    return [*sentences, would, places, got.strip()]


def _follows(appeal: Appeal, again: Again) -> list[str]:
    if again.outcome == "selected":
        return next_steps(appeal.application.call)
    if again.outcome == "reserve":
        return [_("You are told at once if a place falls to you."), _court()]
    return [_court()]


def _changes(appeal: Appeal, again: Again) -> list[str]:
    marks = [
        _("Criterion %(code)s, %(name)s: mean %(before)s before, %(after)s now.")
        % {"code": code, "name": name, "before": before, "after": after}
        for code, name, before, after in _mark_rows(appeal, again)
    ]
    return [*marks, *_fact_sentences(appeal)]


def _mark_rows(appeal: Appeal, again: Again) -> list[list[str]]:
    """Criteria whose mean changed; none for an application that had no reading before."""
    before, after = _means(appeal.outcome["before"]["reviews"]), _means(appeal.outcome["reviews"])
    names = RuleWords(again.rules).criteria
    return [
        [code, names.get(code, ""), before[code], after[code]]
        for code in after
        if code in before and before[code] != after[code]
    ]


def _means(reviews: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    given: dict[str, list[Decimal]] = {}
    for review in reviews:
        for code, mark in review["marks"].items():
            given.setdefault(code, []).append(Decimal(mark))
    return {code: format_number(float(mean(marks)), places=1) for code, marks in sorted(given.items())}


def _fact_sentences(appeal: Appeal) -> list[str]:
    before, after = appeal.outcome["before"]["row"] or {}, appeal.outcome["row"]
    return [
        _("%(what)s: %(before)s before, %(after)s now.")
        % {"what": QUOTA_COLUMNS[column], "before": _value(before[column]), "after": _value(after[column])}
        for column in QUOTA_COLUMNS
        if column in before and before.get(column) != after.get(column)
    ]


def _value(value: str) -> str:
    return {"yes": _("yes"), "no": _("no")}.get(value, value)
