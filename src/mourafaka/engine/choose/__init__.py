"""Choosing the cohort: the exact choice, its explanation, its stability.

    candidates = Candidates.from_rows(rows)
    rules = Rules(seats=33, quotas=(Quota("province", "09.541", minimum=4, maximum=10),))
    choice = select(candidates, rules)
    refusals = explain(candidates, rules, choice)

Scores and costs are exact numbers; the optimum is proven; the order of the rows has no influence.
"""

from mourafaka.engine.choose.explaining import explain
from mourafaka.engine.choose.model import (
    Candidates,
    Change,
    Choice,
    ChoiceError,
    Column,
    Conflict,
    Quota,
    Refusal,
    Rule,
    Rules,
)
from mourafaka.engine.choose.selecting import select
from mourafaka.engine.choose.stability import stability

__all__ = [
    "Candidates",
    "Change",
    "Choice",
    "ChoiceError",
    "Column",
    "Conflict",
    "Quota",
    "Refusal",
    "Rule",
    "Rules",
    "explain",
    "select",
    "stability",
]
