"""What the committee's pages show."""

from mourafaka.selection.queries.choice.board import Why, board, meters
from mourafaka.selection.queries.choice.detail import criterion_means, detail
from mourafaka.selection.queries.choice.sight import (
    current_session,
    latest_proposal,
    must_declare_first,
    withheld_from,
)
from mourafaka.selection.queries.choice.votes import tally
from mourafaka.selection.queries.choice.words import RefusalInWords, RuleWords

__all__ = [
    "RefusalInWords",
    "RuleWords",
    "Why",
    "board",
    "criterion_means",
    "current_session",
    "detail",
    "latest_proposal",
    "meters",
    "must_declare_first",
    "tally",
    "withheld_from",
]
