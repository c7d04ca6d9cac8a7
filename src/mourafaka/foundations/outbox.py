"""Which messages of the outbox a person sees."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from mourafaka.foundations.models import OutboxMessage
from mourafaka.foundations.sockets import outbox_visibility


def visible_to(user: Any) -> QuerySet[OutboxMessage]:
    """Those of whoever runs the programme, narrowed by the rooms whose records the messages speak of."""
    if not rules.has_perm("foundations.view_outbox", user):
        return OutboxMessage.objects.none()
    # One-time codes are read by nobody but whom they were sent to.
    messages = OutboxMessage.objects.exclude(event__endswith=".code")
    for plug in outbox_visibility:
        messages = plug.build(messages, user)
    return messages
