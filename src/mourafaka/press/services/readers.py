"""What readers keep and receive: saved searches, digests by e-mail confirmed by their address."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import translation

from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.press.enums import Frequency
from mourafaka.press.models import Article, SavedSearch, Subscription
from mourafaka.press.queries import river as reading
from mourafaka.press.queries import search as searching
from mourafaka.press.queries.river import Wanted
from mourafaka.press.services import letters

ASKED_A_DAY = 3  # confirmations one address is asked for in a day
MOST = 40  # articles of one digest
PERIODS = {Frequency.DAILY.value: timedelta(days=1), Frequency.WEEKLY.value: timedelta(days=7)}


@act("press.search.save", rule="press.save_search")
def save_search(
    like: None = None,
    *,
    actor: User,
    title: str,
    query: str = "",
    territory_code: str = "",
    sector: str = "",
    language: str = "",
) -> SavedSearch:
    """Keep a search under a name, with a feed of its own. Refuses `search_empty`, `search_name_taken`,
    `territory_unknown`, `sector_unknown`."""
    if not (query.strip() or territory_code or sector or language):
        raise Refused("search_empty")
    _refuse_unknown(territory_code, sector)
    with refusing(SavedSearch, "search_name_taken"):
        return SavedSearch.objects.create(
            owner=actor,
            title=title.strip()[:80],
            query=query.strip()[:200],
            territory_code=territory_code,
            sector=sector,
            language=language,
            key=secrets.token_urlsafe(16),
            saved_at=clock.now(),
        )


@act("press.search.drop", rule="press.drop_search")
def drop_search(search: SavedSearch, *, actor: User) -> None:
    """Forget a search; its feed ends."""
    search.delete()


@act("press.digest.ask", rule="press.read", secret=("email",))
def ask_digest(
    like: None = None,
    *,
    actor: User,
    email: str,
    language: str,
    territory_code: str = "",
    sector: str = "",
    frequency: str = Frequency.WEEKLY,
) -> Subscription:
    """Ask for a digest: the address is asked first, once a day at most, and learns nothing it did not know.
    Refuses `territory_unknown`, `sector_unknown`."""
    _refuse_unknown(territory_code, sector)
    found, new = Subscription.objects.select_for_update(of=("self",)).get_or_create(
        email=email.strip().lower(),
        territory_code=territory_code,
        sector=sector,
        defaults={"language": language, "frequency": frequency, "asked_at": clock.now()},
    )
    if not new and (found.confirmed_at is None or found.stopped_at is not None):
        found.language, found.frequency, found.asked_at = language, frequency, clock.now()
        found.save(update_fields=["language", "frequency", "asked_at"])
    today = Subscription.objects.filter(email=found.email, asked_at__date=clock.today()).count()
    if (found.confirmed_at is None or found.stopped_at is not None) and today <= ASKED_A_DAY:
        letters.confirm(found, key=f"confirm:{found.pk}:{clock.today()}")
    return found


@act("press.digest.confirm", rule="press.read")
def confirm_digest(subscription: Subscription, *, actor: User) -> Subscription:
    """The link sent to the address was followed: digests begin. Twice changes nothing."""
    if subscription.confirmed_at is None or subscription.stopped_at is not None:
        subscription.confirmed_at, subscription.stopped_at = clock.now(), None
        subscription.last_sent_at = clock.now()
        subscription.save(update_fields=["confirmed_at", "stopped_at", "last_sent_at"])
    return subscription


@act("press.digest.stop", rule="press.read")
def stop_digest(subscription: Subscription, *, actor: User) -> Subscription:
    """No more digest to this address on this subject. Twice changes nothing."""
    if subscription.stopped_at is None:
        subscription.stopped_at = clock.now()
        subscription.save(update_fields=["stopped_at"])
    return subscription


@act("press.digests.send", rule="press.fetch")
def send_digests(like: None = None, *, actor: User) -> list[Subscription]:
    """Send the digests whose day has come; where nothing is new, no mail. Returns those sent."""
    sent = []
    for subscription in Subscription.objects.active().select_for_update(of=("self",)):
        since = subscription.last_sent_at or subscription.confirmed_at or clock.now()
        if clock.now() - since < PERIODS[subscription.frequency] - timedelta(hours=1):
            continue
        articles = _new_since(subscription, since)
        if not articles:
            continue
        key = f"digest:{subscription.pk}:{clock.today()}"
        if letters.digest(subscription, articles, about=_about(subscription), key=key):
            subscription.last_sent_at = clock.now()
            subscription.save(update_fields=["last_sent_at"])
            sent.append(subscription)
    return sent


def _new_since(subscription: Subscription, since: object) -> list[Article]:
    """What was first seen since then, one article a story."""
    wanted = Wanted(territory=subscription.territory_code, sector=subscription.sector)
    return reading.one_a_story(searching.latest_since(wanted, since, MOST * 3), MOST)


def _about(subscription: Subscription) -> str:
    """The place and the sector of a digest, in its language."""
    with translation.override(subscription.language):
        place = reading.territory_named(subscription.territory_code) if subscription.territory_code else None
        sector = reading.sector_named(subscription.sector) if subscription.sector else None
        return " · ".join([*([place.name] if place else []), *([sector.label] if sector else [])])


def _refuse_unknown(territory_code: str, sector: str) -> None:
    if territory_code and reading.territory_named(territory_code) is None:
        raise Refused("territory_unknown", value=territory_code, field="territory_code")
    if sector and reading.sector_named(sector) is None:
        raise Refused("sector_unknown", value=sector, field="sector")
