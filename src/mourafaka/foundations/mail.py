"""Letters: every one waits in the outbox until a human releases it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from mourafaka.foundations.acts import act
from mourafaka.foundations.delivery import dispatch
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import OutboxMessage, OutboxState, StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import found_or_inserted


def queue_message(
    *,
    recipient: str,
    language: str,
    subject: str,
    body: str,
    about: Any,
    dedup_key: str,
    attachment: StoredFile | None = None,
) -> OutboxMessage:
    """Hold a message. The same `dedup_key` twice gives the same message: nobody is written to twice."""
    message = OutboxMessage(
        dedup_key=dedup_key,
        recipient=recipient,
        language=language,
        subject=subject,
        body=body,
        about=reference(about),
        attachment=attachment,
    )
    return found_or_inserted(message, "dedup_key")[0]


@act("foundations.outbox.release", rule="foundations.release_message")
def release_messages(messages: Iterable[OutboxMessage], *, actor: Any) -> list[OutboxMessage]:
    """Let held messages leave. Refuses with `message_not_held` when one was already released."""
    released = []
    for message in messages:
        if message.state != OutboxState.HELD:
            raise Refused("message_not_held", state=message.get_state_display())
        message.state, message.released_at, message.released_by = OutboxState.RELEASED, timezone.now(), actor
        message.save(update_fields=["state", "released_at", "released_by"])
        dispatch(message)
        released.append(message)
    return released
