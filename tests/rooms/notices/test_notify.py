"""Telling people: once, by the ways they have, at decent hours."""

from __future__ import annotations

import http.server
import threading
import urllib.parse
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone

from mourafaka.engine import sms
from mourafaka.foundations import clock, delivery
from mourafaka.foundations.models import OutboxMessage, OutboxState
from mourafaka.foundations.notices import Event, Recipient, services
from mourafaka.foundations.notices.events import EVENTS
from mourafaka.foundations.notices.models import Notice, Proof

DAY = Event("tests.day", subject="Visit %(day)s", text="The visit is on %(day)s.", short="Visit %(day)s")
LEGAL = Event("tests.legal", subject="Decision", text="No.", short="A decision waits", legal=True)


@pytest.fixture(autouse=True)
def _events(monkeypatch):
    monkeypatch.setitem(EVENTS, DAY.name, DAY)
    monkeypatch.setitem(EVENTS, LEGAL.name, LEGAL)


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    stand(monkeypatch, 12)


def stand(monkeypatch, hour: int, minute: int = 0) -> None:
    moment = timezone.make_aware(datetime(2026, 11, 24, hour, minute))
    monkeypatch.setattr(clock, "now", lambda: moment)


def tell(to, about, *, event="tests.day", key="k", **more):
    return services.notify(event, to=to, about=about, facts={"day": "3/12"}, dedup_key=key, **more)


def folder(settings) -> list[Path]:
    return sorted((Path(settings.DATA_FOLDER) / "outbox").rglob("*.txt"))


def test_a_phone_is_told_by_a_file_of_the_folder(settings, users):
    tell(Recipient(phone="+212600000001"), users())

    (file,) = folder(settings)
    assert file.read_text() == "+212600000001\nVisit 3/12\n\nVisit 3/12\n"


def test_an_account_is_told_in_its_list_and_by_mail(users):
    user = users()

    tell(user, user)

    assert (Notice.objects.of(user).unread().count(), len(mail.outbox)) == (1, 1)


def test_the_same_key_twice_tells_once(users):
    user = users()

    first, again = tell(user, user), tell(user, user)

    assert (first, len(mail.outbox)) == (again, 1)


def test_a_held_notice_waits_for_its_release(users):
    user = users()

    tell(user, user, held=True)

    assert (OutboxMessage.objects.get().state, mail.outbox) == (OutboxState.HELD, [])


@pytest.mark.parametrize(
    ("hour", "minute", "wait"),
    [(20, 59, 0), (21, 0, 11 * 60), (23, 0, 9 * 60), (0, 30, 450), (7, 59, 1), (8, 0, 0)],
)
def test_the_night_is_quiet_from_21_to_8(hour, minute, wait):
    moment = timezone.make_aware(datetime(2026, 11, 24, hour, minute))

    assert delivery.quiet_for(moment) == timedelta(minutes=wait)


def test_at_night_a_message_waits_for_the_morning(monkeypatch, users):
    user = users()
    stand(monkeypatch, 22)
    tell(user, user)
    assert mail.outbox == []

    stand(monkeypatch, 23)
    delivery.send_due()
    assert mail.outbox == []

    monkeypatch.setattr(clock, "now", lambda: timezone.make_aware(datetime(2026, 11, 25, 8)))
    delivery.send_due()
    assert len(mail.outbox) == 1


def test_an_urgent_message_leaves_at_night(monkeypatch, users):
    user = users()
    stand(monkeypatch, 23)

    tell(user, user, urgent=True)

    assert len(mail.outbox) == 1


class Dies:
    """A gateway whose worker is killed after the message left and before that is written."""

    def send(self, message):
        from mourafaka.foundations.gateways import Folder

        Folder().send(message)
        raise SystemExit


def test_a_worker_that_dies_in_the_middle_leaves_one_file(settings, monkeypatch, users):
    settings.NOTICE_GATEWAYS = {"sms": f"{__name__}.Dies"}
    about = users()
    tell(Recipient(phone="+212600000001"), about)
    message = OutboxMessage.objects.get()
    assert (message.state, len(folder(settings))) == (OutboxState.RELEASED, 1)

    settings.NOTICE_GATEWAYS = {}
    assert delivery.send_due() == 0  # the lease of the dead one still runs
    stand(monkeypatch, 12, 6)
    delivery.send_due()

    message.refresh_from_db()
    assert (message.state, message.attempts, len(folder(settings))) == (OutboxState.SENT, 2, 1)


class Broken:
    def send(self, message):
        raise OSError("no route")


def test_a_failure_is_tried_again_later_then_said(settings, monkeypatch, users):
    settings.NOTICE_GATEWAYS = {"sms": f"{__name__}.Broken"}
    start = clock.now()
    tell(Recipient(phone="+212600000001"), users())
    message = OutboxMessage.objects.get()
    assert message.next_try_at - start == timedelta(minutes=1)

    for day in range(1, 6):
        monkeypatch.setattr(clock, "now", lambda day=day: start + timedelta(days=day))
        delivery.send_due()

    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == ("failed", 6, "OSError: no route")


def test_the_http_gateway_posts_the_fields_of_the_provider(settings, users):
    received = []

    class Provider(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            received.append((self.headers["Authorization"], urllib.parse.parse_qs(body)))
            self.send_response(200 if len(received) > 1 else 503)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.NOTICE_GATEWAYS = {"sms": "mourafaka.foundations.gateways.HttpSms"}
        settings.SMS_HTTP = {
            "url": f"http://127.0.0.1:{server.server_port}/send",
            "fields": {"msisdn": "{to}", "body": "{text}"},
            "headers": {"Authorization": "Bearer x"},
        }
        tell(Recipient(phone="+212600000001", language="ar"), users())
        message = OutboxMessage.objects.get()
        refused = message.state, message.last_error
        OutboxMessage.objects.update(next_try_at=clock.now())
        delivery.send_due()
        server.shutdown()

    message.refresh_from_db()
    assert refused == ("released", "HTTPError: HTTP Error 503: Service Unavailable")
    assert message.state == "sent"
    assert received[1] == ("Bearer x", {"msisdn": ["+212600000001"], "body": ["Visit 3/12"]})


def test_a_legal_notice_without_address_goes_on_paper(users):
    tell(Recipient(name="Coop"), users(), event="tests.legal")

    message = OutboxMessage.objects.get()
    assert (message.channel, message.recipient, message.state) == ("paper", "Coop", "released")


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_takes_two_sms_at_most(name, language):
    event = EVENTS[name]

    words = event.words(event.sample_facts(), language=language)

    assert sms.count(words.short).parts <= 2
    assert words.subject and words.text


def test_proofs_are_kept_for_ever(users):
    from django.db import DatabaseError

    user = users("manager")
    tell(user, user, event="tests.legal")
    proof = services.prove_notification(
        OutboxMessage.objects.get(), actor=user, kind="read_by_phone", on=clock.today()
    )

    with pytest.raises(DatabaseError):
        Proof.objects.filter(pk=proof.pk).update(note="other")
