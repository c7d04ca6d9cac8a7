"""Released messages leave: at once, after the quiet hours, or again after a failure; at least once, and where the
gateway knows the key, exactly once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.backends.base import BaseTaskBackend

from mourafaka.foundations import clock
from mourafaka.foundations.gateways import gateway
from mourafaka.foundations.models import Channel, OutboxMessage, OutboxState

QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # nobody's telephone rings at night
LEASE = timedelta(minutes=5)  # whoever died while sending is presumed dead after this
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 600))
REDACTED = "••••••"


def dispatch(message: OutboxMessage) -> None:
    """Give a released message to the worker, for now or for when the quiet hours end."""
    if message.channel == Channel.PAPER or (
        message.channel == Channel.EMAIL and "@" not in message.recipient
    ):
        return  # released to be printed and handed over
    wait = quiet_for(clock.now()) if message.event and not message.urgent else timedelta()
    _schedule(message, wait)


def quiet_for(moment: datetime) -> timedelta:
    """How long until people may be written to; nothing during the day."""
    local = timezone.localtime(moment)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return timedelta()
    end = local.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0)
    return (end if local < end else end + timedelta(days=1)) - local


def _schedule(message: OutboxMessage, wait: timedelta) -> None:
    message.next_try_at = clock.now() + wait
    message.save(update_fields=["next_try_at"])
    backend: BaseTaskBackend = send_message.get_backend()
    if not wait:
        send_message.enqueue(message.pk)
    elif backend.supports_defer:
        send_message.using(run_after=timezone.now() + wait).enqueue(message.pk)


@task()
def send_message(message_id: int) -> None:
    """Send one released message, then those whose moment is past because a worker died."""
    deliver(message_id)
    for overdue in _due().exclude(pk=message_id).values_list("pk", flat=True)[:20]:
        deliver(overdue)


def send_due() -> int:
    """Send every message whose moment has come; how many were tried."""
    keys = list(_due().values_list("pk", flat=True))
    for key in keys:
        deliver(key)
    return len(keys)


def deliver(message_id: int) -> None:
    """Send a released message whose moment has come; a second call finds nothing to do."""
    message = _claim(message_id)
    if message is None:
        return
    try:
        gateway(message.channel).send(message)
    except Exception as error:
        _failed(message, error)
        return
    message.state, message.sent_at, message.next_try_at = OutboxState.SENT, clock.now(), None
    message.last_error = ""
    if message.event.endswith(".code"):
        message.body = REDACTED  # a code sent is of no more use to anybody but who received it
    message.save(update_fields=["state", "sent_at", "next_try_at", "last_error", "body"])


def _due():  # type: ignore[no-untyped-def]
    return OutboxMessage.objects.filter(state=OutboxState.RELEASED, next_try_at__lte=clock.now())


def _claim(message_id: int) -> OutboxMessage | None:
    """The message, if it is ours to send: for the time of a lease nobody else takes it."""
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
        if message is None or message.state != OutboxState.RELEASED or message.next_try_at is None:
            return None
        if message.next_try_at > clock.now():
            return None
        message.attempts += 1
        message.next_try_at = clock.now() + LEASE
        message.save(update_fields=["attempts", "next_try_at"])
    return message


def _failed(message: OutboxMessage, error: Exception) -> None:
    """Try again later, five times; then say that it was not delivered."""
    message.last_error = f"{type(error).__name__}: {error}"[:300]
    if message.attempts > len(BACK_OFF):
        message.state, message.next_try_at = OutboxState.FAILED, None
        message.save(update_fields=["state", "next_try_at", "last_error"])
        return
    message.save(update_fields=["last_error"])
    _schedule(message, BACK_OFF[message.attempts - 1])
