"""What the notices keep about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import impersonal, personal

personal(
    "notices.Notice",
    "user",
    "name",
    "subject",
    "text",
    "short",
    of="messages",
    data=_("What each person was told, and whether it was read"),
)
impersonal("notices.Notice", "event", "language", "about", "url", "dedup_key")
personal(
    "notices.Proof", "note", of="messages", data=_("How and when a decision was notified, and who says so")
)
impersonal("notices.Proof", "about", "kind")
impersonal("notices.OptOut", "address_index", "channel")
impersonal("notices.Code", "address_index", "purpose", "digest", "network_index")
impersonal("notices.WrongTry", "network_index")
impersonal("foundations.OutboxMessage", "event", "unsubscribe_url", "last_error")
