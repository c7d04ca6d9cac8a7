"""The acts of the diagnosis."""

from .answers import answer_question, answer_questions, edit_assessment, open_assessment, write_swot
from .instrument import import_instrument, put_in_force
from .review import return_assessment, submit_assessment, validate_assessment

__all__ = [
    "answer_question",
    "answer_questions",
    "edit_assessment",
    "import_instrument",
    "open_assessment",
    "put_in_force",
    "return_assessment",
    "submit_assessment",
    "validate_assessment",
    "write_swot",
]
