"""The acts of the enrolment."""

from mourafaka.enrolment.services.agreement import issue_agreement, sign_agreement
from mourafaka.enrolment.services.alerts import set_alert_rule
from mourafaka.enrolment.services.coaches import assign_coach, transfer_caseload
from mourafaka.enrolment.services.contracts import create_contract, edit_contract
from mourafaka.enrolment.services.enrolling import enrol, enrol_call
from mourafaka.enrolment.services.life import advance, close, leave, resume, suspend

__all__ = [
    "advance",
    "assign_coach",
    "close",
    "create_contract",
    "edit_contract",
    "enrol",
    "enrol_call",
    "issue_agreement",
    "leave",
    "resume",
    "set_alert_rule",
    "sign_agreement",
    "suspend",
    "transfer_caseload",
]
