"""The acts of applying."""

from mourafaka.applying.services.documents import attach_document, excuse_document, remove_document
from mourafaka.applying.services.drafting import (
    confirm_on_behalf,
    confirm_on_paper,
    expire_drafts,
    open_draft,
    save_answers,
    warn_of_expiry,
)
from mourafaka.applying.services.helping import end_help, invite_helper
from mourafaka.applying.services.lodging import submit_draft, submit_late

__all__ = [
    "attach_document",
    "confirm_on_behalf",
    "confirm_on_paper",
    "end_help",
    "excuse_document",
    "expire_drafts",
    "invite_helper",
    "open_draft",
    "remove_document",
    "save_answers",
    "submit_draft",
    "submit_late",
    "warn_of_expiry",
]
