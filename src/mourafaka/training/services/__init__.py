"""The acts of the training."""

from mourafaka.training.services.attendance import (
    confirm_self_checks,
    hold_session,
    record_attendance,
    self_check,
)
from mourafaka.training.services.certificates import issue_certificates, revoke_certificate
from mourafaka.training.services.invitations import answer_invitation, invite
from mourafaka.training.services.modules import edit_module
from mourafaka.training.services.participants import (
    name_participants,
    welcome_participant,
    withdraw_participant,
)
from mourafaka.training.services.results import rate_session, record_tests
from mourafaka.training.services.sessions import (
    cancel_session,
    change_session,
    convene_session,
    plan_session,
)

__all__ = [
    "answer_invitation",
    "cancel_session",
    "change_session",
    "confirm_self_checks",
    "convene_session",
    "edit_module",
    "hold_session",
    "invite",
    "issue_certificates",
    "name_participants",
    "plan_session",
    "rate_session",
    "record_attendance",
    "record_tests",
    "revoke_certificate",
    "self_check",
    "welcome_participant",
    "withdraw_participant",
]
