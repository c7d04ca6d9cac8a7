"""Tables of the coaching."""

from mourafaka.coaching.models.coaches import Absence, CalendarLink, CoachProfile, FeastCorrection
from mourafaka.coaching.models.payment import Control, SampleDraw, Statement, StatementLine
from mourafaka.coaching.models.planning import PlanningRun, Tour, Visit
from mourafaka.coaching.models.reports import (
    ActionTouched,
    Confirmation,
    FollowUp,
    Recommendation,
    ReportFile,
    VisitReport,
)

__all__ = [
    "Absence",
    "ActionTouched",
    "CalendarLink",
    "CoachProfile",
    "Confirmation",
    "Control",
    "FeastCorrection",
    "FollowUp",
    "PlanningRun",
    "Recommendation",
    "ReportFile",
    "SampleDraw",
    "Statement",
    "StatementLine",
    "Tour",
    "Visit",
    "VisitReport",
]
