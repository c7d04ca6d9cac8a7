"""The acts of applying."""

from mourafaka.applying.services.drafting import (
    confirm_on_behalf,
    expire_drafts,
    open_draft,
    save_answers,
    warn_of_expiry,
)
from mourafaka.applying.services.lodging import submit_draft

__all__ = [
    "confirm_on_behalf",
    "expire_drafts",
    "open_draft",
    "save_answers",
    "submit_draft",
    "warn_of_expiry",
]
