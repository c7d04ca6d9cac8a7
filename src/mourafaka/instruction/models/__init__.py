"""The tables of instruction."""

from mourafaka.instruction.models.batch import Batch
from mourafaka.instruction.models.case import Case, Pace, Team
from mourafaka.instruction.models.exchange import Correction, Message, Opinion

__all__ = ["Batch", "Case", "Correction", "Message", "Opinion", "Pace", "Team"]
