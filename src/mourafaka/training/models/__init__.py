"""Tables of the training: modules, sessions, who is invited and who came, what was learnt, certificates."""

from mourafaka.training.models.modules import Module
from mourafaka.training.models.people import Attendance, Attendee, Participant, SelfCheck
from mourafaka.training.models.results import Certificate, Satisfaction, TestResult
from mourafaka.training.models.sessions import HalfDay, Invitation, Session

__all__ = [
    "Attendance",
    "Attendee",
    "Certificate",
    "HalfDay",
    "Invitation",
    "Module",
    "Participant",
    "Satisfaction",
    "SelfCheck",
    "Session",
    "TestResult",
]
