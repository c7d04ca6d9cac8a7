"""E-mails of the press watch: they leave by the outbox, in the language of whom they are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations import clock
from mourafaka.foundations.delivery import dispatch
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import Channel, OutboxMessage, OutboxState
from mourafaka.press import links
from mourafaka.press.models import Appeal, Article, Subscription, Takedown


def confirm(subscription: Subscription, *, key: str) -> None:
    """Ask the address whether it wants the digest: nothing else is sent to it before."""
    with translation.override(subscription.language):
        body = "\n\n".join(
            str(line)
            for line in [
                _("Somebody asked that a digest of the press watch be sent to this address."),
                _("To receive it, follow this link within three days:"),
                links.confirm_url(subscription.pk),
                _("If it was not you, do nothing: no other e-mail will come."),
            ]
        )
        subject = str(_("Confirm your digest of the press watch"))
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


def digest(subscription: Subscription, articles: Sequence[Article], *, about: str, key: str) -> bool:
    """Send one digest, as text and as HTML, with the link that stops it in one click; False when this one was
    already sent. `about`: its place and sector, in its language."""
    stop = links.stop_url(subscription.pk)
    with translation.override(subscription.language):
        subject = str(_("Press watch: %(count)s new") % {"count": len(articles)})
        if about:
            subject = f"{about} · {subject}"
        lines = [
            f"{each.title}\n{each.publisher}, {format_date(each.published_at)}\n{each.url}"
            for each in articles
        ]
        lines.append(_("To stop this digest:") + " " + stop)
        facts = {"subject": subject, "articles": articles, "stop": stop, "language": subscription.language}
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        html = render_to_string("press/digest_mail.html", {**facts, "direction": direction})
    return _send(
        subscription.email,
        subscription.language,
        subject,
        "\n\n".join(lines),
        about=subscription,
        event="press.digest",
        key=key,
        stop=stop,
        html=html,
    )


def answer_appeal(appeal: Appeal) -> None:
    if appeal.email:
        _answer(appeal, _("Your appeal about an image of the press watch"), kind="appeal")


def answer_takedown(takedown: Takedown) -> None:
    _answer(takedown, _("Your request to withdraw an article"), kind="takedown")


def _answer(request: Appeal | Takedown, subject: Any, *, kind: str) -> None:
    """What was decided and why, in the language in which it was asked."""
    with translation.override(request.language):
        subject, state = str(subject), request.get_state_display()
    body = f"{state}\n\n{request.answer}"
    key = f"{kind}:{request.pk}"
    _send(request.email, request.language, subject, body, about=request, event=f"press.{kind}", key=key)


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
    html: str = "",
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
            "html": html,
            "about": reference(about),
            "state": OutboxState.RELEASED,
            "released_at": clock.now(),
            "unsubscribe_url": stop,
        },
    )
    if new:
        dispatch(message)
    return new
