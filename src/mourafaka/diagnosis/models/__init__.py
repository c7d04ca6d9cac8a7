"""Tables: the instrument in its versions; assessments, their answers, what was typed in the SWOT."""

from .assessment import Answer, Assessment, SwotLine
from .instrument import Instrument

__all__ = ["Answer", "Assessment", "Instrument", "SwotLine"]
