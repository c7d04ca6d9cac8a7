"""What reviewers and those who run the readings see."""

from mourafaka.selection.queries.review.divergence import third_reading_gaps
from mourafaka.selection.queries.review.dossier import blind_dossier
from mourafaka.selection.queries.review.filled import Choice, FilledGrid, filled_grid
from mourafaka.selection.queries.review.progress import progress, readings_complete
from mourafaka.selection.queries.review.queue import Reading, queue_of, queues

__all__ = [
    "Choice",
    "FilledGrid",
    "Reading",
    "blind_dossier",
    "filled_grid",
    "progress",
    "queue_of",
    "queues",
    "readings_complete",
    "third_reading_gaps",
]
