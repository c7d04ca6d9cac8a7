"""What readers ask for: searches kept, digests by e-mail, takedowns."""

from __future__ import annotations

from typing import Any, Self

import rules
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.press.enums import REQUEST_TONES, Frequency, Language, RequestState
from mourafaka.press.models.articles import Article


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(owner=user) if user.is_authenticated else self.none()


class SavedSearch(models.Model):
    """Words, a place and a sector, kept under a name; its feed is open to whoever has its address."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("Name"), max_length=80)
    query = models.CharField(_("Words"), max_length=200, blank=True)
    territory_code = models.CharField(_("Territory"), max_length=8, blank=True)
    sector = models.CharField(_("Sector"), max_length=32, blank=True)
    language = models.CharField(_("Language"), max_length=3, choices=Language, blank=True)
    key = models.CharField(max_length=32, unique=True)
    saved_at = models.DateTimeField()

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "title"],
                name="a_search_has_its_own_name",
                violation_error_message=_("You already keep a search under this name."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> Self:
        return self.filter(confirmed_at__isnull=False, stopped_at=None)


class Subscription(models.Model):
    """A digest by e-mail on a territory and a sector: confirmed by its address, stopped in one click."""

    email = models.EmailField(_("E-mail"))
    language = models.CharField(_("Language"), max_length=3, choices=[("fr", "Français"), ("ar", "العربية")])
    territory_code = models.CharField(_("Territory"), max_length=8, blank=True)
    sector = models.CharField(_("Sector"), max_length=32, blank=True)
    frequency = models.CharField(_("How often"), max_length=6, choices=Frequency, default=Frequency.WEEKLY)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        constraints = [
            models.UniqueConstraint(
                fields=["email", "territory_code", "sector"],
                name="one_digest_an_address_and_subject",
                violation_error_message=_("This address already receives this digest."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.territory_code} {self.sector}"


class TakedownQuerySet(models.QuerySet["Takedown"]):
    def visible_to(self, user: Any) -> Self:
        return self if rules.has_perm("press.answer_takedown", user) else self.none()

    def open(self) -> Self:
        return self.filter(state=RequestState.OPEN)


class Takedown(models.Model):
    """Somebody asks that an article be withdrawn; answered within 48 hours."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="takedowns")
    name = models.CharField(_("Your name, or your paper's"), max_length=150)
    email = models.EmailField(_("E-mail"))
    reason = models.TextField(_("What is wrong, and on what ground"), max_length=2000)
    language = models.CharField(
        max_length=2, choices=[("fr", "Français"), ("ar", "العربية")], default="fr"
    )  # of whoever asked, for the answer
    at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=8, choices=RequestState, default=RequestState.OPEN, db_index=True)
    answer = models.TextField(blank=True, max_length=2000)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TakedownQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]

    def __str__(self) -> str:
        return f"{self.article_id} {self.at:%Y-%m-%d}"

    @property
    def tone(self) -> str:
        return REQUEST_TONES[RequestState(self.state)]
