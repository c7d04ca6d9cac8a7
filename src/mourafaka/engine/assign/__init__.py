"""Assigning reviewers to applications: the best sharing out, proven, or the bottleneck that forbids any.

assignment = assign(applications, reviewers, per_application=3, conflicts=[("T2-09-0001", "r7")])
difference(before.pairs, assignment.pairs)
"""

from mourafaka.engine.assign.assigning import assign, difference
from mourafaka.engine.assign.model import (
    Application,
    Assignment,
    AssignmentError,
    Bottleneck,
    Difference,
    Reviewer,
)

__all__ = [
    "Application",
    "Assignment",
    "AssignmentError",
    "Bottleneck",
    "Difference",
    "Reviewer",
    "assign",
    "difference",
]
