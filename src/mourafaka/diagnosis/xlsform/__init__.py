"""The instrument as an XLSForm workbook, which an expert edits and ODK's tools accept."""

from .reading import Found, Problem, read_workbook
from .writing import instrument_workbook

__all__ = ["Found", "Problem", "instrument_workbook", "read_workbook"]
