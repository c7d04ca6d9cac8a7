"""The sentences of the refusals of this sub-app."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "proof_kind_unknown": _("Say how it was notified: signed on paper or read by phone."),
    "proof_in_future": _("The day of the notification is not past yet."),
    "proof_before_message": _("The notification cannot be earlier than the message itself."),
}
