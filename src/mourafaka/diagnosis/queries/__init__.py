"""What pages, plans and reports read of a diagnosis."""

from .instrument import Dimension, Question, dimensions_of, instrument_of, questions_of, scale_of
from .results import answers_of, engine_answers, results_of, to_do_of, to_review_of

__all__ = [
    "Dimension",
    "Question",
    "answers_of",
    "dimensions_of",
    "engine_answers",
    "instrument_of",
    "questions_of",
    "results_of",
    "scale_of",
    "to_do_of",
    "to_review_of",
]
