"""What the coaching's pages, and later rooms, read."""

from mourafaka.coaching.queries.homes import (
    Due,
    control_sample_of,
    late_of,
    next_visit_of,
    to_confirm_of,
    to_validate_of,
    visits_of,
    week_of,
)

__all__ = [
    "Due",
    "control_sample_of",
    "late_of",
    "next_visit_of",
    "to_confirm_of",
    "to_validate_of",
    "visits_of",
    "week_of",
]
