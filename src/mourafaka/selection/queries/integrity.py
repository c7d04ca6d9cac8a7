"""What the journal says was altered, in words: which record, which field, what it was."""

from __future__ import annotations

from typing import Any

from mourafaka.foundations import journal
from mourafaka.foundations.journal import Alteration
from mourafaka.selection.models import Review, ReviewerProfile


def integrity_faults() -> list[str]:
    """Every break of the chain and every sealed record that is not what the journal saw last."""
    reasons = {
        "content": "its content is not what was written",
        "order": "the chain of rows is broken there",
        "withheld": "a value kept beside it is not what was told",
    }
    breaks = [f"journal row {each.sequence}: {reasons[each.reason]}." for each in journal.breaks()]
    return [*breaks, *(sentence for each in journal.altered_records() for sentence in _sentences(each))]


def _sentences(alteration: Alteration) -> list[str]:
    label, _, key = alteration.record.partition(":")
    if alteration.found == "missing":
        return [f"{_named(label, key)}: the record was removed."]
    if label == "selection.review" and alteration.field == "marks":
        return _marks(_named(label, key), alteration.sealed or {}, alteration.found or {})
    return [
        f"{_named(label, key)}: {alteration.field} was {_short(alteration.sealed)}, "
        f"it is now {_short(alteration.found)}."
    ]


def _marks(name: str, sealed: dict[str, Any], found: dict[str, Any]) -> list[str]:
    return [
        f"{name}, criterion {code}: the mark was {sealed.get(code, 'absent')}, it is now {found.get(code, 'absent')}."
        for code in sorted(sealed.keys() | found.keys())
        if sealed.get(code) != found.get(code)
    ]


def _named(label: str, key: str) -> str:
    """The record as people know it: “application T2-09-0041, reviewer R07”."""
    if label == "selection.review":
        review = (
            Review.objects.select_related("assignment__application", "assignment__reviewer")
            .filter(pk=key)
            .first()
        )
        if review is not None:
            assignment = review.assignment
            profile = ReviewerProfile.objects.filter(
                call=assignment.application.call_id, user=assignment.reviewer_id
            ).first()
            reader = profile.pseudonym if profile else str(assignment.reviewer)
            return f"application {assignment.application}, reviewer {reader}"
    record = journal.dereference(f"{label}:{key}")
    kind = label.partition(".")[2]
    return f"{kind} {record} ({label} {key})" if record is not None else f"{kind} {key}"


def _short(value: Any) -> str:
    text = str(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
