"""Tables of the selection: conflicts, reviews, the choice, the committee, what leaves."""

from mourafaka.selection.models.committee import (
    Attendance,
    CommitteeSession,
    Decision,
    ExceptionMotion,
    ExceptionVote,
    Proposal,
    Recusal,
)
from mourafaka.selection.models.outputs import Letter, Minute, PublishedBundle, Withdrawal
from mourafaka.selection.models.review import (
    Assignment,
    ConflictDeclaration,
    Mark,
    Review,
    ReviewerProfile,
)

__all__ = [
    "Assignment",
    "Attendance",
    "CommitteeSession",
    "ConflictDeclaration",
    "Decision",
    "ExceptionMotion",
    "ExceptionVote",
    "Letter",
    "Mark",
    "Minute",
    "Proposal",
    "PublishedBundle",
    "Recusal",
    "Review",
    "ReviewerProfile",
    "Withdrawal",
]
