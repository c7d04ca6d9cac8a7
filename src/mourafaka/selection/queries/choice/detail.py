"""One application before the committee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mourafaka.calls.models import Application
from mourafaka.calls.queries import columns_of, criteria_in_words
from mourafaka.selection.models import (
    Decision,
    ExceptionMotion,
    Proposal,
)
from mourafaka.selection.queries.choice.board import BoardRow, _rows
from mourafaka.selection.queries.choice.words import RefusalInWords, RuleWords


@dataclass(frozen=True)
class CriterionMean:
    code: str
    name: str
    weight: Any
    mean: Decimal
    eliminatory_below: str | None


@dataclass(frozen=True)
class Detail:
    """An application before the committee: its marks, its rank, why, and what was decided."""

    application: Application
    reference: str
    row: BoardRow
    criteria: tuple[CriterionMean, ...]
    read: int
    columns: Mapping[str, str]
    refusal: RefusalInWords | None
    instead_of: tuple[str, ...]
    decision: Decision | None
    motion: ExceptionMotion | None


def detail(proposal: Proposal, application: Application) -> Detail | None:
    """None when the proposal does not speak of it."""
    numbers = proposal.inputs["numbers"]
    reference = next((name for name, number in numbers.items() if number == application.number), None)
    given = next((row for row in proposal.outcome["applications"] if row["number"] == reference), None)
    if reference is None or given is None:
        return None
    refusal = next((row for row in proposal.outcome["refused"] if row["number"] == reference), None)
    words = RuleWords(proposal.rules_version.data)
    decision = Decision.objects.filter(application=application).select_related("motion").first()
    motion = ExceptionMotion.objects.filter(
        application=application, session__proposal=proposal
    ).prefetch_related("votes")
    return Detail(
        application=application,
        reference=reference,
        row=_rows(proposal, ())[reference],
        criteria=criterion_means(proposal.rules_version.data, given["criteria"]),
        read=len(proposal.outcome["applications"]),
        columns=columns_of(application),
        refusal=RefusalInWords.of(refusal, words) if refusal else None,
        instead_of=tuple(numbers[name] for name in refusal["instead_of"]) if refusal else (),
        decision=decision,
        motion=motion.first(),
    )


def criterion_means(data: Mapping[str, Any], means: Mapping[str, str]) -> tuple[CriterionMean, ...]:
    return tuple(
        CriterionMean(line.code, line.name, line.weight, Decimal(means[line.code]), line.eliminatory_below)
        for line in criteria_in_words(data)
    )
