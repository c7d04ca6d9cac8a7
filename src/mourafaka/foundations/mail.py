"""The outbox: every message waits until a human releases it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks import task

from mourafaka.foundations.acts import act
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import OutboxMessage, OutboxState, StoredFile
from mourafaka.foundations.refusals import Refused


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
    message, _ = OutboxMessage.objects.get_or_create(
        dedup_key=dedup_key,
        defaults={
            "recipient": recipient,
            "language": language,
            "subject": subject,
            "body": body,
            "about": reference(about),
            "attachment": attachment,
        },
    )
    return message


@act("foundations.outbox.release", rule="foundations.release_message")
def release_messages(messages: Iterable[OutboxMessage], *, actor: Any) -> list[OutboxMessage]:
    """Let held messages leave. Refuses with `message_not_held` when one was already released."""
    released = []
    for message in messages:
        if message.state != OutboxState.HELD:
            raise Refused("message_not_held", state=message.get_state_display())
        message.state, message.released_at, message.released_by = OutboxState.RELEASED, timezone.now(), actor
        message.save(update_fields=["state", "released_at", "released_by"])
        send_message.enqueue(message.pk)
        released.append(message)
    return released


@task()
def send_message(message_id: int) -> None:
    """Send a released message once; a second run of the same task finds nothing to do."""
    message = OutboxMessage.objects.get(pk=message_id)
    if message.state != OutboxState.RELEASED or "@" not in message.recipient:
        return  # without an address it was released to be printed and handed over
    email = EmailMessage(message.subject, message.body, to=[message.recipient])
    if message.attachment:
        email.attach(message.attachment.name, message.attachment.read(), message.attachment.content_type)
    email.send()
    message.state, message.sent_at = OutboxState.SENT, timezone.now()
    message.save(update_fields=["state", "sent_at"])
