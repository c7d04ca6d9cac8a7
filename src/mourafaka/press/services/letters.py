"""E-mails of the press watch: they leave by the outbox, in the language of whom they are for."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.foundations import clock
from mourafaka.foundations.delivery import dispatch
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import Channel, OutboxMessage, OutboxState
from mourafaka.press import links
from mourafaka.press.models import Appeal, Subscription, Takedown


def confirm(subscription: Subscription, *, key: str) -> None:
    """Ask the address whether it wants the digest: nothing else is sent to it before."""
    with translation.override(subscription.language):
        body = "\n\n".join(
            [
                _("Somebody asked that a digest of the press watch be sent to this address."),
                _("To receive it, follow this link within three days:"),
                links.confirm_url(subscription.pk),
                _("If it was not you, do nothing: no other e-mail will come."),
            ]
        )
        subject = _("Confirm your digest of the press watch")
    _send(
        subscription.email,
        subscription.language,
        subject,
        body,
        about=subscription,
        event="press.confirm",
        key=key,
        urgent=True,
    )


def digest(subscription: Subscription, *, subject: str, body: str, key: str) -> bool:
    """Send one digest, with the link that stops it in one click; False when this one was already sent."""
    return _send(
        subscription.email,
        subscription.language,
        subject,
        body,
        about=subscription,
        event="press.digest",
        key=key,
        stop=links.stop_url(subscription.pk),
    )


def answer_appeal(appeal: Appeal) -> None:
    if appeal.email:
        subject = _("Your appeal about an image of the press watch")
        body = f"{appeal.get_state_display()}\n\n{appeal.answer}"
        _send(
            appeal.email, "fr", subject, body, about=appeal, event="press.appeal", key=f"appeal:{appeal.pk}"
        )


def answer_takedown(takedown: Takedown) -> None:
    subject = _("Your request to withdraw an article")
    body = f"{takedown.get_state_display()}\n\n{takedown.answer}"
    key = f"takedown:{takedown.pk}"
    _send(takedown.email, "fr", subject, body, about=takedown, event="press.takedown", key=key)


def _send(
    recipient: str,
    language: str,
    subject: str,
    body: str,
    *,
    about: Appeal | Subscription | Takedown,
    event: str,
    key: str,
    stop: str = "",
    urgent: bool = False,
) -> bool:
    message, new = OutboxMessage.objects.get_or_create(
        dedup_key=f"press:{key}",
        defaults={
            "channel": Channel.EMAIL,
            "event": event,
            "urgent": urgent,
            "recipient": recipient,
            "language": language,
            "subject": subject[:200],
            "body": body,
            "about": reference(about),
            "state": OutboxState.RELEASED,
            "released_at": clock.now(),
            "unsubscribe_url": stop,
        },
    )
    if new:
        dispatch(message)
    return new
