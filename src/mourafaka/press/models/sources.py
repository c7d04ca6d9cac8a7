"""Sources, how their visits went, and the raw pages kept for thirty days."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

import rules
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.press.enums import VISIT_TONES, Language, Licence, SourceKind, Visit


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: Any) -> Self:
        """Everybody reads which sources are followed; only staff see those not enabled."""
        return self if rules.has_perm("press.manage_sources", user) else self.enabled()

    def enabled(self) -> Self:
        return self.filter(enabled=True)

    def due(self, now: datetime) -> Self:
        """Enabled sources whose next visit has come."""
        real = self.enabled().filter(synthetic=False)
        return real.filter(Q(next_visit_at=None) | Q(next_visit_at__lte=now))


class Source(models.Model):
    """A newspaper or an official site, added by staff; never by a reader."""

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    home_url = models.URLField(_("Site"), max_length=300)
    address = models.URLField(_("Address of the feed, sitemap or page"), max_length=500, unique=True)
    kind = models.CharField(_("Kind"), max_length=8, choices=SourceKind, default=SourceKind.FEED)
    licence = models.CharField(_("What may be shown"), max_length=8, choices=Licence, default=Licence.EXCERPT)
    licence_note = models.CharField(_("On what ground"), max_length=200, blank=True)
    with_images = models.BooleanField(_("Its licence lets its images be shown"), default=False)
    language = models.CharField(_("Usual language"), max_length=3, choices=Language, blank=True)
    territory_code = models.CharField(
        _("Territory"), max_length=8, blank=True, help_text=_("Region (09) or province (09.541), if local.")
    )
    official = models.BooleanField(_("Official source"), default=False)
    page_rules = models.JSONField(_("Rules to read its pages"), default=dict, blank=True)
    enabled = models.BooleanField(_("Followed"), default=False)
    synthetic = models.BooleanField(_("Invented, for the demonstration"), default=False)

    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    last_visit_at = models.DateTimeField(_("Last visit"), null=True)
    last_success_at = models.DateTimeField(_("Last success"), null=True)
    next_visit_at = models.DateTimeField(_("Next visit"), null=True, db_index=True)
    interval_minutes = models.PositiveIntegerField(_("Minutes between visits"), default=60)
    failures = models.PositiveSmallIntegerField(_("Failures in a row"), default=0)
    moved_to = models.URLField(max_length=500, blank=True)
    moved_seen = models.PositiveSmallIntegerField(default=0)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(licence=Licence.FULL) | ~Q(licence_note=""),
                name="full_text_has_a_ground",
                violation_error_message=_("Say on what ground the full text may be shown."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shows_excerpts(self) -> bool:
        return self.licence in (Licence.EXCERPT, Licence.FULL)


class SourceVisit(models.Model):
    """A line of a source's health page: what was asked when, and how it ended, in words."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=10, choices=Visit)
    code = models.SlugField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    found = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.at:%Y-%m-%d %H:%M} {self.outcome}"

    @property
    def tone(self) -> str:
        return VISIT_TONES[Visit(self.outcome)]

    @property
    def sentence(self) -> str:
        from mourafaka.press.problems import sentence

        return sentence(self.code, self.facts)


class RawPage(models.Model):
    """What a source sent, as received: kept so that every step can be done again, then purged."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="raw_pages")
    url = models.CharField(max_length=700)
    fetched_at = models.DateTimeField(db_index=True)
    content_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "url", "sha256"],
                name="a_raw_page_is_kept_once",
                violation_error_message=_("This page is already kept."),
            )
        ]

    def __str__(self) -> str:
        return self.url
