"""Telling people, and keeping the proof that they were told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mourafaka.engine import sms
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.crypto import blind_index
from mourafaka.foundations.delivery import dispatch
from mourafaka.foundations.gateways import file_name
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import Channel, OutboxMessage, OutboxState, StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import found_or_inserted, inserted

from . import links
from .events import EVENTS, Event, Recipient, Words
from .models import Notice, OptOut, Proof, ProofKind

KEY_LENGTH = 100


def notify(
    event: str,
    *,
    to: Any,
    about: models.Model,
    facts: Mapping[str, Any],
    dedup_key: str,
    url: str = "",
    urgent: bool = False,
    attachment: StoredFile | None = None,
    held: bool = False,
) -> list[Notice]:
    """Tell each recipient (`Recipient`, account, or several) of an event, once under the same `dedup_key`.

    Called inside an act: what it writes is kept or lost with it. `url` is a path of this site. Messages leave at
    once, or after the quiet hours unless `urgent`; `held` keeps them in the outbox until somebody releases them.
    """
    whom = list(to) if isinstance(to, Iterable) and not isinstance(to, Recipient) else [to]
    found = EVENTS[event]
    told = []
    for recipient in (Recipient.of(one) for one in whom):
        notice, new = _notice(found, recipient, about, facts, dedup_key, url)
        if new:
            _messages(notice, found, recipient, attachment, urgent=urgent, held=held)
        told.append(notice)
    return told


def _notice(
    event: Event, to: Recipient, about: models.Model, facts: Mapping[str, Any], dedup_key: str, url: str
) -> tuple[Notice, bool]:
    words = event.words(facts, language=to.language)
    notice = Notice(
        dedup_key=_short_key(f"{dedup_key}:{_who(to)}"),
        event=event.name,
        user=to.user,
        name=to.name[:150],
        language=to.language,
        about=reference(about),
        subject=words.subject[:200],
        text=words.text,
        short=words.short,
        url=url,
        legal=event.legal,
        told_at=clock.now(),
    )
    return found_or_inserted(notice, "dedup_key")


def _who(to: Recipient) -> str:
    if to.user is not None:
        return f"u{to.user.pk}"
    return blind_index(to.email or to.phone or to.name)[:16]


def _short_key(key: str) -> str:
    return key if len(key) <= KEY_LENGTH else file_name(key)[:KEY_LENGTH]


def _messages(
    notice: Notice, event: Event, to: Recipient, attachment: StoredFile | None, *, urgent: bool, held: bool
) -> None:
    words = Words(notice.subject, notice.text, notice.short)
    for channel, address in _ways(event, to):
        message = OutboxMessage(
            channel=channel,
            event=event.name,
            urgent=urgent,
            recipient=address[:254],
            language=notice.language,
            subject=words.subject,
            about=notice.about,
            attachment=attachment,
            dedup_key=f"{notice.dedup_key}:{channel}",
            state=OutboxState.HELD if held else OutboxState.RELEASED,
            released_at=None if held else clock.now(),
        )
        if channel == Channel.EMAIL and not event.legal:
            message.unsubscribe_url = links.stop_url(address, channel)
        message.body = _body(notice, message, words)
        if channel in (Channel.SMS, Channel.WHATSAPP):
            message.parts = sms.count(message.body).parts
        notice.messages.add(inserted(message))
        if not held:
            dispatch(message)


def _ways(event: Event, to: Recipient) -> list[tuple[Channel, str]]:
    """Every address the person has and did not close; a legal notice goes everywhere, or on paper."""
    ways = [(Channel.EMAIL, to.email), (Channel.SMS, to.phone)]
    given = [(channel, address) for channel, address in ways if address]
    if event.legal:
        return given or [(Channel.PAPER, to.name)]
    return [(channel, address) for channel, address in given if not opted_out(address, channel)]


def _body(notice: Notice, message: OutboxMessage, words: Words) -> str:
    url = links.open_url(notice) if notice.legal else _absolute(notice.url)
    if message.channel == Channel.SMS:
        return f"{words.short} {url}".strip()
    lines = [words.text, url]
    if message.unsubscribe_url:
        with translation.override(message.language):
            lines.append(_("No more e-mails from the programme:") + " " + message.unsubscribe_url)
    return "\n\n".join(line for line in lines if line)


def _absolute(path: str) -> str:
    return path if not path or path.startswith("http") else f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def opted_out(address: str, channel: str) -> bool:
    return OptOut.objects.filter(address_index=blind_index(address), channel=channel).exists()


@act("notices.notice.read", rule="notices.read_notice")
def read_notice(notice: Notice, *, actor: Any) -> Notice:
    """Take a notice of one's own list as read. Doing it twice changes nothing."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())
    notice.refresh_from_db()
    return notice


