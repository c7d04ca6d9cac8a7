"""What the press watch keeps of people: readers who report or subscribe, and those articles name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import ends, impersonal, personal, treatment

treatment(
    "press",
    order=75,
    title=_("Press watch"),
    purpose=_("Show what newspapers say of cooperatives and their markets, and lead to them."),
    basis=_("Public interest of the programme; right to information"),
    recipients=_("Everybody, as the papers published it"),
    kept=_("As long as the article is public; raw pages thirty days; at once when a withdrawal is granted"),
    months=60,
)
treatment(
    "press_readers",
    order=76,
    title=_("Readers of the press watch"),
    purpose=_(
        "Weigh reports of images without letting anybody cheat, send the digests asked for, answer requests."
    ),
    basis=_("Consent for digests; legitimate interest in protecting readers for reports"),
    recipients=_("Moderators and editors of the programme"),
    kept=_("Until the subscription ends, the request is answered or the report is decided, then a year"),
    months=12,
)
personal(
    "press.Article",
    "author",
    "title",
    "excerpt",
    "body",
    of="press",
    data=_("Articles as published: title, author, summary, which may name people"),
)
personal("press.RawPage", "url", of="press", data=_("Pages as received, thirty days"))
personal(
    "press.Tag", "evidence", of="press", data=_("The words of an article that name a place or a cooperative")
)
personal("press.ArticleVector", "told", of="press", data=_("Titles as they were compared"))
personal("press.Story", "title", of="press", data=_("Titles of stories"))
personal(
    "press.Reporter",
    "device",
    of="press_readers",
    data=_(
        "Who reports images: the account, or the digest of a token given to the device; never its address"
    ),
)
personal(
    "press.ImageReport",
    "network",
    "neighbourhood",
    "referrer",
    of="press_readers",
    data=_("The network of a report, as a digest whose key changes every day"),
)
personal(
    "press.Decision", "inputs", "reason", of="press_readers", data=_("What was decided on an image, and why")
)
personal("press.Appeal", "email", "text", "answer", of="press_readers", data=_("Appeals and their answers"))
personal("press.TagDispute", "reason", of="press_readers", data=_("Why a reader disputes a tag"))
personal("press.SavedSearch", "title", "query", "key", of="press_readers", data=_("Searches somebody keeps"))
personal("press.Subscription", "email", of="press_readers", data=_("Addresses that asked for a digest"))
personal(
    "press.Takedown",
    "name",
    "email",
    "reason",
    "answer",
    of="press_readers",
    data=_("Who asks that an article be withdrawn, and why"),
)
impersonal(
    "press.Source",
    "name",
    "home_url",
    "address",
    "licence_note",
    "page_rules",
    "territory_code",
    "etag",
    "last_modified",
    "moved_to",
)
impersonal("press.SourceVisit", "facts")
impersonal("press.RawPage", "content_type", "sha256")
impersonal("press.Article", "url", "publisher", "image_url", "content_hash", "withdrawn_reason")
impersonal("press.Tag", "code")
impersonal("press.SignalSeries", "unit")
impersonal("press.Signal", "url")
impersonal("press.Image", "sha256", "phash", "thumbnail")
impersonal("press.Decision", "rule_version")
impersonal("press.SavedSearch", "territory_code", "sector")
impersonal("press.Subscription", "territory_code", "sector")


def _rows(name: str, past: Q) -> Any:
    return apps.get_model(f"press.{name}")._base_manager.filter(past)


def _withdrawn(before: datetime) -> Any:
    return _rows("Article", Q(state="withdrawn", published_at__lt=before))


def _stopped(before: datetime) -> Any:
    return _rows("Subscription", Q(stopped_at__lt=before) | Q(confirmed_at=None, asked_at__lt=before))


def _answered_takedowns(before: datetime) -> Any:
    return _rows("Takedown", Q(answered_at__lt=before))


def _answered_appeals(before: datetime) -> Any:
    return _rows("Appeal", Q(answered_at__lt=before))


def _decided_reports(before: datetime) -> Any:
    return _rows("ImageReport", Q(at__lt=before) & ~Q(outcome="waiting"))


ends("press", "press.Article", _withdrawn)
ends("press_readers", "press.Subscription", _stopped, how="remove")
ends("press_readers", "press.Takedown", _answered_takedowns, how="remove")
ends("press_readers", "press.Appeal", _answered_appeals, how="remove")
ends("press_readers", "press.ImageReport", _decided_reports, how="remove")
