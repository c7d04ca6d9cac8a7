"""The list, the preferences, the signed links and the proofs, as people see them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mourafaka.foundations import clock, delivery
from mourafaka.foundations.models import OutboxMessage
from mourafaka.foundations.notices import Event, Recipient, links, services
from mourafaka.foundations.notices.events import EVENTS
from mourafaka.foundations.notices.models import Notice, Proof
from mourafaka.foundations.notices.panels import link
from mourafaka.foundations.refusals import Refused

DAY = Event("tests.day", subject="Visit", text="The visit is soon.", short="Visit soon")
LEGAL = Event("tests.legal", subject="Decision", text="The answer is no.", short="A decision", legal=True)


@pytest.fixture(autouse=True)
def _events(monkeypatch):
    monkeypatch.setitem(EVENTS, DAY.name, DAY)
    monkeypatch.setitem(EVENTS, LEGAL.name, LEGAL)
    monkeypatch.setattr(delivery, "quiet_for", lambda moment: timedelta())


def told(to, about, event="tests.day", key="k") -> Notice:
    return services.notify(event, to=to, about=about, facts={}, dedup_key=key)[0]


def path(url: str) -> str:
    return urlsplit(url).path


def test_the_list_shows_what_one_was_told_and_nothing_of_others(users, client_as):
    mine, other = users(), users()
    told(mine, mine)
    notice = told(other, other, key="o")

    client = client_as(mine)

    assert list(client.get(reverse("notices:index")).context["page"]) == list(Notice.objects.of(mine))
    assert client.get(reverse("notices:notice", args=[notice.pk])).status_code == 404


def test_the_navigation_counts_what_is_not_read(users, client_as):
    user = users()
    notice = told(user, user)
    before = link(user)["label"]

    client_as(user).post(reverse("notices:read", args=[notice.pk]))

    assert [label.endswith("(1)") for label in (before, link(user)["label"])] == [True, False]


def test_a_closed_channel_is_not_used_but_for_legal_notices(users, client_as):
    user = users()
    client_as(user).post(reverse("notices:preferences"), {})

    told(user, user)
    told(user, user, event="tests.legal", key="l")

    assert [message.subject for message in mail.outbox] == ["Decision"]


def test_a_channel_is_opened_again(users, client_as):
    user = users()
    for chosen in ([], ["email"]):
        client_as(user).post(reverse("notices:preferences"), {"channel": chosen})

    told(user, user)

    assert len(mail.outbox) == 1


def test_the_link_of_an_email_stops_them_without_signing_in(users):
    user = users()
    told(user, user)
    header = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")

    answer = Client(enforce_csrf_checks=True).post(path(header), {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, services.opted_out(user.email, "email")) == (200, True)


def test_a_forged_link_is_nothing():
    client = Client()

    answers = [client.get(f"/notices/{page}/email.abc:forged/").status_code for page in ("stop", "open")]

    assert answers == [404, 404]


def test_reading_a_legal_notice_by_its_link_proves_it_once(users):
    about = users()
    notice = told(Recipient(phone="+212600000001"), about, event="tests.legal")
    address = path(links.open_url(notice))
    client = Client()

    shut = client.get(address)
    none = services.notified_on(about)
    opened = [client.post(address) for _ in range(2)]

    assert (b"The answer is no." in shut.content, none) == (False, None)
    assert b"The answer is no." in opened[0].content
    assert [proof.kind for proof in Proof.objects.all()] == ["opened"]
    assert services.notified_on(about) == clock.today()


def test_staff_records_that_a_notice_was_read_by_phone(users, client_as):
    manager = users("manager")
    told(Recipient(phone="+212600000001"), manager, event="tests.legal")
    message = OutboxMessage.objects.get()

    answer = client_as(manager).post(
        reverse("notices:proof", args=[message.pk]),
        {"kind": "read_by_phone", "on": clock.today().isoformat(), "note": "The president"},
    )

    assert answer.status_code == 302
    assert [(proof.kind, proof.by, proof.note) for proof in Proof.objects.all()] == [
        ("read_by_phone", manager, "The president")
    ]


def test_a_notification_of_tomorrow_is_refused(users):
    manager = users("manager")
    told(Recipient(phone="+212600000001"), manager, event="tests.legal")

    with pytest.raises(Refused) as refused:
        services.prove_notification(
            OutboxMessage.objects.get(),
            actor=manager,
            kind="signed_on_paper",
            on=clock.today() + timedelta(days=1),
        )

    assert refused.value.code == "proof_in_future"


def test_the_outbox_shows_channel_and_parts_and_hides_codes(users, client_as):
    from mourafaka.foundations.notices.codes import send_code

    manager = users("manager")
    told(Recipient(phone="+212600000001"), manager)
    send_code("+212600000002", purpose="draft", language="fr")

    page = client_as(manager).get(reverse("foundations:outbox"), {"state": "sent", "channel": "sms"})

    assert [(row.channel, row.parts) for row in page.context["page"]] == [("sms", 1)]