@act("notices.notices.read", rule="notices.read_notices")
def read_all_notices(*, actor: Any) -> int:
    """Take every notice of one's own list as read; returns how many were not."""
    return int(Notice.objects.of(actor).unread().update(read_at=clock.now()))


@act("notices.notice.open", rule="notices.open_by_link")
def open_notice(notice: Notice, *, actor: Any) -> Notice:
    """The signed link was followed: the first time proves that the notice was opened."""
    locked = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if locked.legal and not locked.proofs.filter(kind=ProofKind.OPENED).exists():
        _prove(locked.about, ProofKind.OPENED, at=clock.now(), notice=locked)
    if locked.read_at is None:
        locked.read_at = clock.now()
        locked.save(update_fields=["read_at"])
    return locked


@act("notices.notification.prove", rule="notices.prove")
def prove_notification(message: OutboxMessage, *, actor: Any, kind: str, on: date, note: str = "") -> Proof:
    """Record that what a message tells was notified on a day: signed on paper or read by phone by the actor.

    Refuses `proof_kind_unknown`, a day to come (`proof_in_future`) and a day before the message was written
    (`proof_before_message`).
    """
    if kind not in (ProofKind.SIGNED_ON_PAPER, ProofKind.READ_BY_PHONE):
        raise Refused("proof_kind_unknown", field="kind", kind=kind)
    if on > clock.today():
        raise Refused("proof_in_future", field="on")
    if on < timezone.localdate(message.queued_at) and clock.today() >= timezone.localdate(message.queued_at):
        raise Refused("proof_before_message", field="on")
    at = clock.now() if on == clock.today() else timezone.make_aware(datetime.combine(on, time(12)))
    return _prove(
        message.about,
        kind,
        at=at,
        notice=Notice.objects.filter(messages=message).first(),
        by=actor,
        note=note,
    )


def _prove(
    about: str, kind: str, *, at: datetime, notice: Notice | None, by: Any = None, note: str = ""
) -> Proof:
    return Proof.objects.create(
        about=about, kind=kind, at=at, notice=notice, by=by, note=note.strip()[:300], recorded_at=clock.now()
    )


def notified_on(about: models.Model) -> date | None:
    """The day of the first proof that what concerns `about` was notified."""
    at = Proof.objects.filter(about=reference(about)).values_list("at", flat=True).first()
    return timezone.localdate(at) if at else None


@act("notices.preferences.set", rule="notices.read_notices")
def set_preferences(*, actor: Any, channels: Iterable[str]) -> list[str]:
    """Keep only these channels open for the actor's own addresses; legal notices are sent all the same."""
    wanted = set(channels)
    for channel, address in links.ways_of(actor):
        with transaction.atomic():
            _close(address, channel) if channel not in wanted else _reopen(address, channel)
    return sorted(wanted)


@act("notices.address.stop", rule="notices.open_by_link", secret=("address_index",))
def stop_by_link(*, actor: Any, address_index: str, channel: str) -> str:
    """Close a channel of the address the signed link was sent to."""
    OptOut.objects.get_or_create(
        address_index=address_index, channel=channel, defaults={"since": clock.now()}
    )
    return channel


def _close(address: str, channel: str) -> None:
    OptOut.objects.get_or_create(
        address_index=blind_index(address), channel=channel, defaults={"since": clock.now()}
    )


def _reopen(address: str, channel: str) -> None:
    OptOut.objects.filter(address_index=blind_index(address), channel=channel).delete()
