"""The programme's present workbook: three sheets read with questions rather than guesses, and their dashboard.

workbook = read(read_sheets(content), Territory(Names(regions), Names(provinces)))
figures(progress_of(workbook)).provinces
"""

from mourafaka.engine.workbook.figures import (
    Figures,
    Progress,
    ProvinceFigures,
    figures,
    progress_of,
    rounded,
)
from mourafaka.engine.workbook.model import (
    MODULES,
    SESSIONS,
    SHEETS,
    THIS_ROW,
    Kept,
    Member,
    Place,
    Question,
    Reading,
    Track,
    Workbook,
    WorkbookError,
)
from mourafaka.engine.workbook.places import Names
from mourafaka.engine.workbook.reading import Territory, read
from mourafaka.engine.workbook.sentences import REASONS, SENTENCES, WHYS, sentence
from mourafaka.engine.workbook.sheets import Sheet, read_sheets
from mourafaka.engine.workbook.spelling import as_written

__all__ = [
    "MODULES",
    "REASONS",
    "SENTENCES",
    "SESSIONS",
    "SHEETS",
    "THIS_ROW",
    "WHYS",
    "Figures",
    "Kept",
    "Member",
    "Names",
    "Place",
    "Progress",
    "ProvinceFigures",
    "Question",
    "Reading",
    "Sheet",
    "Territory",
    "Track",
    "Workbook",
    "WorkbookError",
    "as_written",
    "figures",
    "progress_of",
    "read",
    "read_sheets",
    "rounded",
    "sentence",
]
