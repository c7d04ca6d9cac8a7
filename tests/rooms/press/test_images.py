"""Images that readers report: one report a person, weighed under a lock, decided by moderators, replayable."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.sqlite3.base import Database as sqlite3
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from mourafaka.engine.press.moderation import Rule
from mourafaka.foundations import clock, journal
from mourafaka.people.models import Mandate, User
from mourafaka.people.services import machine
from mourafaka.press import links, moderating, services, thumbnails
from mourafaka.press.models import Decision, Image, ImageReport, Reporter, SecondReview
from mourafaka.press.queries import staff as staff_queries
from tests.factories.press import SourceFactory, article, image, picture
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def anonymous(found: Image, number: int, reason: str = "offensive") -> list[Decision]:
    """A reader without account, on a network of their own."""
    return services.report_image(
        found, actor=machine(), reason=reason, device=f"device{number}", address=f"10.{number}.1.7"
    )


def staff(found: Image, user: object, number: int) -> list[Decision]:
    return services.report_image(found, actor=user, reason="offensive", address=f"172.16.{number}.9")


def state(found: Image) -> str:
    return Image.objects.get(pk=found.pk).state


# The threshold: two of the programme's people weigh 2 × 1.47, strangers .26 each; 3.05 is asked


@pytest.mark.parametrize(("strangers", "expected"), [(0, "queued"), (1, "blocked"), (2, "blocked")])
def test_two_of_staff_and_one_stranger_block(users, strangers, expected):
    found = image()
    for number in range(strangers):
        anonymous(found, number)
    for number in range(2):
        staff(found, users("coach"), number)

    assert state(found) == expected


def test_the_first_report_puts_the_image_in_the_queue():
    found = image()
    lines = anonymous(found, 1)

    assert [line.what for line in lines] == ["reported", "queued"]
    assert list(Image.objects.awaiting()) == [found]


def test_the_same_person_reports_an_image_once(users):
    found, user = image(), users("coach")
    staff(found, user, 1)

    assert refused(lambda: staff(found, user, 2)) == "image_already_reported"
    anonymous(found, 1)
    assert refused(lambda: anonymous(found, 1)) == "image_already_reported"


def test_sixty_puppets_on_twenty_networks_block_nothing():
    found = image()
    for number in range(60):
        services.report_image(
            found,
            actor=machine(),
            reason="offensive",
            device=f"p{number}",
            address=f"10.{number % 20}.1.{number}",
        )

    assert state(found) == "queued"


def test_no_address_is_kept_and_the_key_of_the_network_changes_every_day():
    found = image()
    anonymous(found, 1)
    report = ImageReport.objects.get()

    assert links.network("10.1.1.7", date(2026, 1, 1)) != links.network("10.1.1.7", date(2026, 1, 2))
    assert links.network("10.1.1.7", date(2026, 1, 1)) == links.network("10.1.1.200", date(2026, 1, 1))
    assert report.network == links.network("10.1.1.99", clock.today())
    assert "10.1" not in str(vars(report)) + str(
        [entry.facts for entry in journal.JournalEntry.objects.all()]
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:10.1.1.7", "10.1.1.8", True),
        ("10.1.1.7", "10.1.2.7", False),
    ],
)
def test_a_network_is_a_24_or_a_48(one, other, same):
    day = date(2026, 1, 1)

    assert (links.network(one, day) == links.network(other, day)) is same


@pytest.mark.parametrize(("reports", "code"), [(4, ""), (5, "image_reports_too_many")])
def test_a_device_reports_five_images_an_hour(reports, code):
    source = SourceFactory(with_images=True)
    images = [image(number, source) for number in range(reports + 1)]
    for found in images[:-1]:
        anonymous(found, 1)

    if code:
        assert refused(lambda: anonymous(images[-1], 1)) == code
    else:
        assert anonymous(images[-1], 1)


# Moderators


def test_an_image_restored_is_immune_for_ninety_days(users):
    found, moderator = image(), users("manager")
    anonymous(found, 1)
    services.restore_image(found, actor=moderator, reason="Rien à redire")
    for number in range(10, 15):
        staff(found, users("coach"), number)
    for number in range(45):
        anonymous(found, 100 + number)

    assert (state(found), found.reports.count()) == ("queued", 51)


@pytest.mark.parametrize(("days", "expected"), [(89, "queued"), (90, "queued"), (91, "blocked")])
def test_immunity_ends_after_ninety_days(users, days, expected):
    found, moderator = image(), users("manager")
    services.restore_image(found, actor=moderator, reason="Rien à redire")
    with clock.at(clock.today() + timedelta(days=days)):
        for number in range(3):
            staff(found, users("coach", joined_at=clock.now()), number)

    assert state(found) == expected


def test_a_protected_image_is_never_blocked_automatically(users):
    found = image()
    services.protect_image(found, actor=users("manager"), reason="Photo officielle")
    for number in range(5):
        staff(found, users("coach"), number)

    assert state(found) == "queued"


def test_a_decision_counts_for_those_who_reported_and_an_opposite_one_counts_instead(users):
    found = image()
    anonymous(found, 1)
    services.remove_image(found, actor=users("manager"), reason="Violente")
    first = Reporter.objects.values_list("agreed", "rejected").get()
    services.restore_image(found, actor=users("manager"), reason="Erreur")

    assert (first, Reporter.objects.values_list("agreed", "rejected").get()) == ((1, 0), (0, 1))


@pytest.mark.parametrize(("rejected", "muted"), [(2, False), (3, False), (4, True)])
def test_more_than_three_rejections_in_a_row_mute_for_thirty_days(users, rejected, muted):
    moderator, source = users("manager"), SourceFactory(with_images=True)
    for number in range(rejected):
        found = image(number, source)
        anonymous(found, 1)
        services.restore_image(found, actor=moderator, reason="Rien à redire")

    until = Reporter.objects.get().muted_until
    assert (until == clock.today() + timedelta(days=30)) is muted


def test_an_appeal_is_answered_by_somebody_else_and_shows_the_image_again(users):
    found, first, second = image(), users("manager"), users("evaluator")
    services.remove_image(found, actor=first, reason="Violente")
    appeal = services.appeal_image(
        found, actor=machine(), text="Cette image est la nôtre", email="j@example.org"
    )

    assert (
        refused(lambda: services.answer_appeal(appeal, actor=first, grant=True, answer="Oui"))
        == "moderator_same"
    )
    services.answer_appeal(appeal, actor=second, grant=True, answer="Oui, elle reste")
    assert state(found) == "kept"
    assert (
        refused(lambda: services.answer_appeal(appeal, actor=second, grant=True, answer="Encore"))
        == "press_request_answered"
    )


@pytest.fixture
def all_drawn(monkeypatch):
    """Every decision is drawn for a second review, rather than one in twenty."""
    rule = replace(moderating.rule_in_force(), second_review=1.0)
    monkeypatch.setattr("mourafaka.press.services.moderation.rule_in_force", lambda: rule)


@pytest.mark.parametrize(("verdict", "queued"), [("remove", False), ("keep", True)])
def test_a_second_moderator_judges_blind_and_only_a_difference_goes_back_to_the_queue(
    users, client_as, all_drawn, verdict, queued
):
    found, first, second = image(), users("manager"), users("evaluator")
    services.remove_image(found, actor=first, reason="Très violente")
    review = SecondReview.objects.get()
    address = reverse("press:second_review", args=[review.pk])
    page = client_as(second).get(address).content.decode()
    client_as(second).post(address, {"verdict": verdict})
    figures = staff_queries.moderators_differ()

    assert "Très violente" not in page
    assert "Retirée" not in page
    assert client_as(first).get(address).status_code == 404
    assert refused(lambda: services.judge_again(review, actor=first, verdict="keep")) == (
        "press_request_answered"
    )
    assert (state(found), Image.objects.awaiting().exists()) == ("removed", queued)
    assert figures == {"judged": 1, "differing": int(queued)}


def test_nobody_judges_their_own_decision_again(users, all_drawn):
    found, first = image(), users("manager")
    services.restore_image(found, actor=first, reason="Rien à redire")

    review = SecondReview.objects.get()
    assert refused(lambda: services.judge_again(review, actor=first, verdict="keep")) == "second_review_own"


def test_only_a_moderator_decides(users):
    found = image()

    assert refused(lambda: services.remove_image(found, actor=users("coach"), reason="x")) == "not_allowed"


# The log


def test_the_log_only_grows_and_the_journal_seals_it(users):
    found = image()
    anonymous(found, 1)
    services.remove_image(found, actor=users("manager"), reason="Violente")

    assert [line.what for line in Decision.objects.all()] == ["reported", "queued", "removed"]
    assert {line.rule_version for line in Decision.objects.all()} == {moderating.rule_in_force().version}
    assert (journal.breaks(), journal.altered_records()) == ([], [])
    with pytest.raises(Exception, match="only grows"):
        Decision.objects.update(what="kept")


def test_the_log_is_played_again_under_another_rule(users):
    found = image()
    anonymous(found, 1)
    staff(found, users("coach"), 1)
    services.remove_image(found, actor=users("manager"), reason="Violente")

    here = moderating.played_again(moderating.rule_in_force())
    eager = moderating.played_again(Rule(version="2", threshold=0.5, networks=2))

    assert (here.blocked, here.removed_unblocked) == (0, 1)
    assert (eager.blocked, eager.removed_unblocked, eager.changed) == (1, 0, (str(found.pk),))


# The bytes


def test_the_same_bytes_and_what_looks_the_same_are_hidden_with_a_blocked_image(users):
    source = SourceFactory(with_images=True)
    found = image(1, source)
    services.remove_image(found, actor=users("manager"), reason="Violente")
    again = services.keep_image(article(source, number=7), actor=machine(), content=picture(1))
    alike = services.keep_image(
        article(source, number=8), actor=machine(), content=picture(1, "JPEG", (192, 144))
    )
    other = services.keep_image(article(source, number=9), actor=machine(), content=picture(2))

    assert again.image == found
    assert (alike.image.state, other.image.state) == ("blocked", "visible")
    assert journal.altered_records() == []


def test_no_image_of_a_source_whose_licence_does_not_say_so():
    found = article(SourceFactory(with_images=False))

    assert refused(lambda: services.keep_image(found, actor=machine(), content=picture())) == "image_refused"


@pytest.mark.parametrize(
    "content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\x89PNG\r\n"]
)
def test_what_is_no_picture_is_refused(content):
    assert refused(lambda: thumbnails.make(content)) == "image_refused"


def test_a_thumbnail_has_at_most_a_megapixel_and_carries_nothing():
    import io

    out = io.BytesIO()
    exif = Picture.Exif()
    exif[0x010E] = "a secret place"
    Picture.new("RGB", (3000, 1500), "green").save(out, "JPEG", exif=exif)
    made = thumbnails.make(out.getvalue())

    assert made.width * made.height <= 1_000_000
    assert b"secret" not in made.content
    assert Picture.open(io.BytesIO(made.content)).format == "WEBP"


# The pages


def test_a_reader_reports_is_thanked_and_told_what_will_happen():
    found, client = image(), Client()
    client.get(reverse("press:report_image", args=[found.pk]))
    answer = client.post(reverse("press:report_image", args=[found.pk]), {"reason": "violence"}, follow=True)

    assert answer.redirect_chain == [(reverse("press:reported"), 302)]
    assert "Merci d’avoir signalé" in answer.content.decode()
    again = client.post(reverse("press:report_image", args=[found.pk]), {"reason": "violence"})
    assert again.status_code == 422
    assert ImageReport.objects.count() == 1


def test_a_report_without_a_reason_is_asked_for_one():
    found = image()

    assert Client().post(reverse("press:report_image", args=[found.pk])).status_code == 422


def test_a_hidden_image_is_served_to_moderators_only(users, client_as):
    found = image()
    address = reverse("press:image", args=[links.image_token(found.pk)])
    before = Client().get(address).status_code
    services.remove_image(found, actor=users("manager"), reason="Violente")

    assert (before, Client().get(address).status_code) == (200, 404)
    assert client_as(users("manager")).get(address).status_code == 200
    assert Client().get(reverse("press:image", args=[f"{found.pk}:x"])).status_code == 404


@pytest.fixture
def shared_database(monkeypatch, tmp_path):
    """A database that threads share as processes do: on SQLite a file, for the one in memory locks whole tables."""

    def share() -> None:
        if connection.vendor == "sqlite":
            file = tmp_path / "shared.sqlite3"
            with closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
            monkeypatch.setitem(connections.settings["default"], "NAME", str(file))

    return share


def in_threads(works: list[Callable[[], Any]]) -> list[Any]:
    """What each answers, or the code of its refusal; all begin together."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(number: int) -> None:
        try:
            start.wait(timeout=60)
            answers[number] = works[number]()
        except Exception as error:
            answers[number] = getattr(error, "code", repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


@pytest.mark.django_db(transaction=True)
def test_reports_at_the_same_moment_block_once(shared_database):
    found = image()
    people = [User.objects.create_user(f"p{n}@example.org", full_name="P") for n in range(6)]
    for user in people:
        Mandate.objects.create(user=user, role="coach", starts_on=date(2020, 1, 1))
    shared_database()

    answers = in_threads([lambda n=n: len(staff(found, people[n], n)) for n in range(6)])
    blocks, reports = in_threads([Decision.objects.filter(what="blocked").count, ImageReport.objects.count])

    refusals = [answer for answer in answers if not isinstance(answer, int)]
    assert (blocks, set(refusals)) == (1, {"image_hidden"})
    assert reports == 6 - len(refusals) == 3
